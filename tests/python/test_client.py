"""Clients: configuration, options, tokens, logging, pickling, and that secrets stay secret."""

from __future__ import annotations

import asyncio
import inspect
import logging
import re
import traceback
from pathlib import Path
from typing import Any

import pytest

from geai_client import (
    AsyncClient,
    Client,
    ConfigError,
    GeaiError,
    InvalidRequestError,
    Response,
    Setting,
)
from geai_client.testing import Emulator
from support import AGENT, Scripted, quiet

CANARY = "canary-9f1c"


def test_arguments_are_stronger_than_environment_and_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = tmp_path / "credentials"
    credentials.write_text("[default]\ngeai_api_key = from-file\ngeai_api_base_url = https://file.example\n")
    credentials.chmod(0o600)
    client = Client(credentials_file=credentials)
    assert client.base_url == "https://file.example"
    monkeypatch.setenv("GEAI_API_BASE_URL", "https://environment.example/")
    client = Client(credentials_file=credentials, timeout=5)
    assert client.config["base_url"] == Setting(
        "https://environment.example/", "environment variable GEAI_API_BASE_URL"
    )
    assert client.config["api_token"].value == "***"
    assert client.config["timeout"] == Setting("5 s", "argument")
    assert Client("host.example", credentials_file=str(credentials)).base_url == "https://host.example"


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({}, "no base URL"),
        ({"base_url": "https://h.example"}, "no token: pass api_token"),
        ({"base_url": "https://h.example", "access_token": "x"}, "needs a project"),
        ({"base_url": "http://h.example", "api_token": "x"}, "allow_http"),
        ({"base_url": 3, "api_token": "x"}, "base_url: expected a string"),
        ({"base_url": "https://h.example", "api_token": f"{CANARY} with spaces"}, "visible ASCII"),
        ({"base_url": "https://h.example", "api_token": 3}, "api_token: expected a string"),
        ({"base_url": "https://h.example", "api_token": "x", "agents_api": "v3"}, "agents_api"),
        (
            {"base_url": "https://h.example", "api_token": "x", "timeout": float("inf")},
            "timeout: inf cannot be written",
        ),
        ({"base_url": "https://h.example", "api_token": "x", "timeout": -1}, "timeout"),
        ({"base_url": "https://h.example", "api_token": "x", "max_in_flight": 0}, "max_in_flight"),
        ({"base_url": "https://h.example", "api_token": "x", "ca_bundle": Path("/nonexistent")}, "ca_bundle"),
        ({"base_url": "https://h.example", "api_token": "x", "proxy": f"{CANARY}"}, "proxy"),
        ({"base_url": "https://h.example", "api_token": "x", "headers": {"Host": CANARY}}, "set by the client"),
        ({"profile": "nobody"}, "credentials"),
    ],
)
@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_what_is_wrong_with_a_configuration_is_said(cls: type[Client], options: dict[str, Any], part: str) -> None:
    with pytest.raises(ConfigError) as caught:
        cls(**options)
    assert part in str(caught.value), str(caught.value)
    assert CANARY not in str(caught.value)


def test_both_clients_take_and_do_the_same() -> None:
    assert inspect.signature(Client) == inspect.signature(AsyncClient)
    assert Client.__doc__ == AsyncClient.__doc__
    only = {"close", "aclose", "__enter__", "__exit__", "__aenter__", "__aexit__"}
    assert set(dir(Client)) - only == set(dir(AsyncClient)) - only
    one, other = Client("https://h.example", api_token="x"), AsyncClient("https://h.example", api_token="x")
    for name in dir(one.agents):
        if not name.startswith("_"):
            mine = inspect.signature(getattr(one.agents, name)).parameters
            assert list(mine) == list(inspect.signature(getattr(other.agents, name)).parameters)


def test_options_of_a_call_are_over_those_of_the_client() -> None:
    with Scripted(lambda _: (200, AGENT)) as server:
        client = Client(server.url, api_token="x", headers={"x-one": "client", "x-two": "client"})
        other = client.with_options(headers={"x-one": "options"}, timeout=7)
        other.agents.get("X", headers={"X-Two": "call"})
        client.agents.get("X")
        seen = [(request["headers"]["x-one"], request["headers"]["x-two"]) for request in server.requests]
    assert seen == [("options", "call"), ("client", "client")]
    assert other.config["timeout"].value == "7 s"
    assert isinstance(other, Client)
    with pytest.raises(InvalidRequestError, match="retries"):
        client.with_options(retries=-1)


def test_a_response_tells_about_the_call(emulator: Emulator, client: Client) -> None:
    emulator.seed_agents("dev", 1)
    response = client.with_response.agents.get("seeded-agent-1")
    assert isinstance(response, Response)
    assert (response.status, response.attempts, response.data.name) == (200, 1, "seeded-agent-1")
    assert response.elapsed > 0
    assert response.request_id == response.headers["X-Request-ID"]
    assert "content-TYPE" in response.headers
    assert response.headers.get("nothing") is None
    assert response.request_id not in repr(response.headers)
    assert repr(response).startswith("Response(status=200, data=Agent(")
    deleted = client.with_response.agents.delete("seeded-agent-1")
    assert deleted.data is None

    async def main() -> int:
        async with emulator.async_client("dev") as other:
            return (await other.with_response.agents.create(name="X")).status

    assert asyncio.run(main()) in {200, 201}


