// 2,000 clients are made, used and dropped; nobody closes them or asks for a collection of garbage.

import { readdirSync } from "node:fs";

import { held, until } from "./support/memory.mjs";
import { Origin } from "./support/origin.mjs";
import { Report, count } from "./support/report.mjs";

const origin = await Origin.start();
const report = new Report("clients");
let files = 0;

/** @param {number} clients */
async function churn(clients) {
  for (let made = 0; made < clients; made += 1) {
    const client = origin.client();
    report.check((await client.agents.get("ok")).name === "Parcel", "an answer");
    if (made % 10 === 0) files = Math.max(files, readdirSync("/proc/self/fd").length);
  }
}

/** The measure when the connections of collected clients are closed. */
async function settled() {
  await until(async () => (await origin.state()).connections === 0);
  return held();
}

const clients = count(2000);
await churn(count(500));
const before = await settled();
files = 0;
await churn(clients);
const after = await settled();
report.check((await origin.state()).connections === 0, "connections are left");
await origin.stop();
report.most("rss", after.rss - before.rss, 8, " MiB");
report.most("heap", after.heap - before.heap, 1, " MiB");
report.most("files", after.files - before.files, 0);
report.most("threads", after.threads - before.threads, 0);
report.tell("most files meanwhile", files);
report.end();
