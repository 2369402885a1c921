// A set-up of 10,000 agents, which the project has: how long it takes to check, to plan, and to draw who uses whom.

import { check } from "geai-client";
import { Emulator } from "geai-client/testing";

import { Report, count } from "./support/report.mjs";

const agents = count(10_000);
const report = new Report("plans");
const names = Array.from({ length: agents }, (_, at) => `agent-${String(at).padStart(5, "0")}`);
/** @param {number} at */
const helpers = (at) => (at % 10 === 0 ? [] : [{ name: names[at - (at % 10)] ?? "" }]);
const data = names.map((_, at) => ({
  prompt: { instructions: "Look it up." },
  models: [{ name: "gpt-4o" }],
  resourcePools: [{ name: "Main", agents: helpers(at) }],
}));
/** @param {string} name */
const file = (name) => `agents/${name}.json`;
const files = Object.fromEntries(
  names.map((name, at) => [file(name), JSON.stringify({ name, agentData: data[at] })]),
);
files["geai.yaml"] = "format: geai/1\n";

/**
 * What a call gives, and its seconds.
 * @template T
 * @param {() => T | PromiseLike<T>} call
 * @returns {Promise<[T, number]>}
 */
async function timed(call) {
  const began = performance.now();
  const given = await call();
  return [given, (performance.now() - began) / 1000];
}

const emulator = await Emulator.start();
const client = emulator.client();
const [definitions, checking] = await timed(() => check(files));
report.check(definitions.agents.length === agents, `${definitions.agents.length} agents are defined`);
report.most("check", checking, 5, " s");
const created = await client.plan(definitions, { publish: false });
const applied = await client.apply(created);
report.check(applied.complete, "not all agents were created");
const [plan, planning] = await timed(() => client.plan(definitions, { publish: false }));
report.check(plan.summary.unchanged === agents && plan.changes.length === 0, `${plan.changes.length} changes`);
report.most("plan", planning, 8.28, " s");
const [graph, drawing] = await timed(() => client.graph());
report.check(graph.nodes.length === agents && graph.edges.length > 0, `${graph.nodes.length} nodes`);
report.tell("graph", drawing, " s");
const [svg, picture] = await timed(() => graph.toSvg());
report.check(svg.endsWith("</svg>"), "the picture is cut off");
report.tell("picture", picture, " s");
client.close();
await emulator.stop();
report.end();
