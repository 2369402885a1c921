// The command line, as the package's `bin` runs it. What it does is tested in tests/cli.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, it } from "node:test";

import { Emulator } from "geai-client/testing";

const program = fileURLToPath(new URL("../../bindings-node/dist/cli.js", import.meta.url));

/**
 * Runs the program to its end.
 *
 * @param {Emulator} emulator
 * @param {...string} options
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
function run(emulator, ...options) {
  const env = { ...process.env, GEAI_API_BASE_URL: emulator.url, GEAI_APITOKEN: emulator.projects[0]?.token ?? "" };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...options], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

describe("the command line", () => {
  it("works with the emulator", async () => {
    const emulator = await Emulator.start();
    try {
      assert.equal((await run(emulator, "agents", "create", "--name", "ParcelTracker")).code, 0);
      const listed = await run(emulator, "agents", "list", "--allow-drafts", "--jsonl");
      assert.deepEqual([listed.code, listed.stderr, JSON.parse(listed.stdout).name], [0, "", "ParcelTracker"]);
      assert.equal((await run(emulator, "agents", "get", "Nobody")).code, 1);
      assert.equal((await run(emulator, "agents", "gte", "Nobody")).code, 64);
    } finally {
      await emulator.stop();
    }
  });
});
