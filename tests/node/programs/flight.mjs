// Ends with calls in flight: flight.mjs URL exit|throw|SIGTERM|answered
import { once } from "node:events";

import { Client } from "geai-client";

const [, , baseUrl, how] = process.argv;
const client = new Client({ baseUrl, apiToken: "test-token" });
const calls = Array.from({ length: 50 }, () => client.agents.get("x"));
for (const call of calls) call.catch(() => {});
if (how === "answered") {
  await calls[7];
  process.exit(0);
}
await once(process.stdin, "data");
if (how === "exit") process.exit(3);
throw new Error("not caught");
