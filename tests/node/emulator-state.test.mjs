// What an emulator stores: seeds, reset, snapshot and restore.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { extraOf } from "geai-client";
import { Emulator } from "geai-client/testing";

import { observed } from "./support/answers.mjs";

const SEED = new URL("../../examples/emulator/seed.yaml", import.meta.url);
const DATA = { prompt: { instructions: "Track." }, models: [{ name: "gpt-4o" }] };

describe("an emulator", () => {
  it("begins with a seed", async () => {
    for (const seed of [SEED, fileURLToPath(SEED)]) {
      const emulator = await Emulator.start({ projects: ["dev", "prod"], seed });
      const client = emulator.client({ project: "dev" });
      assert.equal((await client.agents.get("DepotFinder")).isDraft, false);
      assert.ok(emulator.tools("dev").some(({ name }) => name === "listDepots_get"));
      const { tools } = await client.integrations.get("depots");
      assert.deepEqual(
        tools?.map(({ name }) => name),
        observed ? ["listDepots_get"] : undefined,
      );
      const agent = { name: "B", agentData: { ...DATA, models: [{ name: "other" }] } };
      const create = () => client.agents.create(agent, { automaticPublish: true });
      await assert.rejects(create(), /Model not found \[name=other\]/);
      emulator.addModel({ name: "other" });
      await create();
      await emulator.stop();
    }
  });

  it("is restored with integers that a number rounds, and with definitions as deep as the API takes them", async () => {
    const emulator = await Emulator.start();
    const client = emulator.client();
    const deep = JSON.parse("[".repeat(124) + "]".repeat(124));
    await client.agents.create({ name: "Deep", agentData: { extra: { deep } } });
    emulator.restore(emulator.snapshot());
    const { agentData } = await client.agents.get("Deep", { allowDrafts: true });
    assert.deepEqual(extraOf(agentData ?? {}).deep, observed ? deep : undefined);
    const integer = "9007199254740993";
    const package_ = `{"labPackage":{"agents":[{"name":"Big","agentData":{"x":${integer},"y":"\\"${integer}"}}]}}`;
    await client.agents.import(package_);
    assert.throws(() => emulator.snapshot(), /9007199254740993, .*`snapshotText`/);
    const text = emulator.snapshotText();
    emulator.reset();
    emulator.restore(text);
    assert.ok(emulator.snapshotText().includes(integer));
    assert.equal(emulator.snapshotText(), text);
    await emulator.stop();
  });

  it("is reset and restored", async () => {
    const agents = [{ definition: { name: "A", agentData: DATA }, publish: true }];
    const emulator = await Emulator.start({ seed: { agents }, tempers: { drafts: "newest" } });
    const { agents: client } = emulator.client();
    const start = emulator.snapshot();
    assert.equal(start.format, "geai-emulator/1");
    await client.update("A", { description: "changed" }, { automaticPublish: true });
    const changed = JSON.parse(JSON.stringify(emulator.snapshot()));
    emulator.setTempers({ drafts: "page" });
    emulator.reset();
    assert.deepEqual([emulator.snapshot(), emulator.requests], [start, []]);
    assert.equal(emulator.tempers.drafts, "newest");
    assert.equal((await client.get("A")).description, "");
    emulator.restore(changed);
    assert.equal((await client.get("A")).description, "changed");
    const other = await Emulator.start();
    other.restore(changed);
    assert.equal((await other.client().agents.get("A")).revision, 2);
    await other.stop();
    for (const [wrong, why] of /** @type {const} */ ([
      [{ format: "geai-emulator/9" }, /was written by a later version/],
      [{ ...changed, colour: 1 }, /member "colour" is unknown/],
      [{}, /this is no snapshot/],
    ])) {
      assert.throws(() => emulator.restore(/** @type {any} */ (wrong)), why);
    }
    const elsewhere = await Emulator.start({ projects: ["x", "y"] });
    assert.throws(() => elsewhere.restore(changed), /of the projects default/);
    await elsewhere.stop();
    await emulator.stop();
  });

  it("is given more while it runs", async () => {
    const emulator = await Emulator.start({ projects: ["dev", "prod"] });
    const client = emulator.client({ project: "prod" });
    emulator.addTool({ name: "stock", project: "dev", id: "stock-1" });
    emulator.addTool({ name: "tariff", publicName: "com.example.tariff" });
    assert.ok(emulator.tools("dev").some(({ id, name }) => id === "stock-1" && name === "stock"));
    const names = emulator.tools("prod").map(({ name }) => name);
    assert.ok(names.includes("tariff") && !names.includes("stock"));
    const url = "https://x.example/openapi.json";
    const securityScheme = { type: "apiKey", in: "header", name: "X" };
    emulator.addInspectorTarget({ url, securityScheme, manifest: { openapi: "3.0.3" } });
    assert.equal((await client.inspector.securityScheme({ url })).securityScheme?.name, "X");
    assert.deepEqual(JSON.parse((await client.inspector.manifest({ url })).manifest ?? ""), { openapi: "3.0.3" });
    const directory = mkdtempSync(join(tmpdir(), "geai-emulator-"));
    const file = join(directory, "seed.json");
    writeFileSync(file, '{"agents": [{"project": "prod", "definition": {"name": "A"}}]}');
    assert.equal(emulator.seed(file), 1);
    assert.equal((await client.agents.get("A", { allowDrafts: true })).name, "A");
    const wrong = { name: "B", agentData: { prompt: { instructons: "" } } };
    assert.throws(
      () => emulator.seed({ agents: [{ definition: wrong }] }),
      /agents\[0\]\.definition\.agentData\.prompt: .* is "instructions"/,
    );
    const unknown = Emulator.start({ seed: /** @type {any} */ ({ agent: [] }) });
    await assert.rejects(unknown, /nearest is "agents"/);
    writeFileSync(file, "[");
    assert.throws(() => emulator.seed(file), /seed\.json: it is not valid JSON/);
    await assert.rejects(Emulator.start({ seed: join(directory, "missing.yaml") }), /missing\.yaml/);
    assert.throws(() => emulator.addTool({ name: "x", project: "test" }), /project "test" is unknown/);
    rmSync(directory, { recursive: true });
    await emulator.stop();
  });
});
