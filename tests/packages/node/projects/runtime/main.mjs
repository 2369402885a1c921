// What the package must do on any runtime; prints each job with what it came to.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { inspect } from "node:util";
import { Worker } from "node:worker_threads";

import { Client, ConfigError, GeaiError, NotFoundError } from "geai-client";
import { Emulator } from "geai-client/testing";

const emulator = await Emulator.start({ projects: ["dev", "prod"] });
const client = emulator.client({ project: "dev" });

const jobs = {
  async "create, get, delete"() {
    const created = await client.agents.create({ name: "Ada", description: "naïve 🦜" });
    const { data, status, headers } = await client.agents.get(created.id, { allowDrafts: true }).withResponse();
    assert.equal(status, 200);
    assert.match(headers.get("content-type") ?? "", /json/);
    assert.equal(data.description, "naïve 🦜");
    assert.equal(data.toDefinition().name, "Ada");
    await client.agents.delete(created.id);
  },
  async "pages"() {
    emulator.seedAgents("dev", 25);
    let seen = 0;
    for await (const agent of client.agents.list({ count: 10 })) seen += agent.id.length > 0 ? 1 : 0;
    assert.equal(seen, 25);
  },
  async "errors"() {
    const error = await client.agents.get("nobody").catch((error) => error);
    assert.ok(error instanceof NotFoundError && error instanceof GeaiError && error instanceof Error);
    assert.deepEqual([error.name, error.status, error.executed], ["NotFoundError", 404, "no"]);
    assert.throws(() => new Client({ profile: "nobody", credentialsFile: "none" }), ConfigError);
  },
  async "repeated attempts"() {
    emulator.failNext("GET", "/v4/agents", { status: 503, times: 2, retryAfter: 0 });
    assert.equal((await client.agents.list().withResponse()).attempts, 3);
  },
  async "aborted before and during"() {
    const early = client.agents.list({}, { signal: AbortSignal.abort("before") });
    await assert.rejects(early, (reason) => reason === "before");
    emulator.failNext("GET", "/v4/agents", { kind: "stall" });
    const controller = new AbortController();
    const before = emulator.requests.length;
    const call = client.agents.list({}, { signal: controller.signal });
    while (emulator.requests.length === before) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error("during"));
    await assert.rejects(call, /during/);
  },
  async "64 calls at a time"() {
    const ids = (await client.agents.list({ count: 25 })).items.map(({ id }) => id);
    const wanted = Array.from({ length: 640 }, (_, at) => ids[at % ids.length] ?? "");
    const get = (/** @type {string} */ id, /** @type {object} */ options) => client.agents.get(id, {}, options);
    const outcomes = await client.bulk(wanted, get, { concurrency: 64 });
    const got = outcomes.map((outcome) => (outcome instanceof GeaiError ? outcome.message : outcome.id));
    assert.deepEqual(got, wanted);
  },
  async "a package from a file"() {
    const [first] = (await client.agents.list({ count: 1 })).items;
    await writeFile("package.lab.json", JSON.stringify(await client.agents.export(first?.id ?? "")));
    const file = new URL("package.lab.json", import.meta.url);
    assert.equal((await emulator.client({ project: "prod" }).agents.import(file))[0]?.name, first?.name);
  },
  async "a token that a function gives"() {
    const apiToken = async () => emulator.token("dev");
    assert.ok((await emulator.client({ apiToken }).validateToken()).projectId);
  },
  async "secrets are not printed"() {
    assert.ok(!inspect(client).includes(emulator.token("dev")));
  },
  async "require and import share classes"() {
    assert.equal(createRequire(import.meta.url)("geai-client").GeaiError, GeaiError);
  },
  async "a worker thread"() {
    const workerData = { baseUrl: emulator.url, apiToken: emulator.token("dev") };
    const worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData });
    const total = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    await worker.terminate();
    assert.equal(total, 25);
  },
  async "a worker thread that is terminated with calls in flight"() {
    const workerData = { baseUrl: emulator.url, apiToken: emulator.token("prod"), stall: true };
    emulator.failNext("GET", "/v4/agents", { kind: "stall", times: 20 });
    const before = emulator.requests.length;
    const worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData });
    while (emulator.requests.length < before + 20) await new Promise((resolve) => setImmediate(resolve));
    await worker.terminate();
    assert.equal((await client.agents.list()).total, 25);
  },
};

/** @type {Record<string, string>} */
const outcomes = {};
for (const [name, job] of Object.entries(jobs)) {
  outcomes[name] = await job().then(
    () => "works",
    (/** @type {unknown} */ error) => inspect(error).slice(0, 500),
  );
}
console.log(JSON.stringify(outcomes));
// Neither the emulator nor the client is stopped: they must not keep the process.
