// The platforms that have a native part, and what is said of them: the only place that lists them all. The loader
// names the same packages, one by one, because bundlers and tracers look for literal names; the tests compare.

/**
 * @typedef {object} Platform
 * @property {string} name as in the names of native files and packages
 * @property {string} triple what Rust calls it
 * @property {NodeJS.Platform} os
 * @property {NodeJS.Architecture} cpu
 * @property {"glibc" | "musl"} [libc]
 */

/** @type {readonly Platform[]} */
export const platforms = [
  { name: "linux-x64-gnu", triple: "x86_64-unknown-linux-gnu", os: "linux", cpu: "x64", libc: "glibc" },
  { name: "linux-arm64-gnu", triple: "aarch64-unknown-linux-gnu", os: "linux", cpu: "arm64", libc: "glibc" },
  { name: "linux-x64-musl", triple: "x86_64-unknown-linux-musl", os: "linux", cpu: "x64", libc: "musl" },
  { name: "linux-arm64-musl", triple: "aarch64-unknown-linux-musl", os: "linux", cpu: "arm64", libc: "musl" },
  { name: "darwin-x64", triple: "x86_64-apple-darwin", os: "darwin", cpu: "x64" },
  { name: "darwin-arm64", triple: "aarch64-apple-darwin", os: "darwin", cpu: "arm64" },
  { name: "win32-x64", triple: "x86_64-pc-windows-msvc", os: "win32", cpu: "x64" },
];

/** The platform of a Rust triple, or of this machine where none is given. */
export function platformOf(/** @type {string | undefined} */ triple) {
  const found = platforms.find((platform) => (triple === undefined ? isHere(platform) : platform.triple === triple));
  if (found !== undefined) return found;
  const wanted = triple ?? `${process.platform}-${process.arch}`;
  throw new Error(`no platform ${wanted}; there are: ${platforms.map(({ triple }) => triple).join(", ")}`);
}

function isHere(/** @type {Platform} */ { os, cpu, libc }) {
  return os === process.platform && cpu === process.arch && (libc === undefined || libc === libcHere());
}

function libcHere() {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header.glibcVersionRuntime === undefined ? "musl" : "glibc";
}

/** Name of the native file of a platform, in its package and in a checkout. */
export function nativeFile(/** @type {Platform} */ { name }) {
  return `geai-client.${name}.node`;
}

/** Name of the package of a platform. */
export function packageName(/** @type {Platform} */ { name }) {
  return `geai-client-${name}`;
}
