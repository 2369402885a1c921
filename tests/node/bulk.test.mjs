// Many calls at once: order, failures as values, bounds, deadline, progress, cancelling.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it } from "node:test";

import { APITimeoutError, Client, InvalidRequestError, NotFoundError } from "geai-client";

import { AGENT, Server, answer, stall } from "./support/server.mjs";

/** @type {import("./support/server.mjs").Script} */
const named = (request, response) => {
  const name = request.url.split("/").at(-1) ?? "";
  if (name.startsWith("no")) answer(response, { errors: [{ id: 1, description: name }] }, 404);
  else answer(response, { ...AGENT, name });
};

describe("bulk", () => {
  it("answers in the order of the items, failures beside successes", async () => {
    const server = await Server.start(named);
    const client = server.client();
    const names = Array.from({ length: 50 }, (_, at) => `${at % 3 === 0 ? "no" : "a"}${at}`);
    /** @type {[number, number][]} */
    const seen = [];
    const outcomes = await client.bulk(new Set(names), (name, o) => client.agents.get(name, {}, o), {
      onProgress: (...count) => void seen.push(count),
    });
    assert.equal(server.seen.length, 50);
    for (const [at, name] of names.entries()) {
      const outcome = outcomes[at];
      if (outcome instanceof Error) {
        assert.ok(outcome instanceof NotFoundError && name.startsWith("no"));
        assert.equal(outcome.messages[0]?.description, name);
      } else assert.equal(outcome?.name, name);
    }
    assert.deepEqual(
      seen,
      names.map((_, at) => [at + 1, 50]),
    );
    await server.stop();
  });

  it("names the order of its arguments, and takes no text for a list", async () => {
    const client = new Client({ baseUrl: "http://127.0.0.1:9", apiToken: "t" });
    const get = (/** @type {string} */ name, /** @type {any} */ o) => client.agents.get(name, {}, o);
    const order = { name: "InvalidRequestError", message: /items: expected before the function: client\.bulk\(items, / };
    await assert.rejects(client.bulk(/** @type {any} */ (get), /** @type {any} */ (["a"])), order);
    await assert.rejects(client.bulk("abc", get), { name: "InvalidRequestError", message: /items: .*not a string/ });
    client.close();
  });

  it("waits for a progress that takes its time, and fails with it", async (t) => {
    const server = await Server.start(named);
    t.after(() => server.stop());
    const client = server.client();
    let ended = 0;
    const onProgress = async () => {
      await new Promise(setImmediate);
      ended += 1;
    };
    const get = (/** @type {string} */ name, /** @type {any} */ o) => client.agents.get(name, {}, o);
    await client.bulk(["a", "b", "c"], get, { onProgress });
    assert.equal(ended, 3);
    const rejecting = async () => {
      throw new RangeError("no place to write to");
    };
    await assert.rejects(client.bulk(["a", "b", "c"], get, { onProgress: rejecting }), { name: "RangeError" });
    const controller = new AbortController();
    const stuck = () => {
      controller.abort(new RangeError("enough"));
      return /** @type {Promise<void>} */ (new Promise(() => {}));
    };
    const call = client.bulk(["a", "b"], get, { onProgress: stuck, signal: controller.signal });
    await assert.rejects(call, { name: "RangeError", message: "enough" });
  });

  it("keeps what is refused before it is sent among the others", async () => {
    const server = await Server.start(named);
    const client = server.client();
    const [first, refused, last] = await client.bulk(["a", "../b", "c"], (id, o) => client.agents.get(id, {}, o));
    assert.ok(!(first instanceof Error) && refused instanceof InvalidRequestError && !(last instanceof Error));
    assert.equal(server.seen.length, 2);
    await server.stop();
  });

  it("has no more calls in flight than wanted", async () => {
    /** @type {(() => void)[]} */
    const waiting = [];
    const server = await Server.start((request, response) => void waiting.push(() => named(request, response, 0)));
    const client = server.client();
    const call = client.bulk([..."abcdefgh"], (id, o) => client.agents.get(id, {}, o), { concurrency: 3 });
    for (const arrived of [3, 6, 8]) {
      await server.arrived(arrived);
      assert.equal(server.seen.length, arrived);
      for (const finish of waiting.splice(0)) finish();
    }
    assert.equal((await call).length, 8);
    await server.stop();
  });

  it("has one deadline for all", async () => {
    const server = await Server.start(stall);
    const client = server.client();
    const bounds = { concurrency: 1, deadline: 300 };
    const outcomes = await client.bulk(["a", "b", "c"], (id, o) => client.agents.get(id, {}, o), bounds);
    // Which of them came first is up to the threads.
    const phases = outcomes.map((outcome) => outcome instanceof APITimeoutError && outcome.phase);
    assert.deepEqual(phases.sort(), ["head", "queue", "queue"]);
    assert.equal(server.seen.length, 1);
    await server.stop();
  });

  it("ends every request when its signal is aborted", async () => {
    const server = await Server.start(stall);
    const client = server.client();
    const controller = new AbortController();
    const { signal } = controller;
    const call = client.bulk([..."abcdefgh"], (id, o) => client.agents.get(id, {}, o), { concurrency: 5, signal });
    await server.arrived(5);
    const reason = { mine: true };
    controller.abort(reason);
    await assert.rejects(call, (error) => error === reason);
    await Promise.all(server.seen.map((request) => request.gone));
    assert.equal(server.seen.length, 5);
    assert.equal(getEventListeners(signal, "abort").length, 0);
    await assert.rejects(
      client.bulk(["a"], (id, o) => client.agents.get(id, {}, o), { signal }),
      (error) => error === reason,
    );
    await server.stop();
  });

  it("ends everything when a function of the caller throws", async () => {
    const server = await Server.start(named);
    const client = server.client();
    const wrong = new TypeError("mine");
    const items = Array.from({ length: 1000 }, (_, at) => `a${at}`);
    const fail = () => {
      throw wrong;
    };
    const get = (/** @type {string} */ id, /** @type {import("geai-client").BulkCallOptions} */ o) =>
      client.agents.get(id, {}, o);
    await assert.rejects(client.bulk(items, get, { onProgress: fail }), (error) => error === wrong);
    await assert.rejects(client.bulk(items, fail), (error) => error === wrong);
    assert.ok(server.seen.length < 1000);
    await server.stop();
  });

  it("names options that are wrong, and has nothing to do for no items", async () => {
    const server = await Server.start(named);
    const client = server.client();
    const get = (/** @type {string} */ id) => client.agents.get(id);
    for (const [options, part] of [
      [{ concurrency: 0 }, /concurrency/],
      [{ concurrency: 1.5 }, /concurrency/],
      [{ deadline: -1 }, /deadline/],
      [{ dedline: 1 }, /dedline/],
      [{ signal: {} }, /signal/],
    ]) {
      await assert.rejects(client.bulk(["a"], get, /** @type {any} */ (options)), (error) => {
        return error instanceof InvalidRequestError && /** @type {RegExp} */ (part).test(error.message);
      });
    }
    await assert.rejects(client.bulk(["a"], /** @type {any} */ (undefined)), InvalidRequestError);
    assert.deepEqual(await client.bulk([], get), []);
    assert.equal(server.seen.length, 0);
    await server.stop();
  });

  it("refuses a function that forgets the options", async (t) => {
    const server = await Server.start(named);
    t.after(() => server.stop());
    const client = server.client();
    const forgotten = (/** @type {unknown} */ error) =>
      error instanceof InvalidRequestError && error.message.includes("(item, options) =>");
    const ignore = [
      (/** @type {string} */ id) => client.agents.get(id),
      () => client.agents.get("a"),
    ];
    for (const call of ignore) await assert.rejects(client.bulk(["a", "b"], call, { concurrency: 1 }), forgotten);
    const rest = (/** @type {[string, any]} */ ...[id, o]) => client.agents.get(id, {}, { ...o, timeout: 5000 });
    const optional = (/** @type {string} */ id, o = {}) => client.agents.get(id, {}, o);
    for (const call of [rest, optional]) assert.equal((await client.bulk(["a", "b"], call)).length, 2);
  });
});
