// Load: 500 calls at a time for a minute, answers of 1 KiB. Stampede: 10,000 calls at once, of which 100 are
// on their way.

import { createHistogram } from "node:perf_hooks";

import { Origin } from "./support/origin.mjs";
import { Report, count } from "./support/report.mjs";

const ABREAST = 500;

const origin = await Origin.start();
const report = new Report("load");
const client = origin.client();
const took = createHistogram();
let failed = 0;

/** @param {number} until on the clock of `performance` */
async function caller(until) {
  let calls = 0;
  for (let began = performance.now(); began < until; calls += 1) {
    await client.agents.get("ok").catch(() => (failed += 1));
    const ended = performance.now();
    took.record(Math.max(1, Math.round((ended - began) * 1000)));
    began = ended;
  }
  return calls;
}

/** @param {number} seconds */
async function loaded(seconds) {
  const began = performance.now();
  const callers = Array.from({ length: ABREAST }, () => caller(began + seconds * 1000));
  const calls = (await Promise.all(callers)).reduce((sum, calls) => sum + calls, 0);
  return (calls / (performance.now() - began)) * 1000;
}

await loaded(count(5));
took.reset();
const rate = await loaded(count(60));
report.check(failed === 0, `${failed} calls failed`);
report.least("calls a second", rate, 10_000);
report.tell("p50", took.percentile(50) / 1000, " ms");
report.tell("p99", took.percentile(99) / 1000, " ms");

const calls = count(10_000);
const began = performance.now();
const answers = await Promise.allSettled(Array.from({ length: calls }, () => client.agents.get("late.5")));
const succeeded = answers.filter((answer) => answer.status === "fulfilled").length;
report.check(succeeded === calls, `stampede: ${succeeded} of ${calls}`);
report.tell("stampede", performance.now() - began, " ms");
report.most("in flight", (await origin.state()).most, 100);
await origin.stop();
report.end();
