// Calls of the main thread and of two workers, each time that a line comes.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

import { Client } from "geai-client";

/** @param {string} baseUrl */
async function call(baseUrl) {
  const client = new Client({ baseUrl, apiToken: "t", retries: 0, deadline: 20_000 });
  return client.agents.get("X").then(
    (agent) => agent.name,
    (error) => error.name,
  );
}

if (isMainThread) {
  const baseUrl = process.argv[2] ?? "";
  const workers = [0, 1].map(() => new Worker(new URL(import.meta.url), { workerData: baseUrl }));
  /** @param {Worker} worker @returns {Promise<string>} */
  const answer = (worker) => new Promise((resolve) => worker.once("message", resolve));
  await Promise.all(workers.map(answer));
  console.log("threads", /^Threads:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
  for await (const _ of createInterface({ input: process.stdin })) {
    const answers = workers.map(answer);
    for (const worker of workers) worker.postMessage("call");
    console.log([await call(baseUrl), ...(await Promise.all(answers))].join(" "));
  }
  process.exit(0);
} else {
  parentPort?.on("message", async () => parentPort?.postMessage(await call(workerData)));
  parentPort?.postMessage("ready");
}
