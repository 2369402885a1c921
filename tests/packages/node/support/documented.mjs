/** The commands that the documentation shows. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../../../../bindings-node/scripts/manifests.mjs";

/**
 * The files that a page shows for the tests of packages: blocks of `javascript`, `typescript` and `json` with a title. Those of
 * `js` and `ts` are programs, which the tests of the documentation run.
 *
 * @returns {Record<string, string>} their texts by their names
 */
export function files(/** @type {string} */ name) {
  const page = readFileSync(join(root, "docs", name), "utf8");
  const blocks = page.matchAll(/^```(?:javascript|typescript|json) title="([^"]+)"\n(.*?)^```$/gms);
  return Object.fromEntries([...blocks].map(([, title = "", text = ""]) => [title, text]));
}

/** Commands of a page that begin so, each as its words without the beginning; words in quotes are one. */
export function commands(/** @type {string} */ beginning, name = "hosts.md") {
  const page = readFileSync(join(root, "docs", name), "utf8");
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = ""]) => block.trim().split("\n"));
  const found = blocks.filter((line) => line.startsWith(`${beginning} `));
  const words = (/** @type {string} */ line) => line.match(/'[^']*'|\S+/g) ?? [];
  return found.map((line) => words(line.slice(beginning.length + 1)).map((word) => word.replace(/^'(.*)'$/, "$1")));
}
