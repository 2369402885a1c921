// A client that has nothing to do any more.
import { Client } from "geai-client";

const client = new Client({ baseUrl: process.argv[2], apiToken: "test-token" });
console.log((await client.agents.get("x")).name);
