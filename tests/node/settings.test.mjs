// Settings that the machine gives: the credentials file, the home directory, proxies of the environment.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
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

test("a credentials file that others can replace is warned of or refused", { skip: !unix }, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), "geai-client-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const path = join(directory, "credentials");
  writeFileSync(path, "[default]\ngeai_api_key = canary\ngeai_api_base_url = https://file.example\n", { mode: 0o600 });
  chmodSync(directory, 0o707);
  /** @type {(readonly [RegExp, () => void])[]} */
  const strangers = [[/other users can replace it; run: chmod o-w /, () => chmodSync(directory, 0o700)]];
  if (process.getuid?.() === 0) {
    chownSync(path, 54_321, 0);
    const said = /user 54321, who is not root, owns it and can change it; run: sudo chown 0 /;
    strangers.unshift([said, () => chownSync(path, 0, 0)]);
  }
  for (const [said, mend] of strangers) {
    assert.match((await warningOf(path)).message, said);
    assert.throws(
      () => new Client({ credentialsFile: path, strictCredentialsPermissions: true }),
      (/** @type {Error} */ error) => error instanceof ConfigError && said.test(error.message),
    );
    mend();
  }
  new Client({ credentialsFile: path, strictCredentialsPermissions: true });
});

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

/**
 * @param {import("node:test").TestContext} t
 * @param {Record<string, string>} variables proxies of the environment; the others are unset
 */
function environment(t, variables) {
  const names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "REQUEST_METHOD"];
  const before = names.map((name) => [name, process.env[name]]);
  const set = (/** @type {(string | undefined)[][]} */ pairs) => {
    for (const [name = "", value] of pairs) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set([...names.map((name) => [name, undefined]), ...Object.entries(variables)]);
  t.after(() => set(before));
}

const client = (baseUrl = "https://a.geai.example") => new Client({ baseUrl, apiToken: "t" });

test("the environment's proxy holds, and its refusal is named", async (t) => {
  /** @type {string[]} */
  const asked = [];
  const proxy = createServer().on("connect", ({ url }, socket) => {
    asked.push(url ?? "");
    socket.end("HTTP/1.1 403 Not for you\r\n\r\n");
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  t.after(() => proxy.close());
  const url = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (proxy.address()).port}`;
  environment(t, { HTTPS_PROXY: url, REQUEST_METHOD: "GET", NO_PROXY: "other.example 10.0.0.0/8" });
  assert.deepEqual(client().config["proxy"], { value: url, source: "environment variable HTTPS_PROXY" });
  await assert.rejects(client().agents.get("a"), {
    name: "APIConnectionError",
    message: /the proxy 127\.0\.0\.1:\d+ refused a tunnel: 403 Not for you/,
    phase: "connect",
    executed: "no",
    attempts: 1,
  });
  assert.deepEqual(asked, ["a.geai.example:443", "a.geai.example:443"]);
});

test("NO_PROXY names servers that are reached directly, and what it cannot say is warned of", async (t) => {
  const proxy = "http://user:secret@proxy.example:3128";
  for (const entry of ["*", "geai.example", ".geai.example", "*.geai.example", "a.geai.example:443"]) {
    environment(t, { HTTPS_PROXY: proxy, NO_PROXY: `x.example ${entry}` });
    const source = `environment variable NO_PROXY, entry ${entry}`;
    assert.deepEqual(client().config["proxy"], { value: "none", source });
  }
  environment(t, { HTTPS_PROXY: proxy, NO_PROXY: "127.*" });
  const warned = once(process, "warning");
  assert.equal(client().config["proxy"]?.value, "http://proxy.example:3128");
  const [warning] = await warned;
  assert.equal(warning.code, "GEAI_PROXY");
  assert.match(warning.message, /NO_PROXY: `127\.\*`/);
});

test("a proxy that cannot be used is refused", (t) => {
  for (const value of ["htp://canary", "http:/", "http://", " ", "http://can ary", "socks5://canary:1080"]) {
    for (const name of ["HTTPS_PROXY", "all_proxy"]) {
      environment(t, { [name]: value });
      const named = (/** @type {Error} */ error) =>
        error instanceof ConfigError && error.message.includes(`variable ${name}: `) && !error.message.includes("canary");
      assert.throws(() => client(), named, value);
      assert.equal(client("http://127.0.0.1:9").config["proxy"]?.value, "none");
    }
  }
});
