/** A program that is a server of HTTP in front of the API; it talks to an emulator of its own. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";

import { bare } from "./project.mjs";

/**
 * Starts `projects/server/server.ts`, however it was built, asks it for something, and stops it.
 *
 * @param {string} project where the package is installed, for the emulator
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export async function answers(project, program, args, cwd) {
  /** @type {typeof import("../../../../bindings-node/dist/testing.js")} */
  const { Emulator } = createRequire(join(project, "package.json"))("geai-client/testing");
  const emulator = await Emulator.start({ projects: ["dev"] });
  const env = { ...bare(), GEAI_API_BASE_URL: emulator.url, GEAI_APITOKEN: emulator.token("dev") };
  const server = spawn(program, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
  try {
    let said = "";
    server.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
    server.stdout.setEncoding("utf8");
    const [line] = await Promise.race([once(server.stdout, "data"), once(server, "close").then(() => [""])]);
    assert.match(String(line), /^\d+\s*$/, said);
    const response = await fetch(`http://127.0.0.1:${Number(line)}/Ada`);
    assert.equal(response.status, 200);
    const { revision } = /** @type {{ revision: number }} */ (await response.json());
    assert.equal(revision, 1);
    assert.deepEqual(
      emulator.requests.map(({ method, path, status }) => [method, path, status]),
      [["PUT", "/v4/agents/Ada/upsert", 201]],
    );
    const closed = once(server, "close");
    server.stdin.end();
    const [code] = await closed;
    assert.deepEqual([code, said], [0, ""]);
  } finally {
    server.kill();
    await emulator.stop();
  }
}
