// Terminates workers at a moment of their calls, and calls from the main thread in between:
//   terminate.mjs MOMENT WORKERS ROUNDS

import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

import { Scripted } from "../support/scripts.mjs";

const CALLS = 20;

/** What the workers ask for, by moment. */
const SCRIPTS = /** @type {Record<string, string>} */ ({
  started: "stall",
  arrived: "stall",
  answered: "held",
  decoding: "heldlarge",
  alone: "held",
  handshake: "stall",
  asking: "stall",
  leaving: "stall",
});

if (isMainThread) {
  const [, , moment = "", workers, rounds] = process.argv;
  const server = await new Scripted().start();
  const baseUrl = `http://127.0.0.1:${server.port}`;
  // `alone`: the native part is loaded in workers only.
  const { Client } = moment === "alone" ? { Client: undefined } : await import("geai-client");
  const client = Client && new Client({ baseUrl, apiToken: "test-token" });
  const data = { moment, script: SCRIPTS[moment], port: server.port };
  for (let round = 0; round < Number(rounds); round += 1) {
    const before = server.requests;
    const running = Array.from({ length: Number(workers) }, () => {
      return new Worker(fileURLToPath(import.meta.url), { workerData: data });
    });
    await Promise.all(running.map((worker) => once(worker, moment === "leaving" ? "exit" : "message")));
    if (["arrived", "answered", "decoding", "handshake"].includes(moment)) {
      await server.arrived(before + running.length * CALLS);
    }
    server.release();
    await Promise.all(running.map((worker) => worker.terminate()));
    // The calls of the others go on.
    if (client && (await client.agents.get("ok")).name !== "Parcel") throw new Error("not the answer");
  }
  server.stop();
  console.log("survived");
} else {
  const { Client } = await import("geai-client");
  const { moment, script, port } = workerData;
  const scheme = moment === "handshake" ? "https" : "http";
  /** @type {import("geai-client").ClientOptions} */
  const options = { baseUrl: `${scheme}://127.0.0.1:${port}`, apiToken: "test-token", retries: 0 };
  let asked = () => {};
  if (moment === "asking") {
    options.apiToken = () => {
      asked();
      return new Promise(() => {});
    };
  }
  const waiting = new Promise((resolve) => (asked = () => resolve(undefined)));
  const client = new Client(options);
  for (let call = 0; call < CALLS; call += 1) client.agents.get(script).catch(() => {});
  if (moment === "asking") await waiting;
  if (moment === "leaving") process.exit(0);
  parentPort?.postMessage("started");
}
