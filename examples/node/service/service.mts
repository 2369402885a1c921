// A service in front of the API: what it takes beside the calls.
//
// - A client of HTTP that goes away ends the call that was made for it.
// - SIGTERM: no new request is taken, those in flight end, then the process.
// - Errors of calls become HTTP: who has to act, the caller, this service or the one behind it?
// - Each line of the log names the request, those about calls the request id of the server, too.
// - The trace of the caller goes on to the server.
// - At the start, the service's own tools are brought up to date from its description.

import { context, propagation } from "@opentelemetry/api";
import {
  APIConnectionError,
  APITimeoutError,
  type CallEvent,
  type CallOptions,
  Client,
  ConflictError,
  GeaiError,
  InvalidRequestError,
  RateLimitError,
} from "geai-client";
import { openTelemetry } from "geai-client/opentelemetry";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";

import { startTelemetry } from "./telemetry.mjs";

const DESCRIPTION = new URL("../../integrations/parcels.openapi.json", import.meta.url);

/** The tools of this service, as its description has them. Twice the same is nothing new. */
export async function syncTools(client: Client): Promise<string> {
  const name = "parcels";
  let known: string | undefined;
  for await (const integration of client.integrations.list({ allowDrafts: true })) {
    if (integration.name === name) known = integration.id;
  }
  const definition = { name, manifest: DESCRIPTION };
  const { id } = known === undefined
    ? await client.integrations.import(definition)
    : await client.integrations.update(known, definition);
  await client.integrations.publishTools(id);
  return id;
}

/** Status for the caller of this service, and after how many seconds it may try again. */
export function statusOf(error: GeaiError): { status: number; retryAfter?: number | undefined } {
  const retryAfter = error.retryAfter === null ? undefined : Math.ceil(error.retryAfter / 1000);
  // The caller's own mistakes.
  if (error instanceof InvalidRequestError || error.status === 400) return { status: 400 };
  if (error.isNotFound) return { status: 404 };
  if (error instanceof ConflictError || error.isAlreadyExists) return { status: 409 };
  if (error instanceof RateLimitError) return { status: 503, retryAfter: retryAfter ?? 1 };
  // Nobody knows yet; a caller who repeats should look first where `executed` is "maybe".
  if (error instanceof APITimeoutError) return { status: 504 };
  if (error instanceof APIConnectionError) return { status: 502 };
  // The token of this service, its configuration, or the server.
  return { status: error.retryable ? 503 : 502, retryAfter };
}

/** The service, with the client that it makes its calls with. */
export function serviceOf(client: Client, logger: object | false = {}): FastifyInstance {
  const app = Fastify({ logger, requestIdHeader: "x-request-id" });

  /** Options of the calls for a request: they end when its sender goes away. */
  function callOptions(request: FastifyRequest, reply: FastifyReply): CallOptions {
    const gone = new AbortController();
    reply.raw.once("close", () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    return { signal: gone.signal, headers: { "x-correlation-id": request.id } };
  }

  // When it closes, connections end with the last answer instead of being kept for further requests.
  let closing = false;
  let inFlight = 0;
  const drained = () => {
    if (closing && inFlight === 0) app.server.closeAllConnections();
  };
  app.addHook("preClose", async () => {
    closing = true;
    drained();
  });

  app.addHook("onRequest", (request, reply, done) => {
    inFlight += 1;
    reply.raw.once("close", () => {
      inFlight -= 1;
      drained();
    });
    // Calls of a request are part of its trace.
    context.with(propagation.extract(context.active(), request.headers), done);
  });

  app.get<{ Params: { name: string } }>("/agents/:name", async (request, reply) => {
    const { id, name, revision } = await client.agents.get(request.params.name, {}, callOptions(request, reply));
    return { id, name, revision };
  });

  app.put<{ Params: { name: string }; Body: { instructions: string } }>("/agents/:name", async (request, reply) => {
    const { name } = request.params;
    const definition = { name, agentData: { prompt: { instructions: request.body.instructions } } };
    const { id, revision } = await client.agents.upsert(name, definition, {}, callOptions(request, reply));
    return { id, revision };
  });

  app.setErrorHandler((error, request, reply) => {
    if (request.raw.socket.destroyed) {
      // Nobody is left to answer.
      request.log.info("the caller went away");
      return void reply.status(499).send();
    }
    if (!(error instanceof GeaiError)) throw error;
    const { status, retryAfter } = statusOf(error);
    request.log.warn({ call: error.toJSON() }, "a call failed");
    if (retryAfter !== undefined) void reply.header("retry-after", retryAfter);
    // Nothing of the server's own text: it is for the log.
    void reply.status(status).send({ error: error.name, executed: error.executed, requestId: request.id });
  });

  return app;
}

/** Runs it until SIGTERM. */
async function main(): Promise<void> {
  const telemetry = startTelemetry();
  const observe = openTelemetry();
  const onEvent = (event: CallEvent) => {
    const { operation, kind, attempt, elapsed, status, requestId, errorType } = event;
    if (kind === "end") app.log.info({ operation, attempt, elapsed, status, requestId, errorType }, "call");
    return observe(event);
  };
  const client = new Client({ onEvent, deadline: 20_000 });
  const app = serviceOf(client);
  app.addHook("onClose", async () => {
    // No request is in flight any more.
    client.close();
    await telemetry.shutdown();
  });
  // Once: a second signal ends the process as it always does.
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void app.close());

  app.log.info({ integration: await syncTools(client) }, "tools are up to date");
  await app.listen({ host: process.env["HOST"] ?? "127.0.0.1", port: Number(process.env["PORT"] ?? 0) });
}

if (process.argv[1]?.includes("service")) await main();
