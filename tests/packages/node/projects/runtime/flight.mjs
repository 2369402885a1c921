// Exits with 20 calls in flight.

import { Emulator } from "geai-client/testing";

const emulator = await Emulator.start();
const client = emulator.client();
emulator.failNext("GET", "/v4/agents", { kind: "stall", times: 20 });
for (let call = 0; call < 20; call += 1) client.agents.list().catch(() => {});
while (emulator.requests.length < 20) await new Promise((resolve) => setImmediate(resolve));
process.exit(3);
