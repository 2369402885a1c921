// The TypeScript compiler of the checkout.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";

import { root } from "./manifests.mjs";

const program = createRequire(import.meta.url)
  .resolve("typescript/package.json")
  .replace("package.json", "bin/tsc");

/** Runs it in the checkout and returns what it prints. Its errors are shown. */
export function tsc(/** @type {readonly string[]} */ ...args) {
  try {
    return execFileSync(process.execPath, [program, ...args], { cwd: root, encoding: "utf8" });
  } catch (error) {
    console.error(/** @type {{ stdout?: string }} */ (error).stdout);
    throw error;
  }
}
