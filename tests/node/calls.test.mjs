// What surrounds a call: responses, free requests, options, tokens, observers, clients.

import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { describe, it } from "node:test";
import { inspect } from "node:util";

import {
  APITimeoutError,
  AuthenticationError,
  Client,
  ClientClosedError,
  ConfigError,
  InvalidRequestError,
  ResponsePromise,
  cached,
} from "geai-client";

import { AGENT, answer, stall, withServer } from "./support/server.mjs";

describe("withResponse", () => {
  it("gives status, headers, id, attempts and time, without a second request", () =>
    withServer(
      async (server) => {
        const call = server.client({ retries: 2 }).agents.get("x");
        assert.ok(call instanceof ResponsePromise && call instanceof Promise);
        const { data, status, headers, requestId, attempts, elapsed } = await call.withResponse();
        assert.equal(data, await call);
        assert.deepEqual({ status, requestId, attempts }, { status: 200, requestId: "r-1", attempts: 2 });
        assert.ok(headers instanceof Headers);
        assert.equal(headers.get("X-Request-Id"), "r-1");
        assert.ok(elapsed > 0 && elapsed < 60_000);
        assert.equal(server.seen.length, 2);
      },
      (_, response, number) => {
        response.setHeader("x-request-id", "r-1");
        if (number === 1) response.writeHead(503, { "retry-after": "0" }).end();
        else answer(response, AGENT);
      },
    ));

  it("has the body, and what stands beside the data", async () => {
    const bodies = [
      { agents: [AGENT, { ...AGENT, id: "2" }], links: ["é"] },
      AGENT,
      { ...AGENT, description: null, version: "1" },
      { agents: [AGENT], skipped: 2 },
      { free: 1 },
    ];
    await withServer(
      async (server) => {
        const client = server.client();
        const calls = [
          () => client.agents.list(),
          () => client.agents.get("x"),
          () => client.agents.get("x"),
          () => client.agents.import({ agents: [] }),
          () => client.request("GET", "/x"),
        ];
        const extras = [];
        for (const [at, call] of calls.entries()) {
          const response = await call().withResponse();
          assert.equal(response.text, JSON.stringify(bodies[at]));
          assert.equal(new TextDecoder().decode(response.body), response.text);
          assert.ok(!inspect(response).includes("text:") && !Object.keys(response).includes("body"));
          extras.push(response.extra);
        }
        assert.deepEqual(extras, [{ links: ["é"] }, {}, {}, { skipped: 2 }, {}]);
        assert.deepEqual((await client.agents.list()).extra, { links: ["é"] });
      },
      (_, response, number) => answer(response, bodies[(number - 1) % bodies.length]),
    );
  });

  it("leaves no unhandled rejection behind", async () => {
    const client = new Client({ baseUrl: "http://127.0.0.1:1", apiToken: "x", retries: 0 });
    await assert.rejects(client.agents.get("x").withResponse(), { name: "APIConnectionError" });
    await new Promise(setImmediate);
  });

  it("what then() gives is a promise like any other", async () => {
    const client = new Client({ baseUrl: "http://127.0.0.1:1", apiToken: "x", retries: 0 });
    const next = client.agents.get("x").catch(() => "caught");
    assert.equal(next.constructor, Promise);
    assert.equal(await next, "caught");
  });
});

describe("request", () => {
  it("sends query and JSON, and gives plain JSON", () =>
    withServer(async (server) => {
      const client = server.client({ projectId: "p-1" });
      const query = { a: ["1", 2n ** 70n], b: true, "c&d": "e f", skipped: undefined };
      assert.deepEqual(await client.request("post", "/v9/new", { query, json: { x: [1] } }), AGENT);
      const [seen] = server.seen;
      assert.equal(seen?.method, "POST");
      assert.deepEqual(
        [...new URL(seen?.url ?? "", server.url).searchParams],
        [
          ["a", "1"],
          ["a", "1180591620717411303424"],
          ["b", "true"],
          ["c&d", "e f"],
        ],
      );
      assert.equal(seen?.text, '{"x":[1]}');
      assert.equal(seen?.headers.authorization, "Bearer test-token");
      assert.equal(seen?.headers.projectid, "p-1");
    }));

  it("gives null for an empty answer", () =>
    withServer(
      async (server) =>
        assert.equal(await server.client().request("DELETE", "/x", { query: new URLSearchParams("a=1") }), null),
      (_, response) => void response.writeHead(204).end(),
    ));

  for (const [what, call] of /** @type {[string, (client: any) => Promise<unknown>][]} */ ([
    ["a path that would name another", (client) => client.request("GET", "/a/../b")],
    ["a path that is no string", (client) => client.request("GET", 3)],
    ["a method that is none", (client) => client.request("G T", "/x")],
    ["a method that shows the token", (client) => client.request("trace", "/x")],
    ["a method without a path", (client) => client.request("CONNECT", "/x")],
    ["a path that is too long", (client) => client.request("GET", `/${"x".repeat(70_000)}`)],
    ["a query that is no text", (client) => client.request("GET", "/x", { query: { a: {} } })],
    ["a body that is no JSON", (client) => client.request("POST", "/x", { json: 1n })],
  ])) {
    it(`refuses ${what}`, () =>
      withServer(async (server) => {
        await assert.rejects(call(server.client()), InvalidRequestError);
        assert.equal(server.seen.length, 0);
      }));
  }
});

