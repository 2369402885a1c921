// Errors: classes, fields, and what they never show.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { Worker } from "node:worker_threads";

import * as esm from "geai-client";
import * as testing from "geai-client/testing";

import { AGENT, Server, answer } from "./support/server.mjs";

const require = createRequire(import.meta.url);
const TREE = {
  ConfigError: "GeaiError",
  InvalidRequestError: "GeaiError",
  DefinitionsError: "InvalidRequestError",
  PlanError: "GeaiError",
  ApplyError: "GeaiError",
  APIConnectionError: "GeaiError",
  APITimeoutError: "APIConnectionError",
  TLSError: "APIConnectionError",
  MalformedResponseError: "GeaiError",
  ResponseTooLargeError: "MalformedResponseError",
  APIError: "GeaiError",
  BadRequestError: "APIError",
  AuthenticationError: "APIError",
  PermissionDeniedError: "APIError",
  NotFoundError: "APIError",
  ConflictError: "APIError",
  RateLimitError: "APIError",
  ServerError: "APIError",
  RedirectError: "APIError",
  ReportedError: "APIError",
  ClientClosedError: "GeaiError",
  InternalError: "GeaiError",
};

it("the classes are one tree with names of their own", () => {
  const classes = /** @type {Record<string, any>} */ (/** @type {unknown} */ (esm));
  for (const [name, parent] of Object.entries(TREE)) {
    assert.equal(Object.getPrototypeOf(classes[name]), classes[parent], name);
    const error = new classes[name]({ kind: name, message: "why" });
    assert.ok(error instanceof esm.GeaiError && error instanceof Error);
    assert.equal(String(error), `${name}: why`);
  }
  assert.ok(!Object.keys(new esm.NotFoundError({ kind: "NotFoundError", message: "" })).includes("name"));
});

it("require and import give the same things", () => {
  const cjs = require("geai-client");
  const names = (/** @type {object} */ module) =>
    Object.keys(module)
      .filter((name) => name !== "__esModule")
      .sort();
  assert.deepEqual(names(esm), names(cjs));
  for (const [name, value] of Object.entries(esm)) assert.equal(Reflect.get(cjs, name), value, name);
  assert.equal(require("geai-client/testing").Emulator, testing.Emulator);
});

it("an error knows the call, is safe to log, and its stack names the caller", async () => {
  const body = {
    errors: [{ id: 4002, description: "Name already exists: canary-of-the-message" }],
    other: "canary-of-the-body",
  };
  const server = await Server.start((_, response) => {
    response.setHeader("x-request-id", "r-7").setHeader("retry-after", "2");
    answer(response, body, 409);
  });
  const { url } = server;
  const error = await server
    .client()
    .agents.create({ name: "canary-of-the-definition" })
    .catch((error) => error);
  await server.stop();
  assert.ok(error instanceof esm.ConflictError && error instanceof esm.APIError);
  const { elapsed, message, history, ...known } = error.toJSON();
  assert.deepEqual(
    error.history.map(({ kind, status, phase, waited }) => ({ kind, status, phase, waited })),
    [{ kind: "ConflictError", status: 409, phase: "response", waited: 0 }],
  );
  assert.deepEqual(history, error.history);
  assert.deepEqual(known, {
    name: "ConflictError",
    kind: "ConflictError",
    operation: "agents.create",
    baseUrl: url,
    proxy: null,
    method: "POST",
    path: "/v4/agents",
    status: 409,
    messages: [{ id: 4002, code: null, description: "Name already exists: canary-of-the-message" }],
    faults: [],
    requestId: "r-7",
    attempts: 1,
    phase: "response",
    executed: "no",
    retryAfter: error.retryAfter,
    redirectHost: null,
    retryable: false,
    isAlreadyExists: true,
    isNotFound: false,
  });
  assert.equal(typeof elapsed, "number");
  assert.equal(message, error.message);
  assert.deepEqual(JSON.parse(error.body ?? ""), body);
  for (const shown of [error.message, String(error), JSON.stringify(error), inspect(error), error.stack ?? ""]) {
    assert.doesNotMatch(shown, /canary-of-the-body|canary-of-the-definition|test-token/);
  }
  assert.match(error.stack ?? "", /^ConflictError: POST .*\n.*Agents\.create.*\n.*errors\.test\.mjs/);
  const clone = structuredClone(error);
  assert.ok(clone instanceof Error);
  assert.equal(clone.message, error.message);
});

it("an error names the host, and the library's words are its cause", async () => {
  const client = new esm.Client({ baseUrl: "https://geai.invalid", apiToken: "test-token", retries: 0 });
  const error = await client.agents.list().catch((error) => error);
  assert.ok(error instanceof esm.APIConnectionError);
  const sentence = "GET https://geai.invalid/v4/agents: could not resolve geai.invalid (name lookup failed) (1 attempt, ";
  assert.ok(error.message.startsWith(sentence), error.message);
  assert.equal(error.baseUrl, "https://geai.invalid");
  const cause = /** @type {Error} */ (error.cause);
  assert.match(cause.message, /dns error/);
  assert.equal(cause.stack, String(cause));
  assert.ok(!JSON.stringify(error).includes("dns error"));
});

