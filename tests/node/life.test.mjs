// Processes, workers and garbage: nothing crashes, hangs, or stays.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

import { Client } from "geai-client";

import { Child, program } from "./support/child.mjs";
import { AGENT, Server, answer, stall } from "./support/server.mjs";

const CLEAN = { code: 0, signal: null, stderr: "" };

/** @param {{ stdout: string }} result */
const withoutOutput = ({ stdout, ...rest }) => rest;

describe("a process", () => {
  it("ends with an idle client", async () => {
    const server = await Server.start((_, response) => answer(response, AGENT));
    const child = new Child(program("idle"), [server.url]);
    assert.deepEqual(await child.ended(), { ...CLEAN, stdout: "Parcel\n" });
    await server.stop();
  });

  it("ends with a running emulator", async () => {
    assert.deepEqual(await new Child(program("emulator")).ended(), { ...CLEAN, stdout: "200\n" });
  });

  it("waits for a call", async () => {
    /** @type {(() => void)[]} */
    const release = [];
    const server = await Server.start((_, response) => release.push(() => answer(response, AGENT)));
    const child = new Child(program("pending"), [server.url]);
    await Promise.all([child.printed("main is over"), server.arrived(1)]);
    release.forEach((answer) => answer());
    assert.deepEqual(await child.ended(), { ...CLEAN, stdout: "main is over\nParcel\n" });
    await server.stop();
  });

  for (const [how, code, signal] of /** @type {const} */ ([
    ["exit", 3, null],
    ["throw", 1, null],
    ["SIGTERM", null, "SIGTERM"],
  ])) {
    it(`ends by ${how} with 50 calls in flight`, async () => {
      const server = await Server.start(stall);
      const child = new Child(program("flight"), [server.url, how]);
      await server.arrived(50);
      if (how === "SIGTERM") child.kill(how);
      else child.write("go\n");
      const ended = await child.ended();
      assert.deepEqual({ code: ended.code, signal: ended.signal }, { code, signal }, ended.stderr);
      await server.stop();
    });
  }

  it("ends while answers arrive", async () => {
    const server = await Server.start((_, response) => answer(response, AGENT));
    for (let round = 0; round < 10; round += 1) {
      const ended = await new Child(program("flight"), [server.url, "answered"]).ended();
      assert.deepEqual(withoutOutput(ended), CLEAN);
    }
    await server.stop();
  });

  it("reports a failure that nobody awaits", async () => {
    const ended = await new Child(program("unhandled")).ended();
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /APIConnectionError: GET .*\n.*unhandled\.mjs/s);
  });
});

describe("workers", () => {
  for (const when of ["calls", "arrived", "answers"]) {
    it(`are terminated with 20 calls in flight (${when})`, async () => {
      const ended = await new Child(program("workers"), [when, process.env.GEAI_WORKER_ROUNDS ?? "20"]).ended();
      assert.deepEqual(ended, { ...CLEAN, stdout: "survived\n" });
    });
  }

  it("alone load the native part, and are terminated", async () => {
    const ended = await new Child(program("worker-only"), [process.env.GEAI_WORKER_ROUNDS ?? "20"]).ended();
    assert.deepEqual(ended, { ...CLEAN, stdout: "survived\n" });
  });

  it("call, and read their own environment", async () => {
    const server = await Server.start((_, response) => answer(response, AGENT));
    const ended = await new Child(program("worker-calls"), [server.url]).ended();
    assert.deepEqual(ended, { ...CLEAN, stdout: "Parcel from environment variable GEAI_APITOKEN\n" });
    assert.equal(server.seen[0]?.headers.authorization, "Bearer of-the-worker");
    await server.stop();
  });
});

it("clients are collected, those with calls in flight after them", async () => {
  const server = await Server.start((_, response) => answer(response, AGENT));
  const ended = await new Child(program("garbage"), [server.url], ["--expose-gc"]).ended();
  assert.deepEqual(ended, { ...CLEAN, stdout: "0 of 200 clients, 200 answers\n" });
  await server.stop();
});

it("memory does not grow over 20,000 calls", async () => {
  const server = await Server.start((_, response) => answer(response, AGENT));
  const ended = await new Child(program("memory"), [server.url], ["--expose-gc"]).ended();
  assert.deepEqual(ended, { ...CLEAN, stdout: "steady\n" }, ended.stdout);
  await server.stop();
});

it("a panic is an InternalError, and the next call works", async () => {
  const ended = await new Child(program("panic")).ended();
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(ended.stdout, "InternalError\nParcel\n");
  assert.match(ended.stderr, /a panic on purpose/);
});

it("a client cannot be copied, and says what to do", () => {
  const client = new Client({ baseUrl: "http://127.0.0.1:9", apiToken: "t" });
  const { port1, port2 } = new MessageChannel();
  const copies = {
    clone: () => structuredClone(client),
    message: () => port1.postMessage({ task: client }),
    spread: () => ({ ...client }),
    json: () => JSON.stringify([client]),
  };
  for (const [name, copy] of Object.entries(copies)) {
    assert.throws(copy, { name: "InvalidRequestError", message: /Make one there: `new Client\(options\)`/ }, name);
  }
  port1.close();
  port2.close();
  // What compares or prints it does not copy it.
  assert.equal(client, client);
  assert.match(inspect({ client }), /Client \{ baseUrl/);
  client.close();
});

describe("without threads", () => {
  // Only root can become a user who has no other threads.
  const skip = process.platform !== "linux" || process.getuid?.() !== 0;
  it("every call is an error, and later ones succeed", { skip }, async () => {
    const server = await Server.start((_, response) => answer(response, AGENT));
    const file = fileURLToPath(program("no-threads"));
    const user = { uid: 65533, gid: 65533 };
    const child = spawn(process.execPath, [file, server.url], { ...user, env: { HOME: "/nowhere" } });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => (await lines.next()).value ?? "";
    let errors = "";
    child.stderr.on("data", (chunk) => (errors += chunk));
    try {
      const threads = Number((await next()).split(" ")[1]);
      const calls = async () => {
        child.stdin.write("call\n");
        return next();
      };
      const allow = (/** @type {number} */ limit) =>
        execFileSync("prlimit", ["--pid", String(child.pid), `--nproc=${limit}:`], user);
      for (const more of [0, 1]) {
        allow(threads + more);
        for (let time = 0; time < 3; time += 1) {
          assert.equal(await calls(), "InternalError InternalError InternalError", `${more} threads`);
        }
      }
      allow(threads + 100);
      assert.equal(await calls(), [AGENT.name, AGENT.name, AGENT.name].join(" "));
      assert.equal(errors, "");
    } finally {
      child.kill();
      await server.stop();
    }
  });
});
