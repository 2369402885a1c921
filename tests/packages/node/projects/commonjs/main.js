const assert = require("node:assert/strict");
const { GeaiError, NotFoundError } = require("geai-client");
const { Emulator } = require("geai-client/testing");

async function main() {
  const emulator = await Emulator.start();
  const client = emulator.client();
  const created = await client.agents.create({ name: "Ada" });
  const got = await client.agents.get(created.id, { allowDrafts: true });
  assert.equal(got.name, "Ada");
  await client.agents.delete(created.id);
  await assert.rejects(client.agents.get(created.id), NotFoundError);
  // However it is loaded, there is one copy of every class.
  assert.equal((await import("geai-client")).GeaiError, GeaiError);
  await emulator.stop();
  console.log("round trip");
}

main();
