// Traces and metrics, against the SDK of OpenTelemetry.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { afterEach, before, beforeEach, describe, it } from "node:test";

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { GeaiError } from "geai-client";
import { openTelemetry } from "geai-client/opentelemetry";

import { AGENT, answer, stall, withServer } from "./support/server.mjs";

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** The SDK, with exporters that keep what they are given. */
class Telemetry {
  #spans = new InMemorySpanExporter();
  #metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(this.#spans)] });
  meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: this.#metrics })] });
  tracer = this.tracerProvider.getTracer("test");
  propagator = new W3CTraceContextPropagator();
  onEvent = openTelemetry(this);

  get spans() {
    return this.#spans.getFinishedSpans();
  }

  /** @returns {Promise<Record<string, import("@opentelemetry/sdk-metrics").MetricData>>} */
  async metrics() {
    await this.meterProvider.forceFlush();
    const found = this.#metrics.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
    return Object.fromEntries(found.map((metric) => [metric.descriptor.name, metric]));
  }

  async stop() {
    await this.tracerProvider.shutdown();
    await this.meterProvider.shutdown();
  }
}

/** @type {Telemetry} */
let telemetry;

/** @type {import("./support/server.mjs").Script} */
const failingOnce = (_, response, number) => {
  response.setHeader("x-request-id", "r-1");
  if (number === 1) response.writeHead(503, { "retry-after": "0" }).end("{}");
  else answer(response, AGENT);
};

