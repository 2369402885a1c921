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

from geai_client import (
    NULL,
    Agent,
    AgentDefinition,
    AgentSummary,
    AsyncClient,
    Client,
    Integration,
    LabPackage,
    Page,
    Response,
    SecurityScheme,
)
from geai_client.testing import Emulator


def test_langchain_makes_tools_of_methods(geai_client: Client) -> None:
    geai_client.agents.create(name="ParcelTracker")
    get = StructuredTool.from_function(geai_client.agents.get, name="get_agent")
    assert {"id_or_name", "revision", "allow_drafts"} <= set(get.args)
    assert get.invoke({"id_or_name": "ParcelTracker", "revision": 1, "allow_drafts": True}).name == "ParcelTracker"
    create = StructuredTool.from_function(geai_client.agents.create, name="create_agent")
    assert {"name", "agent_data", "automatic_publish"} <= set(create.args)
    assert create.invoke({"name": "ClaimReader", "description": "d"}).description == "d"
    update = StructuredTool.from_function(geai_client.agents.update, name="update_agent")
    assert update.invoke({"id_or_name": "ClaimReader", "definition": {"description": "e"}}).description == "e"


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
    assert pydantic.validate_call(geai_client.agents.list)(count="1", allow_drafts=True).total == 1  # type: ignore[arg-type]
    update = pydantic.validate_call(geai_client.agents.update)
    assert update("ParcelTracker", description=NULL).name == "ParcelTracker"


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_pydantic_checks_what_every_method_returns(cls: Any) -> None:
    client = cls("http://127.0.0.1:9", api_token="t")
    count = 0
    for resources in (client, client.with_response):
        for resource in (resources.agents, resources.integrations, resources.inspector, resources.interactions):
            for name in (name for name in dir(resource) if not name.startswith("_")):
                pydantic.validate_call(getattr(resource, name), validate_return=True)
                count += 1
    assert count > 50


def test_pages_responses_and_packages_are_checked_and_written(geai_client: Client) -> None:
    geai_client.agents.create(name="ParcelTracker")
    listed = pydantic.validate_call(geai_client.agents.list, validate_return=True)
    page = listed(allow_drafts=True)
    assert page.total == 1
    pages = pydantic.TypeAdapter(Page[AgentSummary])
    assert pages.validate_python(page) is page
    assert [agent["name"] for agent in json.loads(pages.dump_json(page))] == ["ParcelTracker"]
    assert pages.validate_json(pages.dump_json(page)).items == page.items
    with pytest.raises(pydantic.ValidationError):
        pages.validate_python([{"name": 3}])
    assert pages.json_schema()["items"] == {"$ref": "#/$defs/AgentSummary"}
    package = pydantic.validate_call(geai_client.agents.export, validate_return=True)("ParcelTracker")
    packages = pydantic.TypeAdapter(LabPackage)
    assert packages.validate_json(packages.dump_json(package)) == package
    response = geai_client.with_response.agents.get("ParcelTracker", revision=1, allow_drafts=True)
    responses = pydantic.TypeAdapter(Response[Agent])
    assert responses.validate_python(response) is response
    assert json.loads(responses.dump_json(response))["name"] == "ParcelTracker"


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

    @app.get("/page")
    def one_page() -> Page[AgentSummary]:
        return geai_client.agents.list(allow_drafts=True)

    @app.post("/agents")
    def make(definition: Annotated[AgentDefinition, Body()]) -> Agent:
        return geai_client.agents.create(definition)

    with TestClient(app) as http:
        made = http.post("/agents", json={"name": "ParcelTracker", "description": "d"})
        assert (made.status_code, made.json()["name"]) == (200, "ParcelTracker")
        assert http.get("/agents/ParcelTracker").json()["description"] == "d"
        assert [agent["name"] for agent in http.get("/agents").json()] == ["ParcelTracker"]
        assert http.get("/page").json() == http.get("/agents").json()
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
