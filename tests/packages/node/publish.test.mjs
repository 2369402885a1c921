// Publishing, to a registry on loopback: in an order that never leaves the main package without its platforms.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { platformManifest, root, version } from "../../../bindings-node/scripts/manifests.mjs";
import { nativeFile, packageName, platformOf, platforms } from "../../../bindings-node/scripts/platforms.mjs";
import { fails, packages, run } from "./support/project.mjs";

const script = join(root, "bindings-node", "scripts", "publish.mjs");
const here = platformOf(undefined);

describe("publishing", () => {
  const from = mkdtempSync(join(tmpdir(), "geai-publish-"));
  /** Names and what was published, in order. @type {Map<string, { versions: Record<string, object> }>} */
  const published = new Map();
  const server = createServer((request, response) => {
    const name = (request.url ?? "").slice(1).replace(/\?.*/, "");
    /** @type {Buffer[]} */
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      response.setHeader("content-type", "application/json");
      if (request.method === "PUT") published.set(name, JSON.parse(Buffer.concat(chunks).toString()));
      else if (!published.has(name)) response.statusCode = 404;
      response.end(JSON.stringify(published.get(name) ?? {}));
    });
  });
  /** @type {Record<string, string>} */
  let env;

  before(async () => {
    for (const platform of platforms) await tarballs(platform);
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    const config = [`registry=http://127.0.0.1:${port}/`, `//127.0.0.1:${port}/:_authToken=none`, ""];
    writeFileSync(join(from, "npmrc"), config.join("\n"));
    env = { npm_config_userconfig: join(from, "npmrc"), npm_config_cache: join(from, "cache") };
  });
  after(() => {
    server.close();
    rmSync(from, { recursive: true, maxRetries: 3 });
  });

  it("refuses to begin while a platform is missing", async () => {
    const said = await fails(process.execPath, [script, "--from", packages], { env });
    for (const { name } of platforms) assert.ok(said.includes(`npm-${name}`), said);
    assert.equal(published.size, 0);
  });

  it("refuses a tarball that holds another package", async () => {
    const [first, second] = platforms;
    if (first === undefined || second === undefined) throw new Error("there are fewer than two platforms");
    const file = (/** @type {typeof first} */ platform) =>
      join(from, `npm-${platform.name}`, `${packageName(platform)}-${version()}.tgz`);
    copyFileSync(file(first), join(from, "kept"));
    copyFileSync(file(second), file(first));
    const said = await fails(process.execPath, [script, "--from", from, "--no-provenance"], { env });
    copyFileSync(join(from, "kept"), file(first));
    assert.ok(said.includes(`holds ${packageName(second)}`), said);
    assert.equal(published.size, 0);
  });

  it("publishes the platforms before the main package", async () => {
    await run(process.execPath, [script, "--from", from, "--no-provenance"], { env });
    assert.deepEqual([...published.keys()], [...platforms.map(packageName), "geai-client"]);
    for (const { versions } of published.values()) assert.deepEqual(Object.keys(versions), [version()]);
  });

  it("leaves out what is published already", async () => {
    published.delete("geai-client");
    const { stdout } = await run(process.execPath, [script, "--from", from, "--no-provenance"], { env });
    assert.equal(stdout.match(/is published already/g)?.length, platforms.length);
    assert.ok(published.has("geai-client"));
  });

  /** The tarballs of a platform: those that were built, or some without a native part. */
  async function tarballs(/** @type {import("../../../bindings-node/scripts/platforms.mjs").Platform} */ platform) {
    const directory = join(from, `npm-${platform.name}`);
    mkdirSync(directory);
    const file = `${packageName(platform)}-${version()}.tgz`;
    if (platform.name === "linux-x64-gnu") {
      copyFileSync(join(packages, `geai-client-${version()}.tgz`), join(directory, `geai-client-${version()}.tgz`));
    }
    if (platform === here) return copyFileSync(join(packages, file), join(directory, file));
    const content = join(from, platform.name, "package");
    mkdirSync(content, { recursive: true });
    writeFileSync(join(content, "package.json"), JSON.stringify(platformManifest(platform)));
    writeFileSync(join(content, nativeFile(platform)), "");
    await run("tar", ["-czf", join("..", directory.slice(from.length + 1), file), "package"], {
      cwd: join(from, platform.name),
    });
  }
});
