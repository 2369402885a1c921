import assert from "node:assert/strict";

import { Client, NotFoundError, type AgentReply } from "geai-client";
import { Emulator } from "geai-client/testing";

const emulator = await Emulator.start({ projects: ["dev"] });
const client: Client = emulator.client({ project: "dev" });
const created: AgentReply = await client.agents.create({ name: "Ada" });
const { data, status } = await client.agents.get(created.id, { allowDrafts: true }).withResponse();
assert.equal(status, 200);
assert.equal(data.name, "Ada");
const names: string[] = [];
for await (const agent of client.agents.list({ count: 1, allowDrafts: true })) names.push(agent.name);
assert.deepEqual(names, ["Ada"]);
await client.agents.delete(created.id);
const error: unknown = await client.agents.get(created.id).catch((error: unknown) => error);
assert.ok(error instanceof NotFoundError);
await emulator.stop();
console.log("round trip");
