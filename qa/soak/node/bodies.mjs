// 20 answers of 26 MiB at once: how long the loop stands still, what of it is JSON.parse, and how long the
// native part needs meanwhile for a small call.

import { monitorEventLoopDelay } from "node:perf_hooks";

import { Origin } from "./support/origin.mjs";
import { Report, count, median } from "./support/report.mjs";

const SIZE = 26 * 2 ** 20;

const origin = await Origin.start();
const report = new Report("bodies");
const client = origin.client({ timeout: 120_000 });

/**
 * The longest pause of the loop while `work` runs, in milliseconds.
 * @param {() => Promise<unknown>} work
 */
async function stall(work) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  await new Promise((resolve) => setTimeout(resolve, 5));
  delay.disable();
  return delay.max / 1e6;
}

/** @param {"text" | "members"} script */
async function big(script) {
  const { name } = await client.agents.get(script);
  report.check(name === "Parcel", script);
}

/** Small calls on another client until it is told to end; the longest of them, without the loop's part. */
function beside() {
  const other = origin.client();
  let longest = 0;
  let ended = false;
  const calls = (async () => {
    while (!ended) longest = Math.max(longest, (await other.agents.get("ok").withResponse()).elapsed);
  })();
  return async () => {
    ended = true;
    await calls;
    return longest;
  };
}

for (const script of /** @type {const} */ (["text", "members"])) {
  // Made by the server, and by the allocator.
  await big(script);
  const alone = await stall(() => big(script));
  const end = beside();
  const together = await stall(() => Promise.all(Array.from({ length: count(20, 2) }, () => big(script))));
  report.tell(`${script} alone`, alone, " ms");
  report.most(`${script} together`, together, 20, " ms");
  // What no wait for a thread may take away from the deadline of another call.
  report.most(`small call beside ${script}`, await end(), 250, " ms");
}

const member = JSON.stringify({ type: "text", name: "instruction", values: [1, 2.5, null, true], text: "Track parcels." });
for (const [what, json] of /** @type {const} */ ([
  ["text", `{"x":"${"x".repeat(SIZE)}"}`],
  ["members", `[${Array(Math.floor(SIZE / (member.length + 1))).fill(member).join()}]`],
])) {
  const parsing = Array.from({ length: 3 }, () => {
    const began = performance.now();
    JSON.parse(json);
    return performance.now() - began;
  });
  report.tell(`JSON.parse of ${what}`, median(parsing), " ms");
}
await origin.stop();
report.end();