describe("options", () => {
  it("are milliseconds; a time-out says so", () =>
    withServer(async (server) => {
      const error = await server
        .client()
        .agents.get("x", {}, { timeout: 30 })
        .catch((error) => error);
      assert.ok(error instanceof APITimeoutError, String(error));
      assert.equal(error.phase, "head");
      assert.ok(error.elapsed >= 30, String(error.elapsed));
    }, stall));

  it("of a call stand over those of withOptions and of the client", () =>
    withServer(async (server) => {
      const client = server.client({ headers: { "x-a": "client", "x-b": "client" } });
      const other = client.withOptions({ headers: { "x-b": "other" } });
      await other.agents.get("x", {}, { headers: { "x-c": "call" } });
      const { "x-a": a, "x-b": b, "x-c": c } = server.seen[0]?.headers ?? {};
      assert.deepEqual([a, b, c], ["client", "other", "call"]);
      client.close();
      await assert.rejects(other.agents.get("x"), ClientClosedError);
    }));

  for (const options of /** @type {any[]} */ ([
    { timeout: 0 },
    { timeout: NaN },
    { timeout: Infinity },
    { timeout: "3" },
    { deadline: -1 },
    { retries: 1.5 },
    { retries: true },
    { timeuot: 3 },
    { headers: { authorization: "x" } },
  ])) {
    it(`refuses ${JSON.stringify(options)}`, () =>
      withServer(async (server) => {
        await assert.rejects(server.client().agents.get("x", {}, options), InvalidRequestError);
        assert.equal(server.seen.length, 0);
      }));
  }
});

describe("a token function", () => {
  it("is asked at the start of every call, and once more after its 401", () =>
    withServer(
      async (server) => {
        let asked = 0;
        const client = server.client({ apiToken: async () => `token-${(asked += 1)}` });
        for (const expected of [1, 3, 4]) {
          await client.agents.get("x");
          assert.equal(asked, expected);
        }
        asked = 100;
        await Promise.allSettled(Array.from({ length: 50 }, () => client.agents.get("x")));
        assert.ok(asked >= 150 && asked <= 200, `${asked - 100} times`);
      },
      (seen, response) => {
        const number = Number(seen.headers.authorization?.split("-").at(-1));
        if (number === 2 || (number > 100 && number % 2 === 1)) response.writeHead(401).end();
        else answer(response, AGENT);
      },
    ));

  it("runs in the asynchronous context of the call that needs a token", () =>
    withServer(
      async (server) => {
        /** @type {AsyncLocalStorage<string>} */
        const user = new AsyncLocalStorage();
        const client = server.client({
          agentsApi: "v2",
          apiToken: async () => {
            await null;
            return `of-${user.getStore()}`;
          },
        });
        const users = Array.from({ length: 20 }, (_, number) => `user-${number}`);
        const of = (/** @type {string} */ name) =>
          user.run(name, async () => {
            const { description } = await client.agents.get("x");
            const page = await client.agents.list({ count: 1 });
            const next = await page.nextPage();
            const both = await client.bulk(["x", "y"], (id, options) => client.agents.get(id, {}, options));
            return [description, page, next, ...both].map((found) => JSON.stringify(found)?.match(/of-user-\d+/)?.[0]);
          });
        for (const [at, found] of (await Promise.all(users.map(of))).entries()) {
          assert.deepEqual(new Set(found), new Set([`of-user-${at}`]));
        }
      },
      (seen, response, number) => {
        const agent = { ...AGENT, id: String(number), description: seen.headers.authorization };
        answer(response, seen.url?.startsWith("/v2/agents/") ? agent : { agents: [agent] });
      },
    ));

  it("is asked once for all calls where its token is cached", () =>
    withServer(
      async (server) => {
        for (const [ttl, least, most] of /** @type {const} */ ([
          [3_600_000, 2, 2],
          [0, 50, 101],
        ])) {
          let asked = 0;
          const apiToken = cached(async () => `token-${(asked += 1)}`, ttl);
          const clients = [server.client({ apiToken }), server.client({ apiToken })];
          await Promise.all(Array.from({ length: 50 }, (_, at) => clients[at % 2]?.agents.get("x")));
          assert.ok(asked >= least && asked <= most, `${asked} times`);
          assert.doesNotMatch(inspect(apiToken, { depth: 9, showHidden: true }), /token-/);
        }
        assert.throws(() => cached(() => "x", -1), /ttl: expected milliseconds/);
        assert.throws(() => cached(() => "x", NaN), /ttl: expected milliseconds/);
        assert.throws(() => cached(/** @type {any} */ ("x"), 1), /expected a function/);
      },
      (seen, response) => {
        if (seen.headers.authorization === "Bearer token-1") response.writeHead(401).end();
        else answer(response, AGENT);
      },
    ));

  it("may be synchronous; a second 401 is the caller's", () =>
    withServer(
      async (server) => {
        let asked = 0;
        const client = server.client({ apiToken: () => `token-${(asked += 1)}` });
        await assert.rejects(client.agents.get("x"), AuthenticationError);
        assert.deepEqual([asked, server.seen.length], [2, 2]);
      },
      (_, response) => void response.writeHead(401).end(),
    ));

  it("gives OAuth tokens as well", () =>
    withServer(async (server) => {
      const client = server.client({ apiToken: undefined, accessToken: () => "of-oauth", projectId: "p" });
      await client.agents.get("x");
      assert.equal(server.seen[0]?.headers.authorization, "Bearer of-oauth");
    }));

  const thrown = new TypeError("canary");
  for (const [what, apiToken, cause] of /** @type {[string, any, unknown][]} */ ([
    [
      "throws",
      () => {
        throw thrown;
      },
      thrown,
    ],
    ["rejects", () => Promise.reject(thrown), thrown],
    ["gives no string", () => 3, undefined],
    ["gives nothing", async () => {}, undefined],
    ["gives no token", () => "a\nb", undefined],
  ])) {
    it(`that ${what} is a ConfigError; its own error is the cause only`, () =>
      withServer(async (server) => {
        const error = await server
          .client({ apiToken })
          .agents.get("x")
          .catch((error) => error);
        assert.ok(error instanceof ConfigError, String(error));
        assert.equal(error.cause, cause);
        assert.equal(error.operation, "agents.get");
        assert.doesNotMatch(error.message + JSON.stringify(error), /canary/);
        assert.equal(server.seen.length, 0);
      }));
  }

  it("that never answers is bounded by the deadline, and an abort ends it", () =>
    withServer(async (server) => {
      const client = server.client({ apiToken: () => new Promise(() => {}) });
      await assert.rejects(client.agents.get("x", {}, { deadline: 20 }), APITimeoutError);
      const signal = AbortSignal.timeout(20);
      await assert.rejects(client.agents.get("x", {}, { signal }), (error) => error === signal.reason);
    }));
});

