// N3: a client that has nothing to do lets the process end; a call that nobody awaits does not.

import { run, shown } from "./support/child.mjs";
import { Origin } from "./support/origin.mjs";
import { Report, count, median } from "./support/report.mjs";

const RUNS = 20;

const origin = await Origin.start();
const report = new Report("idle");
/** @type {Record<"bare" | "idle" | "pending", number[]>} */
const took = { bare: [], idle: [], pending: [] };
for (let turn = 0; turn < count(RUNS, 3); turn += 1) {
  took.bare.push((await run("nothing", [])).took);
  for (const how of /** @type {const} */ (["idle", "pending"])) {
    const ended = await run("end", [origin.url, how]);
    took[how].push(ended.took);
    const expected = how === "pending" ? "Parcel\n" : "";
    report.check(ended.code === 0 && ended.stdout === expected && ended.stderr === "", `${how}: ${shown(ended)}`);
  }
}
await origin.stop();
report.tell("bare", median(took.bare), " ms");
report.most("idle beyond bare", median(took.idle) - median(took.bare), 100, " ms");
// It waits for its answer of 200 ms, and for nothing else.
report.most("pending beyond idle", median(took.pending) - median(took.idle), 300, " ms");
report.end();
