// One agent or integration without files. What is decided is the core's, and tested there.

import assert from "node:assert/strict";
import { it } from "node:test";

import { Difference, Graph, InvalidRequestError, PlanError } from "geai-client";
import { Emulator } from "geai-client/testing";

import { observed } from "./support/answers.mjs";

const agentData = {
  strategyName: "Chain of Thought",
  prompt: { instructions: "Look it up." },
  llmConfig: { maxTokens: 900, sampling: { temperature: 0.5 } },
  models: [{ name: "gpt-4o" }],
  resourcePools: [{ name: "Main" }],
};

it("ensures agents and integrations, compares revisions and goes back", async (t) => {
  const emulator = await Emulator.start();
  t.after(() => emulator.stop());
  const client = emulator.client();
  const made = await client.agents.ensure({ name: "A", accessScope: "private", agentData }, { publish: true });
  assert.deepEqual([made.changed, made.object.name, made.object.version], [true, "A", observed ? 1 : undefined]);
  const changed = await client.agents.ensure({ name: "A", description: "Finds it." }, { publish: true });
  assert.deepEqual(
    changed.members.map(({ path, before, after }) => [path, before, after]),
    [["/description", "", "Finds it."]],
  );
  const versions = [];
  for await (const revision of client.agents.revisions("A")) versions.push(revision.version);
  assert.deepEqual(versions, observed ? [2, 1] : [undefined, undefined]);
  const difference = await client.agents.diff("A", 1, 2);
  assert.ok(difference instanceof Difference);
  assert.equal(String(difference), "description   + Finds it.");
  assert.deepEqual(await client.agents.diff(made.object, changed.object), difference);
  // No page shows the version of an agent that is read, and then it is found by its revision.
  const back = await client.agents.rollBack("A", observed ? { version: 1 } : { revision: 1 });
  assert.deepEqual([back.revision, back.version, back.description], [3, observed ? 3 : undefined, ""]);
  if (observed) {
    await client.agents.ensure({ name: "A", description: "Of somebody else." });
    await assert.rejects(client.agents.rollBack("A", { revision: 2 }), PlanError);
    const over = await client.agents.rollBack("A", { revision: 2, overDrafts: true });
    assert.equal(over.description, "Finds it.");
  }
  await assert.rejects(client.agents.rollBack("A", { version: 9 }), PlanError);
  await assert.rejects(client.agents.rollBack("A", /** @type {any} */ ({})), InvalidRequestError);
  await assert.rejects(client.agents.rollBack("A", /** @type {any} */ ({ versoin: 1 })), {
    message: /`versoin`, did you mean `version`\? expected one of version, revision, overDrafts/,
  });
  const misspelt = client.agents.ensure({ name: "z" }, /** @type {any} */ ({ publsh: true }));
  await assert.rejects(misspelt, ({ message }) => {
    assert.match(message, /`publsh`, did you mean `publish`\? expected one of publish, overDrafts/);
    assert.doesNotMatch(message, /extra/);
    return true;
  });

  const paths = { "/a": { get: { operationId: "find" } } };
  const manifest = JSON.stringify({ openapi: "3.0.3", paths });
  const integration = await client.integrations.ensure({ name: "parcels", description: "p", manifest }, { publish: true });
  assert.deepEqual([integration.changed, integration.object.name], [true, "parcels"]);
  const resourcePools = [{ name: "Main", tools: [{ name: "find_get" }] }];
  await client.agents.ensure({ name: "User", accessScope: "private", agentData: { ...agentData, resourcePools } });
  assert.deepEqual(
    (await client.integrations.usedBy("parcels")).map(({ name }) => name),
    ["User"],
  );
});

// No page shows what an agent names that the project does not have.
it("draws who uses whom", { skip: !observed }, async (t) => {
  const emulator = await Emulator.start();
  t.after(() => emulator.stop());
  const client = emulator.client();
  await client.agents.create({ name: 'Helper "<script>"' });
  const resourcePools = [{ name: "Main", agents: [{ name: 'Helper "<script>"' }, { name: "Nobody" }] }];
  await client.agents.create({ name: "User", agentData: { resourcePools } });
  emulator.clearRequests();
  const graph = await client.graph({ deadline: 30_000 });
  assert.ok(emulator.requests.every(({ method }) => method === "GET"));
  assert.ok(graph instanceof Graph);
  assert.deepEqual(
    graph.nodes.map(({ id, kind, state }) => [id, kind, state]),
    [
      ['agent/Helper "<script>"', "agent", "draft"],
      ["agent/Nobody", "agent", "missing"],
      ["agent/User", "agent", "draft"],
    ],
  );
  assert.deepEqual(graph.edges[1], { source: "agent/User", target: "agent/Nobody", ring: false });
  assert.deepEqual(Graph.fromJson(graph.toJson()), graph);
  assert.match(String(graph), /^3 agents, 0 tools, 0 integrations\n/);
  assert.ok(graph.toSvg().startsWith("<svg ") && !graph.toSvg().includes("<script"));
  assert.equal(graph.toHtml(), graph.toSvg());
  assert.match(graph.toMermaid(), /^flowchart LR\n {2}n0\["Helper #34;#60;script#62;#34; #40;draft#41;"\]:::draft\n/);
  assert.ok(graph.toDot().includes("n2 -> n1;") && graph.toMarkdown().includes("```mermaid\n"));
});
