// What can go wrong where JavaScript and the native part meet. The programs are those of the soak runs, with
// small counts; bounds of time and memory are judged there, on a machine that does nothing else.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";

import { Origin } from "../../qa/soak/node/support/origin.mjs";
import { Child, program, soak } from "./support/child.mjs";
import { Server, answer, stall } from "./support/server.mjs";

/** @type {[what: string, program: string, count: number][]} */
const HAZARDS = [
  ["workers are terminated at every moment of their calls", "workers", 8],
  ["processes end as they were told to", "exits", 2],
  ["an idle client lets the process end, a call does not", "idle", 1],
  ["a signal ends a call in every phase, and nothing follows", "aborts", 2],
  ["what nobody holds is collected, what nobody awaits is heard of", "garbage", 20],
  ["a panic is an InternalError", "panics", 1],
  ["functions that give a token fail in every way", "tokens", 1],
  ["calls of every kind leave nothing behind", "leak", 500],
  ["calls that fail leave nothing behind", "errors", 192],
  ["clients that nobody closes leave nothing behind", "clients", 50],
];

describe("hazards", { concurrency: 2 }, () => {
  for (const [what, program, count] of HAZARDS) {
    it(what, async () => {
      const ended = await new Child(soak(program), ["--loose", "--count", String(count)]).ended();
      assert.deepEqual({ code: ended.code, signal: ended.signal }, { code: 0, signal: null }, ended.stdout + ended.stderr);
      assert.equal(ended.stderr, "");
      const [, passed, of] = /^\w+ +(\d+)\/(\d+)/.exec(ended.stdout) ?? [];
      assert.ok(passed !== undefined && passed === of, ended.stdout);
    });
  }
});

it("large answers that came together leave the loop its turns", async (test) => {
  const origin = await Origin.start();
  test.after(() => origin.stop());
  const client = origin.client();
  let turn = 0;
  let running = true;
  const count = () => {
    turn += 1;
    if (running) setImmediate(count);
  };
  const calls = Array.from({ length: 8 }, async () => (await client.agents.get("heldlarge.it"), turn));
  while ((await origin.requests("it")) < calls.length) await new Promise(setImmediate);
  await origin.state(true);
  // Until all of them wait for this thread, as they do where it works for long.
  for (const end = performance.now() + 1000; performance.now() < end; );
  count();
  const turns = await Promise.all(calls);
  running = false;
  assert.equal(new Set(turns).size, calls.length, `${turns}`);
});

// Left alone, its calls would last 30 s.
it("a terminated worker takes its calls along", { timeout: 20_000 }, async (test) => {
  const server = await Server.start(stall);
  test.after(() => server.stop());
  const worker = new Worker(program("workers"), { workerData: server.url });
  await server.arrived(20);
  await worker.terminate();
  await Promise.all(server.seen.map(({ gone }) => gone));
});

describe("a program that makes something else of stacks", () => {
  /** @type {[string, typeof Error.prepareStackTrace][]} */
  const WAYS = [
    ["call sites", (_, sites) => sites],
    ["nothing", () => undefined],
    ["an error", () => { throw new Error("of the program"); }],
  ];
  for (const [what, prepare] of WAYS) {
    it(`still receives a failure (${what})`, async () => {
      const server = await Server.start((_, response) => answer(response, {}, 404));
      const call = server.client().agents.get("x").then(() => "an answer", (error) => error);
      const before = Error.prepareStackTrace;
      Error.prepareStackTrace = prepare;
      // Restored before anything of the test itself can fail.
      const error = await call.finally(() => (Error.prepareStackTrace = before));
      assert.equal(error.name, "NotFoundError");
      await server.stop();
    });
  }
});
