"""What `on_event` receives about calls, in which context, and the headers that it gives them."""

from __future__ import annotations

import asyncio
import gc
import logging
import pickle
import signal
import sys
import threading
import weakref
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import pytest

from geai_client import AsyncClient, Client, ConfigError, Event, GeaiError
from support import AGENT, Scripted, Silent, cancel_in_flight

if TYPE_CHECKING:
    from geai_client.testing import Emulator

CANARY = "canary-of-the-token"
WHO: ContextVar[str] = ContextVar("WHO", default="nobody")
OURS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Hook:
    """Keeps events, and who the context says it is, on which thread."""

    def __init__(self, headers: dict[str, str] | None = None) -> None:
        self.events: list[Event] = []
        self.contexts: list[str] = []
        self.threads: set[int] = set()
        self.headers = headers

    def __call__(self, event: Event) -> dict[str, str] | None:
        self.events.append(event)
        self.contexts.append(WHO.get())
        self.threads.add(threading.get_ident())
        return self.headers

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


def failing_once() -> Scripted:
    return Scripted([(503, {"error": CANARY}), (200, AGENT)])


def check_story(hook: Hook, server: Scripted) -> None:
    assert hook.kinds == ["start", "attempt", "retry", "attempt", "end"]
    start, failed, retry, answered, end = hook.events
    for event in hook.events:
        assert (event.operation, event.method, event.base_url) == ("agents.get", "GET", server.url)
        assert event.url == f"{server.url}/v4/agents/a%20b"
        assert (event.path, event.host, event.project_id) == ("/v4/agents/{id_or_name}", "127.0.0.1", "project-1")
        assert (event.call_id, event.port) == (start.call_id, int(server.url.rsplit(":")[-1]))
        assert CANARY not in repr(event)
    assert [event.attempt for event in hook.events] == [0, 1, 1, 2, 2]
    assert [event.status for event in hook.events] == [None, 503, 503, 200, 200]
    assert [event.error_type for event in hook.events] == [None, "ServerError", "ServerError", None, None]
    assert [event.request_id for event in hook.events] == [None, *["request-1"] * 4]
    assert retry.wait is not None
    assert retry.wait > 0
    assert failed.elapsed is not None
    assert answered.elapsed is not None
    assert end.elapsed is not None
    assert end.elapsed >= failed.elapsed + retry.wait + answered.elapsed
    assert start.elapsed is start.wait is end.error is None
    times = [event.time_ns for event in hook.events]
    assert times == sorted(times)
    assert abs(end.time - end.time_ns / 1e9) < 1e-3
    assert [request["headers"]["traceparent"] for request in server.requests] == [OURS, OURS]
    assert all(request["headers"]["authorization"] == f"Bearer {CANARY}" for request in server.requests)


def test_a_blocking_call_tells_its_story_in_the_context_of_its_caller() -> None:
    hook = Hook({"traceparent": OURS})
    with failing_once() as server:
        client = Client(server.url, api_token=CANARY, project_id="project-1", backoff=0.001, on_event=hook)
        WHO.set("caller")
        client.agents.get("a b", revision=3)
        check_story(hook, server)
    assert hook.contexts == ["caller"] * 5
    assert hook.threads == {threading.get_ident()}


def test_an_async_call_tells_its_story_in_the_context_of_its_caller() -> None:
    hook = Hook({"traceparent": OURS})

    async def call(client: AsyncClient, name: str) -> None:
        WHO.set(name)
        await client.agents.get("a b", revision=3)

    async def main() -> None:
        async with AsyncClient(
            server.url, api_token=CANARY, project_id="project-1", backoff=0.001, on_event=hook
        ) as client:
            await call(client, "caller")

    with failing_once() as server:
        asyncio.run(main())
        check_story(hook, server)
    assert hook.contexts == ["caller"] * 5
    assert hook.threads == {threading.get_ident()}


def test_many_async_calls_keep_their_contexts_apart(emulator: Emulator) -> None:
    emulator.seed_agents("dev", 1)
    heard: dict[int, set[str]] = {}

    def hook(event: Event) -> None:
        heard.setdefault(event.call_id, set()).add(WHO.get())

    async def call(client: AsyncClient, name: str) -> None:
        WHO.set(name)
        await client.agents.get("seeded-agent-1")

    async def main() -> None:
        async with emulator.async_client("dev", on_event=hook) as client:
            await asyncio.gather(*(call(client, f"task {number}") for number in range(20)))

    asyncio.run(main())
    assert sorted(next(iter(names)) for names in heard.values()) == sorted(f"task {number}" for number in range(20))
    assert all(len(names) == 1 for names in heard.values())


