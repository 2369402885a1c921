// From a folder to a promoted agent: what `examples/agents-repo` holds comes to one project, and then to the next.
//
// It runs against the emulator in the package. On a command line: `geai-client plan`, then `geai-client apply`.

import { readFileSync } from "node:fs";

import { check } from "geai-client";
import { Emulator } from "geai-client/testing";

const FOLDER = new URL("../agents-repo/", import.meta.url);
const PATHS = [
  "geai.yaml",
  "agents/parcel-tracker.yaml",
  "agents/parcel-tracker.md",
  "agents/source-checker.yaml",
  "agents/source-checker.md",
  "integrations/parcels.yaml",
  "integrations/parcels.openapi.yaml",
];
const PROMPT = "agents/parcel-tracker.md";

/**
 * The texts of the folder, whose path would do. Only the id of the project is that of the emulator.
 * @param {string} prod
 */
function read(prod) {
  /** @type {Record<string, string>} */
  const files = Object.fromEntries(PATHS.map((path) => [path, readFileSync(new URL(path, FOLDER), "utf8")]));
  files["geai.yaml"] = (files["geai.yaml"] ?? "").replace(/(project: )\S+/, `$1${prod}`);
  return files;
}

/**
 * Shows what would change in a project, and does exactly that.
 * @param {import("geai-client").Client} client
 * @param {Record<string, string>} files
 * @param {string} environment
 */
async function bring(client, files, environment) {
  const plan = await client.plan(files, { environment });
  console.log(`${plan}\n`);
  console.log(String(await client.apply(plan)));
}

// They are read while they are sent, and stand in no file, plan or result.
process.env["PARCELS_CLIENT_ID"] ??= "example-client";
process.env["PARCELS_CLIENT_SECRET"] ??= "example-secret";

const emulator = await Emulator.start({ projects: ["dev", "prod"] });
const [dev, prod] = [emulator.client({ project: "dev" }), emulator.client({ project: "prod" })];
try {
  const files = read((await prod.validateToken()).projectId ?? "");

  console.log("1 Check the files");
  const { agents, integrations, files: all } = check(files, { environment: "dev" });
  console.log(`  ${agents.length} agents and ${integrations.length} integration in ${all.length} files`);

  console.log("\n2 Drafts in dev");
  await bring(dev, files, "dev");

  console.log("\n3 The same files, published in prod");
  await bring(prod, files, "prod");

  console.log("\n4 A better prompt");
  files[PROMPT] += "Never guess.\n";
  await bring(prod, files, "prod");

  console.log("\n5 Nothing is left to do");
  console.log(`  ${(await prod.plan(files, { environment: "prod" })).changes.length} changes`);
} finally {
  dev.close();
  prod.close();
  await emulator.stop();
}
