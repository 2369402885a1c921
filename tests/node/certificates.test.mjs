// Certificates made by the openssl command, before servers of Node's own TLS. The matrix and the expected results stand in
// tests/certificates, for all languages alike.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import * as geai from "geai-client";

/**
 * @typedef {object} Case
 * @property {string} case
 * @property {string} expect `accepted`, or the class of the error
 * @property {string[]} [says] what the error says; options are in braces
 * @property {string} [server] whose certificate the server has, where the case is not the name of one
 * @property {"1.2" | "1.3"} [version]
 * @property {string} [ciphers]
 * @property {boolean} [wants_client]
 * @property {string} [client_cert]
 * @property {boolean} [system] whether the system's own verifier may decide otherwise
 */

const matrix = fileURLToPath(new URL("../certificates/", import.meta.url));
/** @type {Case[]} */
const cases = JSON.parse(readFileSync(join(matrix, "cases.json"), "utf8"));
const libraryVerifies = !["win32", "darwin"].includes(process.platform);
const made = mkdtempSync(join(tmpdir(), "geai-certificates-"));
const path = (/** @type {string} */ name) => join(made, name);

before(() => execFileSync("bash", [join(matrix, "make.sh"), made], { stdio: ["ignore", "ignore", "inherit"] }));
after(() => rmSync(made, { recursive: true }));

/**
 * Starts a server with the certificate of a case, has `use` use it, and says how many requests it answered.
 * @param {Case} row
 * @param {(url: string) => Promise<void>} use
 * @param {boolean} [http2]
 */
async function serving(row, use, http2 = false) {
  const name = row.server ?? row.case;
  const version = row.version ?? (row.ciphers === undefined ? undefined : "1.2");
  const options = /** @type {import("node:https").ServerOptions} */ ({
    cert: readFileSync(path(`${name}.pem`)),
    key: readFileSync(path(`${name}.key`)),
    ciphers: `${row.ciphers ?? "DEFAULT"}:@SECLEVEL=0`,
    ...(version === "1.2" ? { maxVersion: "TLSv1.2" } : {}),
    ...(version === "1.3" ? { minVersion: "TLSv1.3" } : {}),
    ...(row.wants_client ? { requestCert: true, rejectUnauthorized: true, ca: readFileSync(path("clients.ca")) } : {}),
  });
  let answered = 0;
  const answer = (
    /** @type {unknown} */ _,
    /** @type {import("node:http").ServerResponse | import("node:http2").Http2ServerResponse} */ response,
  ) => {
    answered += 1;
    response.setHeader("content-type", "application/json");
    response.end('{"id":"1","name":"A"}');
  };
  const server = http2 ? createSecureServer(options, answer) : createServer(options, answer);
  server.on("tlsClientError", () => {});
  server.listen(0, "localhost");
  await once(server, "listening");
  try {
    await use(`https://localhost:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`);
  } finally {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
  }
  return answered;
}

/**
 * @param {Case} row
 * @param {string} baseUrl
 */
async function get(row, baseUrl) {
  const client = new geai.Client({
    baseUrl,
    apiToken: "token-of-a-test",
    backoff: 1,
    caBundle: path(`${row.server ?? row.case}.ca`),
    ...(row.client_cert === undefined ? {} : { clientCert: path(row.client_cert) }),
  });
  try {
    return (await client.agents.get("A")).name;
  } finally {
    client.close();
  }
}

/**
 * @param {Case} row
 * @param {unknown} error
 */
