"""What makes tools of functions, and checks and writes values by their types, takes this package's."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import pydantic
import pytest
import yarl
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from langchain_core.tools import StructuredTool
from mcp.server import MCPServer

from geai_client import NULL, Agent, AgentDefinition, AgentSummary, AsyncClient, Client, Integration, SecurityScheme
from geai_client.testing import Emulator


def test_langchain_makes_tools_of_methods(geai_client: Client) -> None:
    geai_client.agents.create(name="ParcelTracker")
    get = StructuredTool.from_function(geai_client.agents.get, name="get_agent")
    assert {"id_or_name", "revision", "allow_drafts"} <= set(get.args)
    assert get.invoke({"id_or_name": "ParcelTracker", "revision": 1, "allow_drafts": True}).name == "ParcelTracker"
    create = StructuredTool.from_function(geai_client.agents.create, name="create_agent")
    assert {"name", "agent_data", "automatic_publish"} <= set(create.args)


def test_langchain_makes_async_tools(async_geai_client: AsyncClient, geai_client: Client) -> None:
    geai_client.agents.create(name="ParcelTracker")
    get = StructuredTool.from_function(coroutine=async_geai_client.agents.get, name="get_agent")
    arguments = {"id_or_name": "ParcelTracker", "revision": 1, "allow_drafts": True}
    assert asyncio.run(get.ainvoke(arguments)).name == "ParcelTracker"


def test_mcp_makes_tools_of_methods(geai_client: Client) -> None:
    geai_client.agents.create(name="ParcelTracker")
    server = MCPServer("agents")
    server.add_tool(geai_client.agents.get, name="get_agent")
    server.add_tool(geai_client.agents.create, name="create_agent")
    tools = {tool.name: tool for tool in asyncio.run(server.list_tools())}
    assert tools.keys() == {"get_agent", "create_agent"}
    assert "id_or_name" in json.dumps(tools["get_agent"].model_dump(mode="json"))
    arguments = {"id_or_name": "ParcelTracker", "revision": 1, "allow_drafts": True}
    assert "ParcelTracker" in str(asyncio.run(server.call_tool("get_agent", arguments)))


def test_pydantic_checks_calls(geai_client: Client) -> None:
    geai_client.agents.create(name="ParcelTracker")
    get = pydantic.validate_call(geai_client.agents.get)
    assert get("ParcelTracker", revision="1", allow_drafts="true").name == "ParcelTracker"  # type: ignore[arg-type]
    with pytest.raises(pydantic.ValidationError, match="revision"):
        get("ParcelTracker", revision="first")  # type: ignore[arg-type]
    for method in (geai_client.agents.create, geai_client.integrations.import_):
        pydantic.validate_call(method, validate_return=True)  # type: ignore[call-overload]
    assert pydantic.validate_call(geai_client.agents.list)(count="1", allow_drafts=True).total == 1  # type: ignore[arg-type]
    update = pydantic.validate_call(geai_client.agents.update)
    assert update("ParcelTracker", description=NULL).name == "ParcelTracker"


class Holder(pydantic.BaseModel):
    """A model of an application."""

    agent: Agent
    definition: AgentDefinition | None = None


def test_models_are_members_of_models() -> None:
    agent = Agent(id="1", name="n", extra={"new": [1]})
    holder = Holder(agent=agent)
    assert holder.agent is agent
    text = holder.model_dump_json()
    assert json.loads(text)["agent"] == {"id": "1", "name": "n", "new": [1]}
    assert Holder.model_validate_json(text) == holder
    assert Holder.model_validate({"agent": {"id": "1", "name": "n"}}).agent.name == "n"
    with pytest.raises(pydantic.ValidationError):
        Holder.model_validate({"agent": {"name": "n"}})
    described = Holder.model_json_schema()["$defs"]
    assert {"id", "name", "accessScope"} <= set(described["Agent"]["properties"])
    assert described["Agent"]["required"] == ["id", "name"]
    secret = pydantic.TypeAdapter(SecurityScheme).dump_json(SecurityScheme(client_secret="hunter2"))
    assert b"hunter2" not in secret


def test_a_route_of_fastapi_answers_and_takes_models(geai_client: Client) -> None:
    app = FastAPI()

    @app.get("/agents/{name}")
    def read(name: str) -> Agent:
        return geai_client.agents.get(name, revision=1, allow_drafts=True)

    @app.get("/agents")
    def all_of_them() -> list[AgentSummary]:
        return list(geai_client.agents.list(allow_drafts=True))

    @app.post("/agents")
    def make(definition: Annotated[AgentDefinition, Body()]) -> Agent:
        return geai_client.agents.create(definition)

    with TestClient(app) as http:
        made = http.post("/agents", json={"name": "ParcelTracker", "description": "d"})
        assert (made.status_code, made.json()["name"]) == (200, "ParcelTracker")
        assert http.get("/agents/ParcelTracker").json()["description"] == "d"
        assert [agent["name"] for agent in http.get("/agents").json()] == ["ParcelTracker"]
        assert http.post("/agents", json={"name": 3}).status_code == 422
        schemas = http.get("/openapi.json").json()["components"]["schemas"]
        assert "AgentDefinition" in {name.split("-")[0] for name in schemas}


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_secrets_and_urls_of_other_packages_are_taken(geai_emulator: Emulator, cls: Any) -> None:
    token = pydantic.SecretStr(geai_emulator.token())
    for url in (pydantic.HttpUrl(geai_emulator.url), yarl.URL(geai_emulator.url)):
        client = cls(url, api_token=token)
        assert client.base_url == geai_emulator.url
        assert geai_emulator.token() not in repr(client.config)
        assert client.with_options(api_token=token).base_url == geai_emulator.url
    with Client(geai_emulator.url, api_token=token) as client:
        assert client.agents.list().total == 0


def test_values_of_pyarrow_are_taken(geai_client: Client) -> None:
    import pyarrow as pa

    table = pa.table({"name": ["a", "b"], "description": ["text", None], "tokens": [2000, 1000]})
    for row in range(2):
        name, description, tokens = (table.column(at)[row] for at in range(3))
        made = geai_client.agents.create(
            name=name, description=description, agent_data={"llm_config": {"max_tokens": tokens}}
        )
        assert made.description == (description.as_py() or made.description)
    assert isinstance(geai_client.integrations.list().to_pandas().columns.tolist(), list)
    assert Integration(id="1", name="n").id == "1"
