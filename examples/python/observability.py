"""Traces, metrics and a hook: what a call did, attempt by attempt.

Needs `opentelemetry-sdk` beside the package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from geai_client.opentelemetry import OpenTelemetry
from geai_client.testing import Emulator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geai_client import Event

# An application sets these up once, with exporters that send; these keep what they get.
spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
tracer_provider, meter_provider = TracerProvider(), MeterProvider([reader])
tracer_provider.add_span_processor(SimpleSpanProcessor(spans))
telemetry = OpenTelemetry(tracer_provider=tracer_provider, meter_provider=meter_provider)


def on_event(event: Event) -> Mapping[str, str] | None:
    """Tells of waits, and leaves the rest to OpenTelemetry."""
    if event.kind == "retry":
        print(f"{event.operation} is repeated after {event.error_type}")
    return telemetry(event)


# A failure is made to order, so this example always runs against the emulator.
with Emulator() as emulator, emulator.client(on_event=on_event) as client:
    emulator.seed_agents(count=1)
    emulator.fail_next("GET", status=503, times=1, retry_after=0)
    with tracer_provider.get_tracer("example").start_as_current_span("order") as order:
        client.agents.get("seeded-agent-1")
    sent = emulator.requests

trace_id = trace.format_trace_id(order.get_span_context().trace_id)
traced = sum(trace_id in request["headers"].get("traceparent", "") for request in sent)
print(f"requests that carry the trace: {traced}")
for span in spans.get_finished_spans():
    print(f"span {span.name}: {', '.join(event.name for event in span.events) or 'no events'}")
data = reader.get_metrics_data()
for resource in data.resource_metrics if data else []:
    for metric in (metric for scope in resource.scope_metrics for metric in scope.metrics):
        print(f"metric {metric.name}: {len(metric.data.data_points)} series")
tracer_provider.shutdown()
meter_provider.shutdown()
