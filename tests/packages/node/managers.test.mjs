// Other package managers than npm: each lays packages out in its own way.

import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { packageName, platformOf } from "../../../bindings-node/scripts/platforms.mjs";
import { files } from "./support/documented.mjs";
import { bareProject, npm, packages, run, tools } from "./support/project.mjs";
import { serve } from "./support/registry.mjs";

const here = packageName(platformOf(undefined));

describe("a project", () => {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let registry;
  before(async () => {
    registry = await serve(packages);
  });
  after(() => registry.close());

  it("of the tarballs in a folder is installed from its lock file, and makes a round trip", async () => {
    const directory = bareProject("tarballs", "commonjs");
    const vendor = join(directory, "vendor");
    mkdirSync(join(vendor, "absent"), { recursive: true });
    for (const name of readdirSync(packages)) copyFileSync(join(packages, name), join(vendor, name));
    const shown = files("production.md");
    writeFileSync(join(vendor, "absent", "package.json"), shown["vendor/absent/package.json"] ?? "");
    // As for the platform that the page shows.
    const text = (shown["package.json"] ?? "").replaceAll("linux-x64-gnu", "THIS").replaceAll(here.slice(12), "linux-x64-gnu");
    writeFileSync(join(directory, "package.json"), text.replaceAll("THIS", here.slice(12)));
    await npm(directory, registry.url, "install");
    await npm(directory, registry.url, "ci");
    assert.deepEqual(registry.asked.filter((path) => path.endsWith(".tgz")), []);
    const { stdout } = await run(process.execPath, ["main.js"], { cwd: directory });
    assert.equal(stdout.trim(), "round trip");
  });

  it("installed by pnpm makes a round trip", async () => {
    const directory = bareProject("pnpm", "commonjs");
    const settings = ["--registry", registry.url, "--store-dir", join(directory, "store")];
    await run(process.execPath, [join(tools, "pnpm", "bin", "pnpm.cjs"), "add", "geai-client", ...settings], {
      cwd: directory,
    });
    const installed = readdirSync(join(directory, "node_modules", ".pnpm"));
    const ours = installed.filter((name) => name.startsWith("geai-client")).map((name) => name.replace(/@.*/, ""));
    assert.deepEqual(ours.sort(), ["geai-client", here]);
    const { stdout } = await run(process.execPath, ["main.js"], { cwd: directory });
    assert.equal(stdout.trim(), "round trip");
  });

  it("installed by Yarn with Plug'n'Play makes a round trip", async () => {
    const directory = bareProject("yarn", "commonjs");
    const settings = [
      `npmRegistryServer: "${registry.url}"`,
      "unsafeHttpWhitelist: [127.0.0.1]",
      "npmMinimalAgeGate: 0",
      "enableGlobalCache: false",
      // A package of the same version that an earlier run left there would be taken for this one.
      "globalFolder: .yarn/global",
      "enableImmutableInstalls: false",
      "enableTelemetry: false",
      "pnpEnableEsmLoader: true",
    ];
    writeFileSync(join(directory, ".yarnrc.yml"), `${settings.join("\n")}\n`);
    writeFileSync(join(directory, "yarn.lock"), "");
    const yarn = join(tools, "@yarnpkg", "cli-dist", "bin", "yarn.js");
    await run(process.execPath, [yarn, "add", "geai-client"], { cwd: directory });
    assert.ok(!existsSync(join(directory, "node_modules")));
    // A native part cannot be loaded from an archive.
    const unpacked = readdirSync(join(directory, ".yarn", "unplugged"));
    assert.deepEqual(unpacked.map((name) => name.replace(/-npm-.*/, "")), [here]);
    const { stdout } = await run(process.execPath, [yarn, "node", "main.js"], { cwd: directory });
    assert.equal(stdout.trim(), "round trip");
  });
});
