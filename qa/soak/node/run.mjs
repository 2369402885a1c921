// Runs every soak program for Node, one after the other, and prints the line of its life cycle:
//
//   node qa/soak/node/run.mjs [--quick] [--loose] [NAME…]
//
// `--quick`: a twentieth of the counts. `--loose`: bounds of time, speed and memory are printed, not judged.

import { fork } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** @typedef {import("./support/report.mjs").Result} Result */

const ALL = ["workers", "exits", "idle", "aborts", "garbage", "panics", "tokens", "leak", "errors", "clients", "load", "bodies", "plans"];

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, loose: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !ALL.includes(name));
if (unknown !== undefined) throw new Error(`no program ${unknown}; there are ${ALL.join(", ")}`);
const flags = [...(values.quick ? ["--quick"] : []), ...(values.loose ? ["--loose"] : [])];

/** @type {Map<string, Result>} */
const results = new Map();
/** @type {string[]} */
const failed = [];
console.log(`Node ${process.version}, ${cpus().length} processors${flags.map((flag) => `, ${flag}`).join("")}`);
for (const name of positionals.length > 0 ? positionals : ALL) {
  const program = fork(fileURLToPath(new URL(`./${name}.mjs`, import.meta.url)), flags);
  program.on("message", (result) => results.set(name, /** @type {Result} */ (result)));
  const [code] = await once(program, "exit");
  // A program that ended without a result did not do what it is for.
  if (code !== 0 || !results.has(name)) failed.push(name);
}

/** @param {string} name */
const lost = (name) => {
  const { passed = 0, of = 0 } = results.get(name) ?? {};
  return `${of - passed}/${of}`;
};
const { passed = 0, of = 0, measured = {} } = results.get("aborts") ?? {};
const longest = Math.max(measured["longest to reject"] ?? NaN, measured["longest to close"] ?? NaN);
const life = {
  aborts: `cancel ${passed}/${of} (max ${longest.toFixed(1)} ms)`,
  exits: `exit ${lost("exits")} crashes`,
  workers: `worker ${lost("workers")} crashes`,
};
const known = Object.entries(life).filter(([name]) => results.has(name));
if (known.length > 0) console.log(`life     ${known.map(([, text]) => text).join("  ")}`);
if (failed.length > 0) {
  console.log(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
