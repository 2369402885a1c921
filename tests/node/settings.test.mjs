// Settings that the machine gives: the credentials file, the home directory, proxies of the environment.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { Client, ConfigError } from "geai-client";

const unix = process.platform !== "win32";
const run = promisify(execFile);

/** @param {string} path */
const warningOf = (path) =>
  new Promise((found) => {
    process.once("warning", found);
    new Client({ credentialsFile: path });
  });

for (const mode of [0o640, 0o620, 0o602]) {
  test(`a credentials file of mode ${mode.toString(8)} is warned of or refused`, { skip: !unix }, async (t) => {
    const directory = mkdtempSync(join(tmpdir(), "geai-client-"));
    t.after(() => rmSync(directory, { recursive: true }));
    const path = join(directory, "credentials");
    writeFileSync(path, "[default]\ngeai_api_key = canary\ngeai_api_base_url = https://file.example\n");
    chmodSync(path, mode);
    const warning = await warningOf(path);
    assert.equal(warning.code, "GEAI_CREDENTIALS");
    assert.match(warning.message, /other users can (read|change) it; run: chmod 600/);
    assert.throws(
      () => new Client({ credentialsFile: path, strictCredentialsPermissions: true }),
      (/** @type {Error} */ error) => error instanceof ConfigError && !error.message.includes("canary"),
    );
    chmodSync(path, 0o600);
    new Client({ credentialsFile: path, strictCredentialsPermissions: true });
  });
}

test("without HOME the directory is the one of the user", { skip: !unix }, async () => {
  const { HOME, ...env } = process.env;
  const program = `
    import { Client } from "geai-client";
    try { new Client({ profile: "no such profile" }); } catch (error) { console.log(error.message); }`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", program], {
    env,
    cwd: import.meta.dirname,
  });
  assert.ok(stdout.includes(`${userInfo().homedir}/.geai/credentials`), stdout);
});
