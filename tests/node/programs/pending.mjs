// A call that nobody awaits any more but that is not over.
import { Client } from "geai-client";

const client = new Client({ baseUrl: process.argv[2], apiToken: "test-token" });
void client.agents.get("x").then((agent) => console.log(agent.name));
console.log("main is over");
