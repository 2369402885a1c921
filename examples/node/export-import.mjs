// Moves an agent to another project, by way of a file.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { Client } from "geai-client";
import { Emulator } from "geai-client/testing";

const emulator = process.env.GEAI_API_BASE_URL ? undefined : await Emulator.start({ projects: ["dev", "prod"] });
const dev = emulator ? emulator.client({ project: "dev" }) : new Client();
const prod = emulator ? emulator.client({ project: "prod" }) : new Client({ apiToken: process.env.GEAI_PROD_APITOKEN });

const agent = await dev.agents.create(
  { name: "Mover", agentData: { prompt: { instructions: "Move." }, models: [{ name: "gpt-4o" }] } },
  { automaticPublish: true },
);

const folder = mkdtempSync(join(tmpdir(), "geai-"));
const file = join(folder, "mover.json");
writeFileSync(file, JSON.stringify(await dev.agents.export(agent.id)));

const [imported] = await prod.agents.import(pathToFileURL(file), { automaticPublish: true });
console.log(`${imported?.name} is there, under ${imported?.id === agent.id ? "its old" : "a new"} id`);

rmSync(folder, { recursive: true });
await dev.agents.delete(agent.id);
if (imported) await prod.agents.delete(imported.id);
for (const client of [dev, prod]) client.close();
await emulator?.stop();