it("an error names the proxy, without user and password", async () => {
  const proxy = "http://canary-user:canary-password@127.0.0.1:1";
  const client = new esm.Client({ baseUrl: "https://geai.invalid", apiToken: "test-token", retries: 0, proxy });
  const error = await client.agents.list().catch((error) => error);
  assert.match(error.message, /: could not connect to the proxy 127\.0\.0\.1:1 \(connection refused\) \(/);
  assert.equal(error.proxy, "http://127.0.0.1:1");
  assert.doesNotMatch(inspect(error, { showHidden: true }), /canary/);
});

describe("an error that comes from elsewhere", () => {
  /** An error of which all is known. */
  async function unsure() {
    const server = await Server.start((_, response) => {
      response.setHeader("x-request-id", "r-8").setHeader("retry-after", "1");
      answer(response, { errors: [{ id: 4002, description: "already exists" }], other: "canary" }, 503);
    });
    const call = server.client({ retries: 0 }).agents.create({ name: "x" });
    const error = await call.catch((error) => error);
    await server.stop();
    assert.ok(error instanceof esm.ServerError);
    assert.deepEqual([error.executed, error.isAlreadyExists, error.retryable], ["maybe", true, true]);
    return error;
  }

  it("is what it was, rebuilt from its JSON", async () => {
    const error = await unsure();
    const other = esm.errorFromJSON(JSON.parse(JSON.stringify(error)));
    assert.equal(other.constructor, esm.ServerError);
    assert.deepEqual(other.toJSON(), error.toJSON());
    assert.equal(other.message, error.message);
    assert.equal(other.body, null);
  });

  it("is what it was, from a thread that sent toJSON()", async () => {
    const program = `
      const { parentPort } = require("node:worker_threads");
      const { Client } = require("geai-client");
      const client = new Client({ baseUrl: "http://127.0.0.1:1", apiToken: "t", retries: 0 });
      client.agents.create({ name: "x" }).catch((error) => parentPort.postMessage(error.toJSON()));
    `;
    const worker = new Worker(program, { eval: true });
    const [sent] = await once(worker, "message");
    const error = esm.errorFromJSON(sent);
    assert.ok(error instanceof esm.APIConnectionError);
    assert.deepEqual([error.executed, error.attempts, error.phase], ["no", 1, "connect"]);
    assert.equal(error.baseUrl, "http://127.0.0.1:1");
  });

  it("says that the server may have acted, where its text alone is left", async () => {
    const error = await unsure();
    for (const left of [structuredClone(error), { message: error.message }, error.message]) {
      const other = esm.errorFromJSON(left);
      assert.ok(other instanceof esm.GeaiError);
      assert.deepEqual([other.message, other.executed, other.phase], [error.message, "maybe", null]);
    }
    const made = new esm.NotFoundError({ kind: "NotFoundError", message: "why" });
    assert.equal(made.executed, "maybe");
  });

  it("ignores what is no field, or of another type", () => {
    const odd = { kind: "__proto__", name: "toString", message: 7, status: "404", executed: "never", messages: {}, x: 1 };
    for (const value of [odd, null, undefined, 7, [], JSON.parse('{"__proto__": {"status": 1}}')]) {
      const error = esm.errorFromJSON(value);
      assert.equal(error.constructor, esm.GeaiError);
      assert.deepEqual([error.kind, error.message, error.status, error.executed], ["GeaiError", "", null, "maybe"]);
      assert.deepEqual([error.messages, Object.hasOwn(error, "x")], [[], false]);
    }
  });
});

it("what is refused before anything is sent was not executed", async () => {
  const client = new esm.Client({ baseUrl: "http://127.0.0.1:1", apiToken: "test-token" });
  const errors = await Promise.all([
    client.agents.get("a/b").catch((error) => error),
    // @ts-expect-error: no such option
    Promise.resolve().then(() => client.agents.list({}, { timout: 1 })).catch((error) => error),
  ]);
  for (const error of errors) {
    assert.ok(error instanceof esm.InvalidRequestError);
    assert.deepEqual([error.executed, error.phase], ["no", "local"]);
  }
});

it("times are milliseconds", async () => {
  const server = await Server.start((_, response) => void response.writeHead(429, { "retry-after": "2" }).end());
  const error = await server
    .client()
    .agents.get("x")
    .catch((error) => error);
  await server.stop();
  assert.ok(error instanceof esm.RateLimitError);
  assert.equal(error.retryAfter, 2000);
});

describe("no credential shows", () => {
  const CANARY = "canary-0123456789";

  it("in a client, however it is shown", async () => {
    const server = await Server.start((_, response) => answer(response, AGENT, 500));
    const proxy = "http://user:canary-0123456789@127.0.0.1:9";
    const client = server.client({ apiToken: CANARY, proxy, headers: { "x-secret": CANARY } });
    const asked = server.client({ apiToken: () => CANARY });
    const errors = await Promise.all([client, asked].map((client) => client.agents.get("x").catch((error) => error)));
    await server.stop();
    for (const value of [client, asked, client.config, client.agents, ...errors]) {
      const shown = [inspect(value, { depth: 9, showHidden: true }), String(value)];
      for (const copy of [JSON.stringify, structuredClone]) {
        try {
          shown.push(inspect(copy(value), { depth: 9 }));
        } catch (error) {
          shown.push(inspect(error));
        }
      }
      for (const text of shown) assert.doesNotMatch(text, /canary/);
    }
    assert.match(inspect(client), /^Client \{ baseUrl: '.*', token: '\*\*\*' \}$/);
  });

  it("in the output of a process that logs all it can", () => {
    const program = `
      const { Client } = require("geai-client");
      const client = new Client({ baseUrl: "http://127.0.0.1:1", apiToken: "${CANARY}", retries: 0 });
      client.agents.get("x").catch((error) => console.log(error, client));
    `;
    const env = { ...process.env, NODE_DEBUG: "*", RUST_LOG: "trace", RUST_BACKTRACE: "full" };
    const root = new URL("../..", import.meta.url);
    const output = execFileSync(process.execPath, ["-e", `${program}//`], {
      cwd: root,
      env,
      encoding: "utf8",
      stdio: "pipe",
    });
    assert.match(output, /APIConnectionError/);
    assert.doesNotMatch(output, new RegExp(CANARY));
  });
});
