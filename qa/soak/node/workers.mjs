// N1: workers are terminated with 20 calls in flight each, 20 of them in a process, at every moment of a call.

import { all, run, shown } from "./support/child.mjs";
import { Report, count } from "./support/report.mjs";

const MOMENTS = ["started", "arrived", "answered", "decoding", "handshake", "asking", "leaving"];

const report = new Report("workers");
const processes = Array.from({ length: count(400, MOMENTS.length) }, (_, at) => MOMENTS[at % MOMENTS.length] ?? "");
// Where only workers load the native part, it is set up and torn down again and again.
for (let left = processes.length / 4; left > 0; left -= 1) processes.push("alone");
await all(processes, async (moment) => {
  const ended = await run("terminate", [moment, "4", "5"]);
  const clean = ended.code === 0 && ended.stdout === "survived\n" && ended.stderr === "";
  report.check(clean, `${moment}: ${shown(ended)}`);
});
report.tell("terminations", processes.length * 20);
report.end();
