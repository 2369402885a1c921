/** The commands that the documentation shows. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../../../../bindings-node/scripts/manifests.mjs";

/** Commands of the page about runtimes and bundlers that begin so, each as its words without the beginning. */
export function commands(/** @type {string} */ beginning) {
  const page = readFileSync(join(root, "docs", "hosts.md"), "utf8");
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = ""]) => block.trim().split("\n"));
  const found = blocks.filter((line) => line.startsWith(`${beginning} `));
  return found.map((line) => line.slice(beginning.length + 1).split(" "));
}
