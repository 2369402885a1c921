// Builds the package into bindings-node/dist: JavaScript and types, then the native part.
//
//   node bindings-node/scripts/build.mjs [--profile release|dev] [--no-native]

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(root, "bindings-node", "dist");
const { values } = parseArgs({
  options: {
    profile: { type: "string", default: "release" },
    native: { type: "boolean", default: true },
  },
  allowNegative: true,
});

mkdirSync(dist, { recursive: true });
// What a source that is gone left behind; the native part is replaced below.
for (const name of readdirSync(dist)) if (!name.endsWith(".node")) rmSync(join(dist, name), { recursive: true });
const tsc = createRequire(import.meta.url)
  .resolve("typescript/package.json")
  .replace("package.json", "bin/tsc");
execFileSync(process.execPath, [tsc, "-p", join(root, "bindings-node")], { stdio: "inherit" });

if (values.native) {
  const build = ["build", "--profile", values.profile, "-p", "geai-client-node"];
  const messages = execFileSync("cargo", [...build, "--message-format", "json-render-diagnostics"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 28,
    encoding: "utf8",
  });
  const built = messages
    .split("\n")
    .filter((line) => line.includes('"compiler-artifact"'))
    .map((line) => JSON.parse(line))
    .find((message) => message.target.name === "geai_client_node");
  const target = join(dist, `geai-client.${platform()}.node`);
  // Renamed into place: a process that has the old one loaded keeps it.
  copyFileSync(built.filenames[0], `${target}.new`);
  renameSync(`${target}.new`, target);
}

/** As bindings-node/ts/native.ts names it. */
function platform() {
  if (process.platform !== "linux") return `${process.platform}-${process.arch}`;
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return `linux-${process.arch}-${report.header.glibcVersionRuntime === undefined ? "musl" : "gnu"}`;
}
