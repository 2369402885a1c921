// Properties of whole calls: what is lost, what is changed, what is sent, what is shown.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { inspect } from "node:util";

import fc from "fast-check";
import { GeaiError, InvalidRequestError } from "geai-client";

import { AGENT, Server } from "./support/server.mjs";

const CANARY = randomBytes(16).toString("hex");

/** @type {Server} */
let server;
/** @type {import("geai-client").Client} */
let client;
/** The next answer. */
let status = 200;
let body = "";

before(async () => {
  server = await Server.start((_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  client = server.client({ apiToken: CANARY });
});
after(() => server.stop());

/** Lone surrogates are no Unicode: they cannot be sent. */
const text = fc.string({ unit: "binary" });
const member = fc.oneof(
  { weight: 9, arbitrary: text.map((name) => `x_${name}`) },
  { weight: 1, arbitrary: fc.constantFrom("__proto__", "constructor", "toString", "x_then", "hasOwnProperty") },
);
const json = recursive((inner) =>
  fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    text,
    fc.array(inner, { maxLength: 3 }),
    record(inner),
  ),
);

/**
 * Values that may hold values of the same kind.
 * @param {(inner: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown>} make
 */
function recursive(make) {
  const { value } = /** @type {{ value: fc.Arbitrary<unknown> }} */ (
    fc.letrec((/** @type {(name: string) => fc.Arbitrary<unknown>} */ tie) => ({ value: make(tie("value")) }))
  );
  return value;
}

/**
 * Objects with names of all kinds, `__proto__` an own member like any other.
 * @param {fc.Arbitrary<unknown>} value
 */
function record(value) {
  return fc.array(fc.tuple(member, value), { maxLength: 3 }).map((members) => {
    /** @type {Record<string, unknown>} */
    const made = {};
    for (const [name, given] of members) {
      Object.defineProperty(made, name, { value: given, enumerable: true, writable: true, configurable: true });
    }
    return made;
  });
}

/** Members that no model has. */
const foreign = record(json);

/** @param {number} runs */
const runs = (runs) => ({ numRuns: runs });

describe("an agent", () => {
  it("is given back with everything that no model names", async () => {
    await fc.assert(
      fc.asyncProperty(foreign, foreign, foreign, text, async (outer, inner, deep, description) => {
        const agentData = { prompt: { instructions: description, ...deep }, models: [{ name: "m", ...deep }], ...inner };
        const definition = { name: "a", description, agentData, ...outer };
        [status, body] = [200, JSON.stringify({ ...definition, id: "1", revision: 2, isDraft: true })];
        const agent = await client.agents.get("a");
        for (const given of [agent, agent.toDefinition(), { ...agent }]) {
          await client.agents.update("a", given);
          const sent = JSON.parse(server.seen.at(-1)?.text ?? "").agentDefinition;
          // Compared as text a host would read again: `-0` is written as `0` by JSON.stringify.
          assert.deepEqual(sent, JSON.parse(JSON.stringify(definition)));
        }
        server.seen.length = 0;
      }),
      runs(150),
    );
  });
});

describe("free-form JSON", () => {
  it("is what JSON.parse makes of it", async () => {
    await fc.assert(
      fc.asyncProperty(json, fc.constantFrom(undefined, 1), async (value, indent) => {
        const said = JSON.stringify({ x: value }, undefined, indent);
        [status, body] = [200, said];
        assert.deepEqual(await client.request("GET", "/x"), JSON.parse(said));
      }),
      runs(300),
    );
    assert.equal(/** @type {any} */ ({}).polluted, undefined);
    assert.deepEqual(Object.keys(Object.prototype), []);
  });

  it("has the numbers that JSON.parse makes of them", async () => {
    const number = fc.stringMatching(/^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?$/);
    await fc.assert(
      fc.asyncProperty(number, async (written) => {
        [status, body] = [200, `{"id":"1","name":"n","x":${written},"y":[${written}]}`];
        const agent = /** @type {any} */ (await client.agents.get("a"));
        assert.ok(Object.is(agent.x, JSON.parse(written)), written);
        assert.ok(Object.is(agent.y[0], JSON.parse(written)), written);
      }),
      runs(300),
    );
  });
});

describe("an id", () => {
  it("is refused or arrives as one segment", async () => {
    const ids = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.string(),
      fc.stringMatching(/^[./%2eEfF5cC;?#@: -]{1,12}$/),
    );
    await fc.assert(
      fc.asyncProperty(ids, async (id) => {
        [status, body] = [200, JSON.stringify(AGENT)];
        server.seen.length = 0;
        try {
          await client.agents.get(id);
        } catch (error) {
          assert.ok(error instanceof InvalidRequestError, inspect(error));
          assert.equal(server.seen.length, 0, "a refused id was sent");
          return;
        }
        assert.equal(server.seen.length, 1);
        const [empty, version, agents, segment, ...more] = (server.seen[0]?.url ?? "").split("/");
        assert.deepEqual([empty, version, agents, more], ["", "v4", "agents", []]);
        assert.match(segment ?? "", /^[A-Za-z0-9._~%-]+$/);
        assert.equal(decodeURIComponent(segment ?? ""), id);
      }),
      runs(1000),
    );
  });
});

describe("an error", () => {
  it("never shows the token, whatever the server says", async () => {
    const leak = fc
      .constantFrom("{}", "Bearer {}", "<{}>", '"{}"', "\n{}\u001b", `${"x".repeat(180)}{}`, `${"x".repeat(2030)}{}`)
      .map((form) => form.replace("{}", CANARY));
    const name = fc.constantFrom("errors", "error", "message", "messages", "description", "detail", "title", CANARY);
    const said = recursive((inner) =>
      fc.oneof(
        { depthSize: "small" },
        leak,
        fc.integer(),
        text,
        fc.array(inner, { maxLength: 3 }),
        fc.dictionary(name, inner, { maxKeys: 3 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(200, 302, 400, 401, 404, 409, 429, 500, 503),
        fc.oneof(said.map((value) => JSON.stringify(value)), leak),
        async (code, words) => {
          [status, body] = [code, words];
          const error = await client.agents.get("a").then(
            () => undefined,
            (failure) => failure,
          );
          if (error === undefined) return;
          assert.ok(error instanceof GeaiError, inspect(error));
          const shown = [
            String(error),
            error.stack,
            JSON.stringify(error),
            inspect(error, { depth: Infinity, showHidden: true }),
            inspect(structuredClone(error), { depth: Infinity, showHidden: true }),
            error.body,
          ].join("\n");
          // Half of a token is too much.
          assert.ok(!shown.includes(CANARY.slice(0, 16)) && !shown.includes(CANARY.slice(16)), shown);
        },
      ),
      runs(1000),
    );
  });
});
