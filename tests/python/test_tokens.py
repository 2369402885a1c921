"""Functions that give tokens: when they are asked, where they run, and how they fail."""

from __future__ import annotations

import asyncio
import contextvars
import importlib.util
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from geai_client import (
    APITimeoutError,
    AsyncClient,
    AuthenticationError,
    CachedToken,
    Client,
    ConfigError,
    InvalidRequestError,
    Setting,
    cached,
)
from geai_client.testing import Emulator
from support import AGENT, PATIENCE, Scripted, quiet

CANARY = "canary-secret"
USER: contextvars.ContextVar[str] = contextvars.ContextVar("user")


def of_user() -> str:
    """The token of the user whom the caller serves."""
    return f"token-of-{USER.get()}"


async def awaited_of_user() -> str:
    await asyncio.sleep(0)
    return of_user()


def echo(request: dict[str, Any]) -> tuple[int, Any]:
    """An agent that has the token of the request as its description."""
    return 200, {**AGENT, "description": request["headers"]["authorization"]}


def test_a_token_function_is_asked_at_every_call_and_once_more_after_a_401() -> None:
    asked: list[str] = []

    def token() -> str:
        asked.append(f"token-{len(asked) + 1}")
        return asked[-1]

    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        refused = request["headers"]["authorization"] == "Bearer token-2"
        return (401, {"errors": [{"id": 6, "description": "expired"}]}) if refused else (200, AGENT)

    with Scripted(answer) as server:
        client = Client(server.url, api_token=token)
        for expected in (1, 3, 4):
            client.agents.get("X")
            assert len(asked) == expected
        assert [request["headers"]["authorization"][-1] for request in server.requests] == ["1", "2", "3", "4"]
        assert client.config["api_token"] == Setting("***", "argument")

    with Scripted(lambda _: (401, {})) as server:
        asked.clear()
        with pytest.raises(AuthenticationError):
            Client(server.url, api_token=token).agents.get("X")
        assert (len(asked), len(server.requests)) == (2, 2)


def test_each_call_has_the_token_of_its_caller() -> None:
    users = [f"user-{number}" for number in range(20)]

    def call(client: Client, user: str) -> str | None:
        USER.set(user)
        return client.agents.get("X").description

    with Scripted(echo) as server, Client(server.url, api_token=of_user) as client, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda user: call(client, user), users))
    assert found == [f"Bearer token-of-{user}" for user in users]


@pytest.mark.parametrize("function", [of_user, awaited_of_user])
def test_each_task_has_the_token_of_its_caller(function: Callable[[], Any]) -> None:
    users = [f"user-{number}" for number in range(20)]

    async def call(client: AsyncClient, user: str) -> list[str | None]:
        USER.set(user)
        one = (await client.agents.get("X")).description
        both: list[Any] = await client.bulk(client.agents.get, ["X", "Y"])
        return [one, *[agent.description for agent in both]]

    async def main(url: str) -> list[list[str | None]]:
        async with AsyncClient(url, api_token=function) as client:
            return await asyncio.gather(*(call(client, user) for user in users))

    with Scripted(echo) as server:
        assert asyncio.run(main(server.url)) == [[f"Bearer token-of-{user}"] * 3 for user in users]


def test_pages_and_bulk_calls_run_it_in_the_context_of_their_caller() -> None:
    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        start = int(request["query"].get("start", 0))
        names = range(start, min(start + 2, 3))
        token = request["headers"]["authorization"]
        return 200, {"agents": [{"id": str(n), "name": "a", "description": token} for n in names]}

    with Scripted(answer) as server, Client(server.url, api_token=of_user, agents_api="v2") as client:
        USER.set("first")
        page = client.agents.list(count=2)
        USER.set("second")
        later = page.next_page()
        assert later is not None
        assert [each.items[0].description for each in (page, later)] == [
            "Bearer token-of-first",
            "Bearer token-of-second",
        ]
        assert client.request("GET", "/x")["agents"][0]["description"] == "Bearer token-of-second"
    with Scripted(echo) as server, Client(server.url, api_token=of_user) as client:
        agents: list[Any] = client.bulk(client.agents.get, ["X"] * 10)
        assert {agent.description for agent in agents} == {"Bearer token-of-second"}


