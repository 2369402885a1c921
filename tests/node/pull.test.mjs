// Set-ups as code: pulling a project into files. What is written is the core's, and tested there.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { inspect } from "node:util";

import { DefinitionsError, InvalidRequestError, Pulled } from "geai-client";
import { Emulator } from "geai-client/testing";

const definition = (/** @type {string} */ name) => ({
  name,
  agentData: {
    strategyName: "Chain of Thought",
    prompt: { instructions: "Look it up.\nSay so." },
    llmConfig: { maxTokens: 900, sampling: { temperature: 0.5 } },
    models: [{ name: "gpt-4o" }],
    resourcePools: [{ name: "Main" }],
  },
});

describe("pulling", () => {
  /** @type {Emulator} */
  let emulator;
  /** @type {import("geai-client").Client} */
  let client;
  let folder = "";

  beforeEach(async () => {
    emulator = await Emulator.start({ projects: ["dev"] });
    client = emulator.client({ project: "dev" });
    await client.agents.create(definition("A"), { automaticPublish: true });
    await client.agents.create(definition("B"));
    emulator.clearRequests();
    folder = mkdtempSync(join(tmpdir(), "geai-pull-"));
  });

  afterEach(async () => {
    client.close();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  it("writes what the project has, of which a plan is empty", async () => {
    const target = join(folder, "repository");
    const dry = await client.pull(target, { dryRun: true });
    assert.deepEqual([dry.dryRun, dry.written, existsSync(target)], [true, ["agents/a.md", "agents/a.yaml", "geai.yaml"], false]);
    /** @type {number[][]} */
    const counts = [];
    const pulled = await client.pull(target, { onProgress: async (...count) => void counts.push(count) });
    assert.ok(pulled instanceof Pulled);
    assert.deepEqual([pulled.written, counts.at(-1)], [dry.written, [2, 2]]);
    assert.equal(readFileSync(join(target, "agents/a.md"), "utf8"), "Look it up.\nSay so.\n");
    assert.match(readFileSync(join(target, "agents/a.yaml"), "utf8"), /instructions: \{ \$file: a\.md \}\n/);
    const plan = await client.plan(target);
    assert.deepEqual([plan.changes, plan.conflicts, plan.unmanaged.agents], [[], [], ["B"]]);
    const again = await client.pull(target);
    assert.deepEqual([again.written, again.unchanged, again.left], [[], ["agents/a.yaml"], []]);
    assert.deepEqual([...new Set(emulator.requests.map(({ method }) => method))], ["GET"]);
    assert.match(String(pulled), /^3 written, 0 unchanged, 0 left\nwrote agents\/a\.md\n[^]*note: agent B: not pulled/);
    assert.equal(inspect(pulled), String(pulled));
    assert.deepEqual(Pulled.fromJson(pulled.toJson()), pulled);
    assert.deepEqual((await client.pull(target, { drafts: true, only: ["B"] })).written, ["agents/b.md", "agents/b.yaml"]);
  });

  it("leaves a file with comments unless it is forced", async () => {
    await client.pull(folder);
    const file = join(folder, "agents/a.yaml");
    const text = readFileSync(file, "utf8").replace("gpt-4o", "o4-mini # for now");
    writeFileSync(file, text);
    const { left, written } = await client.pull(folder);
    assert.deepEqual([left.map((it) => it.file), written, readFileSync(file, "utf8")], [["agents/a.yaml"], [], text]);
    assert.deepEqual(left[0]?.lines.filter((line) => /^[-+]/.test(line)), ["-    - name: o4-mini", "+    - name: gpt-4o"]);
    assert.deepEqual((await client.pull(folder, { overwrite: true })).written, ["agents/a.yaml"]);
  });

  it("writes nothing where it is refused", async () => {
    writeFileSync(join(folder, "readme.md"), "x");
    await assert.rejects(client.pull(folder), (error) => {
      assert.ok(error instanceof DefinitionsError);
      assert.deepEqual([error.faults[0]?.file, error.faults[0]?.line], ["geai.yaml", 1]);
      return true;
    });
    writeFileSync(join(folder, "geai.yaml"), "format: geai/1\n");
    writeFileSync(join(folder, "agents"), "a file");
    await assert.rejects(client.pull(folder), (error) => {
      assert.ok(error instanceof InvalidRequestError);
      assert.match(error.message, /agents\/a\.md: .*; nothing was written/);
      return true;
    });
    await assert.rejects(client.pull(folder, /** @type {any} */ ({ draft: true })), {
      message: /pull: unknown field `draft`, did you mean `drafts`\?/,
    });
  });

  it("ends with the reason of a signal, and writes nothing", async () => {
    const target = join(folder, "repository");
    emulator.failNext("GET", "/v4/agents/", { kind: "delay", ms: 60_000, times: 9 });
    const controller = new AbortController();
    const aborted = client.pull(target, {}, { signal: controller.signal });
    while (!emulator.requests.some(({ path }) => path.startsWith("/v4/agents/"))) await new Promise(setImmediate);
    controller.abort(new Error("stop"));
    await assert.rejects(aborted, { message: "stop" });
    assert.ok(!existsSync(target));
  });
});
