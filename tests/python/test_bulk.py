"""Many calls at once: order, failures as values, bounds, deadline, progress, cancelling."""

from __future__ import annotations

import asyncio
import pickle
import signal
import sys
import threading
import warnings
from contextvars import ContextVar
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

import geai_client
from geai_client import Agent, AsyncClient, Client, NotFoundError
from support import AGENT, Scripted, Silent

if TYPE_CHECKING:
    from collections.abc import Callable


def answer(request: dict[str, Any]) -> tuple[int, Any]:
    name = request["path"].rsplit("/", 1)[1]
    if name.startswith("no"):
        return 404, {"errors": [{"id": 1, "description": name}]}
    return 200, {**AGENT, "name": name}


def bulk(surface: str, url: str, method: str, items: Any, **options: Any) -> list[Any]:
    """What `bulk` of the surface answers."""
    if surface == "sync":
        with Client(url, api_token="t") as client:
            return client.bulk(getattr(client.agents, method), items, **options)

    async def run() -> list[Any]:
        async with AsyncClient(url, api_token="t") as client:
            return await client.bulk(getattr(client.agents, method), items, **options)

    return asyncio.run(run())


pytestmark = pytest.mark.parametrize("surface", ["sync", "async"])


def test_outcomes_come_in_the_order_of_the_items(surface: str) -> None:
    seen: list[tuple[int, int]] = []
    names = [f"{'no' if at % 3 == 0 else 'a'}{at}" for at in range(50)]
    with Scripted(answer) as server:
        outcomes = bulk(surface, server.url, "get", iter(names), on_progress=lambda *count: seen.append(count))
        assert len(server.requests) == 50
    for name, outcome in zip(names, outcomes, strict=True):
        if name.startswith("no"):
            assert isinstance(outcome, NotFoundError)
            assert outcome.messages[0].description == name
            assert outcome.operation == "agents.get"
        else:
            assert isinstance(outcome, Agent)
            assert outcome.name == name
    assert seen == [(done, 50) for done in range(1, 51)]


def test_what_is_refused_is_a_failure_among_the_others(surface: str) -> None:
    with Scripted(answer) as server:
        outcomes = bulk(surface, server.url, "get", ["a", "../b", "c"])
        assert len(server.requests) == 2
    shown = [getattr(outcome, "name", type(outcome).__name__) for outcome in outcomes]
    assert shown == ["a", "InvalidRequestError", "c"]


def test_further_arguments_go_with_every_item(surface: str) -> None:
    with Scripted(answer) as server:
        bulk(surface, server.url, "get", ["a", "b"], revision=3, headers={"x-mark": "m"})
        assert all(request["query"] == {"revision": "3"} for request in server.requests)
        assert all(request["headers"]["x-mark"] == "m" for request in server.requests)
        server.requests.clear()
        outcomes = bulk(surface, server.url, "update", [("a", {"description": "1"}), ("b", {"description": "2"})])
        sent = {request["path"][-1]: request["body"]["agentDefinition"] for request in server.requests}
    assert sent == {"a": {"description": "1"}, "b": {"description": "2"}}
    assert all(isinstance(outcome, Agent) for outcome in outcomes)


def test_no_more_calls_than_wanted_are_in_flight(surface: str) -> None:
    with Silent() as server:
        result: list[Any] = []
        ids = list("abcdefgh")
        call = threading.Thread(target=lambda: result.extend(bulk(surface, server.url, "get", ids, concurrency=3)))
        call.start()
        for ended in (3, 6, 8):
            server.wait_for_requests(ended)
            assert server.arrived == ended
            server.answer()
        call.join()
    assert len(result) == 8


def test_one_deadline_for_all(surface: str) -> None:
    with Silent() as server:
        outcomes = bulk(surface, server.url, "get", list("abc"), concurrency=1, deadline=0.3)
        assert server.arrived == 1
    assert [type(outcome).__name__ for outcome in outcomes] == ["APITimeoutError"] * 3
    assert [outcome.phase for outcome in outcomes] == ["head", "queue", "queue"]
    assert {outcome.executed for outcome in outcomes} == {"no"}


def test_nothing_to_do(surface: str) -> None:
    assert bulk(surface, "http://127.0.0.1:9", "get", []) == []


