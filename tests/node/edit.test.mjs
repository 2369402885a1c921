// `edit`: copies of objects with changes at places. What a place means is the core's, and tested there.

import assert from "node:assert/strict";
import { it } from "node:test";
import { inspect } from "node:util";

import { edit, extraOf, InvalidRequestError } from "geai-client";
import { Emulator } from "geai-client/testing";

import { observed } from "./support/answers.mjs";

it("changes places of an answer, and what it does not name stays", async (t) => {
  const emulator = await Emulator.start();
  t.after(() => emulator.stop());
  const client = emulator.client();
  const agentData = { prompt: { instructions: "one" }, models: [{ name: "m" }], extra: { x: { y: 2 } } };
  const agent = await client.agents.create({ name: "A", description: "d", agentData });
  const changed = edit(agent, {
    "agentData.prompt.instructions": "two",
    "agent_data.models[0].name": "n",
    "agentData.extra.x.y": 3,
    description: undefined,
  });
  assert.equal(agent.agentData?.prompt?.instructions, "one");
  assert.equal("description" in changed, false);
  assert.equal(changed.toDefinition().agentData?.prompt?.instructions, "two");
  const updated = await client.agents.update("A", changed);
  assert.deepEqual(
    [updated.agentData?.prompt?.instructions, updated.agentData?.models?.[0]?.name, extraOf(updated.agentData ?? {})],
    ["two", "n", observed ? { x: { y: 3 } } : {}],
  );
});

it("clears by null, refuses what is misspelt, and shows no secret", () => {
  assert.deepEqual(edit({ name: "A", publicName: "p" }, { publicName: null }), { name: "A", publicName: null });
  const misspelt = () => edit({ name: "A" }, { "agentData.promt.instructions": "x" });
  assert.throws(misspelt, (error) => {
    assert.ok(error instanceof InvalidRequestError);
    assert.match(error.message, /AgentDefinition\.agentData: unknown field `promt`, did you mean `prompt`\?/);
    return true;
  });
  const secret = { "securityScheme.flows.clientCredentials.clientSecret": "canary" };
  /** @type {import("geai-client").IntegrationRequest} */
  const request = { name: "i", manifest: "{}" };
  const integration = edit(request, secret);
  assert.equal(integration.securityScheme?.flows?.clientCredentials?.clientSecret, "canary");
  assert.doesNotMatch(inspect(integration, { depth: 9 }), /canary/);
});
