// The wire vectors, through the methods that users call, each a test named `<operation>/<vector>`. Format:
// tests/vectors/README.md.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, describe, it } from "node:test";

import { Client, GeaiError, Page } from "geai-client";

import { call, camelised, method, operations } from "./support/operations.mjs";
import { vectorServer } from "./support/vector-server.mjs";

/**
 * @typedef {object} Vector
 * @property {string} name
 * @property {Record<string, unknown>} [client]
 * @property {Record<string, unknown>} call
 * @property {boolean} [local]
 * @property {{ body?: unknown }} [response]
 * @property {unknown} [result]
 * @property {Record<string, any>} [error]
 */

const tests = new URL("../", import.meta.url);
/** @type {{ operation: string, vectors: Vector[] }[]} */
const files = readdirSync(new URL("vectors/", tests))
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(new URL(`vectors/${name}`, tests), "utf8")));

const server = vectorServer();
let url = "";

before(async () => {
  url = await server.url;
});
after(() => server.stop());

/**
 * @param {import("./support/operations.mjs").Operation} operation
 * @param {Vector} vector
 */
function played(operation, vector) {
  const token = vector.client?.access_token === undefined ? { apiToken: "test-token" } : {};
  const client = new Client({
    ...token,
    ...camelised(vector.client ?? {}),
    baseUrl: `${url}/${operation.name}/${vector.name}`,
    retries: 0,
  });
  return call(client, operation, vector.call);
}

/**
 * @param {Record<string, any>} expected
 * @param {unknown} error
 */
function judge({ text_contains = [], text_absent = [], messages, ...expected }, error) {
  assert.ok(error instanceof GeaiError, String(error));
  const text = String(error);
  for (const part of text_contains) assert.ok(text.includes(part), `no ${part} in ${text}`);
  for (const part of [...text_absent, "test-token"]) assert.ok(!text.includes(part), `${part} in ${text}`);
  const found = Object.fromEntries(Object.keys(camelised(expected)).map((name) => [name, Reflect.get(error, name)]));
  assert.deepEqual(found, camelised(expected), text);
  if (!messages) return;
  assert.equal(error.messages.length, messages.length, text);
  for (const [at, message] of messages.entries())
    assert.deepEqual({ ...error.messages[at], ...message }, error.messages[at], text);
}

/**
 * A sharing link does not show what holds its token.
 * @param {any} value
 */
const revealed = (value) => {
  const { apiToken, sharedLink } = value ?? {};
  return apiToken || sharedLink ? { ...value, ...(apiToken && { apiToken }), ...(sharedLink && { sharedLink }) } : value;
};

for (const { operation: name, vectors } of files) {
  const operation = operations.find((operation) => operation.name === name);
  if (!operation) throw new Error(`vectors for ${name}, which is no operation`);
  describe(name, () => {
    for (const vector of vectors) {
      it(`${name}/${vector.name}`, async () => {
        const outcome = await played(operation, vector).then(
          (/** @type {unknown} */ value) => ({ value }),
          (/** @type {unknown} */ error) => ({ error }),
        );
        if (vector.error) return judge(vector.error, outcome.error);
        if (outcome.error) throw outcome.error;
        const { value } = outcome;
        const extra = value instanceof Page && Object.keys(value.extra).length > 0 ? { extra: value.extra } : {};
        const plain =
          value instanceof Page
            ? { items: value.items, total: value.total, malformed: value.malformed, ...extra }
            : value;
        assert.deepEqual(revealed(plain) ?? null, "result" in vector ? vector.result : (vector.response?.body ?? null));
      });
    }
  });
}

describe("every operation", () => {
  for (const { name, node, versioned } of operations) {
    it(`${name} is reachable and has vectors of a success and an error`, () => {
      method(new Client({ baseUrl: "https://host.example", apiToken: "x" }), node);
      const vectors = files.find((file) => file.operation === name)?.vectors.filter((vector) => !vector.local) ?? [];
      for (const version of versioned ? ["v2", "v4"] : ["v4"]) {
        const those = vectors.filter((vector) => (vector.client?.agents_api ?? "v4") === version);
        assert.ok(
          those.some((vector) => vector.error),
          `${version}: no error`,
        );
        assert.ok(
          those.some((vector) => !vector.error),
          `${version}: no success`,
        );
      }
    });
  }
});
