/** A registry on loopback that has the packages of this project and no others: npm installs from it as users do. */

import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

import { mainManifest, platformManifest } from "../../../../bindings-node/scripts/manifests.mjs";
import { platforms } from "../../../../bindings-node/scripts/platforms.mjs";

/**
 * Serves the tarballs of a directory. Packages of platforms that were not built here have a description and no tarball:
 * npm must not ask for it.
 *
 * @param {string} directory
 */
export async function serve(directory) {
  const manifests = [mainManifest(), ...platforms.map(platformManifest)];
  /** @type {string[]} */
  const asked = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "").slice(1);
    asked.push(path);
    const manifest = manifests.find(({ name }) => name === path);
    if (manifest !== undefined) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(describe(manifest)));
    } else if (readdirSync(directory).includes(path)) {
      response.end(readFileSync(join(directory, path)));
    } else {
      response.writeHead(404).end("{}");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${port}/`;

  function describe(/** @type {{ name: string, version: string }} */ manifest) {
    const { name, version } = manifest;
    const file = `${name}-${version}.tgz`;
    const built = readdirSync(directory).includes(file) ? readFileSync(join(directory, file)) : undefined;
    const integrity = built && `sha512-${createHash("sha512").update(built).digest("base64")}`;
    const dist = { tarball: `${url}${file}`, integrity };
    return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
  }

  return { url, asked, close: () => void server.close() };
}