function judge(row, error) {
  assert.ok(error instanceof geai.GeaiError);
  assert.equal(error.name, row.expect, error.message);
  const named = { "{ca_bundle}": "caBundle", "{client_cert}": "clientCert" };
  for (const part of row.says ?? []) {
    const wanted = Object.entries(named).reduce((text, [option, name]) => text.replace(option, name), part);
    assert.ok(error.message.includes(wanted), `${wanted}: ${error.message}`);
  }
  assert.doesNotMatch(error.message, /[[{"]/);
  assert.equal(error.executed, "no");
  assert.ok((error.attempts ?? 0) <= 1);
  return true;
}

describe("certificates", () => {
  // Before a certificate that it does not know, Node's own TLS closes the connection and sends no alert.
  const silent = (/** @type {Case} */ row) => row.case.startsWith("client-stranger");
  for (const row of cases.filter((row) => (row.system !== true || libraryVerifies) && !silent(row))) {
    it(`certificates/${row.case}`, async () => {
      const answered = await serving(row, async (url) => {
        if (row.expect === "accepted") assert.equal(await get(row, url), "A");
        else await assert.rejects(get(row, url), (error) => judge(row, error));
      });
      assert.equal(answered, row.expect === "accepted" ? 1 : 0);
    });
  }

  for (const http2 of [false, true]) {
    for (const row of cases.filter(silent)) {
      it(`${http2 ? "HTTP/2" : "HTTP/1.1"}, silent: certificates/${row.case}`, async () => {
        const use = (/** @type {string} */ url) =>
          assert.rejects(get(row, url), (error) => {
            assert.ok(error instanceof geai.APIConnectionError);
            assert.match(error.message, /a certificate of the client was asked for: the one in clientCert may be refused/);
            return true;
          });
        assert.equal(await serving(row, use, http2), 0);
      });
    }
  }

  for (const name of ["client-none-tls1.3", "client-rsa-tls1.3"]) {
    it(`HTTP/2: certificates/${name}`, async () => {
      const row = cases.find((row) => row.case === name);
      assert.ok(row);
      const use = async (/** @type {string} */ url) => {
        if (row.expect === "accepted") assert.equal(await get(row, url), "A");
        else await assert.rejects(get(row, url), (error) => judge(row, error));
      };
      assert.equal(await serving(row, use, true), row.expect === "accepted" ? 1 : 0);
    });
  }
});

/**
 * What the program prints, with these variables and, if wanted, without the system's store.
 * @param {string[]} args
 * @param {Record<string, string>} [variables]
 * @param {boolean} [hidden]
 */
async function run(args, variables = {}, hidden = false) {
  const keep = Object.entries(process.env).filter(([name]) => !/^(SSL_CERT|GEAI_|NODE_EXTRA)/.test(name));
  const program = fileURLToPath(new URL("programs/certificates.mjs", import.meta.url));
  const command = [process.execPath, program, ...args];
  const [file = "", ...rest] = hidden ? [...inNamespace(HIDE), ...command] : command;
  const child = spawn(file, rest, { env: { ...Object.fromEntries(keep), ...variables } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  await once(child, "close");
  return output.trimEnd().split("\n");
}

const HIDE =
  "for d in /etc/ssl /etc/pki /usr/local/share/certs /usr/local/etc/ssl /opt/etc/ssl; do " +
  '[ ! -d "$d" ] || mount -t tmpfs none "$d" || exit 1; done; exec "$@"';

/** The command that runs a shell script where its mounts are seen by nobody else. */
function inNamespace(/** @type {string} */ script) {
  return ["unshare", "--mount", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]), "sh", "-c", script, "sh"];
}

function canHide() {
  const [file = "", ...args] = inNamespace("mount -t tmpfs none /mnt");
  return process.platform === "linux" && spawnSync(file, args).status === 0;
}

const server = { case: "rsa-2048", expect: "accepted" };

it("without a store Mozilla's list is trusted, and the variable of Node adds to it", { skip: !canHide() }, async () => {
  await serving(server, async (url) => {
    const given = path("rsa-2048.ca");
    const [trust = "", outcome = ""] = await run([url], {}, true);
    assert.match(trust, /^bundled \(20\d\d-\d\d-\d\d\) \| default$/);
    for (const part of ["TLSError", "caBundle", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "ca-certificates"]) {
      assert.ok(outcome.includes(part), outcome);
    }
    const [added = "", name] = await run([url], { NODE_EXTRA_CA_CERTS: given }, true);
    assert.match(added, /^bundled \(.*\) and file \| default, environment variable NODE_EXTRA_CA_CERTS$/);
    assert.equal(name, "A");
    assert.deepEqual(await run([url, given], {}, true), ["file | argument", "A"]);
    const [refused = ""] = await run([url], { SSL_CERT_FILE: path("file-empty.ca") }, true);
    assert.match(refused, /^ConfigError: .*SSL_CERT_FILE .*file-empty\.ca/);
  });
});

it("variables name certificates, and one of Node that is nowhere is a warning", async () => {
  await serving(server, async (url) => {
    const given = path("rsa-2048.ca");
    for (const name of ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"]) {
      const [trust = "", outcome] = await run([url], { [name]: given });
      assert.ok(trust.includes(`environment variable ${name}`), trust);
      assert.equal(outcome, "A");
    }
    const lines = await run([url, given], { NODE_EXTRA_CA_CERTS: "/no/such/file", SSL_CERT_FILE: "/no/such/file" });
    const own = lines.filter((line) => line.startsWith("warning GEAI_CERTIFICATES"));
    assert.equal(own.length, 1, lines.join("\n"));
    assert.ok(own[0]?.includes("NODE_EXTRA_CA_CERTS /no/such/file"));
    assert.ok(lines.includes("A"), lines.join("\n"));
  });
});
