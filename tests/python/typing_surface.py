"""What a type checker sees. Checked by mypy, not run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typing_extensions import assert_type

from geai_client import (
    Agent,
    AgentData,
    AgentDefinition,
    AgentSummary,
    APIConnectionError,
    APITimeoutError,
    AsyncClient,
    AsyncPage,
    AsyncPages,
    Client,
    GeaiError,
    InvalidRequestError,
    LabAgent,
    LabPackage,
    ModelRef,
    Page,
    Prompt,
    Response,
    ServerMessage,
    Setting,
)
from geai_client.testing import Emulator
from geai_client.types import AgentDefinitionDict


def sync_surface(client: Client, package: LabPackage) -> None:
    """The blocking client."""
    agent = client.agents.get("X", revision=1, allow_drafts=True, timeout=5)
    assert_type(agent, Agent)
    assert_type(agent.name, str)
    assert_type(agent.revision, int | None)
    assert_type(agent.version, float | None)
    assert_type(agent.agent_data, AgentData | None)
    assert_type(agent.extra, dict[str, Any])
    assert_type(agent.to_definition(), AgentDefinition)
    assert_type(agent.replace(name="Y"), Agent)
    assert_type(client.agents.create(agent), Agent)
    assert_type(client.agents.create(agent.to_definition(), automatic_publish=True), Agent)
    assert_type(client.agents.update("X", description="d", retry_writes=True), Agent)
    definition: AgentDefinitionDict = {"name": "X", "agent_data": {"models": [{"name": "m"}, ModelRef(name="n")]}}
    assert_type(client.agents.upsert("X", definition), Agent)
    assert_type(client.agents.list(status="active", access_scope="not known yet"), Page[AgentSummary])
    for summary in client.agents.list():
        assert_type(summary, AgentSummary)
    page = client.agents.list_by_tool("t")
    assert_type(page.items, list[AgentSummary])
    assert_type(page.next_page(), Page[AgentSummary] | None)
    assert_type(page.total, int | None)
    assert_type(page.malformed, list[dict[str, Any]])
    assert_type(client.agents.export("X"), LabPackage)
    assert_type(client.agents.import_(package), list[Agent])
    client.agents.import_(Path("package.json"))
    client.agents.import_({"labPackage": {}})
    assert_type(package.agents, tuple[LabAgent, ...])
    assert_type(package.with_agent(0, drop_id=True), LabPackage)
    response = client.with_response.agents.get("X")
    assert_type(response, Response[Agent])
    assert_type(response.data, Agent)
    assert_type(response.headers.get("x"), str | None)
    assert_type(client.with_response.agents.list(), Response[Page[AgentSummary]])
    assert_type(client.with_response.agents.delete("X"), Response[None])
    assert_type(client.with_options(retries=0), Client)
    assert_type(client.config, dict[str, Setting])
    with client as same:
        assert_type(same, Client)


async def async_surface(client: AsyncClient) -> None:
    """The client for asyncio."""
    assert_type(await client.agents.get("X"), Agent)
    pages = client.agents.list(count=5)
    assert_type(pages, AsyncPages[AgentSummary])
    async for summary in pages:
        assert_type(summary, AgentSummary)
    page = await pages
    assert_type(page, AsyncPage[AgentSummary])
    assert_type(await page.next_page(), AsyncPage[AgentSummary] | None)
    async for summary in page:
        assert_type(summary, AgentSummary)
    assert_type(await client.with_response.agents.get("X"), Response[Agent])
    assert_type(await client.with_response.agents.list(), Response[AsyncPage[AgentSummary]])
    assert_type(client.with_options(retries=0), AsyncClient)
    async with client as same:
        assert_type(same, AsyncClient)


def errors(error: GeaiError) -> None:
    """Errors and what they inherit from."""
    assert_type(error.messages, tuple[ServerMessage, ...])
    assert_type(error.status, int | None)
    if error.executed == "maybe":
        assert_type(error.to_dict(), dict[str, Any])
    built_in: list[ConnectionError | TimeoutError | ValueError]
    built_in = [APIConnectionError(), APITimeoutError(), InvalidRequestError()]
    assert_type(built_in.pop(), ConnectionError | TimeoutError | ValueError)


def mistakes(client: Client, agent: Agent) -> None:
    """What a checker must refuse."""
    client.agents.get(3)  # type: ignore[arg-type]
    client.agents.get("X", revison=3)  # type: ignore[call-arg]
    client.agents.create({"nmae": "X"})  # type: ignore[arg-type]
    client.agents.create(nmae="X")  # type: ignore[call-arg]
    client.agents.create(definition=3)  # type: ignore[arg-type]
    agent.name = "X"  # type: ignore[misc]
    AgentDefinition(agent_data=Prompt())  # type: ignore[arg-type]
    client.agents.list()["name"]  # type: ignore[call-overload]


async def mistakes_with_response(plain: Client, asynchronous: AsyncClient) -> None:
    """The same parameters and the same errors as without a response."""
    client = plain.with_response
    client.agents.get(3)  # type: ignore[arg-type]
    client.agents.get()  # type: ignore[call-arg]
    client.agents.get("X", revison=3)  # type: ignore[call-arg]
    client.agents.get("X", timeout="3")  # type: ignore[arg-type]
    client.agents.create({"nmae": "X"})  # type: ignore[arg-type]
    client.agents.create(nmae="X")  # type: ignore[call-arg]
    client.agents.create(definition=3)  # type: ignore[arg-type]
    client.inspector.security_scheme("https://service.example.com", depth=[])  # type: ignore[arg-type]
    client.inspector.authorize("https://service.example.com")  # type: ignore[attr-defined]
    await asynchronous.with_response.agents.get(3)  # type: ignore[arg-type]
    await asynchronous.with_response.agents.list(cuont=3)  # type: ignore[call-arg]
    async for _ in asynchronous.with_response.agents.list():  # type: ignore[attr-defined]
        pass


def emulator(emulator: Emulator) -> None:
    """The emulator."""
    assert_type(emulator.client(project="dev", timeout=5), Client)
    assert_type(emulator.async_client(), AsyncClient)
    assert_type(emulator.requests, list[dict[str, Any]])
    assert_type(emulator.snapshot(), dict[str, Any])
    assert_type(emulator.seed({"agents": [{"definition": {"name": "A"}, "publish": True}]}), int)
    emulator.seed({"agent": []})  # type: ignore[arg-type]
    emulator.seed({"agents": [{"publish": True}]})  # type: ignore[arg-type]
