// What `onEvent` receives about calls, in which context, and the headers that it gives them.

import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { describe, it } from "node:test";

import { Client, ConfigError, GeaiError } from "geai-client";
import { Emulator } from "geai-client/testing";

import { AGENT, answer, stall, withServer } from "./support/server.mjs";

const CANARY = "canary-of-the-token";
const OURS = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** @type {AsyncLocalStorage<string>} */
const who = new AsyncLocalStorage();

/** A hook that keeps events, and who the context says it is. */
class Hook {
  /** @type {import("geai-client").CallEvent[]} */
  events = [];
  /** @type {(string | undefined)[]} */
  contexts = [];

  /** @param {Record<string, string>} [headers] */
  constructor(headers) {
    /** @type {import("geai-client").OnEvent} */
    this.onEvent = (event) => {
      this.events.push(event);
      this.contexts.push(who.getStore());
      return headers;
    };
  }

  get kinds() {
    return this.events.map(({ kind }) => kind);
  }
}

/** @type {import("./support/server.mjs").Script} */
const failingOnce = (_, response, number) => {
  response.setHeader("x-request-id", "r-1");
  if (number === 1) response.writeHead(503, { "retry-after": "0" }).end(JSON.stringify({ error: CANARY }));
  else answer(response, AGENT);
};