def test_a_start_is_heard_before_the_call_enters_the_core() -> None:
    hook = Hook()
    with Scripted(lambda _: (200, AGENT)) as server:

        def start(event: Event) -> None:
            hook(event)
            if event.kind == "start":
                raise KeyboardInterrupt

        client = Client(server.url, api_token="x", on_event=start)
        with pytest.raises(KeyboardInterrupt):
            client.agents.get("x")
        assert (server.requests, hook.kinds) == ([], ["start"])


def test_a_header_of_the_call_or_the_client_wins() -> None:
    with Scripted(lambda _: (200, AGENT)) as server:
        hook = Hook({"traceparent": OURS, "tracestate": "hook=1", "x-hook": "1"})
        client = Client(server.url, api_token="x", headers={"tracestate": "client=1"}, on_event=hook)
        client.agents.get("x", headers={"Traceparent": "call"})
        client.with_options(retries=0).agents.get("x")
        sent = [request["headers"] for request in server.requests]
    names = ("traceparent", "tracestate", "x-hook")
    assert [sent[0][name] for name in names] == ["call", "client=1", "1"]
    assert [sent[1][name] for name in names] == [OURS, "client=1", "1"]


def test_an_end_has_the_exception_of_the_call() -> None:
    with Scripted(lambda _: (404, {"errors": [{"description": "none"}]})) as server:
        hook = Hook()
        client = Client(server.url, api_token="x", on_event=hook)
        with pytest.raises(GeaiError) as caught:
            client.agents.get("x")
        assert hook.events[-1].error is caught.value
        for wrong in (lambda: client.agents.get(""), lambda: client.agents.get("x", timeout=-1)):
            hook.events.clear()
            with pytest.raises(GeaiError) as caught:
                wrong()
            assert hook.kinds == ["start", "end"]
            assert (hook.events[1].error, hook.events[1].error_type) == (caught.value, "InvalidRequestError")
        hook.events.clear()
        with pytest.raises(GeaiError):
            client.request("GET", "/v9/new", query={"secret": CANARY})
        assert {event.url for event in hook.events} == {f"{server.url}/v9/new"}
        assert {event.path for event in hook.events} == {None}

    async def main() -> None:
        async with AsyncClient(server.url, api_token="x", retries=0, on_event=hook) as client:
            with pytest.raises(GeaiError) as caught:
                await client.agents.get("x")
            assert hook.events[-1].error is caught.value

    asyncio.run(main())


def test_a_response_that_is_malformed_is_an_end_with_its_error() -> None:
    with Scripted(lambda _: (200, b"no JSON")) as server:
        hook = Hook()
        with pytest.raises(GeaiError) as caught:
            Client(server.url, api_token="x", on_event=hook).agents.get("x")
    assert hook.kinds == ["start", "attempt", "end"]
    end = hook.events[-1]
    assert (end.error, end.error_type, end.status) == (caught.value, "MalformedResponseError", 200)


def test_a_cancelled_call_ends() -> None:
    hook = Hook()

    async def main() -> None:
        async with AsyncClient(server.url, api_token="x", on_event=hook) as client:
            WHO.set("caller")
            await cancel_in_flight(server, client)

    with Silent() as server:
        asyncio.run(main())
    assert hook.kinds == ["start", "attempt", "end"]
    assert [event.error_type for event in hook.events] == [None, "cancelled", "cancelled"]
    assert hook.contexts == ["caller"] * 3


def test_a_call_on_a_closed_client_ends() -> None:
    hook = Hook()
    client = Client("http://127.0.0.1:9", api_token="x", on_event=hook)
    client.close()
    with pytest.raises(GeaiError):
        client.agents.get("x")
    assert (hook.kinds, hook.events[1].error_type) == (["start", "end"], "ClientClosedError")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(RuntimeError("of the hook"), id="an exception"),
        pytest.param({"x": 3}, id="headers that are no text"),
        pytest.param({"x": "a\nb"}, id="a header that cannot be sent"),
        pytest.param({"authorization": "Bearer x"}, id="a header of the client's own"),
        pytest.param("traceparent", id="no mapping"),
    ],
)
def test_a_wrong_hook_changes_nothing_about_a_call(answer: object, monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda problem: reported.append(type(problem.exc_value)))

    def hook(_: Event) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def main() -> None:
        async with AsyncClient(server.url, api_token=CANARY, on_event=hook) as client:
            assert (await client.agents.get("x")).name == AGENT["name"]

    with Scripted(lambda _: (200, AGENT)) as server:
        assert Client(server.url, api_token=CANARY, on_event=hook).agents.get("x").name == AGENT["name"]
        asyncio.run(main())
        assert all(request["headers"]["authorization"] == f"Bearer {CANARY}" for request in server.requests)
    assert len(reported) == (6 if isinstance(answer, Exception) else 2)
    gc.collect()


