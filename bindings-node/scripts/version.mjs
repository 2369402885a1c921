// Says whether all packages have one version, and with --tag whether a release may have that tag.
//
//   node bindings-node/scripts/version.mjs [--tag v1.2.3]

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { root, version } from "./manifests.mjs";

const { tag } = parseArgs({ options: { tag: { type: "string" } } }).values;
const expected = version();
/** @type {string[]} */
const problems = [];

/** Compares what a file says with the version of the Cargo workspace. */
function same(/** @type {string} */ where, /** @type {string | undefined} */ found) {
  if (found !== expected) problems.push(`${where} says ${found ?? "nothing"}, the Cargo workspace ${expected}`);
}

for (const file of ["package.json", "package-lock.json"]) same(file, JSON.parse(read(file)).version);
for (const crate of ["geai-client", "geai-emulator", "geai-client-cli"]) {
  const line = new RegExp(`^${crate} = \\{ path = .*version = "([^"]+)"`, "m");
  same(`Cargo.toml, dependency ${crate}`, line.exec(read("Cargo.toml"))?.[1]);
}
const python = /^version = "([^"]+)"/m.exec(read("pyproject.toml"))?.[1];
if (python !== undefined) same("pyproject.toml, which should leave it to Cargo", python);

if (tag !== undefined) {
  if (tag !== `v${expected}`) problems.push(`the tag is ${tag}, the version v${expected}`);
  const entry = new RegExp(`^## \\[${expected.replaceAll(".", "\\.")}\\] - \\d{4}-\\d{2}-\\d{2}$`, "m");
  if (!entry.test(read("CHANGELOG.md"))) problems.push(`CHANGELOG.md has no line "## [${expected}] - YYYY-MM-DD"`);
}

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
if (problems.length === 0) console.log(expected);

function read(/** @type {string} */ file) {
  return readFileSync(join(root, file), "utf8");
}
