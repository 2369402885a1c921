// Creates an agent, reads it, changes it and deletes it.
//
// Uses GEAI_API_BASE_URL and GEAI_APITOKEN, or the emulator in the package where they are not set.

import { Client } from "geai-client";
import { Emulator } from "geai-client/testing";

const emulator = process.env.GEAI_API_BASE_URL ? undefined : await Emulator.start();
const client = emulator ? emulator.client() : new Client();

const agent = await client.agents.create(
  {
    name: "ParcelTracker",
    agentData: {
      prompt: { instructions: "Look the parcel up and report its state." },
      models: [{ name: "gpt-4o" }],
    },
  },
  { automaticPublish: true },
);
console.log(`${agent.name} is published as version ${agent.version}`);

// An agent goes back as it came; what only an answer carries is left out.
const changed = await client.agents.update(agent.id, { ...agent, description: "Tracks parcels." });
console.log(`revision ${changed.revision} is ${changed.isDraft ? "a draft" : "published"}`);

const asked = { revision: changed.revision, allowDrafts: true };
const { data, status, requestId } = await client.agents.get(agent.id, asked).withResponse();
console.log(`${status}, request ${requestId ? "with" : "without"} an id: ${data.description}`);

await client.agents.delete(agent.id);
client.close();
await emulator?.stop();