def test_a_failing_progress_function_ends_everything(surface: str) -> None:
    def fail(_done: int, _total: int) -> None:
        raise ZeroDivisionError

    with Scripted(answer) as server, pytest.raises(ZeroDivisionError):
        bulk(surface, server.url, "get", [f"a{at}" for at in range(1000)], on_progress=fail)
    assert len(server.requests) < 1000


def test_a_progress_function_that_is_async_is_awaited(surface: str) -> None:
    seen: list[int] = []
    kept: ContextVar[str] = ContextVar("kept", default="")

    async def report(done: int, _total: int) -> None:
        await asyncio.sleep(0)
        assert kept.get() == "of the caller"
        seen.append(done)

    async def fail(done: int, total: int) -> None:
        await report(done, total)
        raise ZeroDivisionError

    kept.set("of the caller")
    items = [f"a{at}" for at in range(50)]
    with Scripted(answer) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        if surface == "sync":
            with pytest.raises(TypeError, match="on_progress: it is async, which needs an AsyncClient"):
                bulk(surface, server.url, "get", items, on_progress=report)
            assert seen == []
            return
        assert len(bulk(surface, server.url, "get", items, on_progress=report)) == 50
        assert seen == list(range(1, 51))
        with pytest.raises(ZeroDivisionError):
            bulk(surface, server.url, "get", items * 20, on_progress=fail)
        assert len(seen) == 51
        assert len(server.requests) < 1050


def test_cancelling_ends_a_progress_function_that_waits(surface: str) -> None:
    if surface == "sync":
        return
    ended: list[str] = []

    async def run(url: str) -> None:
        reached = asyncio.Event()

        async def wait(_done: int, _total: int) -> None:
            reached.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("progress")

        async with AsyncClient(url, api_token="t") as client:
            task = asyncio.ensure_future(client.bulk(client.agents.get, ["a", "b"], on_progress=wait))
            await reached.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.sleep(0)

    with Scripted(answer) as server:
        asyncio.run(run(server.url))
    assert ended == ["progress"]


@pytest.mark.parametrize(
    "wrong",
    [lambda _: len, lambda client: client.config, lambda client: client.request, lambda _: "get", lambda _: None],
)
def test_only_operations_can_be_called(surface: str, wrong: Callable[[Any], Any]) -> None:
    kind: Any = Client if surface == "sync" else AsyncClient
    client = kind("https://x.example", api_token="t")

    def run(method: Any, **params: Any) -> None:
        result = client.bulk(method, ["a"], **params)
        asyncio.run(result)

    with pytest.raises(TypeError, match=r"client\.agents\.get"):
        run(wrong(client))
    with pytest.raises(TypeError, match="revison"):
        run(client.agents.get, revison=3)


@pytest.mark.parametrize(("option", "value"), [("concurrency", 0), ("concurrency", -1), ("deadline", -1.0)])
def test_wrong_options_are_named(surface: str, option: str, value: float) -> None:
    with pytest.raises(geai_client.InvalidRequestError, match=option):
        bulk(surface, "http://127.0.0.1:9", "get", ["a"], **{option: value})


def test_cancelling_ends_every_request(surface: str) -> None:
    with Silent() as server:
        if surface == "sync":

            def interrupt() -> None:
                server.wait_for_requests(5)
                signal.raise_signal(signal.SIGINT)

            threading.Thread(target=interrupt).start()
            with pytest.raises(KeyboardInterrupt):
                bulk(surface, server.url, "get", list("abcdefgh"), concurrency=5)
        else:

            async def run() -> None:
                async with AsyncClient(server.url, api_token="t") as client:
                    task = asyncio.ensure_future(client.bulk(client.agents.get, list("abcdefgh"), concurrency=5))
                    await asyncio.to_thread(server.wait_for_requests, 5)
                    task.cancel()
                    with pytest.raises(asyncio.CancelledError):
                        await task

            asyncio.run(run())
        server.wait_for_closed(5)
        assert server.arrived == 5


def test_with_response_and_closing(surface: str) -> None:
    with Scripted(answer) as server:
        if surface == "sync":
            client = Client(server.url, api_token="t")
            (outcome,) = client.bulk(client.with_response.agents.get, ["a"])
            client.close()
            (closed,) = client.bulk(client.agents.get, ["a"])
        else:

            async def run() -> tuple[Any, Any]:
                client = AsyncClient(server.url, api_token="t")
                (outcome,) = await client.bulk(client.with_response.agents.get, ["a"])
                await client.aclose()
                return outcome, (await client.bulk(client.agents.get, ["a"]))[0]

            outcome, closed = asyncio.run(run())
    assert (outcome.status, outcome.data.name) == (200, "a")
    assert isinstance(closed, geai_client.ClientClosedError)


