// N6: nothing grows over 140,000 calls that succeed (80 of 100), are refused (10), break (5) and are aborted (5).

import { held } from "./support/memory.mjs";
import { Origin } from "./support/origin.mjs";
import { Report, count } from "./support/report.mjs";

const ABREAST = 100;

const origin = await Origin.start();
const report = new Report("leak");
// A function gives the token, so that this way is measured, too.
const client = origin.client({ apiToken: async () => "test-token" });
const { signal } = new AbortController();
const wrong = new Map();

/** @param {number} at @param {string} expected */
const ended = (at, expected) => (/** @type {any} */ found) => {
  if (found.name !== expected) wrong.set(`${at}: ${found.name}`, found);
};

/** @param {number} at from 0 to 99 */
async function call(at) {
  if (at < 80) return client.agents.get("ok", {}, at % 2 ? { signal } : undefined).then(ended(at, "Parcel"));
  if (at < 90) return client.agents.get("missing").catch(ended(at, "NotFoundError"));
  if (at < 95) return client.agents.get("reset").catch(ended(at, "APIConnectionError"));
  const controller = new AbortController();
  const aborted = client.agents.get("stall", {}, { signal: controller.signal }).catch(ended(at, "AbortError"));
  setImmediate(() => controller.abort());
  return aborted;
}

/** @param {number} calls */
async function make(calls) {
  for (let done = 0; done < calls; done += ABREAST) await Promise.all(Array.from({ length: ABREAST }, (_, at) => call(at)));
}

const calls = count(140_000);
// Until the heaps of V8 and of the allocator have their size, which takes more than a twentieth of the calls.
await make(count(60_000, 40_000));
const before = await held();
await make(calls);
const after = await held();
report.check(wrong.size === 0, `unexpected: ${[...wrong.keys()]}`);
await origin.stop();
report.tell("calls", calls);
report.most("rss", after.rss - before.rss, 4, " MiB");
report.most("heap", after.heap - before.heap, 1, " MiB");
report.most("handles", after.handles - before.handles, 0);
report.most("files", after.files - before.files, 100);
report.most("threads", after.threads - before.threads, 0);
report.end();
