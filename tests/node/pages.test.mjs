// Pages: the first one, the next one, and all of them.

import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { Page, PagePromise, extraOf } from "geai-client";
import { Emulator } from "geai-client/testing";

import { Server, answer } from "./support/server.mjs";

/** @param {number} from @param {number} to */
const agents = (from, to) =>
  Array.from({ length: to - from }, (_, at) => ({ id: `id-${from + at}`, name: `agent ${from + at}` }));

/**
 * A server that answers `pages` by their start.
 * @param {(start: number, count: number) => unknown} page
 */
const lists = (page) =>
  Server.start(({ url }, response) => {
    const query = new URL(url, "http://x").searchParams;
    answer(response, page(Number(query.get("start") ?? 0), Number(query.get("count") ?? 20)));
  });

/** @param {AsyncIterable<{ id: string }>} all */
async function ids(all) {
  const found = [];
  for await (const { id } of all) found.push(id);
  return found;
}

const expected = (/** @type {number} */ count) => agents(0, count).map(({ id }) => id);

describe("a list", () => {
  it("is the first page when it is awaited, and everything when it is iterated", async () => {
    const emulator = await Emulator.start({ projects: ["dev"] });
    emulator.seedAgents("dev", 25);
    const client = emulator.client();
    const list = client.agents.list({ count: 10 });
    assert.ok(list instanceof PagePromise);
    const page = await list;
    assert.ok(page instanceof Page);
    assert.deepEqual([page.items.length, page.total, page.hasNext, page.malformed], [10, 25, true, []]);
    assert.deepEqual(Object.keys(page.information ?? {}).sort(), ["duration", "page", "pageSize", "total"]);
    assert.equal(emulator.requests.length, 1);
    assert.equal((await ids(list)).length, 25);
    assert.equal((await ids(page)).length, 25);
    assert.equal((await list.withResponse()).status, 200);
    const second = await page.nextPage();
    const third = await second?.nextPage({ timeout: 5000 });
    assert.deepEqual([second?.items.length, third?.items.length, third?.hasNext], [10, 5, false]);
    assert.equal(await third?.nextPage(), null);
    assert.equal(
      (await ids(client.agents.listByTool("0b1f6c7e-3a54-4d0e-9a61-5f2c8d9e1a01", { count: 7 }))).length,
      25,
    );
    await emulator.stop();
  });

  it("stops at maxItems", async () => {
    const server = await lists((start, count) => ({ agents: agents(start, Math.min(start + count, 50)) }));
    const client = server.client();
    assert.deepEqual(await ids(client.agents.list({ count: 4, maxItems: 6 })), expected(6));
    assert.equal(server.seen.length, 2);
    const page = await client.agents.list({ count: 4, maxItems: 3 });
    assert.deepEqual([page.items.length, page.hasNext], [3, false]);
    await server.stop();
  });

  it("works without information, as v2 answers", async () => {
    const server = await lists((start, count) => ({ agents: agents(start, Math.min(start + count, 7)) }));
    const client = server.client({ agentsApi: "v2" });
    const page = await client.agents.list({ count: 3 });
    assert.deepEqual([page.information, page.total, page.hasNext], [null, null, true]);
    assert.deepEqual(await ids(page), expected(7));
    await server.stop();
  });

  it("does not believe a wrong total", async () => {
    const server = await lists((start, count) => ({
      agents: agents(start, Math.min(start + count, 7)),
      information: { Total: 1, PageSize: 3 },
    }));
    assert.deepEqual(await ids(server.client().agents.list({ count: 3 })), expected(7));
    await server.stop();
  });

  it("ends where the server repeats a page for ever", async () => {
    const server = await lists(() => ({ agents: agents(0, 3), information: { Total: 1000 } }));
    assert.deepEqual((await ids(server.client().agents.list({ count: 3 }))).slice(0, 3), expected(3));
    assert.equal(server.seen.length, 2);
    await server.stop();
  });

  it("keeps what does not fit apart, as it came", async () => {
    const odd = { id: "no name", big: [1, { __proto__: null }] };
    const server = await lists(() => ({ agents: [...agents(0, 1), odd, 3, null], information: { Total: 4, New: 1 } }));
    const page = await server.client().agents.list();
    assert.deepEqual(page.items, agents(0, 1));
    assert.deepEqual(page.malformed, JSON.parse(JSON.stringify([odd, 3, null])));
    assert.deepEqual(extraOf(page.information ?? {}), { new: 1 });
    await server.stop();
  });

  it("fails as a promise and as an iteration", async () => {
    const server = await Server.start((_, response) => answer(response, {}, 403));
    const client = server.client();
    await assert.rejects(client.agents.list(), { name: "PermissionDeniedError" });
    await assert.rejects(ids(client.agents.list()), { name: "PermissionDeniedError", operation: "agents.list" });
    await server.stop();
  });

  it("fails in the middle, after what came before", async () => {
    const server = await Server.start(({ url }, response) =>
      url.includes("start=2")
        ? void response.writeHead(500).end()
        : answer(response, { agents: agents(0, 2), information: { Total: 4 } }),
    );
    /** @type {string[]} */
    const seen = [];
    await assert.rejects(
      async () => {
        for await (const { id } of server.client().agents.list({ count: 2 })) seen.push(id);
      },
      { name: "ServerError" },
    );
    assert.deepEqual(seen, expected(2));
    await server.stop();
  });
});

describe("a walk", () => {
  it("says, page by page, which records could not be read, and keeps them", async () => {
    const server = await lists((start) => ({
      agents: [...agents(start, start + 1), { name: `without an id ${start}` }],
      information: { Total: 4 },
    }));
    /** @type {Error[]} */
    const warnings = [];
    const heard = (/** @type {Error} */ warning) => warnings.push(warning);
    process.on("warning", heard);
    for (const all of [server.client().agents.list({ count: 2 }), await server.client().agents.list({ count: 2 })]) {
      const walk = all[Symbol.asyncIterator]();
      assert.deepEqual(await ids(walk), ["id-0", "id-2"]);
      assert.deepEqual(walk.malformed, [{ name: "without an id 0" }, { name: "without an id 2" }]);
    }
    await new Promise(setImmediate);
    process.off("warning", heard);
    const own = warnings.filter((warning) => Reflect.get(warning, "code") === "GEAI_MALFORMED_RECORDS");
    assert.deepEqual(
      own.map(({ message }) => message),
      [1, 2, 1, 2].map(
        (page) => `1 record of page ${page} of a list could not be read: \`malformed\` of the iteration has them`,
      ),
    );
    await server.stop();
  });

  it("loses no record to what is deleted on the way", async (t) => {
    const emulator = await Emulator.start();
    t.after(() => emulator.stop());
    const client = emulator.client();
    for (const by of /** @type {const} */ (["id", "name"])) {
      emulator.seedAgents("default", 45);
      let deleted = 0;
      for await (const agent of client.agents.list()) {
        await client.agents.delete(agent[by]);
        deleted += 1;
      }
      assert.equal(deleted, 45);
      assert.equal((await client.agents.list()).total, 0);
    }
  });
});
