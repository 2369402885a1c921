// The emulator in the package.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";

import { APIConnectionError, Client, MalformedResponseError, ServerError } from "geai-client";
import { Emulator } from "geai-client/testing";

const AGENT = { name: "Parcel", agentData: { prompt: { instructions: "Track." }, models: [{ name: "gpt-4o" }] } };

describe("an emulator", () => {
  it("knows its projects", async () => {
    const emulator = await Emulator.start({ projects: ["dev", "prod"] });
    assert.match(emulator.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(
      emulator.projects.map(({ name }) => name),
      ["dev", "prod"],
    );
    assert.notEqual(emulator.token("dev"), emulator.token("prod"));
    assert.notEqual(emulator.projectId("dev"), emulator.projectId("prod"));
    assert.throws(() => emulator.token("test"), /no project "test", there are: dev, prod/);
    assert.throws(() => emulator.client({ project: "test" }), /no project "test"/);
    const dev = emulator.client({ project: "dev" });
    await dev.agents.create(AGENT);
    assert.equal((await emulator.client({ project: "prod" }).agents.list({ allowDrafts: true })).items.length, 0);
    const byHand = new Client({
      baseUrl: emulator.url,
      accessToken: emulator.oauthToken,
      projectId: emulator.projectId("dev"),
    });
    assert.equal((await byHand.agents.list({ allowDrafts: true })).items.length, 1);
    const oauth = emulator.client({ project: "dev", accessToken: emulator.oauthToken });
    assert.equal((await oauth.agents.list({ allowDrafts: true })).items.length, 1);
    assert.ok(emulator.tools("dev").some(({ name }) => name === "web_search"));
    assert.equal(typeof emulator.organizationId, "string");
    await emulator.stop();
  });

  it("runs as long as a client of it is used", async () => {
    const { agents } = (await Emulator.start()).client({ retries: 0 });
    await agents.create(AGENT);
    globalThis.gc?.();
    // Memory for the collector to look at, where it cannot be called.
    for (let round = 0; round < 20; round += 1) Buffer.alloc(1 << 20).fill(round);
    assert.equal((await agents.list({ allowDrafts: true })).items.length, 1);
  });

  it("is another server by its tempers", async () => {
    const emulator = await Emulator.start({ tempers: { answers: "documented", update: "replace" } });
    const defaults = { drafts: "page", null: "ignored", not_found: "404", names: "case-sensitive" };
    const more = { fills: "nothing", omits: "nothing", revisions: "next", trims_texts: "no", reorders_pools: "no" };
    const checks = { drafts_check_references: "no", publish_checks_helpers: "no", reserialises_manifest: "no" };
    const all = { ...defaults, ...more, ...checks, secrets_wiped_when_scheme_absent: "no" };
    assert.deepEqual(emulator.tempers, { answers: "documented", update: "replace", ...all });
    const client = emulator.client();
    const avatarImage = "https://x.example/a.png";
    const agent = await client.agents.create({ name: "A", description: "d", avatarImage });
    assert.deepEqual([agent.avatarImage, agent.description], [undefined, "d"]);
    assert.equal((await client.agents.update("A", { jobDescription: "j" })).description, "");
    emulator.setTempers({ update: "shallow", answers: "observed" });
    const updated = await client.agents.update("A", { avatarImage });
    assert.deepEqual([updated.avatarImage, updated.jobDescription], [avatarImage, "j"]);
    emulator.setTempers({ not_found: "400" });
    await assert.rejects(client.agents.get("B"), { name: "BadRequestError", isNotFound: true, message: /Agent not found/ });
    // @ts-expect-error: a value that does not exist
    assert.throws(() => emulator.setTempers({ update: "deep", drafts: "newst" }), /nearest is "newest"/);
    assert.equal(emulator.tempers.update, "shallow");
    await emulator.stop();
    // @ts-expect-error: a temper that does not exist
    const misspelt = Emulator.start({ tempers: { draft: "page" } });
    await assert.rejects(misspelt, /temper "draft" is unknown, the nearest is "drafts"/);
  });

  it("refuses requests and seeds whose numbers would lose digits", async () => {
    const emulator = await Emulator.start();
    const client = emulator.client();
    const large = 2n ** 64n + 1n;
    for (const [number, what] of [
      [String(large), "an integer of more than 64 bits"],
      ["-1e400", "a number beyond all bounds"],
    ]) {
      const data = `{"x":${number},"clientSecret":"canary"}`;
      await assert.rejects(client.agents.import(`{"labPackage":{"agents":[{"name":"A","agentData":${data}}]}}`), {
        name: "BadRequestError",
        message: new RegExp(`${what} would lose digits: ${number}`),
      });
    }
    const folder = mkdtempSync(join(tmpdir(), "geai-numbers-"));
    writeFileSync(join(folder, "seed.yaml"), `agents: [{ strict: false, definition: { name: A, x: ${large} } }]`);
    assert.throws(() => emulator.seed(join(folder, "seed.yaml")), /seed\.yaml: .*18446744073709551617/);
    rmSync(folder, { recursive: true });
    assert.equal((await client.agents.list({ allowDrafts: true })).items.length, 0);
    assert.doesNotMatch(JSON.stringify(emulator.requests), /canary/);
    const manifest = `{"openapi":"3.0.3","paths":{},"x":[1e400,${large}]}`;
    assert.equal((await client.integrations.import({ name: "i", manifest })).manifest, manifest);
    await emulator.stop();
  });

  it("lets others edit at a chosen moment", async () => {
    const emulator = await Emulator.start();
    const client = emulator.client();
    await client.agents.create({ name: "A", description: "mine" });
    const json = { agentDefinition: { description: "theirs" } };
    const theirs = { method: "PUT", path: "/v4/agents/A", json };
    emulator.beforeNext("PUT", "/v4/agents/", { edit: theirs, skip: 1 });
    assert.equal((await client.agents.update("A", { jobDescription: "j" })).revision, 2);
    const updated = await client.agents.update("A", { jobDescription: "k" });
    assert.deepEqual([updated.revision, updated.description], [4, "theirs"]);
    const methods = emulator.requests.map((request) => request.method);
    assert.deepEqual(methods, ["POST", "PUT", "PUT"]);
    const again = { method: "POST", path: "/v4/agents", json: { agentDefinition: { name: "A" } } };
    const edit = [{ method: "DELETE", path: "/v2/agents/A" }, again];
    emulator.beforeNext("*", "/v4/agents/A", { exact: true, edit });
    assert.notEqual((await client.agents.get("A", { allowDrafts: true })).id, updated.id);
    emulator.beforeNext("*", "", { edit: { method: "PUT", path: "/v4/agents/B" } });
    await assert.rejects(client.agents.update("A", { jobDescription: "l" }), /the edit PUT \/v4\/agents\/B was refused/);
    emulator.beforeNext("*", "", { edit: theirs });
    emulator.clearEdits();
    assert.equal((await client.agents.update("A", { jobDescription: "m" })).revision, 2);
    // @ts-expect-error: a member that an edit does not have
    assert.throws(() => emulator.beforeNext("*", "", { edit: { method: "PUT", pth: "/" } }), /pth|edit/);
    await emulator.stop();
  });

  it("records what arrived, without credentials", async () => {
    const emulator = await Emulator.start();
    const client = emulator.client();
    await client.agents.create(AGENT, { automaticPublish: true });
    const [request] = emulator.requests;
    assert.deepEqual([request?.method, request?.path, request?.status], ["POST", "/v4/agents", 201]);
    assert.deepEqual(request?.query, [["automaticPublish", "true"]]);
    assert.deepEqual(request?.json, { agentDefinition: AGENT });
    assert.equal(request?.headers.authorization, "***");
    assert.ok(!JSON.stringify(emulator.requests).includes(emulator.token("default")));
    emulator.clearRequests();
    assert.deepEqual(emulator.requests, []);
    await emulator.stop();
  });

  it("fails on request", async () => {
    const emulator = await Emulator.start();
    const client = emulator.client({ retries: 0 });
    emulator.failNext("GET", "/v4/agents", { status: 503, times: 2, retryAfter: 0 });
    await assert.rejects(client.agents.list(), ServerError);
    assert.equal((await client.agents.list({}, { retries: 2 }).withResponse()).attempts, 2);
    for (const kind of /** @type {const} */ (["reset", "truncate"])) {
      emulator.failNext("*", "/", { kind });
      await assert.rejects(client.agents.list(), APIConnectionError);
    }
    emulator.failNext("*", "/", { kind: "garbage" });
    await assert.rejects(client.agents.list(), MalformedResponseError);
    emulator.failNext("POST", "/v4/agents", { kind: "reset", executed: true });
    await assert.rejects(client.agents.create(AGENT), { executed: "maybe" });
    assert.equal((await client.agents.list({ allowDrafts: true })).items.length, 1);
    emulator.failNext("GET", "/v4/agents", { status: 500 });
    emulator.clearFaults();
    await client.agents.list();
    assert.throws(() => emulator.failNext("GET", "/", /** @type {any} */ ({ kind: "explode" })), /explode/);
    assert.throws(() => emulator.failNext("GET", "/", /** @type {any} */ ({ staus: 3 })), /staus/);
    await emulator.stop();
  });

  it("stops, once or twice, and cuts what is in flight", async () => {
    const emulator = await Emulator.start();
    emulator.failNext("GET", "/v4/agents", { kind: "stall" });
    const client = emulator.client({ retries: 0 });
    const call = client.agents.list();
    call.catch(() => {});
    while (emulator.requests.length === 0) await new Promise(setImmediate);
    await emulator.stop();
    await assert.rejects(call, APIConnectionError);
    await assert.rejects(client.agents.list(), { name: "APIConnectionError", executed: "no" });
    await emulator.stop();
    await emulator[Symbol.asyncDispose]();
  });

  it("refuses settings it does not know", () =>
    assert.rejects(Emulator.start(/** @type {any} */ ({ project: "dev" })), /project/));
});

describe("its program", () => {
  const program = (/** @type {string[]} */ ...options) =>
    spawn(process.execPath, [join(import.meta.dirname, "../../bindings-node/dist/cli.js"), ...options]);

  it("runs until a signal", { skip: process.platform === "win32" }, async () => {
    for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT"])) {
      const running = program("emulator", "--project", "dev", "--temper", "drafts=newest");
      const ended = once(running, "close");
      const [line] = await once(createInterface(running.stdout), "line");
      const info = JSON.parse(line);
      const client = new Client({ baseUrl: info.url, apiToken: info.projects[0].token });
      assert.equal((await client.agents.create({ name: "A" })).name, "A");
      const tempers = /** @type {{ drafts: string }} */ (await (await fetch(`${info.url}/emulator/tempers`)).json());
      assert.equal(tempers.drafts, "newest");
      running.kill(signal);
      assert.deepEqual(await ended, [0, null]);
    }
  });

  it("refuses what it does not know", async () => {
    for (const [options, text] of /** @type {const} */ ([
      [["emulator", "--temper", "draft=page"], 'the nearest is "drafts"'],
      [["emulator", "--hots", "127.0.0.1"], "Usage: geai-client emulator"],
      [["emulato"], "a similar subcommand exists: 'emulator'"],
    ])) {
      const running = program(...options);
      let said = "";
      running.stderr.on("data", (/** @type {Buffer} */ data) => (said += data.toString()));
      assert.deepEqual(await once(running, "close"), [64, null]);
      assert.ok(said.includes(text), said);
    }
  });
});
