"""Traces and metrics, against the SDK of OpenTelemetry."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry import baggage, context, trace
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from geai_client import AsyncClient, Client, GeaiError
from geai_client.opentelemetry import OpenTelemetry
from support import AGENT, Scripted, Silent, cancel_in_flight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import Tracer

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)


class Telemetry:
    """The SDK, with exporters that keep what they are given."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.tracer_provider = TracerProvider()
        self.tracer_provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self._reader = InMemoryMetricReader()
        self.meter_provider = MeterProvider([self._reader])
        self.hook = OpenTelemetry(tracer_provider=self.tracer_provider, meter_provider=self.meter_provider)

    @property
    def tracer(self) -> Tracer:
        return self.tracer_provider.get_tracer("test")

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self._exporter.get_finished_spans()

    def points(self) -> dict[str, list[Any]]:
        data = self._reader.get_metrics_data()
        assert data is not None
        metrics = [metric for of in data.resource_metrics for scope in of.scope_metrics for metric in scope.metrics]
        assert all(metric.unit == "s" for metric in metrics)
        return {metric.name: list(metric.data.data_points) for metric in metrics}


@pytest.fixture
def telemetry() -> Iterator[Telemetry]:
    telemetry = Telemetry()
    yield telemetry
    telemetry.tracer_provider.shutdown()
    telemetry.meter_provider.shutdown()


def failing_once() -> Scripted:
    return Scripted([(503, {}), (200, AGENT)])


def check(telemetry: Telemetry, server: Scripted) -> None:
    call, caller = telemetry.spans
    assert (call.name, call.kind, call.status.status_code) == ("geai agents.get", SpanKind.CLIENT, StatusCode.UNSET)
    assert call.parent is not None
    assert caller.context is not None
    assert call.context is not None
    assert call.parent.span_id == caller.context.span_id
    port = int(server.url.rsplit(":")[-1])
    request = {"http.request.method": "GET", "server.address": "127.0.0.1", "server.port": port}
    assert dict(call.attributes or {}) == {
        **request,
        "url.full": f"{server.url}/v4/agents/x",
        "url.template": "/v4/agents/{id_or_name}",
        "http.response.status_code": 200,
        "network.protocol.version": "1.1",
        "http.request.resend_count": 1,
        "geai.operation": "agents.get",
        "geai.attempts": 2,
        "geai.request.id": "request-1",
    }
    assert [event.name for event in call.events] == ["attempt", "retry", "attempt"]
    assert (call.events[0].attributes or {})["http.response.status_code"] == 503
    assert float(str((call.events[1].attributes or {})["geai.wait"])) > 0
    assert call.start_time is not None
    assert call.end_time is not None
    times = [call.start_time, *(event.timestamp for event in call.events), call.end_time]
    assert times == sorted(times)
    ids = f"{call.context.trace_id:032x}-{call.context.span_id:016x}"
    assert [sent["headers"]["traceparent"][:-3] for sent in server.requests] == [f"00-{ids}"] * 2
    points = telemetry.points()
    attempts = points["http.client.request.duration"]
    request["network.protocol.version"] = "1.1"
    found = {point.attributes["http.response.status_code"]: (dict(point.attributes), point.count) for point in attempts}
    assert found == {
        503: ({**request, "http.response.status_code": 503, "error.type": "503"}, 1),
        200: ({**request, "http.response.status_code": 200}, 1),
    }
    assert all(point.explicit_bounds == BUCKETS for point in attempts)
    [measured] = points["geai.client.call.duration"]
    assert dict(measured.attributes) == {**request, "geai.operation": "agents.get", "http.response.status_code": 200}
    assert measured.count == 1
    assert measured.sum >= sum(point.sum for point in attempts)


def test_a_blocking_call_is_a_span_below_its_callers(telemetry: Telemetry) -> None:
    with failing_once() as server:
        client = Client(server.url, api_token="x", backoff=0.001, on_event=telemetry.hook)
        with telemetry.tracer.start_as_current_span("caller"):
            client.agents.get("x", revision=3)
        check(telemetry, server)


