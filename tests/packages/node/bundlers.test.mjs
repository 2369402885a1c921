// The packages and what makes one file of many: as the documentation shows it.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, it } from "node:test";

import { nativeFile, packageName, platformOf } from "../../../bindings-node/scripts/platforms.mjs";
import { commands } from "./support/documented.mjs";
import { fails, packages, project, run, tools } from "./support/project.mjs";
import { serve } from "./support/registry.mjs";
import { answers } from "./support/server.mjs";

const esbuild = join(tools, "esbuild", "bin", "esbuild");
const [external = [], copied = []] = commands("npx esbuild");
const here = platformOf(undefined);

describe("a server that is bundled", () => {
  /** @type {string} */
  let directory;
  before(async () => {
    const registry = await serve(packages);
    directory = await project("server", registry.url);
    registry.close();
  });

  it("by esbuild, with the package external, makes a round trip", async () => {
    assert.ok(external.includes("--external:geai-client"));
    const file = await bundle(external);
    await answers(directory, process.execPath, [file], directory);
  });

  it("by esbuild, with the native part beside it, makes a round trip without node_modules", async () => {
    assert.ok(copied.includes("--loader:.node=copy"));
    const file = await bundle(copied);
    const alone = mkdtempSync(join(tmpdir(), "geai-bundle-"));
    try {
      cpSync(join(directory, "out"), alone, { recursive: true });
      assert.ok(readdirSync(alone).some((name) => name.endsWith(".node")));
      await answers(directory, process.execPath, [file.replace("out", alone)], alone);
    } finally {
      rmSync(alone, { recursive: true, maxRetries: 3 });
    }
  });

  it("by esbuild, with neither, is refused when it is built", async () => {
    const words = external.filter((word) => !word.startsWith("--external"));
    assert.match(await fails(process.execPath, [esbuild, ...words], { cwd: directory }), /No loader .* "\.node" files/);
  });

  it("by tracing takes the native part along", async () => {
    const { nodeFileTrace } = createRequire(import.meta.url)("@vercel/nft");
    const { fileList } = await nodeFileTrace([join(directory, "node_modules", "geai-client", "dist", "index.js")], {
      base: directory,
    });
    const native = ["node_modules", packageName(here), nativeFile(here)].join("/");
    assert.ok(fileList.has(join(native)), [...fileList].join("\n"));
  });

  /** Runs a command of the documentation; gives the file it writes. */
  async function bundle(/** @type {readonly string[]} */ words) {
    rmSync(join(directory, "out"), { recursive: true, force: true });
    await run(process.execPath, [esbuild, ...words], { cwd: directory });
    return /** @type {string} */ (words.find((word) => word.startsWith("--outfile="))?.slice("--outfile=".length));
  }
});