describe("onEvent", () => {
  it("receives start, attempts, waits and end, in the context of the caller", () =>
    withServer(async (server) => {
      const hook = new Hook({ traceparent: OURS });
      const client = server.client({ apiToken: CANARY, projectId: "project-1", backoff: 1, retries: 2, onEvent: hook.onEvent });
      await who.run("caller", () => client.agents.get("a b", { revision: 3 }));
      assert.deepEqual(hook.kinds, ["start", "attempt", "retry", "attempt", "end"]);
      assert.deepEqual(hook.contexts, Array(5).fill("caller"));
      for (const event of hook.events) {
        const { operation, method, baseUrl, host, path, url, projectId, callId } = event;
        assert.deepEqual([operation, method, baseUrl, host], ["agents.get", "GET", server.url, "127.0.0.1"]);
        assert.deepEqual([path, url], ["/v4/agents/{idOrName}", `${server.url}/v4/agents/a%20b`]);
        assert.deepEqual([projectId, callId], ["project-1", hook.events[0]?.callId]);
      }
      assert.deepEqual(
        hook.events.map(({ attempt, status, errorType, requestId }) => [attempt, status, errorType, requestId]),
        [
          [0, null, null, null],
          [1, 503, "ServerError", "r-1"],
          [1, 503, "ServerError", "r-1"],
          [2, 200, null, "r-1"],
          [2, 200, null, "r-1"],
        ],
      );
      const times = hook.events.map(({ time }) => time);
      assert.deepEqual(times, [...times].sort((one, other) => one - other));
      const [start, failed, retry, answered, end] = hook.events;
      assert.deepEqual([start?.elapsed, retry?.elapsed, start?.wait], [null, null, null]);
      assert.ok(Number(end?.elapsed) >= Number(failed?.elapsed) + Number(retry?.wait) + Number(answered?.elapsed) - 1);
      assert.deepEqual(server.seen.map(({ headers }) => headers["traceparent"]), [OURS, OURS]);
      assert.doesNotMatch(JSON.stringify(hook.events), /canary/);
    }, failingOnce));

  it("keeps the contexts of calls apart, those that are made in another's too", () =>
    withServer(async (server) => {
      /** @type {Map<number, Set<string | undefined>>} */
      const heard = new Map();
      const client = server.client({
        onEvent: ({ callId }) => {
          heard.set(callId, (heard.get(callId) ?? new Set()).add(who.getStore()));
        },
      });
      const names = Array.from({ length: 20 }, (_, number) => `call ${number}`);
      await Promise.all(names.map((name) => who.run(name, () => client.agents.get("x"))));
      assert.deepEqual([...heard.values()].map((found) => [...found]).sort(), names.map((name) => [name]).sort());
    }));

  it("receives the start before the call enters the core", () =>
    withServer(async (server) => {
      const hook = new Hook();
      const call = server.client({ onEvent: hook.onEvent }).agents.get("x");
      assert.deepEqual(hook.kinds, ["start"]);
      assert.equal(server.seen.length, 0);
      await call;
      assert.deepEqual(hook.kinds, ["start", "attempt", "end"]);
    }));

  it("gives headers, unless the call or the client has them", () =>
    withServer(async (server) => {
      const hook = new Hook({ traceparent: OURS, tracestate: "hook=1", "x-hook": "1" });
      const client = server.client({ headers: { tracestate: "client=1" }, onEvent: hook.onEvent });
      await client.agents.get("x", {}, { headers: { Traceparent: "call" } });
      await client.withOptions({ retries: 0 }).agents.get("x");
      const sent = server.seen.map(({ headers }) => [headers["traceparent"], headers["tracestate"], headers["x-hook"]]);
      assert.deepEqual(sent, [["call", "client=1", "1"], [OURS, "client=1", "1"]]);
    }));

  it("hears why a call failed", () =>
    withServer(
      async (server) => {
        const hook = new Hook();
        const client = server.client({ onEvent: hook.onEvent });
        const ended = async (/** @type {PromiseLike<unknown>} */ call) => {
          const failure = await call.then(() => assert.fail("it succeeded"), (error) => error);
          const end = hook.events.at(-1);
          assert.equal(end?.kind, "end");
          assert.equal(end?.error, failure);
          return hook.events.splice(0).map(({ kind, errorType }) => [kind, errorType]);
        };
        assert.deepEqual(await ended(client.agents.delete("x")), [
          ["start", null],
          ["attempt", "NotFoundError"],
          ["end", "NotFoundError"],
        ]);
        const refused = [["start", null], ["end", "InvalidRequestError"]];
        assert.deepEqual(await ended(client.agents.get("")), refused);
        assert.deepEqual(await ended(client.agents.get("x", {}, { timeout: -1 })), refused);
        assert.deepEqual(await ended(client.agents.get("x", {}, /** @type {any} */ ({ signal: 3 }))), refused);
        const aborted = client.agents.get("x", {}, { signal: AbortSignal.abort("why") });
        assert.deepEqual(await ended(aborted), [["start", null], ["end", "cancelled"]]);
        const raw = ended(client.request("GET", "/v9/new", { query: { secret: CANARY } }));
        assert.deepEqual(hook.events[0]?.url, `${server.url}/v9/new`);
        assert.equal((await raw).length, 3);
      },
      (_, response) => answer(response, { errors: [{ description: "none" }] }, 404),
    ));

  it("receives the end of a call that is aborted while it waits", () =>
    withServer(async (server) => {
      const hook = new Hook();
      const ending = new AbortController();
      const call = who.run("caller", () => server.client({ onEvent: hook.onEvent }).agents.get("x", {}, { signal: ending.signal }));
      await server.arrived(1);
      ending.abort("why");
      await assert.rejects(call, (error) => error === "why");
      assert.deepEqual(
        hook.events.map(({ kind, errorType, error }) => [kind, errorType, error]),
        [
          ["start", null, undefined],
          ["attempt", "cancelled", undefined],
          ["end", "cancelled", "why"],
        ],
      );
      assert.deepEqual(hook.contexts, ["caller", "caller", "caller"]);
    }, stall));

  for (const [what, onEvent, message] of /** @type {[string, any, RegExp][]} */ ([
    ["throws", () => { throw new Error("of the hook"); }, /onEvent failed: Error: of the hook/],
    ["rejects", async () => { throw new Error("of a promise"); }, /onEvent failed: Error: of a promise/],
    ["gives headers that are no text", () => ({ x: 3 }), /onEvent failed: .*values are strings/],
    ["gives a header that cannot be sent", () => ({ x: "a\nb" }), /onEvent failed: .*visible ASCII/],
    ["gives a header of the client's own", () => ({ authorization: "x" }), /onEvent failed: .*set by the client/],
  ])) {
    it(`that ${what} changes nothing about a call and is warned of`, () =>
      withServer(async (server) => {
        const warned = once(process, "warning");
        const client = server.client({ apiToken: CANARY, onEvent });
        assert.equal((await client.agents.get("x")).name, AGENT.name);
        assert.equal((await client.agents.get("x")).name, AGENT.name);
        const [warning] = await warned;
        assert.match(warning.message, message);
        assert.equal(warning.code, "GEAI_ON_EVENT");
        assert.equal(server.seen[0]?.headers["authorization"], `Bearer ${CANARY}`);
      }));
  }

  it("is the only hook: onRequest and what is no function are refused", () => {
    const options = { baseUrl: "https://host.example", apiToken: "x" };
    for (const [wrong, message] of /** @type {[any, RegExp][]} */ ([
      [{ onRequest: () => {} }, /onEvent/],
      [{ onEvent: 3 }, /onEvent: expected a function, got number/],
    ])) {
      assert.throws(() => new Client({ ...options, ...wrong }), (error) => {
        return error instanceof ConfigError && message.test(error.message);
      });
    }
  });

  it("receives events of pages, of a bulk and of a sign-in", async () => {
    const emulator = await Emulator.start({ projects: ["dev"] });
    emulator.seedAgents("dev", 5);
    const hook = new Hook();
    const client = emulator.client({ onEvent: hook.onEvent });
    const found = [];
    for await (const agent of client.agents.list({ count: 2 })) found.push(agent);
    assert.equal(found.length, 5);
    assert.deepEqual(hook.kinds, Array(3).fill(["start", "attempt", "end"]).flat());
    hook.events.length = 0;
    await client.bulk(["seeded-agent-1", "", "nowhere"], (id, options) => client.agents.get(id, {}, options));
    const ends = hook.events.filter(({ kind }) => kind === "end").map(({ errorType }) => errorType);
    assert.deepEqual(ends.sort(), ["InvalidRequestError", "NotFoundError", null]);
    hook.events.length = 0;
    await assert.rejects(client.inspector.authorize({ url: "https://nowhere.example" }), GeaiError);
    assert.ok(hook.events.every(({ operation }) => operation === "inspector.authorize"));
    assert.deepEqual([hook.kinds[0], hook.kinds.at(-1), hook.events[0]?.method], ["start", "end", null]);
    client.close();
    await emulator.stop();
  });

  it("has the attributes of OpenTelemetry", () =>
    withServer(async (server) => {
      const hook = new Hook();
      await server.client({ backoff: 1, retries: 2, onEvent: hook.onEvent }).agents.get("x");
      const [start, failed, , , end] = hook.events;
      const request = {
        "http.request.method": "GET",
        "server.address": "127.0.0.1",
        "server.port": Number(new URL(server.url).port),
      };
      assert.deepEqual(start?.attributes, {
        ...request,
        "geai.operation": "agents.get",
        "url.full": `${server.url}/v4/agents/x`,
        "url.template": "/v4/agents/{idOrName}",
      });
      const outcome = { "http.response.status_code": 503, "error.type": "503", "network.protocol.version": "1.1" };
      const measured = { ...request, ...outcome };
      assert.deepEqual(failed?.metricAttributes, measured);
      assert.deepEqual(end?.attributes, {
        "geai.attempts": 2,
        "geai.request.id": "r-1",
        "http.request.resend_count": 1,
        "http.response.status_code": 200,
        "network.protocol.version": "1.1",
      });
    }, failingOnce));
});
