// What is in the tarballs, and what says so.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, it } from "node:test";

import { mainManifest, platformManifest, root, version } from "../../../bindings-node/scripts/manifests.mjs";
import { nativeFile, packageName, platformOf, platforms } from "../../../bindings-node/scripts/platforms.mjs";
import { packages, run, tools } from "./support/project.mjs";

const LEGAL = ["LICENSE", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "THIRD-PARTY-LICENSES.md", "package.json"];
const MEBIBYTE = 1 << 20;
/** Most bytes of the native part, as of that of the wheel. */
const LARGEST = 10_000_000;

const here = platformOf(undefined);
const main = join(packages, `geai-client-${version()}.tgz`);
const native = join(packages, `${packageName(here)}-${version()}.tgz`);

describe("the main package", () => {
  it("holds JavaScript, types and licences, and nothing else", async () => {
    const names = await contents(main);
    const others = names.filter((name) => !/^dist\/([a-z]+\/)?[a-z_]+\.(d\.ts|js|d\.mts|mjs)$/.test(name));
    assert.deepEqual(others.sort(), [...LEGAL, "opentelemetry/package.json", "testing/package.json"].sort());
    for (const { types, default: file } of Object.values(mainManifest().exports).flatMap(Object.values)) {
      if (file === undefined) continue;
      assert.ok(names.includes(types.slice(2)) && names.includes(file.slice(2)), file);
    }
    assert.ok(statSync(main).size < MEBIBYTE / 4);
  });

  it("holds one file of JavaScript and its entries, and the declarations to which theirs lead", async () => {
    const names = (await contents(main)).filter((name) => name.startsWith("dist/"));
    const entries = Object.values(mainManifest().exports).flatMap((entry) => Object.values(entry));
    const scripts = entries.map((entry) => entry.default?.slice(2)).filter((name) => name !== undefined);
    const programs = Object.values(mainManifest().bin).map((file) => file.slice(2));
    const all = [...scripts, ...programs, "dist/bundle.js"];
    assert.deepEqual(names.filter((name) => /\.m?js$/.test(name)).sort(), all.sort());
    const types = names.filter((name) => !/\.m?js$/.test(name));
    const text = types.map((name) => content(main, name)).join("\n");
    for (const name of types.filter((name) => !entries.some((entry) => entry.types === `./${name}`))) {
      assert.ok(text.includes(`/${basename(name, ".d.ts")}"`), name);
    }
  });

  it("has no link that leads nowhere on a registry", () => {
    const links = [...content(main, "README.md").matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target);
    assert.deepEqual(links.filter((target) => !/^(https:|#)/.test(target ?? "")), []);
  });

  it("takes undefined wherever a member may be missing", async () => {
    // What the others declare is reached by no name of an entry.
    const internal = /^dist\/(native|call\/calls)/;
    const declarations = (await contents(main)).filter((name) => name.endsWith(".d.ts") && !internal.test(name));
    const members = declarations.flatMap((name) =>
      [...content(main, name).matchAll(/^ +(?:readonly )?\w+\?: (.*);$/gm)].map(([line = "", type]) => ({ line, type })),
    );
    const strict = members.filter(({ type }) => type !== "unknown" && !type?.includes("| undefined"));
    assert.deepEqual(strict.map(({ line }) => line.trim()), []);
    assert.ok(members.length > 200);
  });

  it("depends on the packages of all platforms, at its own version, and on nothing else but an optional peer", () => {
    const manifest = JSON.parse(content(main, "package.json"));
    const expected = platforms.map((platform) => [`geai-client-${platform.name}`, version()]);
    assert.deepEqual(manifest.optionalDependencies, Object.fromEntries(expected));
    assert.equal(manifest.version, version());
    assert.deepEqual(manifest.peerDependenciesMeta, { "@opentelemetry/api": { optional: true } });
    assert.deepEqual(Object.keys(manifest.peerDependencies), ["@opentelemetry/api"]);
    assert.deepEqual([manifest.dependencies, manifest.scripts, manifest.private], [undefined, undefined, undefined]);
  });

  it("looks for the packages that there are", () => {
    const loader = content(main, "dist/bundle.js");
    const required = [...loader.matchAll(/require\("(geai-client-[^"]+)"\)/g)].map(([, name]) => name);
    assert.deepEqual(required, platforms.map(packageName));
  });
});

describe("the package of this platform", () => {
  it("holds the native part and licences, and nothing else", async () => {
    assert.deepEqual((await contents(native)).sort(), [...LEGAL, nativeFile(here)].sort());
    assert.ok(statSync(native).size < LARGEST);
  });

  it("holds no debug symbols", () => {
    const library = content(native, nativeFile(here), "latin1");
    assert.ok(library.length < LARGEST, `${library.length} bytes`);
    // Names of sections, in the table of an ELF file. Windows and macOS keep symbols in files of their own.
    assert.doesNotMatch(library.slice(-65_536), /\0\.(debug_\w+|symtab)\0/);
  });

  it("does not tell where it was built", () => {
    const library = content(native, nativeFile(here), "latin1");
    assert.doesNotMatch(library, /[/\\]\.cargo[/\\]registry/);
    assert.ok(!library.includes(root));
  });

  it("is for this platform alone", () => {
    const { name, version: own, os, cpu, libc } = JSON.parse(content(native, "package.json"));
    assert.deepEqual([name, own, os, cpu], [packageName(here), version(), [process.platform], [process.arch]]);
    assert.deepEqual(libc, here.libc && [here.libc]);
  });
});

describe("the package of every platform", () => {
  for (const platform of platforms) {
    it(`${platform.name} has one name, system and processor`, () => {
      const { name, os, cpu, libc, main } = platformManifest(platform);
      const parts = [...os, ...cpu, ...(libc ?? []).map((libc) => (libc === "glibc" ? "gnu" : libc))];
      assert.equal(name, `geai-client-${parts.join("-")}`);
      assert.equal(main, `geai-client.${parts.join("-")}.node`);
      assert.equal(platformOf(platform.triple), platform);
    });
  }
});

describe("the checkers of packages", () => {
  for (const tarball of [main, native]) {
    it(`publint has nothing to say of ${tarball.slice(packages.length + 1)}`, async () => {
      const { stdout } = await tool("publint/src/cli.js", "--strict", tarball);
      assert.match(stdout, /All good!/);
    });
  }

  it("the types are not wrong", async () => {
    const { stdout } = await tool("@arethetypeswrong/cli/dist/index.js", main, "--no-definitely-typed");
    assert.match(stdout, /No problems found/);
  });
});

describe("the versions", () => {
  const script = join(root, "bindings-node", "scripts", "version.mjs");

  it("are one", async () => {
    assert.equal((await run(process.execPath, [script], {})).stdout.trim(), version());
  });

  it("are not that of another tag", async () => {
    await assert.rejects(run(process.execPath, [script, "--tag", "v0.0.0"], {}), /the tag is v0\.0\.0/);
  });
});

async function contents(/** @type {string} */ tarball) {
  const { stdout } = await run("tar", ["-tzf", basename(tarball)], { cwd: packages });
  return stdout.trim().split(/\r?\n/).map((line) => line.replace(/^package\//, ""));
}

// In the directory of the tarball: some tars take `C:` for the name of a host.
function content(
  /** @type {string} */ tarball,
  /** @type {string} */ file,
  /** @type {BufferEncoding} */ encoding = "utf8",
) {
  const words = ["-xzOf", basename(tarball), `package/${file}`];
  return execFileSync("tar", words, { cwd: packages, maxBuffer: 64 * MEBIBYTE, encoding });
}

function tool(/** @type {string} */ script, /** @type {string[]} */ ...args) {
  return run(process.execPath, [join(tools, script), ...args], { cwd: packages });
}
