/** Traces and metrics of calls with OpenTelemetry. Needs `@opentelemetry/api`, an optional peer of this package. */

import {
  context,
  type Histogram,
  type MeterProvider,
  metrics,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  trace,
  type TracerProvider,
  defaultTextMapSetter,
} from "@opentelemetry/api";

import type { CallEvent, OnEvent } from "./call/events";
import { native } from "./native/load";

/** What {@link openTelemetry} takes; what is not given is the global one. */
export interface OpenTelemetryOptions {
  /** Makes the spans. */
  tracerProvider?: TracerProvider | undefined;
  /** Measures. */
  meterProvider?: MeterProvider | undefined;
  /** Writes the context of a span into headers. */
  propagator?: TextMapPropagator | undefined;
}

const NAME = "geai-client";

/**
 * A hook for `onEvent` that makes a span of each call, and measures calls and attempts.
 *
 * The span is a child of the caller's. It has the attributes of the stable conventions for HTTP clients, and an event for
 * each attempt and each wait. The context of the span is injected into the headers of each attempt, so that the server can
 * continue the trace. `http.client.request.duration` is measured once an attempt, `geai.client.call.duration` once a call,
 * both in seconds. What is exported, and where to, is the business of the SDK that the application sets up; without one
 * nothing happens.
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): OnEvent {
  const { tracerProvider = trace, meterProvider = metrics, propagator = propagation } = options;
  const version = native.version();
  const tracer = tracerProvider.getTracer(NAME, version);
  const meter = meterProvider.getMeter(NAME, version);
  const advice = { explicitBucketBoundaries: native.durationBuckets() };
  const histogram = (name: string, description: string): Histogram =>
    meter.createHistogram(name, { unit: "s", description, advice });
  const attempts = histogram("http.client.request.duration", "Duration of HTTP client requests.");
  const calls = histogram("geai.client.call.duration", "Duration of calls, with their attempts and waits.");
  /** The spans of calls in flight. */
  const spans = new Map<number, Span>();

  const start = (event: CallEvent): Record<string, string> => {
    const { attributes, callId, operation, time } = event;
    const span = tracer.startSpan(`geai ${operation}`, { kind: SpanKind.CLIENT, attributes, startTime: time });
    spans.set(callId, span);
    const headers: Record<string, string> = {};
    propagator.inject(trace.setSpan(context.active(), span), headers, defaultTextMapSetter);
    return headers;
  };

  return (event) => {
    if (event.kind === "start") return start(event);
    const span = spans.get(event.callId);
    if (span === undefined) return undefined;
    const { attributes, elapsed, errorType, kind, metricAttributes, status, time } = event;
    const measured = kind === "end" ? calls : kind === "attempt" ? attempts : undefined;
    if (elapsed !== null) measured?.record(elapsed / 1000, metricAttributes, trace.setSpan(context.active(), span));
    if (kind !== "end") {
      span.addEvent(kind, attributes, time);
      return undefined;
    }
    spans.delete(event.callId);
    span.setAttributes(attributes);
    if (errorType !== null) {
      // Where there is a status, it says why.
      span.setStatus({ code: SpanStatusCode.ERROR, ...(status === null ? { message: errorType } : {}) });
    }
    span.end(time);
    return undefined;
  };
}
