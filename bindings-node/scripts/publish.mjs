// Publishes the packages of all platforms, then the main package: it never asks for one that is not there.
//
//   node bindings-node/scripts/publish.mjs --from DIR [--no-provenance]
//
// DIR holds for each platform a directory npm-<platform> with its tarballs, as pack.mjs made them there. What the
// registry has already is left out, so that a run that was cut off can be repeated.

import { execFileSync, execSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { version } from "./manifests.mjs";
import { packageName, platforms } from "./platforms.mjs";

const { values } = parseArgs({
  options: { from: { type: "string" }, provenance: { type: "boolean", default: true } },
  allowNegative: true,
});
if (values.from === undefined) throw new Error("--from DIR is missing");
const from = resolve(values.from);

const natives = platforms.map((platform) => ({ name: packageName(platform), directory: `npm-${platform.name}` }));
// The main package is the same on all platforms but for the ends of its lines.
const main = { name: "geai-client", directory: "npm-linux-x64-gnu" };
const tarballs = [...natives, main].map(({ name, directory }) => ({
  name,
  file: join(from, directory, `${name}-${version()}.tgz`),
}));

const missing = tarballs.filter(({ file }) => !existsSync(file));
if (missing.length > 0) throw new Error(`missing: ${missing.map(({ file }) => file).join(", ")}`);
for (const { name, file } of tarballs) {
  // In its directory: some tars take `C:` for the name of a host.
  const words = ["-xzOf", basename(file), "package/package.json"];
  const found = JSON.parse(execFileSync("tar", words, { cwd: dirname(file), encoding: "utf8" }));
  if (found.name !== name || found.version !== version()) {
    throw new Error(`${file} holds ${found.name} ${found.version}, not ${name} ${version()}`);
  }
}
const registry = execSync("npm config get registry", { encoding: "utf8" }).trim();
for (const { name, file } of tarballs) {
  if (await isPublished(name)) {
    console.log(`${name} ${version()} is published already`);
    continue;
  }
  const provenance = values.provenance ? " --provenance" : "";
  execSync(`npm publish "${file}" --access public --ignore-scripts${provenance}`, { stdio: "inherit" });
}

async function isPublished(/** @type {string} */ name) {
  const response = await fetch(new URL(name, registry));
  if (response.status === 404) return false;
  if (!response.ok) throw new Error(`${registry} answers ${response.status} for ${name}`);
  const { versions } = /** @type {{ versions: Record<string, object> }} */ (await response.json());
  return Object.hasOwn(versions, version());
}
