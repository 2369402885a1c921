// The life of a set of agents, from their definitions to the next project.
//
// With GEAI_API_BASE_URL, GEAI_APITOKEN (project dev) and GEAI_PROD_APITOKEN (project prod) set, it runs against
// that installation: it creates agents there and deletes them again. Otherwise it runs against the emulator in the
// package.

import { readFileSync, readdirSync } from "node:fs";

import { Client, GeaiError } from "geai-client";
import { Emulator } from "geai-client/testing";

const DEFINITIONS = new URL("../definitions/", import.meta.url);

/**
 * Prints the title of a step.
 * @param {number} number
 * @param {string} title
 */
function heading(number, title) {
  const text = `${number} ${title}`;
  console.log(process.stdout.isTTY ? `\n\x1b[1m${text}\x1b[0m` : `\n${text}`);
  console.log("-".repeat(text.length));
}

/**
 * Prints aligned columns.
 * @param {unknown[][]} rows
 */
function table(rows) {
  const cells = rows.map((row) => row.map((cell) => String(cell ?? "-")));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  for (const row of cells) {
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
  }
}

/**
 * The beginning of a text, on one line.
 * @param {unknown} text
 */
function short(text, width = 44) {
  const line = String(text ?? "-")
    .replace(/\s+/g, " ")
    .trim();
  return line.length > width ? `${line.slice(0, line.lastIndexOf(" ", width - 2))} …` : line;
}

/**
 * Prints what two agents say about themselves.
 * @param {string[]} titles
 * @param {import("geai-client").Agent[]} agents
 */
function sideBySide(titles, agents) {
  const names = /** @type {const} */ (["id", "revision", "version", "isDraft", "accessScope", "description"]);
  table([
    ["", ...titles],
    ...names.map((name) => [name, ...agents.map((agent) => short(agent[name]))]),
    ["instructions", ...agents.map((agent) => short(agent.agentData?.prompt?.instructions))],
  ]);
}

/**
 * The definitions, public agents first: others refer to them.
 * @returns {import("geai-client").AgentDefinition[]}
 */
function definitions() {
  const files = readdirSync(DEFINITIONS).filter((name) => name.endsWith(".json"));
  const found = files.sort().map((name) => JSON.parse(readFileSync(new URL(name, DEFINITIONS), "utf8")));
  return found.sort((a, b) => Number(b.accessScope === "public") - Number(a.accessScope === "public"));
}

/** Clients of two projects, and what ends them. */
async function connect() {
  if (process.env.GEAI_API_BASE_URL) {
    return { dev: new Client(), prod: new Client({ apiToken: process.env.GEAI_PROD_APITOKEN }), stop: () => {} };
  }
  const emulator = await Emulator.start({ projects: ["dev", "prod"] });
  console.log(`No GEAI environment is set: this runs against the emulator at ${emulator.url}`);
  const [dev, prod] = ["dev", "prod"].map((project) => emulator.client({ project }));
  if (!dev || !prod) throw new Error("no projects");
  return { dev, prod, stop: () => emulator.stop() };
}

/**
 * Tells the story.
 * @param {Client} dev
 * @param {Client} prod
 */
async function story(dev, prod) {
  heading(1, "Definitions");
  const planned = definitions();
  const rows = planned.map(({ name, accessScope, agentData }) => {
    const models = (agentData?.models ?? []).map((model) => model.name).join(", ");
    const tools = (agentData?.resourcePools ?? []).flatMap((pool) => pool.tools ?? []);
    return [name, accessScope ?? "(default)", models, tools.length];
  });
  table([["name", "scope", "models", "tools"], ...rows]);

  heading(2, "Create and publish");
  const created = [];
  for (const definition of planned) created.push(await dev.agents.create(definition, { automaticPublish: true }));
  table([["name", "id", "revision"], ...created.map(({ name, id, revision }) => [name, id, revision])]);

  heading(3, "List over pages");
  const first = await dev.agents.list({ count: 2 });
  for (let page = first, number = 1; ; number += 1) {
    console.log(`  page ${number} of ${page.total} agents: ${page.items.map((agent) => agent.name).join(", ")}`);
    const next = await page.nextPage();
    if (next === null) break;
    page = next;
  }
  let walked = 0;
  for await (const _ of dev.agents.list({ count: 2 })) walked += 1;
  console.log(`  the same, walked at once: ${walked} agents`);

  heading(4, "Draft beside published");
  const greeter = await dev.agents.get("ParcelGreeter");
  const { revision } = await dev.agents.update(greeter.id, {
    ...greeter,
    description: "Greets, and asks for the tracking number.",
  });
  const published = await dev.agents.get(greeter.id);
  const draft = await dev.agents.get(greeter.id, { revision, allowDrafts: true });
  sideBySide(["published", "draft"], [published, draft]);

  heading(5, "Publish the revision");
  const live = await dev.agents.publishRevision(greeter.id, draft.revision ?? 0);
  const { version } = await dev.agents.get(live.id);
  console.log(`  revision ${live.revision} of ${live.name} is version ${version}`);

  heading(6, "Agents by tool");
  const pools = created.flatMap((agent) => agent.agentData?.resourcePools ?? []);
  const named = pools.flatMap((pool) => pool.tools ?? []).flatMap(({ id, name }) => (id && name ? [{ id, name }] : []));
  const tools = new Map(named.map(({ id, name }) => [id, name]));
  const uses = [];
  for (const [id, name] of [...tools].sort(([, a], [, b]) => a.localeCompare(b))) {
    const users = [];
    for await (const agent of dev.agents.listByTool(id)) users.push(agent.name);
    uses.push([name, users.join(", ") || "-"]);
  }
  table([["tool", "used by"], ...uses]);

  heading(7, "Export and import");
  const exported = await dev.agents.export("ClaimsTriage");
  const size = JSON.stringify(exported).length.toLocaleString("en");
  console.log(`  exported: ${exported.labPackage.agents?.length} agent, ${size} characters`);
  const [imported] = await prod.agents.import(exported, { automaticPublish: true });
  if (!imported) throw new Error("the import answered no agent");
  console.log(`  imported: ${imported.name}, in the other project under the id ${imported.id}`);

  heading(8, "Side by side");
  sideBySide(["dev", "prod"], [await dev.agents.get("ClaimsTriage"), await prod.agents.get(imported.id)]);

  heading(9, "A clear error");
  try {
    await dev.agents.create(planned[0] ?? {});
  } catch (error) {
    if (!(error instanceof GeaiError)) throw error;
    console.log(`  ${error}`);
    const { status, isAlreadyExists, executed, requestId } = error;
    table(Object.entries({ status, isAlreadyExists, executed, requestId }));
  }

  heading(10, "Delete");
  for (const { id } of created) await dev.agents.delete(id);
  await prod.agents.delete(imported.id);
  const left = await Promise.all([dev, prod].map(async (client) => (await client.agents.list()).items.length));
  console.log(`  left in dev: ${left[0]}, left in prod: ${left[1]}`);
}

const { dev, prod, stop } = await connect();
try {
  await story(dev, prod);
} finally {
  dev.close();
  prod.close();
  await stop();
}
