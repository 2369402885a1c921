// Traces and a hook: what a call did, attempt by attempt. Needs @opentelemetry/sdk-trace-base and its companions.

import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { openTelemetry } from "geai-client/opentelemetry";
import { Emulator } from "geai-client/testing";

// An application sets these up once, with an exporter that sends; this one keeps what it gets.
const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const telemetry = openTelemetry({ tracerProvider, propagator: new W3CTraceContextPropagator() });

// A failure is made to order, so this example always runs against the emulator.
const emulator = await Emulator.start();
emulator.seedAgents("default", 1);
emulator.failNext("GET", "/v4/agents", { status: 503, retryAfter: 0 });
const client = emulator.client({
  onEvent: (event) => {
    if (event.kind === "retry") console.log(`${event.operation} is repeated after ${event.errorType}`);
    return telemetry(event);
  },
});

await tracerProvider.getTracer("example").startActiveSpan("order", async (order) => {
  await client.agents.list();
  const { traceId } = order.spanContext();
  const traced = emulator.requests.filter(({ headers }) => JSON.stringify(headers).includes(traceId));
  console.log(`requests that carry the trace: ${traced.length}`);
  order.end();
});

for (const { name, events } of exporter.getFinishedSpans()) {
  console.log(`span ${name}: ${events.map((event) => event.name).join(", ") || "no events"}`);
}

client.close();
await emulator.stop();
await tracerProvider.shutdown();
