// Run with the threads of vitest, and in jsdom with its threads of virtual machines.

import { Client } from "geai-client";
import { Emulator } from "geai-client/testing";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

let emulator: Emulator;
let client: Client;

beforeAll(async () => {
  emulator = await Emulator.start();
  client = emulator.client();
});

afterAll(() => emulator.stop());

afterEach(() => {
  vi.useRealTimers();
});

test("a create takes effect once, and is answered", async () => {
  expect(await client.agents.create({ name: "Ada" })).toMatchObject({ name: "Ada" });
  expect(emulator.requests.map(({ status }) => status)).toEqual([201]);
});

test("a long answer settles while the clock stands still", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "setImmediate", "Date", "performance"] });
  emulator.failNext("GET", "/v9/large", { status: 200, body: { text: "x".repeat(300_000) } });
  const answer = (await client.request("GET", "/v9/large")) as { text: string };
  expect(answer.text).toHaveLength(300_000);
});

test("a deadline ends a call while the clock stands still", async () => {
  vi.useFakeTimers();
  emulator.failNext("GET", "/v4/agents", { kind: "stall", times: 9 });
  await expect(client.agents.list({}, { deadline: 50 })).rejects.toMatchObject({ name: "APITimeoutError" });
});
