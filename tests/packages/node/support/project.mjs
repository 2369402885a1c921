/** Clean projects outside the checkout, into which the packages are installed. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = fileURLToPath(new URL("..", import.meta.url));

/** Where the tarballs are. */
export const packages = directoryOf("GEAI_PACKAGES", "run `make test-packages-node`");

/** What the tests bring along: compilers, bundlers, checkers, runtimes. */
export const tools = join(here, "node_modules");

/** One directory for all that a test file makes, npm's cache included. */
const place = realpathSync(mkdtempSync(join(tmpdir(), "geai-projects-")));
process.once("exit", () => rmSync(place, { recursive: true, force: true, maxRetries: 3 }));

/** Makes a project from a directory under `projects`, with nothing installed. */
export function bareProject(/** @type {string} */ name, /** @type {string} */ source) {
  const directory = join(place, name);
  cpSync(join(here, "projects", source), directory, { recursive: true });
  return directory;
}

/**
 * Makes a project from a directory under `projects` and installs the package from a registry. `link` names tools
 * that it imports.
 *
 * @param {string} name
 * @param {string} registry
 * @param {{ source?: string, link?: string[], flags?: string[] }} [options]
 */
export async function project(name, registry, { source = name, link = [], flags = [] } = {}) {
  const directory = bareProject(name, source);
  if (flags.length === 0) await installAlike(directory, registry);
  else await npm(directory, registry, "install", "geai-client", ...flags);
  // Not before: npm removes what it did not install.
  for (const tool of link) {
    const target = join(directory, "node_modules", tool);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(tools, tool), target, "junction");
  }
  return directory;
}

/** What npm installed from a registry. @type {Map<string, Promise<string>>} */
const installed = new Map();

/** Installs by npm once, and copies what that made into each project. */
async function installAlike(/** @type {string} */ directory, /** @type {string} */ registry) {
  let installing = installed.get(registry);
  if (installing === undefined) {
    const first = bareProject(`installed-${installed.size}`, "commonjs");
    installing = npm(first, registry, "install", "geai-client").then(() => join(first, "node_modules"));
    installed.set(registry, installing);
  }
  cpSync(await installing, join(directory, "node_modules"), { recursive: true, verbatimSymlinks: true });
}

/** Runs npm in a project, against one registry. */
export function npm(/** @type {string} */ directory, /** @type {string} */ registry, /** @type {string[]} */ ...args) {
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--cache", join(place, ".npm"), "--registry", registry];
  const windows = process.platform === "win32";
  return run(windows ? "npm.cmd" : "npm", [...args, ...flags], { cwd: directory, shell: windows });
}

/**
 * Runs a program to its end; its failure shows what it printed.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import("node:child_process").ExecFileOptions} options
 */
export async function run(program, args, options) {
  const env = { ...bare(), ...options.env };
  try {
    return await promisify(execFile)(program, args, { timeout: 120_000, ...options, env, encoding: "utf8" });
  } catch (error) {
    const { stdout = "", stderr = "" } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    throw new Error(`${program} ${args.join(" ")} failed\n${stdout}${stderr}`, { cause: error });
  }
}

/** Runs a program that must fail, and gives what it printed. */
export async function fails(
  /** @type {string} */ program,
  /** @type {readonly string[]} */ args,
  /** @type {import("node:child_process").ExecFileOptions} */ options,
) {
  const error = await run(program, args, options).then(
    () => undefined,
    (error) => error,
  );
  assert.ok(error instanceof Error, `${program} ${args.join(" ")} succeeded`);
  return error.message;
}

/** The environment without settings of this test runner, of npm, and of whoever uses the library here. */
export function bare() {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([name]) => !/^(npm_|NODE_|GEAI_|SAIA_|OAuth_)/i.test(name)));
}

function directoryOf(/** @type {string} */ variable, /** @type {string} */ cure) {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`${variable} is not set: ${cure}`);
  return value;
}
