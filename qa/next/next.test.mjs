// A server of Next.js by the recipe of the documentation: built with `output: "standalone"`, and started where nothing is installed.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const packages = process.env.GEAI_PACKAGES ?? "";
const place = mkdtempSync(join(tmpdir(), "geai-next-"));
const project = join(place, "project");
const elsewhere = join(place, "elsewhere");
const windows = process.platform === "win32";
/** The environment without settings of whoever uses the library here. */
const bare = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|GEAI_|SAIA_|OAuth_)/i.test(name)),
);

before(() => {
  assert.notEqual(packages, "", "GEAI_PACKAGES is not set: run `make test-next`");
  cpSync(fileURLToPath(new URL("project", import.meta.url)), project, { recursive: true });
  const page = readFileSync(join(root, "docs", "bundlers.md"), "utf8");
  const config = /^```javascript title="next.config.mjs"\n(.*?)^```$/ms.exec(page)?.[1];
  writeFileSync(join(project, "next.config.mjs"), config ?? "");
  const tarballs = readdirSync(packages).filter((name) => name.endsWith(".tgz"));
  const options = { cwd: project, env: { ...bare, NEXT_TELEMETRY_DISABLED: "1" }, stdio: "pipe", shell: windows };
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts"];
  execFileSync("npm", ["install", ...flags, ...tarballs.map((name) => join(packages, name))], options);
  execFileSync(process.execPath, [join(project, "node_modules", "next", "dist", "bin", "next"), "build"], options);
  cpSync(join(project, ".next", "standalone"), elsewhere, { recursive: true });
});

after(() => rmSync(place, { recursive: true, force: true, maxRetries: 3 }));

it("starts where nothing is installed, and makes a round trip", async () => {
  const { Emulator } = createRequire(join(project, "package.json"))("geai-client/testing");
  const emulator = await Emulator.start();
  const port = await freePort();
  const server = spawn(process.execPath, ["server.js"], {
    cwd: elsewhere,
    env: { ...bare, HOSTNAME: "127.0.0.1", PORT: `${port}`, GEAI_API_BASE_URL: emulator.url, GEAI_APITOKEN: emulator.token("default") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    let said = "";
    server.stderr.setEncoding("utf8").on("data", (text) => (said += text));
    await ready(server);
    const response = await fetch(`http://127.0.0.1:${port}/agents/Ada`);
    assert.equal(response.status, 200, said);
    assert.equal((await response.json()).revision, 1);
    assert.deepEqual(
      emulator.requests.map(({ method, path }) => [method, path]),
      [["PUT", "/v4/agents/Ada/upsert"]],
    );
  } finally {
    server.kill();
    await emulator.stop();
  }
});

/** Next.js takes no port 0. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until a server says that it is ready; its end is an error. */
async function ready(server) {
  const ended = once(server, "close").then(([code]) => assert.fail(`ended with ${code}`));
  const said = (async () => {
    for await (const text of server.stdout.setEncoding("utf8")) if (text.includes("Ready")) return;
  })();
  await Promise.race([said, ended]);
}
