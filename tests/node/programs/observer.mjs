// An observer that throws.
import { Client } from "geai-client";

process.once("uncaughtException", (error) => console.log(error.message));
const client = new Client({
  baseUrl: process.argv[2],
  apiToken: "test-token",
  onRequest: () => {
    throw new Error("the observer's");
  },
});
const { name } = await client.agents.get("x");
console.log(name);
