"""Traces and metrics of calls with OpenTelemetry. Needs `opentelemetry-api`, the extra `opentelemetry`.

    from geai_client import Client
    from geai_client.opentelemetry import OpenTelemetry

    client = Client(on_event=OpenTelemetry())

What is exported, and where to, is the business of the SDK that the application sets up. Without one nothing happens.
"""

from __future__ import annotations

from collections.abc import Mapping

from geai_client._native import DURATION_BUCKETS, Event, __version__

try:
    from opentelemetry import metrics, propagate, trace
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.propagators.textmap import TextMapPropagator
    from opentelemetry.trace import Span, SpanKind, Status, StatusCode, TracerProvider
except ImportError as _error:
    _MESSAGE = "geai_client.opentelemetry needs opentelemetry-api: pip install 'geai-client[opentelemetry]'"
    raise ImportError(_MESSAGE) from _error

__all__ = ["OpenTelemetry"]

_NAME = "geai_client"


class OpenTelemetry:
    """A hook for `on_event` that makes a span of each call, and measures calls and attempts.

    The span is a child of the caller's. It has the attributes of the stable conventions for HTTP clients, and an event
    for each attempt and each wait. The context of the span is injected into the headers of each attempt, so that the
    server can continue the trace. `http.client.request.duration` is measured once an attempt,
    `geai.client.call.duration` once a call, both in seconds.
    """

    def __init__(
        self,
        *,
        tracer_provider: TracerProvider | None = None,
        meter_provider: MeterProvider | None = None,
        propagator: TextMapPropagator | None = None,
    ) -> None:
        """What is not given is the global one.

        Args:
            tracer_provider: Makes the spans.
            meter_provider: Measures.
            propagator: Writes the context of a span into headers.
        """
        self._tracer = trace.get_tracer(_NAME, __version__, tracer_provider)
        meter = metrics.get_meter(_NAME, __version__, meter_provider)
        self._attempts = meter.create_histogram(
            "http.client.request.duration",
            unit="s",
            description="Duration of HTTP client requests.",
            explicit_bucket_boundaries_advisory=DURATION_BUCKETS,
        )
        self._calls = meter.create_histogram(
            "geai.client.call.duration",
            unit="s",
            description="Duration of calls, with their attempts and waits.",
            explicit_bucket_boundaries_advisory=DURATION_BUCKETS,
        )
        self._propagator = propagator
        # The spans of calls in flight.
        self._spans: dict[int, Span] = {}

    def __call__(self, event: Event) -> Mapping[str, str] | None:
        """Receives an event. Returns the headers that carry the context of the span."""
        if event.kind == "start":
            return self._start(event)
        span = self._spans.get(event.call_id)
        if span is None:
            return None
        if event.kind != "end":
            span.add_event(event.kind, event.attributes, event.time_ns)
            if event.kind == "attempt" and event.elapsed is not None:
                self._attempts.record(event.elapsed, event.metric_attributes, trace.set_span_in_context(span))
            return None
        del self._spans[event.call_id]
        if event.elapsed is not None:
            self._calls.record(event.elapsed, event.metric_attributes, trace.set_span_in_context(span))
        span.set_attributes(event.attributes)
        if event.error_type is not None:
            # Where there is a status, it says why.
            span.set_status(Status(StatusCode.ERROR, None if event.status else event.error_type))
        span.end(event.time_ns)
        return None

    def _start(self, event: Event) -> Mapping[str, str]:
        span = self._tracer.start_span(
            f"geai {event.operation}", kind=SpanKind.CLIENT, attributes=event.attributes, start_time=event.time_ns
        )
        self._spans[event.call_id] = span
        headers: dict[str, str] = {}
        propagator = self._propagator or propagate.get_global_textmap()
        propagator.inject(headers, trace.set_span_in_context(span))
        return headers