def test_what_the_function_changes_in_its_context_stays_there() -> None:
    def token() -> str:
        found = of_user()
        USER.set("another")
        return found

    with Scripted(echo) as server, Client(server.url, api_token=token) as client:
        USER.set("one")
        agents: list[Any] = client.bulk(client.agents.get, ["X"] * 10)
        assert {agent.description for agent in agents} == {"Bearer token-of-one"}
        assert USER.get() == "one"


class Expiring:
    """Tokens of which the server takes the newest one only."""

    def __init__(self) -> None:
        self.asked = 0
        self.lock = threading.Lock()

    def __call__(self) -> str:
        with self.lock:
            self.asked += 1
            return f"token-{self.asked}"

    async def later(self) -> str:
        await asyncio.sleep(0)
        return self()


@pytest.mark.parametrize("kind", ["sync", "async", "coroutine"])
def test_a_cached_token_is_renewed_once_for_all_calls(kind: str) -> None:
    tokens = Expiring()
    given = cached(tokens.later if kind == "coroutine" else tokens, ttl=3600)

    async def main(url: str) -> None:
        async with AsyncClient(url, api_token=given) as client:
            for _ in range(2):
                await asyncio.gather(*(client.agents.get("X") for _ in range(50)))

    def calls(url: str) -> None:
        with Client(url, api_token=given) as client, ThreadPoolExecutor(50) as pool:
            for _ in range(2):
                list(pool.map(client.agents.get, ["X"] * 50))

    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        return (401, {}) if request["headers"]["authorization"] == "Bearer token-1" else (200, AGENT)

    with Scripted(answer) as server:
        calls(server.url) if kind == "sync" else asyncio.run(main(server.url))
    assert tokens.asked == 2
    assert isinstance(given, CachedToken)
    assert "token" not in repr(given)


def test_fifty_calls_ask_at_most_a_hundred_times() -> None:
    tokens = Expiring()

    def answer(request: dict[str, Any]) -> tuple[int, Any]:
        return (401, {}) if int(request["headers"]["authorization"].rpartition("-")[2]) % 2 else (200, AGENT)

    with Scripted(answer) as server, Client(server.url, api_token=tokens) as client:
        outcomes: list[Any] = client.bulk(client.agents.get, ["X"] * 50, concurrency=50)
    assert 50 <= tokens.asked <= 100
    assert {type(outcome).__name__ for outcome in outcomes} <= {"Agent", "AuthenticationError"}


def test_a_cached_token_is_kept_for_its_time_and_shared_by_clients() -> None:
    for ttl, expected in ((0.0, 3), (3600.0, 1)):
        tokens = Expiring()
        given = cached(tokens, ttl)
        with Scripted(lambda _: (200, AGENT)) as server:
            fixed = Client(server.url, api_token="x")
            for client in (Client(server.url, api_token=given), fixed.with_options(api_token=given)):
                client.agents.get("X")
            Client(server.url, access_token=given, project_id="p").agents.get("X")
        assert tokens.asked == expected
    for wrong in (-1.0, float("nan"), float("inf")):
        with pytest.raises(InvalidRequestError, match="ttl: expected seconds"):
            cached(of_user, wrong)


def test_a_cached_token_that_could_not_be_had_is_asked_for_again() -> None:
    answers = iter([None, "good"])
    given = cached(lambda: next(answers), 60)  # type: ignore[arg-type,return-value]
    with Scripted(lambda _: (200, AGENT)) as server, Client(server.url, api_token=given) as client:
        with pytest.raises(ConfigError, match="NoneType"):
            client.agents.get("X")
        assert client.agents.get("X").name == AGENT["name"]


