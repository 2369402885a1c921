// Ends in one of the ways in which a process ends: end.mjs URL HOW

import { once } from "node:events";

import { Client } from "geai-client";

const [, , baseUrl, how] = process.argv;
const client = new Client({ baseUrl, apiToken: "test-token", retries: 0 });

/** @param {string} script */
function fifty(script) {
  const calls = Array.from({ length: 50 }, () => client.agents.get(script));
  for (const call of calls) call.catch(() => {});
  return calls;
}

switch (how) {
  case "idle":
    await client.agents.get("ok");
    break;
  case "bare":
    break;
  case "pending":
    // 200 ms: nobody awaits it, and the process must.
    void client.agents.get("late.200").then(({ name }) => console.log(name));
    break;
  case "exit":
    fifty("stall");
    await client.agents.get("ok");
    process.exit(3);
    break;
  case "answers":
    await fifty("ok")[7];
    process.exit(0);
    break;
  case "throw":
    fifty("stall");
    await client.agents.get("ok");
    throw new Error("not caught");
  case "SIGTERM":
    fifty("stall");
    await client.agents.get("ok");
    console.log("ready");
    await once(process.stdin, "data");
    break;
  case "beforeExit":
    process.once("beforeExit", async () => console.log((await client.agents.get("late.20")).name));
    await client.agents.get("ok");
    break;
}
