"""Error classes and what they know."""

from __future__ import annotations

import asyncio
import builtins
import copy
import json
import pickle
import socket
from typing import Any

import pytest

import geai_client
from geai_client import (
    APIConnectionError,
    APIError,
    Client,
    ConflictError,
    GeaiError,
    InternalError,
    MalformedResponseError,
    NotFoundError,
    RateLimitError,
    RedirectError,
    ServerMessage,
)
from geai_client.testing import Emulator
from support import TESTS, Scripted

CLASSES = [cls for cls in vars(geai_client).values() if isinstance(cls, type) and issubclass(cls, GeaiError)]
TABLE = json.loads((TESTS.parent / "errors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("cls", CLASSES)
def test_every_class_is_documented_picklable_and_honest_about_what_it_is(cls: type[GeaiError]) -> None:
    assert cls.__doc__
    assert cls.__name__ in geai_client.__all__
    error = cls("one line", status=404, messages=(ServerMessage(1, None, "m"),), body="b", elapsed=0.5)
    assert str(error) == "one line"
    for copied in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(copied) is cls
        assert str(copied) == "one line"
        assert copied.to_dict() == error.to_dict()
        assert copied.body == "b"


def test_the_classes_are_those_of_the_table() -> None:
    assert {cls.__name__ for cls in CLASSES} == {row["name"] for row in TABLE} | {"GeaiError"}
    for row in TABLE:
        names = [row["parent"], row["python_builtin"]]
        bases = tuple(getattr(geai_client, name, None) or getattr(builtins, name) for name in names if name)
        cls = getattr(geai_client, row["name"])
        assert cls.__bases__ == bases
        assert cls.__doc__ == row["doc"]


def test_the_table_of_statuses() -> None:
    table = {
        400: "BadRequestError",
        401: "AuthenticationError",
        403: "PermissionDeniedError",
        404: "NotFoundError",
        409: "ConflictError",
        422: "BadRequestError",
        429: "RateLimitError",
        500: "ServerError",
        503: "ServerError",
    }
    body = {"errors": [{"id": 7, "description": "first"}, {"code": "x", "message": "second"}]}
    with Scripted(lambda request: (int(request["path"][-3:]), body)) as server:
        client = Client(server.url, api_token="x", retries=0)
        for status, name in table.items():
            with pytest.raises(getattr(geai_client, name)) as caught:
                client.request("GET", f"/v4/{status}")
            error: APIError = caught.value
            assert (error.kind, error.status, error.method, error.path) == (name, status, "GET", f"/v4/{status}")
            assert error.messages == (ServerMessage(7, None, "first"), ServerMessage(None, "x", "second"))
            assert (error.request_id, error.attempts, error.phase) == ("request-1", 1, "response")
            assert error.elapsed > 0
            assert "first" in str(error)
            assert "second" in str(error)
            assert "first" in (error.body or "")


def test_an_error_is_safe_to_log() -> None:
    body = {"errors": [{"id": 54002, "description": "is there"}], "body": "canary"}
    with Scripted(lambda _: (409, body)) as server, pytest.raises(ConflictError) as caught:
        Client(server.url, api_token="canary").request("POST", "/v4/agents", query={"q": "canary"}, json="canary")
    error = caught.value
    assert error.is_already_exists
    assert not error.is_not_found
    logged = json.dumps(error.to_dict())
    assert "canary" not in logged + str(error) + repr(error)
    assert error.to_dict()["messages"] == [{"id": 54002, "code": None, "description": "is there"}]
    known = {"kind", "message", "operation", "executed", "phase", "is_already_exists", "is_not_found"}
    assert set(error.to_dict()) >= known


@pytest.mark.parametrize(
    ("fault", "cls", "known"),
    [
        ({"kind": "reset"}, APIConnectionError, {"executed": "maybe"}),
        ({"kind": "truncate"}, APIConnectionError, {"executed": "yes", "phase": "body", "status": 200}),
        ({"kind": "garbage"}, MalformedResponseError, {"executed": "yes", "phase": "decode"}),
        ({"status": 429, "retry_after": 7200}, RateLimitError, {"retry_after": 7200.0, "retryable": True}),
        (
            {"status": 307, "headers": {"location": "https://elsewhere.example/x?canary"}},
            RedirectError,
            {"redirect_host": "elsewhere.example"},
        ),
    ],
)
def test_faults_have_their_classes(
    emulator: Emulator, fault: dict[str, Any], cls: type[GeaiError], known: dict[str, Any]
) -> None:
    emulator.fail_next("POST", "/v4/agents", **fault)
    with pytest.raises(cls) as caught:
        emulator.client("dev").agents.create(name="X")
    assert {name: getattr(caught.value, name) for name in known} == known
    assert caught.value.operation == "agents.create"
    assert "canary" not in str(caught.value)


def test_a_read_is_never_executed_and_its_message_says_nothing_of_it(emulator: Emulator) -> None:
    client = emulator.client("dev").with_options(retries=0)
    for fault in ({"kind": "reset"}, {"kind": "truncate"}, {"kind": "garbage"}, {"status": 500}, {"status": 404}):
        emulator.fail_next("GET", "/v4/agents", **fault)
        with pytest.raises(GeaiError) as caught:
            client.agents.list()
        assert caught.value.executed == "no", fault
        assert "executed" not in str(caught.value), fault


def test_reads_are_repeated_and_writes_are_not(emulator: Emulator, client: Client) -> None:
    emulator.seed_agents("dev", 1)
    emulator.fail_next("GET", status=503, times=2, retry_after=0)
    response = client.with_response.agents.get("seeded-agent-1")
    assert response.attempts == 3
    emulator.fail_next("POST", status=503)
    with pytest.raises(geai_client.ServerError) as caught:
        client.agents.create(name="X")
    assert (caught.value.attempts, caught.value.executed) == (1, "maybe")
    with pytest.raises(NotFoundError):
        client.agents.get("X", allow_drafts=True)


@pytest.mark.parametrize("in_call", [False, True])
def test_a_panic_is_an_error_like_others(
    emulator: Emulator, client: Client, capfd: pytest.CaptureFixture[str], *, in_call: bool
) -> None:
    async def main() -> None:
        async with emulator.async_client("dev") as other:
            await other._native_client._panic(in_call)

    for call in (lambda: client._native_client._panic(in_call), lambda: asyncio.run(main())):
        with pytest.raises(InternalError, match="panicked"):
            call()
    assert capfd.readouterr().err.count("panicked") == 2
    assert client.agents.list().items == []


def test_an_error_names_the_server_and_the_text_of_the_library_is_its_cause() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with Client(base_url, api_token="t", retries=0) as client, pytest.raises(APIConnectionError) as caught:
        client.agents.list()
    error = caught.value
    assert str(error).startswith(f"GET {base_url}/v4/agents: ")
    assert (error.base_url, error.proxy, error.to_dict()["base_url"]) == (base_url, None, base_url)
    assert error.__cause__ is not None
    assert "onnect" in str(error.__cause__)


def test_text_of_a_server_does_not_rewrite_the_terminal() -> None:
    body = {"errors": [{"id": 1, "description": "\x1b[2J\r\nok\u202e"}]}
    with Scripted(lambda _: (400, body)) as server, pytest.raises(APIError) as caught:
        Client(server.url, api_token="x").request("GET", "/x")
    assert str(caught.value).isprintable()
