// `null` clears a member: it is sent, and `undefined` is what is not given.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Client, InvalidRequestError } from "geai-client";
import { Emulator } from "geai-client/testing";

describe("null", () => {
  /** @type {Emulator} */
  let emulator;
  /** @type {Client} */
  let client;
  const sent = () => emulator.requests.at(-1)?.json;

  before(async () => {
    emulator = await Emulator.start({ projects: ["dev"] });
    client = emulator.client();
    await client.agents.create({ name: "Parcels", description: "x" });
  });
  after(() => emulator.stop());

  it("is sent, and undefined is not", async () => {
    await client.agents.update("Parcels", { publicName: null, description: undefined });
    assert.deepEqual(sent(), { agentDefinition: { publicName: null } });
    await client.agents.update("Parcels", { agentData: { prompt: null, models: [{ llmConfig: null }] } });
    assert.deepEqual(sent(), { agentDefinition: { agentData: { prompt: null, models: [{ llmConfig: null }] } } });
  });

  it("clears a member of an answer that goes back", async () => {
    const agent = await client.agents.get("Parcels", { allowDrafts: true });
    await client.agents.update("Parcels", { ...agent, description: null });
    const { agentDefinition } = /** @type {any} */ (sent());
    assert.equal(agentDefinition.description, null);
    assert.ok(!("id" in agentDefinition));
    await client.agents.update("Parcels", { ...agent.toDefinition(), description: null });
    assert.equal(/** @type {any} */ (sent()).agentDefinition.description, null);
  });

  it("is sent in bulk and in requests of no operation", async () => {
    await client.bulk(["Parcels"], (name, o) => client.agents.update(name, { description: null }, {}, o));
    assert.deepEqual(sent(), { agentDefinition: { description: null } });
    await client.request("PUT", "/v4/agents/Parcels", { json: { agentDefinition: { description: null } } });
    assert.deepEqual(sent(), { agentDefinition: { description: null } });
  });

  it("is refused where a value must be", async () => {
    const wanted = (/** @type {unknown} */ error) => error instanceof InvalidRequestError;
    await assert.rejects(client.agents.create({ name: null }), wanted);
    // @ts-expect-error a model of a list is no null
    await assert.rejects(client.agents.update("Parcels", { agentData: { models: [null] } }), wanted);
  });

  it("clears a member where the server does so", async () => {
    emulator.setTempers({ null: "clears" });
    await client.agents.update("Parcels", { description: "x" });
    assert.equal((await client.agents.update("Parcels", { description: undefined })).description, "x");
    assert.equal((await client.agents.update("Parcels", { description: null })).description, "");
  });
});
