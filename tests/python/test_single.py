"""One agent or integration without files, in both clients. What is decided is the core's, and tested there."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from geai_client import AgentDefinition, Client, Difference, EnsuredAgent, Graph, InvalidRequestError, PlanError
from geai_client.testing import Emulator

DATA: dict[str, Any] = {
    "strategy_name": "Chain of Thought",
    "prompt": {"instructions": "Look it up."},
    "llm_config": {"max_tokens": 900, "sampling": {"temperature": 0.5}},
    "models": [{"name": "gpt-4o"}],
    "resource_pools": [{"name": "Main"}],
}
MANIFEST = json.dumps({"openapi": "3.0.3", "paths": {"/a": {"get": {"operationId": "find"}}}})
Run = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def run(request: pytest.FixtureRequest, emulator: Emulator) -> Run:
    """Calls a method of a resource of a client of the kind."""

    def call(resource: str, method: str, *args: object, **params: object) -> Any:
        if request.param == "sync":
            with emulator.client(project="dev") as client:
                answer = getattr(getattr(client, resource), method)(*args, **params)
                return list(answer) if method == "revisions" else answer

        async def of_async() -> Any:
            async with emulator.async_client(project="dev") as client:
                answer = getattr(getattr(client, resource), method)(*args, **params)
                return [each async for each in answer] if method == "revisions" else await answer

        return asyncio.run(of_async())

    return call


def test_ensure_revisions_diff_and_roll_back(run: Run, emulator: Emulator, answers: str) -> None:
    # No page shows the version of an agent that is read, and then it is found by its revision.
    shown = answers == "observed"
    made: EnsuredAgent = run("agents", "ensure", name="A", access_scope="private", agent_data=DATA, publish=True)
    assert (made.changed, made.object.name, made.object.version) == (True, "A", 1 if shown else None)
    emulator.clear_requests()
    assert not run("agents", "ensure", made.object.to_definition(), publish=True).changed
    assert {request["method"] for request in emulator.requests} == {"GET"}
    changed = run("agents", "ensure", AgentDefinition(name="A"), description="Finds it.", publish=True)
    assert [(member.path, member.before, member.after) for member in changed.members] == [
        ("/description", "", "Finds it.")
    ]
    assert [revision.version for revision in run("agents", "revisions", "A")] == ([2, 1] if shown else [None, None])
    difference: Difference = run("agents", "diff", "A", 1, 2)
    assert str(difference) == "description   + Finds it."
    assert "Finds it." in difference._repr_html_()
    assert run("agents", "diff", made.object, changed.object) == difference
    assert run("agents", "diff", {"name": "A"}, {"name": "A", "description": "x"}).members[0].after == "x"
    back = run("agents", "roll_back", "A", **({"version": 1} if shown else {"revision": 1}))
    assert (back.revision, back.version, back.description) == (3, 3 if shown else None, "")
    if shown:
        run("agents", "ensure", name="A", description="Of somebody else.")
        with pytest.raises(PlanError, match="over_drafts allows it"):
            run("agents", "roll_back", "A", revision=2)
        assert run("agents", "roll_back", "A", revision=2, over_drafts=True).description == "Finds it."
    with pytest.raises(PlanError, match="no revision has version 9"):
        run("agents", "roll_back", "A", version=9)
    with pytest.raises(InvalidRequestError, match="either version or revision"):
        run("agents", "roll_back", "A")
    with pytest.raises(InvalidRequestError, match=r"did you mean `agent_data`\?"):
        run("agents", "ensure", name="A", agent_dat=DATA)
    for params, expected in (
        ({"publsh": True}, r"`publsh`, did you mean `publish`\? expected one of publish, over_drafts"),
        ({"over_draft": True}, r"`over_draft`, did you mean `over_drafts`\?"),
    ):
        with pytest.raises(InvalidRequestError, match=expected) as refused:
            run("agents", "ensure", name="A", **params)
        assert "extra" not in str(refused.value)
    with pytest.raises(InvalidRequestError, match=r"did you mean `publish`\? expected one of publish, allow_delete"):
        run("integrations", "ensure", name="A", publsh=True)


def test_an_integration_and_its_users(run: Run, client: Client) -> None:
    made = run("integrations", "ensure", name="parcels", description="p", manifest=MANIFEST, publish=True)
    assert made.changed
    assert made.object.name == "parcels"
    pools = [{"name": "Main", "tools": [{"name": "find_get"}]}]
    client.agents.ensure(name="User", access_scope="private", agent_data={**DATA, "resource_pools": pools})
    assert [agent.name for agent in run("integrations", "used_by", "parcels")] == ["User"]


@pytest.mark.observed("no page shows what an agent names that the project does not have")
def test_a_graph_is_a_picture_in_a_notebook_and_a_document(emulator: Emulator) -> None:
    with emulator.client(project="dev") as client:
        client.agents.create(name='Helper "<script>"')
        pools = [{"name": "Main", "agents": [{"name": 'Helper "<script>"'}, {"name": "Nobody"}]}]
        client.agents.create(name="User", agent_data={"resource_pools": pools})
        emulator.clear_requests()
        graph = client.graph()
        assert {request["method"] for request in emulator.requests} == {"GET"}

    async def of_async() -> Graph:
        async with emulator.async_client(project="dev") as client:
            return await client.graph(deadline=30)

    assert asyncio.run(of_async()) == graph == Graph.from_json(graph.to_json())
    assert [(node.id, node.kind, node.state) for node in graph.nodes] == [
        ('agent/Helper "<script>"', "agent", "draft"),
        ("agent/Nobody", "agent", "missing"),
        ("agent/User", "agent", "draft"),
    ]
    assert (graph.edges[0].source, graph.edges[0].target, graph.edges[0].ring) == (
        "agent/User",
        'agent/Helper "<script>"',
        False,
    )
    shown: dict[str, str] = graph._repr_mimebundle_()
    assert shown == {
        "text/vnd.mermaid": graph.to_mermaid(),
        "image/svg+xml": graph.to_svg(),
        "text/plain": str(graph),
    }
    assert list(graph._repr_mimebundle_(include=["text/plain"])) == ["text/plain"]
    assert list(graph._repr_mimebundle_(exclude={"text/plain"})) == ["text/vnd.mermaid", "image/svg+xml"]
    assert graph._repr_html_() == graph.to_svg()
    picture = ET.fromstring(graph.to_svg())  # noqa: S314 (of this package)
    labels = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert labels == ['Helper "<script>" (draft)', "Nobody (missing)", "User (draft)"]
    assert "n2 -> n1;" in graph.to_dot()
    assert "```mermaid\nflowchart LR" in graph.to_markdown()
    assert pickle.loads(pickle.dumps(graph)) == graph
