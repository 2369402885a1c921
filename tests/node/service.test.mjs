// The example of a service, as it runs: compiled, in a process of its own, against an emulator.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, beforeEach, describe, it } from "node:test";

import { transform } from "esbuild";
import { Emulator } from "geai-client/testing";

import { Child } from "./support/child.mjs";

const SOURCE = new URL("../../examples/node/service/", import.meta.url);
// As deep below the checkout, so that it finds its description and the package by its name.
const BUILT = new URL("../../target/examples/service/", import.meta.url);

/** @type {Emulator} */
let emulator;
before(async () => {
  mkdirSync(BUILT, { recursive: true });
  for (const name of ["service", "telemetry"]) {
    const source = readFileSync(new URL(`${name}.mts`, SOURCE), "utf8");
    const { code } = await transform(source, { loader: "ts", format: "esm", target: "node20" });
    const places = code.replace("../../integrations/", "../../../examples/integrations/");
    writeFileSync(new URL(`${name}.mjs`, BUILT), places);
  }
  emulator = await Emulator.start();
});
after(() => emulator.stop());
beforeEach(() => emulator.reset());

/** A running service: its URL, and the lines of its log so far. */
async function start() {
  const settings = { GEAI_API_BASE_URL: emulator.url, GEAI_APITOKEN: emulator.token("default") };
  const child = new Child(new URL("service.mjs", BUILT), [], [], settings);
  await child.printed("Server listening");
  /** @type {() => any[]} */
  const log = () => child.stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(child.stdout)?.[0] ?? "";
  return { child, log, url };
}

/** What arrived for agents. */
const asked = () => emulator.requests.filter(({ path }) => path.startsWith("/v4/agents"));

describe("the service", () => {
  /** @type {Awaited<ReturnType<typeof start>>} */
  let service;
  before(async () => {
    service = await start();
  });
  after(async () => {
    service.child.kill("SIGTERM");
    const { code, stderr } = await service.child.ended();
    assert.deepEqual([code, stderr], [0, ""]);
  });

  const put = (/** @type {string} */ name, /** @type {RequestInit} */ more = {}) =>
    fetch(`${service.url}/agents/${name}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ instructions: "Look." }),
      ...more,
    });

  it("makes calls for its requests, and says which belong together", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const headers = {
      "content-type": "application/json",
      "x-request-id": "r-1",
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    };
    const response = await put("Parcels", { headers });
    assert.deepEqual([response.status, Object.keys(/** @type {object} */ (await response.json()))], [200, ["id", "revision"]]);
    const [request] = asked();
    assert.equal(request?.headers["x-correlation-id"], "r-1");
    assert.equal(request?.headers["traceparent"]?.split("-")[1], traceId);
    const called = () => service.log().find(({ operation }) => operation === "agents.upsert");
    while (called() === undefined) await once(service.child.output, "data");
    assert.deepEqual([called().status, called().requestId], [201, request?.requestId]);
  });

  for (const [what, fault, status, more] of /** @type {[string, any, number, object][]} */ ([
    ["nothing of that name", undefined, 404, { error: "NotFoundError", executed: "no" }],
    ["a server that is too busy", { status: 429, retryAfter: 61_000 }, 503, { error: "RateLimitError", executed: "no" }],
    ["a refused token", { status: 401, times: 9 }, 502, { error: "AuthenticationError", executed: "no" }],
    ["a server that fails", { status: 500, times: 9, retryAfter: 0 }, 503, { error: "ServerError", executed: "no" }],
  ])) {
    it(`answers ${status} for ${what}`, async () => {
      if (fault !== undefined) emulator.failNext("GET", "/v4/agents", fault);
      const response = await fetch(`${service.url}/agents/Nobody`, { headers: { "x-request-id": "r-2" } });
      assert.deepEqual([response.status, await response.json()], [status, { ...more, requestId: "r-2" }]);
      assert.equal(response.headers.get("retry-after"), fault?.retryAfter === undefined ? null : String(fault.retryAfter / 1000));
    });
  }

  it("answers 502 for a write whose answer was lost, and says that nobody knows", async () => {
    emulator.failNext("PUT", "/v4/agents", { kind: "reset", executed: true });
    const response = await put("Lost");
    const { error, executed } = /** @type {any} */ (await response.json());
    assert.deepEqual([response.status, error, executed], [502, "APIConnectionError", "maybe"]);
  });

  it("ends the call when its client goes away", async () => {
    emulator.failNext("GET", "/v4/agents", { kind: "stall", times: 9 });
    const controller = new AbortController();
    const gone = fetch(`${service.url}/agents/Slow`, { signal: controller.signal }).catch(({ name }) => name);
    const calls = () => service.log().filter(({ errorType }) => errorType === "cancelled").length;
    const before = calls();
    while (asked().length === 0) await new Promise(setImmediate);
    controller.abort();
    assert.equal(await gone, "AbortError");
    while (calls() === before) await once(service.child.output, "data");
    const gave = () => service.log().find(({ msg }) => msg === "the caller went away");
    while (gave() === undefined) await once(service.child.output, "data");
    // No failure of this service: nothing above info, and no stack.
    const told = service.log().filter(({ reqId }) => reqId === gave().reqId);
    assert.deepEqual(told.filter(({ level, err }) => level > 30 || err !== undefined), []);
  });
});

it("brings its tools up to date; on SIGTERM takes no further request, and ends after those in flight", async () => {
  const client = emulator.client();
  const description = new URL("../../examples/integrations/parcels.openapi.json", import.meta.url);
  const { id } = await client.integrations.import({ name: "parcels", manifest: description });
  const { child, url } = await start();
  // Published now, and no second one.
  const { items } = await client.integrations.list();
  assert.deepEqual(items.map(({ id, name }) => [id, name]), [[id, "parcels"]]);
  client.close();
  emulator.failNext("GET", "/v4/agents", { kind: "delay", ms: 300 });
  const slow = fetch(`${url}/agents/Nobody`);
  while (asked().length === 0) await new Promise(setImmediate);
  child.kill("SIGTERM");
  assert.equal((await slow).status, 404);
  const { code, signal } = await child.ended();
  assert.deepEqual([code, signal], [0, null]);
  await assert.rejects(fetch(`${url}/agents/Nobody`));
});
