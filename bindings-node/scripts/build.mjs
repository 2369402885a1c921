// Builds the package into bindings-node/dist: JavaScript and types, then the native part.
//
//   node bindings-node/scripts/build.mjs [--profile release|dev] [--no-native] [--target TRIPLE] [--zig]
//
// --zig links with Zig, so that a Linux build runs with older C libraries than that of the machine that makes it.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

import * as esbuild from "esbuild";

import { nativePath, platformManifest, root } from "./manifests.mjs";
import { platformOf } from "./platforms.mjs";
import { tsc } from "./tsc.mjs";

/** What Node 20 itself asks for. */
const OLDEST_GLIBC = "2.28";

const sources = join(root, "bindings-node", "ts");
const dist = join(root, "bindings-node", "dist");
const { values } = parseArgs({
  options: {
    profile: { type: "string", default: "release" },
    native: { type: "boolean", default: true },
    target: { type: "string" },
    zig: { type: "boolean", default: false },
  },
  allowNegative: true,
});

mkdirSync(dist, { recursive: true });
// Outputs of sources that no longer exist; the native part is replaced below.
for (const name of readdirSync(dist)) if (name !== "node_modules") rmSync(join(dist, name), { recursive: true });
tsc("-p", "bindings-node");
copyDeclarations("native/native.d.ts");
await bundle();

if (values.native) {
  const platform = platformOf(values.target);
  const target = nativePath(platform);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(join(dirname(target), "package.json"), JSON.stringify(platformManifest(platform)));
  // Renamed into place: a process that has the old one loaded keeps it.
  copyFileSync(compile(platform), `${target}.new`);
  renameSync(`${target}.new`, target);
}

/** Copies declarations that the compiler reads and does not write. */
function copyDeclarations(/** @type {string} */ file) {
  mkdirSync(join(dist, dirname(file)), { recursive: true });
  copyFileSync(join(sources, file), join(dist, file));
}

/**
 * Makes the JavaScript: one file with everything, and entries that pick their names from it. Neither minified nor
 * mapped: stacks name lines that can be read as they stand.
 */
async function bundle() {
  /** @type {esbuild.BuildOptions} */
  const common = { absWorkingDir: root, bundle: true, platform: "node", target: "node20", packages: "external" };
  const outfile = join(dist, "bundle.js");
  await esbuild.build({ ...common, entryPoints: [join(sources, "bundle.ts")], format: "cjs", outfile });
  for (const entry of ["index", "testing"]) {
    const names = await namesOf({ ...common, entryPoints: [join(sources, `${entry}.ts`)] });
    // Spelled out, so that Node finds the names when it is imported.
    const lines = [
      '"use strict";',
      `const { ${names} } = require("./bundle.js");`,
      `module.exports = { ${names} };`,
      'Object.defineProperty(module.exports, "__esModule", { value: true });',
    ];
    writeFileSync(join(dist, `${entry}.js`), `${lines.join("\n")}\n`);
    copyFileSync(join(sources, `${entry}.mts`), join(dist, `${entry}.mjs`));
  }
  await bundleApart(common, "opentelemetry");
  copyFileSync(join(sources, "opentelemetry.mts"), join(dist, "opentelemetry.mjs"));
  await bundleApart(common, "cli");
}

/** Makes an entry that is no part of the one file: it needs an optional peer, or is a program. */
async function bundleApart(/** @type {esbuild.BuildOptions} */ common, /** @type {string} */ entry) {
  const entryPoints = [join(sources, `${entry}.ts`)];
  /** @type {esbuild.Plugin} */
  const shared = {
    name: "shared",
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\.\/native\/load$/ }, () => ({ path: "./bundle.js", external: true }));
    },
  };
  await esbuild.build({ ...common, entryPoints, format: "cjs", outfile: join(dist, `${entry}.js`), plugins: [shared] });
}

/** What a source exports that is no type. */
async function namesOf(/** @type {esbuild.BuildOptions} */ options) {
  const { metafile } = await esbuild.build({ ...options, format: "esm", write: false, metafile: true });
  return Object.values(metafile?.outputs ?? {}).flatMap(({ exports }) => exports).join(", ");
}

/** Compiles the native part and says where it is. */
function compile(/** @type {import("./platforms.mjs").Platform} */ { triple, libc }) {
  const linked = values.zig && libc === "glibc" ? `${triple}.${OLDEST_GLIBC}` : triple;
  const target = values.zig || values.target !== undefined ? ["--target", linked] : [];
  const flags = (process.env["RUSTFLAGS"] ?? "").split(" ").filter((flag) => flag !== "");
  // A library that Node loads shares its C library, which Rust would otherwise link into it for musl.
  if (libc === "musl") flags.push("-Ctarget-feature=-crt-static");
  // No directory of this machine in the messages of panics of what is published.
  const cargo = process.env["CARGO_HOME"] ?? join(homedir(), ".cargo");
  if (values.profile === "release") {
    flags.push(`--remap-path-prefix=${cargo}=cargo`, `--remap-path-prefix=${root}=geai-client/`);
  }
  const environment = { ...process.env, CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f") };
  // What is published holds its cryptography; it does not link a library that this machine may have.
  if (values.profile === "release") Object.assign(environment, { AWS_LC_SYS_USE_SYSTEM: "0" });
  const build = [values.zig ? "zigbuild" : "build", "--locked", "--profile", values.profile, "-p", "geai-client-node"];
  const messages = execFileSync("cargo", [...build, ...target, "--message-format", "json-render-diagnostics"], {
    cwd: root,
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 28,
    encoding: "utf8",
  });
  const built = messages
    .split("\n")
    .filter((line) => line.includes('"compiler-artifact"'))
    .map((line) => JSON.parse(line))
    .find((message) => message.target.name === "geai_client_node");
  return /** @type {string} */ (built.filenames[0]);
}
