// Other runtimes than the one that runs the tests: what the documentation says works there, works there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";

import { platformOf } from "../../../bindings-node/scripts/platforms.mjs";
import { commands } from "./support/documented.mjs";
import { packages, project, run, tools } from "./support/project.mjs";
import { serve } from "./support/registry.mjs";
import { answers } from "./support/server.mjs";

/** @typedef {{ name: string, program: string, args: string[] }} Runtime */

const bun = join(tools, "bun-linux-x64", "bin", "bun");
const deno = join(tools, "deno-linux-x64", "deno");
const [permissions = []] = commands("deno run").map((words) => words.filter((word) => word.startsWith("--")));

/** @type {Runtime[]} */
const runtimes = [{ name: `the Node of the tests, ${process.version}`, program: process.execPath, args: [] }];
const pinned = JSON.parse(readFileSync(join(tools, "..", "package.json"), "utf8")).optionalDependencies;
// There are packages of runtimes for other platforms, too; releases are tested there with the Node that is installed.
if (platformOf(undefined).name === "linux-x64-gnu") {
  for (const name of Object.keys(pinned).filter((name) => name.startsWith("node"))) {
    runtimes.push({ name: pinned[name], program: join(tools, name, "bin", "node"), args: [] });
  }
  runtimes.push({ name: pinned["bun-linux-x64"], program: bun, args: [] });
  runtimes.push({ name: pinned["deno-linux-x64"], program: deno, args: ["run", "--no-prompt", ...permissions] });
}

describe("a runtime", { concurrency: 2 }, () => {
  /** @type {string} */
  let directory;
  before(async () => {
    const registry = await serve(packages);
    directory = await project("runtime", registry.url);
    registry.close();
  });

  for (const { name, program, args } of runtimes) {
    it(`${name} does everything`, async () => {
      // The program writes files and starts worker threads, which is its own doing.
      const allowed = program === deno ? ["run", "--allow-all"] : args;
      const { stdout, stderr } = await run(program, [...allowed, "main.mjs"], { cwd: directory });
      const outcomes = Object.entries(JSON.parse(stdout));
      assert.deepEqual(outcomes.filter(([, outcome]) => outcome !== "works"), []);
      assert.equal(outcomes.length, 12);
      assert.equal(stderr, "");
    });

    it(`${name} exits with calls in flight`, async () => {
      await assert.rejects(run(program, [...args, "flight.mjs"], { cwd: directory }), (/** @type {Error} */ error) => {
        const { code, signal, stderr } = /** @type {{ code: number, signal: string, stderr: string }} */ (error.cause);
        assert.deepEqual([code, signal, stderr], [3, null, ""]);
        return true;
      });
    });
  }
});

if (platformOf(undefined).name === "linux-x64-gnu") {
  describe("a server", () => {
    /** @type {string} */
    let directory;
    before(async () => {
      const registry = await serve(packages);
      directory = await project("server", registry.url);
      registry.close();
    });

    it("runs on Deno with the permissions that the documentation names", async () => {
      const [words = []] = commands("deno run");
      // To serve, which not every program does.
      await answers(directory, deno, ["run", "--no-prompt", "--allow-net=127.0.0.1", ...words], directory);
    });

    it("is a single executable, made by Bun", async () => {
      const [words = []] = commands("bun build");
      await run(bun, ["build", ...words], { cwd: directory });
      await answers(directory, join(directory, "out", "server"), [], "/");
    });
  });
}
