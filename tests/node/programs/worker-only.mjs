// Terminates workers that are the only ones to load the native part: worker-only.mjs ROUNDS
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

if (isMainThread) {
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  for (let round = 0; round < Number(process.argv[2]); round += 1) {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: address });
    await once(worker, "message");
    await worker.terminate();
  }
  server.closeAllConnections();
  server.close();
  console.log("survived");
} else {
  const { Client } = await import("geai-client");
  const client = new Client({ baseUrl: `http://127.0.0.1:${workerData.port}`, apiToken: "test-token", retries: 0 });
  for (let call = 0; call < 20; call += 1) client.agents.get("x").catch(() => {});
  parentPort?.postMessage("started");
}
