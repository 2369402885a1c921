// The vectors of kind `task`, through the methods that users call, each a test named `tasks/<vector>`. Format:
// tests/tasks/README.md.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, it } from "node:test";

import { Applied, ApplyError, Client, GeaiError } from "geai-client";

import { camelised } from "./support/operations.mjs";
import { vectorServer } from "./support/vector-server.mjs";

/**
 * @typedef {object} Vector
 * @property {{ files: Record<string, string>, baseline?: object }} call
 * @property {boolean} applies
 * @property {object} [plan]
 * @property {string} [text]
 * @property {object} [applied]
 * @property {{ kind: string, texts: string[] }} [error]
 */

const folder = new URL("../tasks/", import.meta.url);
const server = vectorServer();
let url = "";
before(async () => {
  url = await server.url;
});
after(() => server.stop());

/**
 * @param {Vector} vector
 * @param {Client} client
 */
async function played({ call: { files, baseline, ...call }, applies }, client) {
  /** @type {{ plan?: import("geai-client").Plan, applied?: Applied | null, error?: GeaiError }} */
  const got = {};
  const given = baseline ? { baseline: Applied.fromJson(JSON.stringify(baseline)) } : {};
  try {
    got.plan = await client.plan(files, { ...camelised(call), ...given });
    if (applies) got.applied = await client.apply(got.plan);
  } catch (error) {
    assert.ok(error instanceof GeaiError, String(error));
    got.error = error;
    if (error instanceof ApplyError) got.applied = error.applied;
  }
  return got;
}

/**
 * What came of a plan. The error of a step that failed names the server's port.
 * @param {Applied | null | undefined} applied
 */
function result(applied) {
  const found = applied ? JSON.parse(applied.toJson()) : undefined;
  for (const step of found?.steps ?? []) if (step.outcome === "failed") delete step.error;
  return found;
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const name = file.replace(".json", "");
  /** @type {Vector} */
  const vector = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  it(`tasks/${name}`, async () => {
    const client = new Client({ baseUrl: `${url}/tasks/${name}/node`, apiToken: "test-token", retries: 0 });
    const { plan, applied, error } = await played(vector, client);
    assert.deepEqual(await client.request("GET", "/left"), { left: [], wrong: null }, String(error));
    assert.deepEqual(plan && JSON.parse(plan.toJson()), vector.plan);
    assert.equal(String(plan ?? ""), vector.text ?? "");
    assert.deepEqual(result(applied), vector.applied);
    assert.equal(error?.name, vector.error?.kind, String(error));
    for (const text of vector.error?.texts ?? []) assert.ok(String(error).includes(text), `no ${text} in ${String(error)}`);
    // The value of the variable that stands for a secret.
    const shown = [plan, plan?.toJson(), applied, applied?.toJson(), error].map(String).join("");
    assert.ok(!shown.includes(process.env.PATH ?? ""));
    client.close();
  });
}
