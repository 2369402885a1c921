// Calls from a worker whose environment is its own.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker, isMainThread, parentPort } from "node:worker_threads";

import { Client } from "geai-client";

if (isMainThread) {
  const env = { GEAI_API_BASE_URL: process.argv[2], GEAI_APITOKEN: "of-the-worker" };
  const worker = new Worker(fileURLToPath(import.meta.url), { env });
  const [said] = await once(worker, "message");
  console.log(said);
} else {
  const client = new Client();
  const { name } = await client.agents.get("x");
  parentPort?.postMessage(`${name} from ${client.config.apiToken?.source}`);
}
