/** @jest-environment jsdom */

// A window in place of Node: its timers are numbers, and its URL, AbortSignal and byte arrays are other classes.

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Client, extraOf } = require("geai-client");
const { Emulator } = require("geai-client/testing");

let emulator;
let client;

beforeAll(async () => {
  emulator = await Emulator.start({ projects: ["one", "other"] });
  client = emulator.client();
});

afterAll(() => emulator.stop());

beforeEach(() => emulator.reset());

test("is a window", () => expect(window.setInterval(() => {}, 1e6)).toEqual(expect.any(Number)));

test("a create takes effect once, and is answered", async () => {
  const agent = await client.agents.create({ name: "Ada" });
  expect(agent.name).toBe("Ada");
  expect(extraOf(agent)).toEqual(expect.any(Object));
  expect(emulator.requests.map(({ status }) => status)).toEqual([201]);
});

test("an answer has its headers and its body", async () => {
  const { headers, text, body, status } = await client.agents.list().withResponse();
  expect([status, headers.get("content-type"), JSON.parse(text).agents]).toEqual([200, "application/json", []]);
  expect(body).toHaveLength(text.length);
});

test("a signal of the window ends a call", async () => {
  emulator.failNext("GET", "/v4/agents", { kind: "stall" });
  const controller = new AbortController();
  const listing = client.agents.list({}, { signal: controller.signal, retries: 0 });
  controller.abort();
  await expect(listing).rejects.toBe(controller.signal.reason);
});

test("queries, files and bytes are taken", async () => {
  await client.request("GET", "/v4/agents", { query: new URLSearchParams("count=1") });
  expect(emulator.requests[0].query).toEqual([["count", "1"]]);
  const { id } = await client.agents.create({ name: "Ada" });
  const exported = Buffer.from(JSON.stringify(await client.agents.export(id)));
  expect(await emulator.client({ project: "other" }).agents.import(exported)).toHaveLength(1);
  const missing = client.agents.import(new URL("file:///nowhere/package.json"));
  await expect(missing).rejects.toThrow(/nowhere.package\.json/);
  const seed = join(__dirname, "seed.json");
  expect(emulator.seed(new URL(`file://${seed}`))).toBe(JSON.parse(readFileSync(seed, "utf8")).agents.length);
});

test("many calls at once are made", async () => {
  const names = ["a", "b", "c"];
  const made = await client.bulk(names, (name, options) => client.agents.create({ name }, {}, options));
  expect(made.map(({ name }) => name)).toEqual(names);
});

test("a token function is asked", async () => {
  const asking = new Client({ baseUrl: emulator.url, apiToken: async () => emulator.token("one") });
  expect((await asking.agents.list()).items).toEqual([]);
});

test("calls settle while the clock stands still", async () => {
  jest.useFakeTimers();
  try {
    // Long enough to be read in a turn of the event loop of its own.
    emulator.failNext("GET", "/v9/large", { status: 200, body: { text: "x".repeat(300_000) } });
    expect((await client.request("GET", "/v9/large")).text).toHaveLength(300_000);
  } finally {
    jest.useRealTimers();
  }
});