describe("a client", () => {
  it("ends its calls when it is closed, in all three ways", async () => {
    for (const close of /** @type {((client: Client) => unknown)[]} */ ([
      (client) => client.close(),
      (client) => client[Symbol.dispose](),
      (client) => client[Symbol.asyncDispose](),
    ])) {
      await withServer(async (server) => {
        const client = server.client();
        const call = client.agents.create({ name: "x" });
        await server.arrived(1);
        await close(client);
        await assert.rejects(call, (error) => error instanceof ClientClosedError && error.executed === "maybe");
        await server.seen[0]?.gone;
        await assert.rejects(client.agents.get("x"), ClientClosedError);
      }, stall);
    }
  });

  it("shows every setting and its source", () => {
    const client = new Client({ baseUrl: "host.example/", apiToken: "canary", timeout: 1500, agentsApi: "v2" });
    assert.equal(client.baseUrl, "https://host.example");
    const { config } = client;
    assert.deepEqual(config.apiToken, { value: "***", source: "argument" });
    assert.deepEqual(config.timeout, { value: "1500 ms", source: "argument" });
    assert.deepEqual(config.agentsApi, { value: "v2", source: "argument" });
    assert.deepEqual(config.retries, { value: "3", source: "default" });
  });

  it("reads the environment of its own thread", () => {
    const names = ["GEAI_API_BASE_URL", "GEAI_APITOKEN", "GEAI_PROJECT_ID"];
    const before = names.map((name) => process.env[name]);
    Object.assign(process.env, {
      GEAI_API_BASE_URL: "https://env.example",
      GEAI_APITOKEN: "x",
      GEAI_PROJECT_ID: "p-2",
    });
    try {
      assert.deepEqual(new Client().config.projectId, { value: "p-2", source: "environment variable GEAI_PROJECT_ID" });
    } finally {
      names.forEach((name, at) =>
        before[at] === undefined ? delete process.env[name] : (process.env[name] = before[at]),
      );
    }
  });

  for (const [what, options, message] of /** @type {[string, any, RegExp][]} */ ([
    ["a misspelt option", { baseURL: "https://host.example" }, /did you mean `baseUrl`/],
    ["a number for a token", { baseUrl: "https://host.example", apiToken: 3 }, /apiToken: expected a string/],
    ["http to another machine", { baseUrl: "http://host.example", apiToken: "x" }, /http/],
    ["an OAuth token without a project", { baseUrl: "https://host.example", accessToken: "x" }, /projectId/],
    ["a profile that is not there", { profile: "nowhere", credentialsFile: "/dev/null" }, /not a regular file/],
  ])) {
    it(`is not made from ${what}`, () => assert.throws(() => new Client(options), { name: "ConfigError", message }));
  }
});
