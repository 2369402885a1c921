"""The embedded emulator: who may control it over HTTP, and its bounds."""

from __future__ import annotations

import asyncio
import gc
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from geai_client import APIConnectionError
from geai_client.testing import Emulator


def status(emulator: Emulator, method: str, path: str, headers: dict[str, str], body: str = "") -> int:
    """Status of a request with these headers, `host` among them."""
    connection = HTTPConnection(urlsplit(emulator.url).netloc)
    try:
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode())
        response = connection.getresponse()
        text = response.read().decode()
        assert response.status == 200 or emulator.oauth_token not in text
        return response.status
    finally:
        connection.close()


def test_only_programs_of_this_machine_control_it() -> None:
    with Emulator(allow_hosts=["emulator.example"]) as emulator:
        for host, wanted in [("localhost", 200), ("emulator.example:1", 200), ("evil.example", 403)]:
            assert status(emulator, "GET", "/emulator/info", {"host": host}) == wanted
        foreign = {"host": "localhost", "origin": "http://evil.example"}
        assert status(emulator, "GET", "/emulator/info", foreign) == 403
        seed = '{"project": "default", "count": 5}'
        assert (
            status(emulator, "POST", "/emulator/seed", {"host": "localhost", "content-type": "text/plain"}, seed) == 415
        )
        assert status(emulator, "GET", "/emulator/info", {}) == 400
        assert emulator.client().agents.list().total == 0


def test_settings_and_counts_have_their_bounds() -> None:
    with pytest.raises(OSError, match="allowed host"):
        Emulator(allow_hosts=["http://emulator.example"])
    with Emulator() as emulator:
        for count in (100_001, 10**15):
            with pytest.raises(ValueError, match="count: expected at most 100000"):
                emulator.seed_agents(count=count)
        assert emulator.seed_agents(count=2) == 2


def test_a_client_keeps_its_emulator_running() -> None:
    client = Emulator().client()
    agents = Emulator().client().with_options(retries=0).agents
    gc.collect()
    assert client.agents.list().total == 0
    assert agents.list().total == 0

    async def main() -> None:
        async with Emulator().async_client() as client:
            gc.collect()
            assert [agent async for agent in client.agents.list()] == []

    asyncio.run(main())


def test_a_stopped_emulator_answers_no_more() -> None:
    emulator = Emulator()
    client = emulator.client(retries=0)
    emulator.stop()
    with pytest.raises(APIConnectionError):
        client.agents.list()
