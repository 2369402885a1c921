// The package.json files of the published packages, made from the one of the checkout and the table of platforms.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

import { nativeFile, packageName, platforms } from "./platforms.mjs";

/** Directory of the checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Files that every package holds, as they lie at the top of the checkout. */
export const legal = ["LICENSE", "LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY-LICENSES.md"];

/** The version of crates, wheels and packages: that of the Cargo workspace. */
export function version() {
  const manifest = readFileSync(join(root, "Cargo.toml"), "utf8");
  const found = /^\[workspace\.package\][^[]*?^version = "([^"]+)"$/ms.exec(manifest)?.[1];
  if (found === undefined) throw new Error("Cargo.toml: no version under [workspace.package]");
  return found;
}

/** package.json of the main package: JavaScript and types, without a native part. */
export function mainManifest() {
  const { private: _, scripts, devDependencies, ...common } = developed();
  const published = JSON.parse(JSON.stringify(common).replaceAll("./bindings-node/dist/", "./dist/"));
  const natives = platforms.map((platform) => [packageName(platform), version()]);
  return {
    ...published,
    version: version(),
    type: "commonjs",
    files: ["dist", ...Object.keys(subpaths()), ...legal],
    ...source(),
    optionalDependencies: Object.fromEntries(natives),
  };
}

/**
 * For each subpath of `exports` a package.json that leads there: tools from before `exports`, such as TypeScript with
 * `moduleResolution: node`, look for a directory.
 */
export function subpaths() {
  const entries = Object.entries(/** @type {Record<string, { require?: { default: string, types: string } }>} */ (
    JSON.parse(JSON.stringify(developed().exports).replaceAll("./bindings-node/dist/", "../dist/"))
  ));
  return Object.fromEntries(
    entries.flatMap(([path, { require }]) =>
      path === "." || require === undefined
        ? []
        : [[path.replace("./", ""), { main: require.default, types: require.types }]],
    ),
  );
}

/** package.json of the package of a platform: its native part, nothing else. */
export function platformManifest(/** @type {import("./platforms.mjs").Platform} */ platform) {
  const { license, engines } = developed();
  const { os, cpu, libc } = platform;
  const where = [os, cpu, libc].filter((part) => part !== undefined).join(" ");
  return {
    name: packageName(platform),
    version: version(),
    description: `Native part of geai-client for ${where}. Installed with geai-client; not for use by itself.`,
    license,
    engines,
    ...source(),
    type: "commonjs",
    os: [os],
    cpu: [cpu],
    libc: libc && [libc],
    main: nativeFile(platform),
    files: [nativeFile(platform), ...legal],
    // Yarn keeps packages in archives, and a native part cannot be loaded from one.
    preferUnplugged: true,
  };
}

/**
 * Where this repository is published, from the environment of the release: the registry compares it with the provenance.
 * The only place that knows it.
 */
export function address() {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  return server === undefined || repository === undefined ? undefined : `${server}/${repository}`;
}

function source() {
  const url = address();
  if (url === undefined) return {};
  return {
    repository: { type: "git", url: `git+${url}.git` },
    homepage: `${url}#readme`,
    bugs: { url: `${url}/issues` },
  };
}

/**
 * The README of the checkout for a registry, where relative links lead nowhere: they become absolute ones to this
 * version, or plain text where the address is not known.
 */
export function readme() {
  const text = readFileSync(join(root, "README.md"), "utf8");
  const url = address();
  return text.replace(/(!?)\[([^\]]*)\]\((?!https?:|#)([^)]+)\)/g, (_, image, label, target) => {
    if (url === undefined) return image === "!" ? "" : label;
    return `${image}[${label}](${url}/${image === "!" ? "raw" : "blob"}/v${version()}/${target})`;
  });
}

/** Where the build puts a native part: beside the JavaScript, as the package that is installed with it elsewhere. */
export function nativePath(/** @type {import("./platforms.mjs").Platform} */ platform) {
  return join(root, "bindings-node", "dist", "node_modules", packageName(platform), nativeFile(platform));
}

function developed() {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
}