def test_an_async_call_is_a_span_below_its_callers(telemetry: Telemetry) -> None:
    async def main() -> None:
        async with AsyncClient(server.url, api_token="x", backoff=0.001, on_event=telemetry.hook) as client:
            with telemetry.tracer.start_as_current_span("caller"):
                await client.agents.get("x", revision=3)

    with failing_once() as server:
        asyncio.run(main())
        check(telemetry, server)


def test_the_spans_of_tasks_have_their_own_parents(telemetry: Telemetry) -> None:
    async def call(client: AsyncClient, name: str) -> None:
        with telemetry.tracer.start_as_current_span(name):
            await client.agents.get(name)

    async def main() -> None:
        async with AsyncClient(server.url, api_token="x", on_event=telemetry.hook) as client:
            await asyncio.gather(*(call(client, f"task-{number}") for number in range(20)))

    with Scripted(lambda _: (200, AGENT)) as server:
        asyncio.run(main())
    names = {span.context.span_id: span.name for span in telemetry.spans if span.context is not None}
    calls = [span for span in telemetry.spans if span.kind is SpanKind.CLIENT]
    assert len(calls) == 20
    for span in calls:
        assert span.parent is not None
        assert str((span.attributes or {})["url.full"]).endswith(names[span.parent.span_id])


def test_a_failure_is_an_error_of_the_span(telemetry: Telemetry) -> None:
    with Scripted(lambda _: (404, {})) as server:
        client = Client(server.url, api_token="x", on_event=telemetry.hook)
        for name in ("x", ""):
            with pytest.raises(GeaiError):
                client.agents.get(name)
        with pytest.raises(GeaiError):
            client.request("PURGE", "/v9/new")
    found, refused, purged = telemetry.spans
    assert (found.status.status_code, found.status.description) == (StatusCode.ERROR, None)
    assert (found.attributes or {})["error.type"] == "404"
    assert (refused.status.status_code, refused.status.description) == (StatusCode.ERROR, "InvalidRequestError")
    assert (purged.attributes or {})["http.request.method"] == "_OTHER"
    assert (purged.attributes or {})["http.request.method_original"] == "PURGE"


def test_a_cancelled_call_leaves_no_open_span(telemetry: Telemetry) -> None:
    async def main() -> None:
        async with AsyncClient(server.url, api_token="x", on_event=telemetry.hook) as client:
            await cancel_in_flight(server, client)

    with Silent() as server:
        asyncio.run(main())
    [span] = telemetry.spans
    assert (span.attributes or {})["error.type"] == "cancelled"
    assert not telemetry.hook._spans


def test_the_propagator_is_the_users(telemetry: Telemetry) -> None:
    hook = OpenTelemetry(tracer_provider=telemetry.tracer_provider, propagator=W3CBaggagePropagator())
    with Scripted(lambda _: (200, AGENT)) as server:
        client = Client(server.url, api_token="x", on_event=hook)
        token = context.attach(baggage.set_baggage("who", "caller"))
        client.agents.get("x")
        context.detach(token)
        headers = server.requests[0]["headers"]
    assert headers["baggage"] == "who=caller"
    assert "traceparent" not in headers


def test_without_an_sdk_nothing_happens() -> None:
    with Scripted(lambda _: (200, AGENT)) as server:
        assert Client(server.url, api_token="x", on_event=OpenTelemetry()).agents.get("x").name == AGENT["name"]
        assert "traceparent" not in server.requests[0]["headers"]
    assert not trace.get_current_span().get_span_context().is_valid


def test_without_the_api_it_says_what_to_install() -> None:
    script = "import sys; sys.modules['opentelemetry'] = None; import geai_client.opentelemetry"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "pip install 'geai-client[opentelemetry]'" in ended.stderr
