// A worker thread that makes a client of its own.

import { parentPort, workerData } from "node:worker_threads";

import { Client } from "geai-client";

const { stall, ...options } = workerData;
const client = new Client(options);
if (stall) await Promise.all(Array.from({ length: 20 }, () => client.agents.list()));
else parentPort?.postMessage((await client.agents.list()).total);
