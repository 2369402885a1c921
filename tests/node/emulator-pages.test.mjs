// Web pages of others do not control an emulator, not even under a name that leads to this machine (DNS rebinding). The
// same requests are made twice: as a browser makes them, and as they stand.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { after, before, test } from "node:test";

import { Emulator } from "geai-client/testing";

import { browser, withPage } from "./support/person.mjs";

const chromium = browser();
const EVIL = "evil.example";
const ALLOWED = "emulator.example";

/** @type {Emulator} */
let emulator;
/** A server of somebody else, whose page does the asking. */
const other = createServer((_, response) => void response.setHeader("content-type", "text/html").end("<p>Hello"));
before(async () => {
  emulator = await Emulator.start({ allowHosts: [ALLOWED] });
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
});
after(async () => {
  other.close();
  await emulator.stop();
});

const port = () => new URL(emulator.url).port;
const secrets = () => [emulator.oauthToken, ...emulator.projects.map(({ token }) => token)];
const agents = async () => (await emulator.client().agents.list()).total;
/** @param {string} text */
const holdsSecret = (text) => secrets().some((secret) => text.includes(secret));

test("a page under another name reads nothing, one under an allowed name does", {
  skip: chromium === undefined && "no Chromium on PATH: the same requests are made as they stand",
}, async () => {
  const rules = [EVIL, ALLOWED].map((name) => `MAP ${name} 127.0.0.1`).join(",");
  await withPage(
    chromium ?? "",
    async (page) => {
      const answer = await page.goto(`http://${EVIL}:${port()}/emulator/info`);
      assert.equal(answer.status(), 403);
      // The page is of the same origin as the emulator now, and may read what it is given.
      const read = (/** @type {string} */ path) => page.evaluate(async (/** @type {string} */ path) => {
        const answer = await fetch(path);
        return [answer.status, await answer.text()];
      }, path);
      for (const path of ["/emulator/info", "/emulator/requests"]) {
        const [status, text] = await read(path);
        assert.equal(status, 403);
        assert.ok(!holdsSecret(text));
      }
      await page.goto(`http://${ALLOWED}:${port()}/emulator/info`);
      const [status, text] = await read("/emulator/info");
      assert.equal(status, 200);
      assert.ok(holdsSecret(text));
    },
    [`--host-resolver-rules=${rules}`],
  );
});

test("a page of another origin changes nothing", {
  skip: chromium === undefined && "no Chromium on PATH: the same requests are made as they stand",
}, async () => {
  await withPage(chromium ?? "", async (page) => {
    /** @type {[string, number][]} */
    const answers = [];
    page.on("response", (/** @type {any} */ response) => answers.push([response.url(), response.status()]));
    const address = /** @type {import("node:net").AddressInfo} */ (other.address());
    await page.goto(`http://127.0.0.1:${address.port}/`);
    // A simple request: the browser sends it without asking first.
    await page.evaluate(async (/** @type {string} */ url) => {
      const body = JSON.stringify({ project: "default", count: 5 });
      await fetch(url, { method: "POST", mode: "no-cors", headers: { "content-type": "text/plain" }, body });
    }, `${emulator.url}/emulator/seed`);
    assert.deepEqual(answers.at(-1), [`${emulator.url}/emulator/seed`, 403]);
    await page.evaluate((/** @type {string} */ url) => fetch(url, { mode: "no-cors" }), `${emulator.url}/emulator/info`);
    assert.deepEqual(answers.at(-1), [`${emulator.url}/emulator/info`, 403]);
  });
  assert.equal(await agents(), 0);
});

/**
 * @param {string} method
 * @param {string} path
 * @param {Record<string, string>} headers
 * @param {string} [body]
 * @returns {Promise<[number | undefined, string]>} status and text
 */
async function raw(method, path, headers, body) {
  const sent = request(`${emulator.url}${path}`, { method, headers }).end(body);
  const [response] = await once(sent, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  return [response.statusCode, text];
}

test("the requests of such pages are refused as they stand", async () => {
  const seed = JSON.stringify({ project: "default", count: 5 });
  const own = `127.0.0.1:${port()}`;
  /** @type {[string, string, Record<string, string>, string | undefined, number][]} */
  const refused = [
    ["GET", "/emulator/info", { host: `${EVIL}:${port()}` }, undefined, 403],
    ["GET", "/emulator/info", { host: own, origin: `http://${EVIL}` }, undefined, 403],
    ["GET", "/emulator/info", { host: own, "sec-fetch-site": "cross-site" }, undefined, 403],
    ["POST", "/emulator/seed", { host: `${EVIL}:${port()}`, "content-type": "application/json" }, seed, 403],
    ["POST", "/emulator/seed", { host: own, origin: "null", "content-type": "application/json" }, seed, 403],
    ["POST", "/emulator/seed", { host: own, "content-type": "text/plain" }, seed, 415],
  ];
  for (const [method, path, headers, body, wanted] of refused) {
    const [status, text] = await raw(method, path, headers, body);
    assert.equal(status, wanted, JSON.stringify(headers));
    assert.ok(!holdsSecret(text));
  }
  assert.equal(await agents(), 0);
  assert.equal((await raw("GET", "/emulator/info", { host: `${ALLOWED}:${port()}` }))[0], 200);
});

test("seeds and allowed hosts have their bounds", async () => {
  for (const count of [100_001, 10 ** 15]) {
    assert.throws(() => emulator.seedAgents("default", count), /count: expected at most 100000/);
  }
  await assert.rejects(Emulator.start({ allowHosts: ["http://emulator.example"] }), /allowed host/);
});
