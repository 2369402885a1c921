// The types from CommonJS. Compiled by `npm run check`, never run.

import geai = require("geai-client");
import testing = require("geai-client/testing");

export async function main(): Promise<string> {
    const emulator = await testing.Emulator.start();
    const client: geai.Client = emulator.client();
    const agent: geai.AgentReply = await client.agents.get("x");
    return agent.name;
}
