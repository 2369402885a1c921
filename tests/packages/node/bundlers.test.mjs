// The packages and what makes one file of many: as the documentation shows it.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, it } from "node:test";

import { nativeFile, packageName, platformOf } from "../../../bindings-node/scripts/platforms.mjs";
import { commands, files } from "./support/documented.mjs";
import { fails, packages, project, run, tools } from "./support/project.mjs";
import { serve } from "./support/registry.mjs";
import { answers } from "./support/server.mjs";

const PAGE = "bundlers.md";
const here = platformOf(undefined);
/** Programs that `npx` runs, below what the tests bring along. */
const programs = {
  esbuild: ["esbuild", "bin", "esbuild"],
  ncc: ["@vercel", "ncc", "dist", "ncc", "cli.js"],
  rollup: ["rollup", "dist", "bin", "rollup"],
  webpack: ["webpack", "bin", "webpack.js"],
};
const esbuild = commands("npx esbuild", PAGE);
const [external = []] = esbuild.filter((words) => words.includes("--external:geai-client"));
const copied = esbuild.filter((words) => words.includes("--loader:.node=copy"));

describe("a server that is bundled", () => {
  /** @type {string} */
  let directory;
  before(async () => {
    const registry = await serve(packages);
    directory = await project("server", registry.url);
    registry.close();
    // As a bundler without TypeScript gets it.
    await run(process.execPath, [join(tools, ...programs.esbuild), "server.ts", "--outfile=server.mjs"], {
      cwd: directory,
    });
    for (const [name, text] of Object.entries(files(PAGE))) writeFileSync(join(directory, name), text);
  });

  it("by esbuild, with the package external, makes a round trip", async () => {
    await bundle("esbuild", external);
    await answers(directory, process.execPath, [output()], directory);
  });

  assert.equal(copied.length, 2);
  for (const words of copied) {
    const format = words.find((word) => word.startsWith("--format="));
    it(`by esbuild, ${format}, with the native part beside it, makes a round trip without node_modules`, async () => {
      await bundle("esbuild", words);
      await alone();
    });
  }

  it("by esbuild, with neither, is refused when it is built", async () => {
    const words = external.filter((word) => !word.startsWith("--external"));
    const program = join(tools, ...programs.esbuild);
    assert.match(await fails(process.execPath, [program, ...words], { cwd: directory }), /No loader .* "\.node" files/);
  });

  it("by webpack makes a round trip", async () => {
    await bundle("webpack", commands("npx webpack", PAGE)[0]);
    await answers(directory, process.execPath, [output()], directory);
  });

  it("by rollup makes a round trip", async () => {
    await bundle("rollup", commands("npx rollup", PAGE)[0]);
    await answers(directory, process.execPath, [output()], directory);
  });

  it("by ncc makes a round trip without node_modules", async () => {
    await bundle("ncc", commands("npx ncc", PAGE)[0]);
    await alone();
  });

  it("by tracing takes the native part along", async () => {
    const { nodeFileTrace } = createRequire(import.meta.url)("@vercel/nft");
    const { fileList } = await nodeFileTrace([join(directory, "node_modules", "geai-client", "dist", "index.js")], {
      base: directory,
    });
    const native = ["node_modules", packageName(here), nativeFile(here)].join("/");
    assert.ok(fileList.has(join(native)), [...fileList].join("\n"));
  });

  /** Runs a command of the documentation, which writes into `out`. */
  async function bundle(/** @type {keyof typeof programs} */ program, /** @type {readonly string[]} */ words = []) {
    rmSync(join(directory, "out"), { recursive: true, force: true });
    await run(process.execPath, [join(tools, ...programs[program]), ...words], { cwd: directory });
  }

  /** The script that was written. */
  function output(within = directory) {
    const [script] = readdirSync(join(within, "out")).filter((name) => /\.[cm]?js$/.test(name));
    return join(within, "out", script ?? "");
  }

  /** What was written, run where nothing is installed. */
  async function alone() {
    const elsewhere = mkdtempSync(join(tmpdir(), "geai-bundle-"));
    try {
      cpSync(join(directory, "out"), join(elsewhere, "out"), { recursive: true });
      assert.ok(readdirSync(join(elsewhere, "out")).some((name) => name.endsWith(".node")));
      await answers(directory, process.execPath, [output(elsewhere)], elsewhere);
    } finally {
      rmSync(elsewhere, { recursive: true, maxRetries: 3 });
    }
  }
});