@pytest.mark.parametrize("library", ["gevent", "eventlet"])
def test_a_token_function_runs_where_threads_are_patched(library: str) -> None:
    # Not imported here: the libraries change what they are imported into.
    if importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    patch = {"gevent": "from gevent import monkey; monkey.patch_all()", "eventlet": "eventlet.monkey_patch()"}[library]
    script = f"""
import warnings
warnings.simplefilter("ignore")
import {library}
{patch}
from geai_client.testing import Emulator
with Emulator() as emulator:
    emulator.seed_agents(count=1)
    client = emulator.client(api_token=emulator.token, deadline=20)
    print(client.agents.get("seeded-agent-1").name)
"""
    assert quiet(script) == "seeded-agent-1\n"


@pytest.mark.parametrize("kind", ["sync", "async", "awaitable"])
def test_token_functions_of_an_async_client(kind: str) -> None:
    def sync() -> str:
        return "good"

    async def coroutine() -> str:
        await asyncio.sleep(0)
        return "good"

    class Awaitable:
        def __await__(self) -> Any:
            return coroutine().__await__()

    async def main(url: str) -> list[str]:
        function: Callable[[], Any] = {"sync": sync, "async": coroutine, "awaitable": Awaitable}[kind]
        async with AsyncClient(url, access_token=function, project_id="p") as client:
            agents = await asyncio.gather(*(client.agents.get("X") for _ in range(20)))
            return [agent.name for agent in agents]

    with Scripted(lambda _: (200, AGENT)) as server:
        assert asyncio.run(main(server.url)) == ["ParcelTracker"] * 20
        assert {request["headers"]["authorization"] for request in server.requests} == {"Bearer good"}


def raising() -> str:
    raise ValueError(CANARY)


async def late() -> str:
    return "x"


async def late_and_raising() -> str:
    raise ValueError(CANARY)


@pytest.mark.parametrize(
    ("function", "part"),
    [
        (raising, "it raised ValueError"),
        (lambda: None, "it returned NoneType where a str was expected"),
        (lambda: b"x", "it returned bytes"),
        (lambda: f"{CANARY} x", "visible ASCII"),
        (late, "needs an AsyncClient"),
        (late_and_raising, "it raised ValueError"),
    ],
)
def test_token_functions_that_fail_are_typed_errors_without_the_token(function: Any, part: str) -> None:
    async def main(url: str) -> None:
        async with AsyncClient(url, api_token=function) as client:
            await client.agents.get("X")

    def call(url: str) -> None:
        if function is late_and_raising:
            asyncio.run(main(url))
        else:
            Client(url, api_token=function).agents.get("X")

    with Scripted(lambda _: (200, AGENT)) as server:
        with pytest.raises(ConfigError) as caught:
            call(server.url)
        assert part in str(caught.value), str(caught.value)
        assert CANARY not in str(caught.value)
        assert server.requests == []


def test_a_token_function_that_hangs_is_a_time_out() -> None:
    gone = threading.Event()

    def token() -> str:
        gone.wait(PATIENCE)
        return "x"

    with Scripted(lambda _: (200, AGENT)) as server:
        client = Client(server.url, api_token=token)
        with pytest.raises(APITimeoutError, match="token"):
            client.agents.get("X", deadline=0.05)
        gone.set()
        assert client.agents.get("X").name == "ParcelTracker"


def test_a_token_function_may_itself_make_calls(emulator: Emulator) -> None:
    emulator.seed_agents("dev", 1)
    inner = emulator.client("dev")

    def token() -> str:
        assert inner.agents.get("seeded-agent-1").name == "seeded-agent-1"
        return emulator.token("dev")

    assert Client(emulator.url, api_token=token).agents.get("seeded-agent-1").name == "seeded-agent-1"

    async def main() -> str:
        async with AsyncClient(emulator.url, api_token=token) as client:
            return (await client.agents.get("seeded-agent-1")).name

    assert asyncio.run(main()) == "seeded-agent-1"