def test_any_request(emulator: Emulator, client: Client) -> None:
    made = client.request("POST", "/v4/agents", json={"agentDefinition": {"name": "X"}})
    assert made["name"] == "X"
    query = {"allowDrafts": True, "count": 1, "name": None, "status": ["active"]}
    assert client.request("get", "/v4/agents", query=query)["agents"][0]["id"] == made["id"]
    assert dict(emulator.requests[-1]["query"]) == {"allowDrafts": "true", "count": "1", "status": "active"}
    client.request("get", "/v4/agents", query={"beyond": 10**30, "list": [-(2**64)], "half": 0.5})
    beyond = {"beyond": str(10**30), "list": str(-(2**64)), "half": "0.5"}
    assert dict(emulator.requests[-1]["query"]) == beyond
    assert client.request("DELETE", f"/v2/agents/{made['id']}") is None
    with pytest.raises(GeaiError):
        client.request("GET", f"/v4/agents/{made['id']}")

    async def main() -> Any:
        async with emulator.async_client("dev") as other:
            return await other.request("GET", "/v4/agents", query={"count": 1})

    assert asyncio.run(main())["agents"] == []


def test_a_token_shows_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    with Scripted(lambda _: (500, {"error": "no"})) as server:
        client = Client(server.url, api_token=CANARY, headers={"x-secret": CANARY}, retries=0)
        with pytest.raises(GeaiError) as caught:
            client.agents.get("X", headers={"x-other": CANARY})
        frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        shown = [
            repr(client),
            str(client.config),
            repr(client.with_response.agents),
            repr(vars(type(client))),
            str(caught.value),
            repr(caught.value.to_dict()),
            caplog.text,
            repr(client._pickled_options),
        ]
        assert server.requests[0]["headers"]["authorization"] == f"Bearer {CANARY}"
    assert CANARY not in "".join(shown)
    # Frames of the caller hold what the caller wrote; ours do not hold the token.
    assert f"Bearer {CANARY}" not in "".join(frames.format())
    assert CANARY not in repr(vars(client))


def test_one_record_is_logged_per_call(emulator: Emulator, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    emulator.seed_agents("dev", 1)
    with caplog.at_level(logging.DEBUG, "geai_client"):
        client.agents.get("seeded-agent-1")
        with pytest.raises(GeaiError):
            client.agents.get(CANARY)
        client.request("GET", "/v4/agents", query={"count": 1})
    records = [record.getMessage() for record in caplog.records if record.name == "geai_client"]
    assert len(records) == 3
    # The id of the request, which the server chose, stands between status and attempts.
    shown = [re.sub(r"request id [0-9a-f-]{36}", "request id …", record) for record in records]
    agents = f"GET {emulator.url}/v4/agents"
    assert shown[0].startswith(f"{agents}/{{id_or_name}}: 200, request id …, attempts 1, ")
    assert shown[1].startswith(f"{agents}/{{id_or_name}}: 404 NotFoundError, request id …, attempts 1, ")
    assert shown[2].startswith(f"{agents}: 200, ")
    caplog.clear()
    project = emulator.project_id("dev")
    with caplog.at_level(logging.DEBUG, "geai_client"):
        emulator.client("dev", project_id=project).agents.list()
    assert f", project {project}, request id " in caplog.records[-1].getMessage()
    caplog.clear()
    with caplog.at_level(logging.INFO, "geai_client"):
        client.agents.get("seeded-agent-1")
    assert not caplog.records


def test_members_of_another_type_are_logged_by_their_places(caplog: pytest.LogCaptureFixture) -> None:
    odd = {**AGENT, "version": "canary", "agentData": {"models": ["canary"]}}
    with (
        Scripted([(200, odd)]) as server,
        Client(server.url, api_token="x") as client,
        caplog.at_level(logging.DEBUG, "geai_client"),
    ):
        client.agents.get("x")
    lines = [record.getMessage() for record in caplog.records if "another type" in record.getMessage()]
    assert len(lines) == 1
    assert lines[0].startswith(f"GET {server.url}/v4/agents/{{id_or_name}}: members of another type than documented")
    assert lines[0].endswith(": agentData.models, version")


def test_logging_is_not_imported() -> None:
    script = """
import sys
from geai_client.testing import Emulator
with Emulator() as emulator:
    emulator.seed_agents(count=1)
    emulator.client().agents.get("seeded-agent-1")
print("logging" in sys.modules, "asyncio" in sys.modules)
"""
    assert quiet(script) == "False False\n"


def test_an_emulator_knows_itself(emulator: Emulator) -> None:
    assert emulator.projects == ["dev", "prod"]
    assert emulator.token() == emulator.token("dev") != emulator.token("prod")
    assert emulator.project_id("dev") != emulator.project_id("prod")
    assert emulator.token() not in repr(emulator)
    with pytest.raises(ValueError, match="no project 'nobody'; there are: dev, prod"):
        emulator.token("nobody")
    oauth = Client(emulator.url, access_token=emulator.oauth_token, project_id=emulator.project_id("prod"))
    assert oauth.agents.list().items == []
    assert emulator.requests[-1]["headers"]["authorization"] == "***"
    emulator.clear_requests()
    assert emulator.requests == []
    emulator.fail_next(status=503)
    emulator.clear_faults()
    assert oauth.with_response.agents.list(retries=0).status == 200
    for wrong in ({"kind": "nonsense"}, {"status": 42}, {"times": -1}):
        with pytest.raises(ValueError, match=r"."):
            emulator.fail_next(**wrong)  # type: ignore[arg-type]
    assert emulator.organization_id
    emulator.advance_clock(3600)
    assert not emulator.complete_challenge("nothing")
    emulator.stop()
    emulator.stop()
    with pytest.raises(GeaiError):
        oauth.agents.list(retries=0)


def test_free_form_json_keeps_every_digit() -> None:
    digits = "9" * 5000
    body = '{"n": [' + digits + ", 18446744073709551616]}"
    with Scripted([(200, body.encode())]) as server:
        answer = Client(server.url, api_token="t").request("GET", "/x")
    assert str(answer["n"][0]) == digits
    assert answer["n"][1] == 2**64
