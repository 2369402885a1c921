import { Client, NotFoundError, type AgentReply } from "geai-client";
import { Emulator } from "geai-client/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

let emulator: Emulator;
let client: Client;

beforeAll(async () => {
  emulator = await Emulator.start({ projects: ["dev"] });
  client = emulator.client({ project: "dev" });
});

afterAll(() => emulator.stop());

test("an agent goes and comes back", async () => {
  const created: AgentReply = await client.agents.create({ name: "Ada" });
  expect(await client.agents.get(created.id, { allowDrafts: true })).toMatchObject({ name: "Ada" });
  await client.agents.delete(created.id);
  await expect(client.agents.get(created.id)).rejects.toBeInstanceOf(NotFoundError);
});

test("a failure is repeated", async () => {
  emulator.failNext("GET", "/v4/agents", { status: 503, retryAfter: 0 });
  expect((await client.agents.list()).items).toEqual([]);
});
