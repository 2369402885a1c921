// Errors: classes, fields, and what they never show.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { inspect } from "node:util";

import * as esm from "geai-client";
import * as testing from "geai-client/testing";

import { AGENT, Server, answer } from "./support/server.mjs";

const require = createRequire(import.meta.url);
const TREE = {
  ConfigError: "GeaiError",
  InvalidRequestError: "GeaiError",
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
    method: "POST",
    path: "/v4/agents",
    status: 409,
    messages: [{ id: 4002, code: null, description: "Name already exists: canary-of-the-message" }],
    requestId: "r-7",
    attempts: 1,
    phase: "response",
    executed: "no",
    retryAfter: error.retryAfter,
    redirectHost: null,
    retryable: false,
    isAlreadyExists: true,
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
      const shown = [inspect(value, { depth: 9, showHidden: true }), JSON.stringify(value), String(value)];
      try {
        shown.push(inspect(structuredClone(value), { depth: 9 }));
      } catch (error) {
        shown.push(String(error));
      }
      for (const text of shown) assert.doesNotMatch(text, /canary/);
    }
    assert.match(inspect(client), /^Client \{ baseUrl: '.*', token: '\*\*\*' \}$/);
    assert.deepEqual(JSON.parse(JSON.stringify(client)), { baseUrl: client.baseUrl });
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
