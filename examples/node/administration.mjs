// What surrounds agents and integrations: whose token it is, a sign-in step by step, configuration, sharing links.

import { readFileSync } from "node:fs";

import { Emulator } from "geai-client/testing";

const DESCRIPTION = readFileSync(new URL("../integrations/parcels.openapi.json", import.meta.url), "utf8");
// A service that the emulator knows and whose users sign in.
const SERVICE = "https://parcels.example.com/openapi.json";

// The service of this example is one that only the emulator knows.
const emulator = await Emulator.start();
const client = emulator.client();
try {
  const owner = await client.validateToken();
  console.log(`the token belongs to project ${owner.projectId}`);

  // `inspector.authorize` takes these three steps for you.
  const { securityScheme } = await client.inspector.securityScheme({ url: SERVICE });
  const authorizationCode = {
    ...securityScheme?.flows?.authorizationCode,
    clientId: "example-client",
    challengeMethod: "S256",
  };
  const challenge = await client.inspector.createChallenge({ ...securityScheme, flows: { authorizationCode } });
  console.log(`sign in at ${challenge.authorizationUrl.split("?")[0]}`);
  const fetched = await client.inspector.manifest({ challengeId: challenge.challengeId });
  console.log(`fetched before anybody signed in: ${fetched.success}`);

  const parcels = await client.integrations.import({ name: "parcels", manifest: DESCRIPTION });
  await client.integrations.update("parcels", { description: "Parcels and where they are" });
  await client.integrations.setConfig("parcels", [{ key: "region", value: "north" }]);
  for (const parameter of await client.integrations.getConfig("parcels")) {
    console.log(`${parameter.key} is set:`, parameter);
  }
  const { items } = await client.integrations.list({ allowDrafts: true });
  console.log(`integrations: ${items.map(({ name }) => name).join(", ")}`);
  await client.integrations.delete(parcels.id);

  const agentData = { prompt: { instructions: "Greet." }, models: [{ name: "gpt-4o" }] };
  // Created, or updated if it is there.
  const agent = await client.agents.upsert("ParcelGreeter", { name: "ParcelGreeter", agentData });
  await client.agents.publishRevision(agent.id, agent.revision ?? 1);
  const link = await client.agents.createSharingLink(agent.id);
  console.log("a link holds a token, so it is not printed:", link.sharedLink !== undefined, link);
  await client.agents.delete(agent.id);
} finally {
  client.close();
  await emulator.stop();
}
