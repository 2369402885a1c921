// A rejection that nobody handles.
import { Client } from "geai-client";

const client = new Client({ baseUrl: "http://127.0.0.1:1", apiToken: "test-token", retries: 0 });
client.agents.get("x");
