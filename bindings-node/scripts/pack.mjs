// Makes the tarballs that are published: the main package, and the package of one platform.
//
//   node bindings-node/scripts/pack.mjs --out DIR [--target TRIPLE]
//
// What they hold was built before, by build.mjs with the same triple.

import { execSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";

import { legal, mainManifest, nativePath, platformManifest, readme, root, subpaths } from "./manifests.mjs";
import { nativeFile, platformOf } from "./platforms.mjs";
import { tsc } from "./tsc.mjs";

const { values } = parseArgs({ options: { out: { type: "string" }, target: { type: "string" } } });
if (values.out === undefined) throw new Error("--out DIR is missing");
const out = resolve(values.out);
const dist = join(root, "bindings-node", "dist");
const platform = platformOf(values.target);
const native = nativeFile(platform);
if (!existsSync(nativePath(platform))) throw new Error(`${native} was not built: run build.mjs with the same --target`);

mkdirSync(out, { recursive: true });
const stage = mkdtempSync(join(tmpdir(), "geai-pack-"));
try {
  const main = prepare("main", mainManifest());
  writeFileSync(join(main, "README.md"), readme());
  for (const name of published()) {
    mkdirSync(join(main, "dist", dirname(name)), { recursive: true });
    copyFileSync(join(dist, name), join(main, "dist", name));
  }
  for (const [path, manifest] of Object.entries(subpaths())) {
    mkdirSync(join(main, path));
    writeManifest(join(main, path), manifest);
  }
  pack(main);

  const manifest = platformManifest(platform);
  const directory = prepare("platform", manifest);
  writeFileSync(join(directory, "README.md"), `# ${manifest.name}\n\n${manifest.description}\n`);
  copyFileSync(nativePath(platform), join(directory, native));
  pack(directory);
  if (platform.libc === "glibc") console.log(`${native}: needs glibc ${oldestGlibc(nativePath(platform))} or newer`);
} finally {
  rmSync(stage, { recursive: true });
}

/** The JavaScript, and the declarations to which those of the entries lead. The others declare internals. */
function published() {
  const entries = Object.values(mainManifest().exports).flatMap((entry) => Object.values(entry));
  const types = entries.map((entry) => entry.types).filter((file) => file !== undefined);
  const read = tsc("--ignoreConfig", "--listFilesOnly", ...types.map((file) => join("bindings-node", file)));
  const declared = read.split(/\r?\n/).filter((file) => file.includes("/bindings-node/dist/"));
  return [...readdirSync(dist).filter((name) => /\.m?js$/.test(name)), ...declared.map((file) => relative(dist, file))];
}

function prepare(/** @type {string} */ name, /** @type {object} */ manifest) {
  const directory = join(stage, name);
  mkdirSync(directory);
  writeManifest(directory, manifest);
  for (const file of legal) copyFileSync(join(root, file), join(directory, file));
  return directory;
}

function writeManifest(/** @type {string} */ directory, /** @type {object} */ manifest) {
  writeFileSync(join(directory, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function pack(/** @type {string} */ directory) {
  // Through the shell: on Windows npm is a script.
  const command = `npm pack --json --ignore-scripts --pack-destination "${out}"`;
  const printed = execSync(command, { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [packed] = /** @type {{ filename: string, unpackedSize: number, entryCount: number }[]} */ (
    Object.values(JSON.parse(printed))
  );
  if (packed === undefined) throw new Error(`npm pack said: ${printed}`);
  const { size } = statSync(join(out, packed.filename));
  const sizes = `${kib(size)} packed, ${kib(packed.unpackedSize)} unpacked`;
  console.log(`${packed.filename}: ${sizes}, ${packed.entryCount} files`);
}

/** The newest version among those of the symbols that a library asks for. */
function oldestGlibc(/** @type {string} */ file) {
  const asked = readFileSync(file, "latin1").matchAll(/GLIBC_2\.(\d+)/g);
  return `2.${Math.max(...[...asked].map(([, minor]) => Number(minor)))}`;
}

function kib(/** @type {number} */ bytes) {
  return `${Math.ceil(bytes / 1024)} KiB`;
}