def test_what_cannot_be_a_hook_is_refused() -> None:
    async def hook(_: Event) -> None: ...

    for wrong, why in ((hook, "it is async"), (3, "expected a function of an event, got int")):
        with pytest.raises(ConfigError, match=why):
            Client("https://host.example", api_token="x", on_event=wrong)  # type: ignore[arg-type]


def test_pages_bulks_and_sign_ins_are_heard_of(emulator: Emulator) -> None:
    emulator.seed_agents("dev", 5)
    hook = Hook()
    client = emulator.client("dev", on_event=hook)
    assert len(list(client.agents.list(count=2))) == 5
    assert hook.kinds == ["start", "attempt", "end"] * 3
    hook.events.clear()
    client.bulk(client.agents.get, ["seeded-agent-1", "", "nowhere"])
    ends = [event for event in hook.events if event.kind == "end"]
    assert sorted(str(event.error_type) for event in ends) == ["InvalidRequestError", "None", "NotFoundError"]
    assert hook.kinds.count("start") == 3
    hook.events.clear()
    with pytest.raises(GeaiError):
        client.inspector.authorize("https://nowhere.example", deadline=1)
    assert {event.operation for event in hook.events} == {"inspector.authorize"}
    assert (hook.kinds[0], hook.kinds[-1]) == ("start", "end")
    assert hook.events[0].method is None

    async def main() -> None:
        async with emulator.async_client("dev", on_event=hook) as client:
            WHO.set("caller")
            assert len([agent async for agent in client.agents.list(count=2)]) == 5
            await client.bulk(client.agents.get, ["seeded-agent-1", "", "nowhere"])

    hook.events.clear()
    hook.contexts.clear()
    asyncio.run(main())
    assert (hook.kinds.count("start"), hook.kinds.count("end")) == (6, 6)
    assert set(hook.contexts) == {"caller"}


def test_attributes_are_those_of_opentelemetry() -> None:
    hook = Hook()
    with failing_once() as server:
        Client(server.url, api_token="x", backoff=0.001, on_event=hook).agents.get("x")
        port = int(server.url.rsplit(":")[-1])
        request = {"http.request.method": "GET", "server.address": "127.0.0.1", "server.port": port}
        assert hook.events[0].attributes == {
            **request,
            "geai.operation": "agents.get",
            "url.full": f"{server.url}/v4/agents/x",
            "url.template": "/v4/agents/{id_or_name}",
        }
    outcome = {"http.response.status_code": 503, "error.type": "503", "network.protocol.version": "1.1"}
    assert hook.events[1].metric_attributes == {**request, **outcome}
    assert hook.events[4].attributes == {
        "geai.attempts": 2,
        "geai.request.id": "request-1",
        "http.request.resend_count": 1,
        "http.response.status_code": 200,
        "network.protocol.version": "1.1",
    }


def test_a_pickled_client_has_no_hook() -> None:
    client = Client("https://host.example", api_token="x", profile=None, on_event=lambda _: None)
    assert b"on_event" not in pickle.dumps(client)


def test_what_hears_of_its_own_client_is_collected() -> None:
    class Service:
        def __init__(self) -> None:
            self.client = Client("https://host.example", api_token="x", on_event=self.hear)
            self.copy = self.client.with_options(retries=0).with_response

        def hear(self, event: Event) -> None: ...

    service = Service()
    alive = weakref.ref(service)
    del service
    gc.collect()
    assert alive() is None


def test_an_interrupted_call_ends() -> None:
    hook = Hook()
    with Silent() as server:
        client = Client(server.url, api_token="x", on_event=hook)

        def interrupt() -> None:
            server.wait_for_requests(1)
            signal.raise_signal(signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            client.agents.get("x")
        thread.join()
    assert [(event.kind, event.error_type) for event in hook.events] == [
        ("start", None),
        ("attempt", "cancelled"),
        ("end", "cancelled"),
    ]


def test_a_log_record_has_attributes(emulator: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    project = emulator.project_id("dev")
    client = emulator.client("dev", project_id=project)
    with caplog.at_level(logging.DEBUG, "geai_client"), pytest.raises(GeaiError):
        client.agents.get("nowhere")
    record: Any = caplog.records[-1]
    assert (record.geai_operation, record.geai_method, record.geai_path) == (
        "agents.get",
        "GET",
        "/v4/agents/{id_or_name}",
    )
    assert (record.geai_base_url, record.geai_project_id) == (emulator.url, project)
    assert (record.geai_status, record.geai_error, record.geai_attempts) == (404, "NotFoundError", 1)
    assert record.geai_request_id in record.getMessage()
    assert record.geai_elapsed > 0