describe("openTelemetry", () => {
  before(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  beforeEach(() => {
    telemetry = new Telemetry();
  });
  afterEach(() => telemetry.stop());

  it("makes a span of a call below its caller's, and measures", () =>
    withServer(async (server) => {
      const client = server.client({ backoff: 1, retries: 2, onEvent: telemetry.onEvent });
      await telemetry.tracer.startActiveSpan("caller", async (caller) => {
        await client.agents.get("x", { revision: 3 });
        caller.end();
      });
      const [call, caller] = telemetry.spans;
      assert.ok(call !== undefined && caller !== undefined);
      assert.deepEqual([call.name, call.kind, call.status.code], ["geai agents.get", SpanKind.CLIENT, SpanStatusCode.UNSET]);
      assert.equal(call.parentSpanContext?.spanId, caller.spanContext().spanId);
      const request = {
        "http.request.method": "GET",
        "server.address": "127.0.0.1",
        "server.port": Number(new URL(server.url).port),
      };
      assert.deepEqual(call.attributes, {
        ...request,
        "url.full": `${server.url}/v4/agents/x`,
        "url.template": "/v4/agents/{idOrName}",
        "http.response.status_code": 200,
        "network.protocol.version": "1.1",
        "http.request.resend_count": 1,
        "geai.operation": "agents.get",
        "geai.attempts": 2,
        "geai.request.id": "r-1",
      });
      assert.deepEqual(call.events.map(({ name }) => name), ["attempt", "retry", "attempt"]);
      assert.equal(call.events[0]?.attributes?.["http.response.status_code"], 503);
      const times = [call.startTime, ...call.events.map(({ time }) => time), call.endTime];
      const nanoseconds = times.map(([seconds, rest]) => seconds * 1e9 + rest);
      assert.deepEqual(nanoseconds, [...nanoseconds].sort((one, other) => one - other));
      const { traceId, spanId } = call.spanContext();
      assert.deepEqual(server.seen.map(({ headers }) => headers["traceparent"]), Array(2).fill(`00-${traceId}-${spanId}-01`));

      const { "http.client.request.duration": attempts, "geai.client.call.duration": calls } = await telemetry.metrics();
      const answered = { ...request, "network.protocol.version": "1.1" };
      assert.deepEqual([attempts?.descriptor.unit, calls?.descriptor.unit], ["s", "s"]);
      assert.deepEqual(attempts?.dataPoints.map(({ attributes }) => attributes), [
        { ...answered, "http.response.status_code": 503, "error.type": "503" },
        { ...answered, "http.response.status_code": 200 },
      ]);
      for (const { value } of attempts?.dataPoints ?? []) {
        const { buckets, count } = /** @type {import("@opentelemetry/sdk-metrics").Histogram} */ (value);
        assert.deepEqual([buckets.boundaries, count], [BUCKETS, 1]);
      }
      assert.deepEqual(calls?.dataPoints.map(({ attributes }) => attributes), [
        { ...answered, "http.response.status_code": 200, "geai.operation": "agents.get" },
      ]);
    }, failingOnce));

  it("gives the spans of calls at the same time their own parents", () =>
    withServer(async (server) => {
      const client = server.client({ onEvent: telemetry.onEvent });
      const names = Array.from({ length: 20 }, (_, number) => `call-${number}`);
      await Promise.all(
        names.map((name) =>
          telemetry.tracer.startActiveSpan(name, async (caller) => {
            await client.agents.get(name);
            caller.end();
          }),
        ),
      );
      const byId = new Map(telemetry.spans.map((span) => [span.spanContext().spanId, span.name]));
      const calls = telemetry.spans.filter(({ kind }) => kind === SpanKind.CLIENT);
      assert.equal(calls.length, 20);
      for (const { attributes, parentSpanContext } of calls) {
        assert.ok(String(attributes["url.full"]).endsWith(`/${byId.get(parentSpanContext?.spanId ?? "")}`));
      }
    }));

  it("tells of failures, and leaves no span open", async () => {
    await withServer(
      async (server) => {
        const client = server.client({ onEvent: telemetry.onEvent });
        await assert.rejects(client.agents.delete("x"), GeaiError);
        await assert.rejects(client.agents.get(""), GeaiError);
        await assert.rejects(client.request("PURGE", "/v9/new"), GeaiError);
      },
      (_, response) => answer(response, { errors: [] }, 404),
    );
    await withServer(async (server) => {
      const ending = new AbortController();
      const call = server.client({ onEvent: telemetry.onEvent }).agents.get("x", {}, { signal: ending.signal });
      await server.arrived(1);
      ending.abort();
      await assert.rejects(call);
    }, stall);
    const ends = telemetry.spans.map(({ status, attributes }) => [status.code, status.message, attributes["error.type"]]);
    assert.deepEqual(ends, [
      [SpanStatusCode.ERROR, undefined, "404"],
      [SpanStatusCode.ERROR, "InvalidRequestError", "InvalidRequestError"],
      [SpanStatusCode.ERROR, undefined, "404"],
      [SpanStatusCode.ERROR, "cancelled", "cancelled"],
    ]);
    assert.equal(telemetry.spans[2]?.attributes["http.request.method"], "_OTHER");
    assert.equal(telemetry.spans[2]?.attributes["http.request.method_original"], "PURGE");
  });

  it("propagates by the propagator of the application", () =>
    withServer(async (server) => {
      const { tracerProvider } = telemetry;
      const onEvent = openTelemetry({ tracerProvider, propagator: new W3CBaggagePropagator() });
      const client = server.client({ onEvent });
      const baggage = propagation.createBaggage({ who: { value: "caller" } });
      await context.with(propagation.setBaggage(ROOT_CONTEXT, baggage), () => client.agents.get("x"));
      assert.equal(server.seen[0]?.headers["baggage"], "who=caller");
      assert.equal(server.seen[0]?.headers["traceparent"], undefined);
    }));

  it("does nothing without an SDK", () =>
    withServer(async (server) => {
      assert.equal((await server.client({ onEvent: openTelemetry() }).agents.get("x")).name, AGENT.name);
      assert.equal(server.seen[0]?.headers["traceparent"], undefined);
      assert.equal(trace.getActiveSpan(), undefined);
    }));

  it("is loaded by nothing but its own entry", () => {
    const script = 'require("geai-client"); console.log(Object.keys(require.cache).some((file) => file.includes("opentelemetry")))';
    assert.equal(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }), "false\n");
  });
});
