"""`NULL` clears a member: it is sent as `null`, and `None` is what is not given."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest

from geai_client import (
    NULL,
    Agent,
    AgentData,
    AgentDefinition,
    AsyncClient,
    ConfigParameter,
    InvalidRequestError,
    ModelRef,
    Null,
    Prompt,
    ToolSummary,
)
from geai_client.testing import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geai_client import Client


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(projects=["dev"]) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def client(emulator: Emulator) -> Iterator[Client]:
    with emulator.client("dev") as client:
        client.agents.create(name="Parcels", description="x")
        yield client


def sent(emulator: Emulator) -> Any:
    return emulator.requests[-1]["json"]


def test_null_is_one_false_object() -> None:
    assert isinstance(NULL, Null)
    assert repr(NULL) == "NULL"
    assert not NULL
    for same in (copy.copy(NULL), copy.deepcopy(NULL), pickle.loads(pickle.dumps(NULL)), copy.deepcopy([NULL])[0]):
        assert same is NULL
    with pytest.raises(TypeError):
        Null()


def test_a_model_holds_null_and_is_written_with_it() -> None:
    definition = AgentDefinition(public_name=NULL, description=None, agent_data={"prompt": NULL, "strategy_name": None})
    assert definition.public_name is NULL
    assert definition.description is None
    assert definition.agent_data is not None
    assert definition.agent_data.to_dict() == {"prompt": None}
    assert repr(definition) == "AgentDefinition(public_name=NULL, agent_data=AgentData(prompt=NULL))"
    assert definition.to_dict() == {"publicName": None, "agentData": {"prompt": None}}
    assert definition.extra == {}
    assert definition.malformed_members == {}
    for same in (
        AgentDefinition.from_dict(json.loads(json.dumps(definition.to_dict()))),
        AgentDefinition.from_dict({"publicName": NULL, "agentData": AgentData(prompt=NULL)}),
        pickle.loads(pickle.dumps(definition)),
        copy.deepcopy(definition),
        AgentDefinition().replace(public_name=NULL, agent_data=AgentData(prompt=NULL)),
    ):
        assert same == definition
        assert hash(same) == hash(definition)
    assert definition != AgentDefinition(agent_data={"prompt": NULL})
    assert definition.replace(public_name=None).public_name is None
    assert definition.replace(public_name="com.example.a").public_name == "com.example.a"
    assert Prompt(context=NULL).replace(context="x").to_dict() == {"context": "x"}


def test_null_of_an_answer_is_no_member() -> None:
    agent = Agent.from_dict({"id": "1", "name": "a", "publicName": None})
    assert agent.public_name is None
    assert agent.to_definition() == AgentDefinition(name="a")
    assert ToolSummary.from_dict({"id": None}).id is None


def test_null_is_refused_where_a_value_must_be() -> None:
    with pytest.raises(InvalidRequestError, match="expected a string, got null"):
        ConfigParameter(key=NULL)  # type: ignore[arg-type]
    with pytest.raises(InvalidRequestError, match=r"models\[0\]: expected an object .*got null"):
        AgentData(models=[NULL])  # type: ignore[list-item]


CLEARED: list[tuple[Any, dict[str, Any], dict[str, Any]]] = [
    (None, {"public_name": NULL, "description": None}, {"publicName": None}),
    ({"publicName": NULL, "description": None}, {}, {"publicName": None}),
    (AgentDefinition(public_name=NULL), {"description": "y"}, {"publicName": None, "description": "y"}),
    (
        AgentDefinition(public_name="a", description="x"),
        {"public_name": NULL},
        {"publicName": None, "description": "x"},
    ),
    ({"publicName": "a"}, {"public_name": NULL}, {"publicName": None}),
    (Agent(id="1", name="Parcels", description="x"), {"description": NULL}, {"name": "Parcels", "description": None}),
    (
        {
            "id": "1",
            "name": "Parcels",
            "description": NULL,
            "publicName": None,
            "new": None,
            "agentData": {"prompt": NULL},
        },
        {},
        {"name": "Parcels", "description": None, "new": None, "agentData": {"prompt": None}},
    ),
    (
        {"agent_data": {"models": [ModelRef(llm_config=NULL), {"llm_config": NULL}], "extra": {"on": [NULL, None]}}},
        {},
        {"agentData": {"models": [{"llmConfig": None}] * 2, "on": [None, None]}},
    ),
]


@pytest.mark.parametrize(("definition", "members", "expected"), CLEARED, ids=map(str, range(len(CLEARED))))
def test_null_is_sent_and_none_is_not(
    emulator: Emulator, client: Client, definition: Any, members: dict[str, Any], expected: dict[str, Any]
) -> None:
    client.agents.update("Parcels", definition, **members)
    assert sent(emulator) == {"agentDefinition": expected}

    async def waiting() -> None:
        async with AsyncClient(emulator.url, api_token=emulator.token("dev")) as waiter:
            await waiter.agents.update("Parcels", definition, **members)

    asyncio.run(waiting())
    assert sent(emulator) == {"agentDefinition": expected}


def test_null_is_sent_in_bulk_and_in_requests_of_no_operation(emulator: Emulator, client: Client) -> None:
    client.bulk(client.agents.update, [("Parcels", {"description": NULL})])
    assert sent(emulator) == {"agentDefinition": {"description": None}}
    client.request("PUT", "/v4/agents/Parcels", json={"agentDefinition": {"description": NULL, "x": None}})
    assert sent(emulator) == {"agentDefinition": {"description": None, "x": None}}


def test_null_clears_a_member_where_the_server_does_so() -> None:
    with Emulator(projects=["dev"], tempers={"null": "clears"}) as emulator, emulator.client("dev") as client:
        client.agents.create(name="Parcels", description="x")
        assert client.agents.update("Parcels", {}, description=None).description == "x"
        assert client.agents.update("Parcels", description=NULL).description == ""
