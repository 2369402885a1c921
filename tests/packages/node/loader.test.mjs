// What a user reads where there is no native part: the platform, the package, the cure.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";

import { nativeFile, packageName, platformOf, platforms } from "../../../bindings-node/scripts/platforms.mjs";
import { fails, packages, project, run } from "./support/project.mjs";
import { serve } from "./support/registry.mjs";

const here = platformOf(undefined);
const system = `${here.os}-${here.cpu}${here.libc === undefined ? "" : ` (${here.libc})`}`;
const load = 'require("geai-client")';

describe("the loader", () => {
  /** @type {string} */
  let directory;
  /** @type {string} */
  let installed;
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let registry;
  before(async () => {
    registry = await serve(packages);
    directory = await project("loader", registry.url, { source: "commonjs" });
    installed = join(directory, "node_modules", packageName(here));
    renameSync(installed, join(directory, "kept"));
  });
  after(() => registry.close());
  afterEach(() => {
    for (const platform of platforms) {
      rmSync(join(directory, "node_modules", packageName(platform)), { recursive: true, force: true });
    }
  });

  it("names the platform, the package that is missing, and the cure", async () => {
    const said = await fails(process.execPath, ["-e", load], { cwd: directory });
    assert.ok(said.includes(`no usable native part for ${system}, Node ${process.version}`), said);
    assert.ok(said.includes(`the package ${packageName(here)} is missing. Run \`npm install\` on this system`), said);
    assert.match(said, /\[cause\]/);
  });

  it("says the same after --omit=optional", async () => {
    const lean = await project("lean", registry.url, { source: "commonjs", flags: ["--omit=optional"] });
    const said = await fails(process.execPath, ["main.js"], { cwd: lean });
    assert.ok(said.includes(`${packageName(here)} is missing`) && said.includes("without --omit=optional"), said);
  });

  it("says the same where the package of another platform is installed", async () => {
    const other = platforms.find(({ os }) => os !== here.os) ?? here;
    cpSync(join(directory, "kept"), join(directory, "node_modules", packageName(other)), { recursive: true });
    const said = await fails(process.execPath, ["-e", load], { cwd: directory });
    assert.ok(said.includes(`${packageName(here)} is missing`), said);
    assert.ok(said.includes("where node_modules or the lockfile came from another system, delete them"), said);
  });

  it("says why a native part that is there does not load", async () => {
    mkdirSync(installed);
    writeFileSync(join(installed, "package.json"), JSON.stringify({ main: nativeFile(here) }));
    writeFileSync(join(installed, nativeFile(here)), "of another system");
    const said = await fails(process.execPath, ["-e", load], { cwd: directory });
    assert.match(said, /it is installed and does not load \(.*\)\. Delete node_modules and run `npm install`/);
  });

  for (const [os, cpu] of [
    ["freebsd", "x64"],
    ["linux", "riscv64"],
    ["win32", "ia32"],
  ]) {
    it(`says that there is none for ${os}-${cpu}, and what there is one for`, async () => {
      const faked = `Object.defineProperties(process, { platform: { value: "${os}" }, arch: { value: "${cpu}" } });`;
      const said = await fails(process.execPath, ["-e", `${faked} ${load}`], { cwd: directory });
      assert.ok(said.includes(`no usable native part for ${os}-${cpu}`), said);
      assert.ok(said.includes("there is none. It is made for"), said);
      for (const { name } of platforms) assert.ok(said.includes(name), said);
    });
  }

  it("takes the native part of this C library where those of both are installed", async () => {
    renameSync(join(directory, "kept"), installed);
    const alike = platforms.filter(({ os, cpu }) => os === here.os && cpu === here.cpu);
    for (const platform of alike.filter((platform) => platform !== here)) {
      const other = join(directory, "node_modules", packageName(platform));
      mkdirSync(other);
      writeFileSync(join(other, "package.json"), JSON.stringify({ main: nativeFile(platform) }));
      writeFileSync(join(other, nativeFile(platform)), "of another C library");
    }
    const { stdout } = await run(process.execPath, ["main.js"], { cwd: directory });
    assert.equal(stdout.trim(), "round trip");
  });
});
