// Hostile and mistaken input: a clear error before anything is sent, never a crash.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { inspect } from "node:util";

import fc from "fast-check";
import { Client, GeaiError, InvalidRequestError } from "geai-client";

import { AGENT, Server, answer } from "./support/server.mjs";

/** @type {Server} */
let server;
/** @type {Client} */
let client;
before(async () => {
  server = await Server.start((_, response) => answer(response, AGENT));
  client = server.client();
});
after(() => server.stop());

/** @type {any} */
const cyclic = {};
cyclic.self = cyclic;
/** @type {any} */
let deep = {};
for (let level = 0; level < 20_000; level += 1) deep = { deep };
const nested = JSON.parse(`${'{"a":'.repeat(200)}1${"}".repeat(200)}`);

describe("a definition", () => {
  for (const [what, definition, message] of /** @type {[string, any, RegExp][]} */ ([
    ["a BigInt", { extra: { n: 1n } }, /n: a BigInt/],
    ["a cycle", cyclic, /refers to itself/],
    ["NaN", { agentData: { llmConfig: { maxTokens: NaN } } }, /maxTokens: NaN/],
    ["an infinity", { extra: { x: -Infinity } }, /x: -Infinity/],
    ["a function", { name: () => "x" }, /name: a function/],
    ["a symbol", { name: Symbol("x") }, /name: a symbol/],
    ["a map", { extra: new Map() }, /extra: a Map/],
    ["20,000 levels", { extra: deep }, /deep/],
    ["200 levels", { extra: nested }, /nested deeper than 128/],
    ["a misspelt member", { nmae: "x" }, /definition: unknown field `nmae`, did you mean `name`/],
    [
      "an ill-typed member",
      { name: "x", agentData: { models: [{ name: 3 }] } },
      /agentData\.models\[0\]\.name: expected a string/,
    ],
    ["no name", {}, /definition\.name/],
    ["a list", [], /expected an object/],
    ["nothing", undefined, /`definition` is required/],
    ["null", null, /`definition` is required/],
    ["a lone surrogate", { name: "\ud800" }, /lone surrogate/],
    [
      "a failing toJSON",
      {
        name: {
          toJSON() {
            throw new Error("mine");
          },
        },
      },
      /cannot be written/,
    ],
  ])) {
    it(`with ${what} is refused`, async () => {
      const sent = server.seen.length;
      const error = await client.agents.create(definition).catch((error) => error);
      assert.ok(error instanceof InvalidRequestError, String(error));
      assert.match(error.message, message);
      assert.deepEqual([error.operation, error.phase, error.executed], ["agents.create", "local", "no"]);
      assert.equal(server.seen.length, sent);
    });
  }
});

describe("a secret of another type", () => {
  for (const secret of /** @type {any[]} */ ([["canary"], { x: "canary" }, 77_777, true, [["canary"]]])) {
    it(`such as ${JSON.stringify(secret)} is refused and not shown`, async () => {
      const sent = server.seen.length;
      const securityScheme = { type: "oauth2", flows: { authorizationCode: { clientSecret: secret } } };
      const { integrations, inspector } = client;
      for (const [made, message] of /** @type {[() => Promise<unknown>, RegExp][]} */ ([
        [() => integrations.import({ name: "x", manifest: "{}", securityScheme }), /clientSecret: expected a string/],
        [() => integrations.update("x", { securityScheme }), /clientSecret: expected a string/],
        // As an answer is given back: its members have their types, but for those that stand apart.
        [() => integrations.update("x", /** @type {any} */ ({ id: "1", name: "x", securityScheme })), /clientSecret: invalid type/],
        [() => integrations.setConfig("x", [{ key: "k", value: secret }]), /parameters\[0\]\.value: expected a string/],
        [() => inspector.createChallenge(securityScheme), /clientSecret: expected a string/],
      ])) {
        const error = await made().catch((error) => error);
        assert.ok(error instanceof InvalidRequestError, String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(inspect(error, { depth: 9 }), /canary|77_?777/);
      }
      assert.equal(server.seen.length, sent);
    });
  }
});

describe("an id", () => {
  for (const id of /** @type {any[]} */ ([
    "",
    " ",
    ".",
    "..",
    "%2e%2e",
    "a/b",
    "a\\b",
    "a\0b",
    "a\r\nX: y",
    "x".repeat(1025),
    3,
    true,
    {},
    [],
    null,
    undefined,
    Symbol("x"),
    1n,
    NaN,
    () => {},
  ])) {
    it(`${typeof id === "string" ? JSON.stringify(id.slice(0, 20)) : typeof id} is refused`, async () => {
      const sent = server.seen.length;
      await assert.rejects(client.agents.get(id), InvalidRequestError);
      assert.equal(server.seen.length, sent);
    });
  }

  it("is one segment of the path or refused, whatever it is", () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(..."./%25eE\\?#;@ ä") })),
        async (id) => {
          const sent = server.seen.length;
          const error = await client.agents.get(id).then(
            () => undefined,
            (error) => error,
          );
          if (error) {
            assert.ok(error instanceof InvalidRequestError, String(error));
            assert.equal(server.seen.length, sent);
          } else {
            const url = server.seen.at(-1)?.url ?? "";
            assert.match(url, /^\/v4\/agents\/[^/?#]+$/);
            assert.equal(decodeURIComponent(url.slice("/v4/agents/".length)), id);
          }
        },
      ),
      { numRuns: 1000 },
    ));
});

describe("arguments of any kind", () => {
  it("never crash and never reach the prototype", () =>
    fc.assert(
      fc.asyncProperty(
        fc.anything({
          withBigInt: true,
          withMap: true,
          withNullPrototype: true,
          withSparseArray: true,
          withDate: true,
        }),
        async (value) => {
          const given = /** @type {any} */ (value);
          for (const call of [
            () => client.agents.create(given),
            () => client.agents.update("x", given, given),
            () => client.agents.get("x", given),
            () => client.agents.list(given),
            () => client.agents.import(given),
          ]) {
            const error = await call().then(
              () => undefined,
              (error) => error,
            );
            assert.ok(error === undefined || error instanceof GeaiError, String(error));
          }
          assert.deepEqual(Object.keys(Object.prototype), []);
        },
      ),
      { numRuns: 300 },
    ));

  it("given twice are refused", () =>
    assert.rejects(client.agents.get("x", /** @type {any} */ ({ idOrName: "y" })), /given twice/));

  it("of the wrong place are named", () =>
    assert.rejects(client.agents.get("x", /** @type {any} */ ({ timeout: 3 })), /unknown field `timeout`/));
});
