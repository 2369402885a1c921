// AbortSignal: before, during and after a call.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";

import { Emulator } from "geai-client/testing";

import { AGENT, Server, answer, stall } from "./support/server.mjs";

/** @param {AbortSignal} signal */
const listeners = (signal) => getEventListeners(signal, "abort").length;

/** @type {[string, import("./support/server.mjs").Script][]} */
const PHASES = [
  ["before the head", stall],
  ["in the body", (_, response) => void response.writeHead(200, { "content-length": "100" }).write("{")],
];

describe("an aborted signal", () => {
  it("rejects with its reason and sends nothing", async () => {
    const server = await Server.start((_, response) => answer(response, AGENT));
    const reason = new Error("mine");
    const client = server.client();
    for (const signal of [AbortSignal.abort(reason), AbortSignal.abort("text"), AbortSignal.abort()]) {
      await assert.rejects(client.agents.get("x", {}, { signal }), (error) => error === signal.reason);
    }
    await client.agents.get("x");
    assert.equal(server.seen.length, 1);
    await server.stop();
  });

  for (const [phase, script] of PHASES) {
    it(`drops the request ${phase}`, async () => {
      const server = await Server.start(script);
      const controller = new AbortController();
      const { signal } = controller;
      const call = server.client().agents.get("x", {}, { signal });
      await server.arrived(1);
      const reason = { mine: true };
      controller.abort(reason);
      await assert.rejects(call, (error) => error === reason);
      await server.seen[0]?.gone;
      assert.equal(listeners(signal), 0);
      await server.stop();
    });
  }

  it("ends the wait between attempts", async () => {
    const server = await Server.start((_, response) => {
      response.writeHead(429, { "retry-after": "20" }).end();
    });
    const controller = new AbortController();
    const call = server.client({ retries: 5 }).agents.get("x", {}, { signal: controller.signal });
    await server.arrived(1);
    controller.abort();
    await assert.rejects(call, { name: "AbortError" });
    assert.equal(server.seen.length, 1);
    await server.stop();
  });

  it("ends the wait for a place among the calls in flight", async () => {
    const server = await Server.start(stall);
    const client = server.client({ maxInFlight: 1 });
    const first = new AbortController();
    const second = new AbortController();
    const calls = [first, second].map(({ signal }) => client.agents.get("x", {}, { signal }));
    await server.arrived(1);
    second.abort(2);
    first.abort(1);
    assert.deepEqual(await Promise.allSettled(calls), [
      { status: "rejected", reason: 1 },
      { status: "rejected", reason: 2 },
    ]);
    await server.stop();
  });

  it("does nothing after the call", async () => {
    const server = await Server.start((_, response) => answer(response, AGENT));
    const controller = new AbortController();
    const agent = await server.client().agents.get("x", {}, { signal: controller.signal });
    assert.equal(listeners(controller.signal), 0);
    controller.abort();
    assert.equal(agent.id, AGENT.id);
    await server.stop();
  });

  it("stops an iteration between pages", async () => {
    const emulator = await Emulator.start({ projects: ["dev"] });
    emulator.seedAgents("dev", 5);
    const controller = new AbortController();
    const seen = [];
    const all = emulator.client().agents.list({ count: 2 }, { signal: controller.signal });
    await assert.rejects(
      async () => {
        for await (const agent of all) {
          seen.push(agent);
          if (seen.length === 2) controller.abort("enough");
        }
      },
      (error) => error === "enough",
    );
    assert.equal(seen.length, 2);
    assert.equal(emulator.requests.length, 1);
    await emulator.stop();
  });
});

it("AbortSignal.timeout rejects with its own reason", async () => {
  const server = await Server.start(stall);
  const signal = AbortSignal.timeout(20);
  await assert.rejects(server.client().agents.get("x", {}, { signal }), (error) => error === signal.reason);
  assert.equal(signal.reason.name, "TimeoutError");
  await server.stop();
});

it("one signal serves 1,000 calls with one listener, leaves onabort alone and is released", async () => {
  const server = await Server.start((_, response) => answer(response, AGENT));
  /** @type {Error[]} */
  const warnings = [];
  const warned = (/** @type {Error} */ warning) => warnings.push(warning);
  process.on("warning", warned);
  const controller = new AbortController();
  const { signal } = controller;
  let heard = 0;
  const onabort = () => (heard += 1);
  signal.onabort = onabort;
  const client = server.client();
  const before = listeners(signal);
  const calls = Array.from({ length: 1000 }, () => client.agents.get("x", {}, { signal }));
  assert.equal(listeners(signal), before + 1);
  await Promise.all(calls);
  assert.equal(listeners(signal), before);
  assert.equal(signal.onabort, onabort);
  const last = client.agents.get("x", {}, { signal });
  controller.abort();
  await assert.rejects(last, { name: "AbortError" });
  assert.equal(heard, 1);
  await new Promise(setImmediate);
  process.off("warning", warned);
  assert.deepEqual(warnings, []);
  await server.stop();
});

it("what is no signal is refused", async () => {
  const server = await Server.start(stall);
  const signal = /** @type {any} */ ({ abort: true });
  await assert.rejects(server.client().agents.get("x", {}, { signal }), {
    name: "InvalidRequestError",
    message: /AbortSignal/,
  });
  assert.equal(server.seen.length, 0);
  await server.stop();
});
