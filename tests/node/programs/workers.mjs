// Terminates workers with calls in flight: workers.mjs calls|arrived|answers ROUNDS
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

import { Client } from "geai-client";

const CALLS = 20;

if (isMainThread) {
  const { Server, AGENT, answer } = await import("../support/server.mjs");
  const [, , when, rounds] = process.argv;
  /** @type {(() => void)[]} */
  const release = [];
  const server = await Server.start((_, response) => release.push(() => answer(response, AGENT)));
  for (let round = 1; round <= Number(rounds); round += 1) {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: server.url });
    await once(worker, "message");
    if (when !== "calls") await server.arrived(round * CALLS);
    if (when === "answers") release.splice(0).forEach((answer) => answer());
    await worker.terminate();
  }
  await server.stop();
  console.log("survived");
} else {
  const client = new Client({ baseUrl: workerData, apiToken: "test-token", retries: 0 });
  for (let call = 0; call < CALLS; call += 1) client.agents.get("x").catch(() => {});
  parentPort?.postMessage("started");
}
