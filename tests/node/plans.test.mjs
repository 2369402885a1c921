// Set-ups as code: plans and applying them. What is decided is the core's, and tested there.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { inspect } from "node:util";

import { Applied, ApplyError, check, DefinitionsError, InvalidRequestError, Plan, PlanError, ServerError } from "geai-client";
import { Emulator } from "geai-client/testing";

const agent = (/** @type {string} */ name) => `name: ${name}
accessScope: private
agentData:
  strategyName: Chain of Thought
  prompt: { instructions: { $file: ${name}.md } }
  llmConfig: { maxTokens: 900, sampling: { temperature: 0.5 } }
  models: [{ name: gpt-4o }]
  resourcePools: [{ name: Main }]
`;

/** @param {Record<string, string>} prompts */
function files(prompts) {
  /** @type {Record<string, string>} */
  const texts = { "geai.yaml": "format: geai/1\nenvironments: {dev: {}, drafts: {publish: false}}\n" };
  for (const [name, prompt] of Object.entries(prompts)) {
    texts[`agents/${name}.yaml`] = agent(name);
    texts[`agents/${name}.md`] = prompt;
  }
  return texts;
}

describe("plans", () => {
  /** @type {Emulator} */
  let emulator;
  /** @type {import("geai-client").Client} */
  let client;

  beforeEach(async () => {
    emulator = await Emulator.start({ projects: ["dev", "prod"] });
    client = emulator.client({ project: "dev" });
  });

  afterEach(async () => {
    client.close();
    await emulator.stop();
  });

  const dev = { environment: "dev" };
  const writes = () => emulator.requests.map(({ method }) => method).filter((method) => method !== "GET");

  it("makes, shows and applies a plan", async () => {
    /** @type {[number, number][]} */
    const read = [];
    const onProgress = (/** @type {[number, number]} */ ...count) => void read.push(count);
    const plan = await client.plan(files({ a: "Look it up.\nSay so.\n" }), { ...dev, onProgress });
    assert.deepEqual([read, writes()], [[[1, 1]], []]);
    assert.ok(plan instanceof Plan);
    assert.deepEqual([plan.summary.create, plan.environment, plan.publish, plan.conflicts], [1, "dev", true, []]);
    const [change] = plan.changes;
    assert.deepEqual([change?.kind, change?.name, change?.action, change?.file], ["agent", "a", "create", "agents/a.yaml"]);
    assert.match(String(plan), /^dev · project [^]*\+ agent a {3}agents\/a\.yaml[^]*digest sha256:/);
    assert.equal(inspect(plan), String(plan));
    assert.match(plan.toMarkdown(), /digest `sha256:/);
    assert.match(plan.toHtml(), /^<p>dev · project /);
    assert.deepEqual(Plan.fromJson(plan.toJson()), plan);

    const folder = mkdtempSync(join(tmpdir(), "geai-plans-"));
    const saved = join(folder, "plan.json");
    writeFileSync(saved, plan.toJson());
    /** @type {string[]} */
    const told = [];
    const applied = await client.apply(saved, {
      onStep: async ({ action, outcome, version }) => {
        await new Promise(setImmediate);
        told.push(`${action} ${outcome} ${version}`);
      },
    });
    rmSync(folder, { recursive: true });
    assert.ok(applied instanceof Applied && applied.complete);
    assert.deepEqual(told, ["create done undefined", "publish done 1"]);
    assert.match(String(applied), /2 of 2 steps done, complete/);
    assert.deepEqual(Applied.fromJson(applied.toJson()), applied);
    const changed = await client.plan(files({ a: "Look it up.\nSay when.\n" }), { ...dev, baseline: applied });
    assert.match(String(changed), / {6}@@ -1,2 \+1,2 @@\n {7}Look it up\.\n {6}-Say so\.\n {6}\+Say when\./);
  });

  it("takes files, definitions, and what check returns", async () => {
    const texts = files({ a: "x" });
    const plan = await client.plan(texts, dev);
    const checked = check(texts, dev);
    assert.equal((await client.plan(checked)).digest, plan.digest);
    const definition = /** @type {import("geai-client").AgentDefinition} */ (checked.agents[0]?.definition);
    const integration = { name: "p", manifest: JSON.stringify({ openapi: "3.0.3", paths: {} }) };
    const given = await client.plan([definition, integration]);
    assert.deepEqual(
      given.changes.map(({ kind, name, file }) => [kind, name, file]),
      [
        ["integration", "p", undefined],
        ["agent", "a", undefined],
      ],
    );
    const shared = { name: "p", description: "d" };
    const told = await client.plan([
      { kind: "integration", definition: { ...integration, ...shared } },
      { kind: "agent", definition: shared },
    ]);
    assert.deepEqual(
      told.changes.map(({ kind, name }) => [kind, name]),
      [
        ["integration", "p"],
        ["agent", "p"],
      ],
    );
    await assert.rejects(client.plan([shared]), (error) => {
      assert.ok(error instanceof DefinitionsError);
      assert.match(error.faults[0]?.text ?? "", /^definitions\[0\]: an agent or an integration\? .*"kind": "integration"/);
      return true;
    });
    await assert.rejects(client.plan(/** @type {any} */ ([{ name: "a", descrption: "x" }])), (error) => {
      assert.ok(error instanceof DefinitionsError);
      assert.match(error.faults[0]?.text ?? "", /^definitions\[0\]: .*did you mean `description`/);
      return true;
    });
  });

  it("writes nothing of a plan that may not be applied", async () => {
    const plan = await client.plan(files({ a: "x" }), dev);
    const edited = plan.toJson().replace("Chain of Thought", "Chain of Thoughts");
    assert.throws(() => Plan.fromJson(edited), { name: "PlanError", message: /was changed after it was made/ });
    await assert.rejects(client.apply(plan.toJson()), {
      name: "InvalidRequestError",
      message: /expected a plan or the path of a file; Plan\.fromJson reads a text/,
    });
    const wrong = [
      [{ enviroment: "dev" }, /`enviroment`, did you mean `environment`\? expected one of /, /extra|source/],
      [{ ...dev, allowDelete: -1 }, /allowDelete: expected a boolean or the number of deletions, got -1/, /allow_delete/],
      [{ ...dev, sendSecrets: ["x"] }, /sendSecrets: the files define no integration "x"/, /send_secrets/],
    ];
    for (const [options, expected, never] of /** @type {[any, RegExp, RegExp][]} */ (wrong)) {
      await assert.rejects(client.plan(files({ a: "x" }), options), ({ name, message }) => {
        assert.equal(name, "InvalidRequestError");
        assert.match(message, expected);
        assert.doesNotMatch(message, never);
        return true;
      });
    }
    await assert.rejects(client.apply(/** @type {any} */ ({ ...plan })), InvalidRequestError);
    await assert.rejects(emulator.client({ project: "prod" }).apply(plan), (error) => {
      assert.ok(error instanceof PlanError);
      assert.match(error.message, /the plan is for project/);
      return true;
    });
    await assert.rejects(client.plan(files({ a: "x" }), /** @type {any} */ ({ ...dev, overDraft: true })), {
      message: /plan: unknown field `overDraft`, did you mean `overDrafts`\?/,
    });
    assert.deepEqual(writes(), []);
  });

  it("has the outcome of each step, and the cause, in its error", async () => {
    const plan = await client.plan(files({ a: "x", b: "y" }), dev);
    emulator.failNext("POST", "/v2/agents/", { status: 500, times: 9 });
    const error = await client.apply(plan, {}, { retries: 0 }).catch((/** @type {unknown} */ error) => error);
    assert.ok(error instanceof ApplyError && error.cause instanceof ServerError && error.applied instanceof Applied);
    assert.deepEqual([error.operation, error.status, error.executed], ["agents.publish_revision", 500, "yes"]);
    assert.deepEqual(
      error.applied.steps.map(({ name, action, outcome }) => [name, action, outcome]),
      [
        ["a", "create", "done"],
        ["b", "create", "done"],
        ["a", "publish", "unknown"],
        ["b", "publish", "not-reached"],
      ],
    );
    assert.ok(!("applied" in error.toJSON()));
    emulator.clearFaults();
    assert.ok((await client.apply(await client.plan(files({ a: "x", b: "y" }), dev))).complete);
  });

  it("ends with what a function throws, or the reason of a signal", async () => {
    const texts = files({ a: "x", b: "y" });
    const plan = await client.plan(texts, dev);
    const enough = () => Promise.reject(new RangeError("enough"));
    await assert.rejects(client.apply(plan, { onStep: enough }), { name: "RangeError" });
    // So many that it is not at its end when the first step is told.
    const many = files(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`m${at}`, "x"])));
    const controller = new AbortController();
    const again = await client.plan(many, dev);
    const aborted = client.apply(again, { onStep: () => controller.abort(new Error("stop")) }, { signal: controller.signal });
    await assert.rejects(aborted, { message: "stop" });
    assert.ok((await client.apply(await client.plan(texts, dev))).complete);
  });

  it("is one call of the hook", async () => {
    /** @type {string[]} */
    const seen = [];
    const observed = emulator.client({ project: "dev", onEvent: ({ kind, operation }) => void seen.push(`${kind} ${operation}`) });
    await observed.plan(files({ a: "x" }), dev);
    assert.deepEqual([seen[0], seen.at(-1), seen.filter((event) => event.startsWith("start")).length], ["start plan", "end plan", 1]);
  });
});
