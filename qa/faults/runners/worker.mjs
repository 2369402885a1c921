// A worker with calls in flight: it says when they are, and waits to be ended.

import { parentPort, workerData } from "node:worker_threads";

import { Client } from "geai-client";

const { settings, name, args, count } = workerData;
const client = new Client(settings);
const [group, method] = name.split(".");
for (let n = 0; n < count; n++) {
  // What they come to is nobody's business any more.
  /** @type {any} */ (client)[group][method](...JSON.parse(args.replaceAll("{n}", String(n)))).catch(() => {});
}
parentPort?.postMessage("in flight");