def test_a_bar_is_shown_where_tqdm_is_installed(surface: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[int, bool]] = []

    class Bar:
        def __init__(self, total: int) -> None:
            self.n, self.total = 0, total

        def update(self, more: int) -> None:
            self.n += more
            shown.append((self.n, False))

        def close(self) -> None:
            shown.append((self.n, True))

    module = ModuleType("tqdm.auto")
    module.tqdm = Bar  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tqdm", ModuleType("tqdm"))
    monkeypatch.setitem(sys.modules, "tqdm.auto", module)
    with Scripted(answer) as server:
        bulk(surface, server.url, "get", ["a", "b"], progress=True)
        assert shown == [(1, False), (2, False), (2, True)]
        monkeypatch.setitem(sys.modules, "tqdm.auto", None)
        assert len(bulk(surface, server.url, "get", ["a"], progress=True)) == 1


def test_the_result_knows_what_failed(surface: str) -> None:
    with Scripted(answer) as server:
        result = bulk(surface, server.url, "get", ["a", "no1", "b", "../x"])
    assert isinstance(result, geai_client.BulkResult)
    assert isinstance(result, list)
    assert repr(result) == "BulkResult(2 ok, 2 failed)"
    assert [agent.name for agent in result.ok] == ["a", "b"]
    assert {at: type(error).__name__ for at, error in result.failed.items()} == {
        1: "NotFoundError",
        3: "InvalidRequestError",
    }
    with pytest.raises(NotFoundError) as caught:
        result.raise_for_errors()
    assert caught.value.bulk_result is result
    if sys.version_info >= (3, 11):
        assert caught.value.__notes__ == ["2 of 4 calls failed; `bulk_result` of the error has all outcomes"]
    copied = pickle.loads(pickle.dumps(result))
    assert [type(outcome) for outcome in copied] == [type(outcome) for outcome in result]
    geai_client.BulkResult(result.ok).raise_for_errors()


def test_errors_are_raised_once_all_calls_have_ended(surface: str) -> None:
    with Scripted(answer) as server, pytest.raises(NotFoundError) as caught:
        bulk(surface, server.url, "get", ["no1", "a", "b"], errors="raise")
    assert len(server.requests) == 3
    assert [agent.name for agent in caught.value.bulk_result.ok] == ["a", "b"]
    with Scripted(answer) as server:
        assert len(bulk(surface, server.url, "get", ["a", "b"], errors="raise")) == 2
    with pytest.raises(ValueError, match="errors: expected 'return' or 'raise', got 'ignore'"):
        bulk(surface, "http://127.0.0.1:9", "get", ["a"], errors="ignore")


@pytest.mark.parametrize("items", ["abc", b"abc", ""])
def test_a_text_is_no_list_of_items(surface: str, items: object) -> None:
    with Scripted(answer) as server:
        with pytest.raises(TypeError, match=r"items: expected a list or another iterable of items, got (str|bytes)"):
            bulk(surface, server.url, "get", items)
        assert not server.requests


def test_a_method_of_the_other_kind_of_client_is_refused(surface: str) -> None:
    sync, other = (cls("http://127.0.0.1:9", api_token="t") for cls in (Client, AsyncClient))
    if surface == "sync":
        with pytest.raises(
            TypeError, match=r"AsyncAgents\.get belongs to a client of the other kind: .*await client\.bulk"
        ):
            sync.bulk(other.agents.get, ["a"])
    else:
        with pytest.raises(TypeError, match=r"Agents\.get belongs to a client of the other kind: .*of its Client"):
            asyncio.run(other.bulk(sync.agents.get, ["a"]))  # type: ignore[arg-type]


def test_classes_are_named_as_users_import_them(surface: str) -> None:
    for name in geai_client.__all__:
        value = getattr(geai_client, name)
        if isinstance(value, type):
            assert value.__module__ == "geai_client", name
            assert pickle.loads(pickle.dumps(value)) is value
    assert repr(NotFoundError).startswith("<class 'geai_client.")
    assert surface
