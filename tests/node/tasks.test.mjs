// The vectors of kind `task`, through the methods that users call, each a test named `tasks/<vector>`. Format:
// tests/tasks/README.md.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { after, before, it } from "node:test";

import { Applied, ApplyError, Client, GeaiError, Plan } from "geai-client";

import { camelised } from "./support/operations.mjs";
import { vectorServer } from "./support/vector-server.mjs";

/**
 * @typedef {object} Vector
 * @property {string} [verb]
 * @property {{ files?: Record<string, string>, baseline?: object }} call
 * @property {boolean} applies
 * @property {object} [answer]
 * @property {Record<string, string>} [pulled]
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
 * What the verb of a vector returns.
 * @param {Vector} vector
 * @param {Client} client
 * @param {string} target
 */
async function begun({ verb = "plan", call: { files = {}, baseline, ...call } }, client, target) {
  if (verb === "graph") return client.graph();
  const given = baseline ? { baseline: Applied.fromJson(JSON.stringify(baseline)) } : {};
  if (verb === "plan") return client.plan(files, { ...camelised(call), ...given });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text);
  }
  return client.pull(target, camelised(call));
}

/**
 * @param {Vector} vector
 * @param {Client} client
 * @param {string} target
 */
async function played(vector, client, target) {
  /** @type {{ answer?: Plan | import("geai-client").Graph | import("geai-client").Pulled, applied?: Applied | null, error?: GeaiError }} */
  const got = {};
  try {
    got.answer = await begun(vector, client, target);
    if (got.answer instanceof Plan && vector.applies) got.applied = await client.apply(got.answer);
  } catch (error) {
    assert.ok(error instanceof GeaiError, String(error));
    got.error = error;
    if (error instanceof ApplyError) got.applied = error.applied;
  }
  return got;
}

/**
 * The texts of a folder by their paths.
 * @param {string} target
 */
function texts(target) {
  const files = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(target, path).replaceAll(sep, "/"), readFileSync(path, "utf8")];
    }),
  );
}

/**
 * Result of a plan. The error of a step that failed names the server's port.
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
  it(`tasks/${name}`, async (t) => {
    const target = mkdtempSync(join(tmpdir(), "geai-task-"));
    t.after(() => rmSync(target, { recursive: true }));
    const client = new Client({ baseUrl: `${url}/tasks/${name}/node`, apiToken: "test-token", retries: 0 });
    const { answer, applied, error } = await played(vector, client, target);
    assert.deepEqual(await client.request("GET", "/left"), { left: [], wrong: null }, String(error));
    assert.deepEqual(answer && JSON.parse(answer.toJson()), vector.answer);
    assert.equal(String(answer ?? ""), vector.text ?? "");
    if (vector.pulled) assert.deepEqual(texts(target), vector.pulled);
    assert.deepEqual(result(applied), vector.applied);
    assert.equal(error?.name, vector.error?.kind, String(error));
    for (const text of vector.error?.texts ?? []) assert.ok(String(error).includes(text), `no ${text} in ${String(error)}`);
    // The value of the variable that stands for a secret.
    const shown = [answer, answer?.toJson(), applied, applied?.toJson(), error].map(String).join("");
    assert.ok(!shown.includes(process.env.PATH ?? ""));
    client.close();
  });
}
