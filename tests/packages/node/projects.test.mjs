// The packages in the projects of users: installed from a registry, outside the checkout.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";

import { packageName, platformOf, platforms } from "../../../bindings-node/scripts/platforms.mjs";
import { files } from "./support/documented.mjs";
import { packages, project, run, tools } from "./support/project.mjs";
import { serve } from "./support/registry.mjs";

describe("a project", { concurrency: 2 }, () => {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let registry;
  before(async () => {
    registry = await serve(packages);
  });
  after(() => registry.close());

  it("gets the native part of its platform and no other", async () => {
    const directory = await project("install", registry.url, { source: "commonjs" });
    const installed = readdirSync(join(directory, "node_modules")).filter((name) => !name.startsWith("."));
    const here = packageName(platformOf(undefined));
    assert.deepEqual(installed.sort(), ["geai-client", here]);
    const elsewhere = platforms.map(packageName).filter((name) => name !== here);
    const fetched = registry.asked.filter((path) => path.endsWith(".tgz"));
    assert.ok(fetched.some((path) => path.startsWith(`${here}-`)));
    assert.ok(!fetched.some((path) => elsewhere.some((name) => path.startsWith(`${name}-`))));
  });

  it("has the program that runs the emulator", { skip: process.platform === "win32" }, async () => {
    const directory = await project("program", registry.url, { source: "commonjs" });
    const program = join(directory, "node_modules", ".bin", "geai-client");
    const running = spawn(program, ["emulator", "--project", "dev"], { stdio: ["ignore", "pipe", "ignore"] });
    const ended = once(running, "close");
    const [line] = await once(createInterface(running.stdout), "line");
    const { url, projects } = JSON.parse(line);
    const answer = await fetch(`${url}/v4/agents`, { headers: { authorization: `Bearer ${projects[0].token}` } });
    assert.equal(answer.status, 200);
    running.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
  });

  it("in TypeScript, with ESM, compiles strictly and makes a round trip", async () => {
    const directory = await project("esm-typescript", registry.url, { link: ["@types/node"] });
    await run(process.execPath, [join(tools, "typescript", "bin", "tsc"), "-p", "."], { cwd: directory });
    const { stdout } = await run(process.execPath, [join("out", "main.js")], { cwd: directory });
    assert.equal(stdout.trim(), "round trip");
  });

  it("in JavaScript, with CommonJS, makes a round trip", async () => {
    const directory = await project("commonjs", registry.url);
    const { stdout } = await run(process.execPath, ["main.js"], { cwd: directory });
    assert.equal(stdout.trim(), "round trip");
  });

  it("in TypeScript 5.0 and later, also for older targets, compiles with every declaration checked", async () => {
    const directory = await project("older-typescript", registry.url, { link: ["@types/node", "undici-types"] });
    const flags = "--noEmit --strict --exactOptionalPropertyTypes --skipLibCheck false --module node16 --types node";
    for (const [compiler, target] of [
      ["typescript-5.0", "es2018"],
      ["typescript", "es2021"],
    ]) {
      const tsc = join(tools, compiler ?? "", "bin", "tsc");
      const words = [...flags.split(" "), "--target", target ?? "", "main.ts"];
      await run(process.execPath, [tsc, ...words], { cwd: directory });
    }
  });

  it("with vitest, in Node and in a window, runs what the guide shows", async () => {
    const directory = await project("vitest", registry.url, { link: ["vitest", "jsdom", "msw"] });
    show(directory, ".ts");
    const vitest = join(tools, "vitest", "vitest.mjs");
    const { stdout } = await run(process.execPath, [vitest, "run", "--reporter=json"], { cwd: directory });
    const { numPassedTests, numTotalTests, testResults } = JSON.parse(stdout);
    assert.deepEqual([numPassedTests, numTotalTests], [11, 11]);
    assert.equal(testResults.length, 4);
  });

  it("with jest, in Node and in a window, runs what the guide shows", async () => {
    const directory = await project("jest", registry.url, { link: ["jest-environment-jsdom"] });
    show(directory, ".js");
    const jest = join(tools, "jest", "bin", "jest.js");
    const { stdout } = await run(process.execPath, [jest, "--json", "--runInBand"], { cwd: directory });
    const { numPassedTests, numTotalTests } = JSON.parse(stdout);
    assert.deepEqual([numPassedTests, numTotalTests], [11, 11]);
  });

  /** Writes the files with this ending that the guide to runners shows. */
  function show(/** @type {string} */ directory, /** @type {string} */ ending) {
    const shown = Object.entries(files("jobs/test-runners.md")).filter(([name]) => name.endsWith(ending));
    assert.ok(shown.length > 0);
    for (const [name, text] of shown) writeFileSync(join(directory, name), text);
  }
});
