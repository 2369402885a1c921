"""What a type checker sees of options, bulk calls, plain requests, errors and the emulator. Checked, not run."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from typing_extensions import assert_type

from geai_client import (
    Agent,
    AgentSummary,
    APIError,
    APITimeoutError,
    AsyncClient,
    AsyncPage,
    Attempt,
    BulkResult,
    Client,
    GeaiError,
    LabPackage,
    NotFoundError,
    Page,
    ServerMessage,
)
from geai_client.testing import Emulator


async def fresh_token() -> str:
    """A token that is fetched."""
    return ""


def constructors() -> None:
    """Everything has a type of its own, and every keyword a name."""
    client = Client(
        "https://geai.example.com",
        api_token=lambda: "token",
        project_id="p",
        organization_id="o",
        agents_api="v2",
        timeout=1,
        deadline=2.5,
        connect_timeout=1,
        retries=0,
        retry_writes=True,
        max_in_flight=3,
        max_requests_per_second=12.5,
        ca_bundle=Path("ca.pem"),
        client_cert=Path("client.pem"),
        proxy="http://localhost:3128",
        headers={"x": "y"},
        allow_http=False,
    )
    assert_type(client, Client)
    assert_type(AsyncClient(api_token=fresh_token), AsyncClient)
    Client(tmeout=1)  # type: ignore[call-arg]
    Client(retries="3")  # type: ignore[arg-type]
    client.agents.get("X", timeout=1, deadline=2, retries=0, headers={"x": "y"})
    client.with_options(timeout=1, deadline=2, retries=0, retry_writes=True, headers={"x": "y"})


def bulk(client: Client) -> None:
    """Outcomes are what the operation answers, or errors."""
    outcomes = client.bulk(client.agents.export, ["X"], concurrency=4, deadline=9, progress=True)
    assert_type(outcomes, BulkResult[LabPackage])
    packages = [outcome for outcome in outcomes if not isinstance(outcome, GeaiError)]
    assert_type(packages, list[LabPackage])
    assert_type(outcomes.ok, list[LabPackage])
    assert_type(outcomes.failed, dict[int, GeaiError])
    pages = client.bulk(client.agents.list_by_tool, ["t"], count=5)
    assert_type(pages, BulkResult[Page[AgentSummary]])
    client.bulk(client.agents.delete, ["X"], on_progress=max)


async def async_bulk(client: AsyncClient) -> None:
    """The same; a list gives its first page."""
    assert_type(await client.bulk(client.agents.export, ["X"], concurrency=4), BulkResult[LabPackage])
    pages = await client.bulk(client.agents.list_by_tool, ["t"])
    assert_type(pages, BulkResult[AsyncPage[AgentSummary]])


async def requests(client: Client, asynchronous: AsyncClient) -> None:
    """Plain JSON, whatever it is."""
    assert_type(client.request("GET", "/v4/agents", query={"count": 1}, timeout=3), Any)
    assert_type(await asynchronous.request("POST", "/v4/agents", json={"name": "X"}), Any)


def errors(client: Client) -> Agent | None:
    """An error that is caught knows what happened."""
    try:
        return client.agents.get("X")
    except NotFoundError as error:
        base: APIError = error
        assert_type(base.messages, tuple[ServerMessage, ...])
        assert_type(error.request_id, str | None)
        assert_type(error.is_already_exists, bool)
        assert_type(error.is_not_found, bool)
    except APITimeoutError as error:
        assert_type(error.history, tuple[Attempt, ...])
        assert_type(error.executed, Literal["no", "maybe", "yes"])
        assert_type(error.elapsed, float)
        assert_type(error.attempts, int)
    return None


def emulator() -> None:
    """The options of a client are those of its constructor."""
    with Emulator(projects=["dev"], port=0) as server:
        assert_type(server, Emulator)
        assert_type(server.url, str)
        assert_type(server.token("dev"), str)
        assert_type(server.project_id("dev"), str)
        assert_type(server.client(project="dev", timeout=5, agents_api="v2"), Client)
        assert_type(server.async_client("dev", retries=0), AsyncClient)
        server.client(tmeout=5)  # type: ignore[call-arg]
        server.client(retries="3")  # type: ignore[arg-type]
        server.fail_next("GET", "/v4/agents", kind="reset", times=2, executed=True)
        server.fail_next(kind="rest")  # type: ignore[arg-type]
        assert_type(server.seed_agents(count=3), int)
        assert_type(server.complete_challenge("c"), bool)
