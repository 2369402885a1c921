// What a program loads with the package, and that there is one of everything.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { basename } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

import * as geai from "geai-client";
import { Emulator } from "geai-client/testing";

const LOADED = ["index.js", "bundle.js", "native"];
const HEAVY = ["child_process", "crypto", "http", "https", "net", "stream", "tls", "worker_threads"];

/** What a new process prints as JSON. */
function printed(/** @type {string} */ program) {
  const words = ["-p", `JSON.stringify((() => { ${program} })())`];
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  return JSON.parse(execFileSync(process.execPath, words, { cwd, encoding: "utf8" }));
}

function files(/** @type {string[]} */ paths) {
  return paths.map((path) => (path.endsWith(".node") ? "native" : basename(path)));
}

it("a client is two files and the native part", () => {
  assert.deepEqual(files(printed('require("geai-client"); return Object.keys(require.cache);')), LOADED);
});

it("the emulator is one file more, not a second copy", () => {
  const both = 'require("geai-client"); require("geai-client/testing"); return Object.keys(require.cache);';
  assert.deepEqual(files(printed(both)), [...LOADED, "testing.js"]);
});

it("loads no part of Node that a program may do without", () => {
  const program = `const before = new Set(process.moduleLoadList);
    require("geai-client");
    return process.moduleLoadList.filter((name) => !before.has(name));`;
  const names = /** @type {string[]} */ (printed(program)).map((name) => name.replace("NativeModule ", ""));
  assert.deepEqual(names.filter((name) => HEAVY.includes(name)), []);
});

it("classes have the names under which they are exported, as stacks show them", () => {
  const classes = Object.entries({ ...geai, Emulator }).filter(([name]) => /^[A-Z]/.test(name));
  for (const [name, type] of classes) assert.equal(/** @type {Function} */ (type).name, name);
});

it("the emulator makes clients of the class that is exported, and throws its errors", async () => {
  const emulator = await Emulator.start();
  assert.ok(emulator.client() instanceof geai.Client);
  assert.throws(() => emulator.token("none"), geai.InvalidRequestError);
  await assert.rejects(emulator.client().agents.get("none"), geai.NotFoundError);
  await emulator.stop();
});
