// N2: 220 processes end with idle clients, with calls in flight and while answers arrive, as they were told to.

import { all, run, shown } from "./support/child.mjs";
import { Origin } from "./support/origin.mjs";
import { Report, count } from "./support/report.mjs";

/** @type {[how: string, number: number, code: number | null, signal: string | null, stdout: string, stderr: RegExp][]} */
const WAYS = [
  ["idle", 10, 0, null, "", /^$/],
  ["exit", 60, 3, null, "", /^$/],
  ["answers", 100, 0, null, "", /^$/],
  ["throw", 20, 1, null, "", /^file:.*\n.*\n.*\n\nError: not caught\n[^]*\n\nNode\.js v[\d.]+\n$/],
  ["SIGTERM", 20, null, "SIGTERM", "ready\n", /^$/],
  ["beforeExit", 10, 0, null, "Parcel\n", /^$/],
];

const origin = await Origin.start();
const report = new Report("exits");
const exits = WAYS.flatMap((way) => Array.from({ length: count(way[1]) }, () => way));
await all(exits, async ([how, , code, signal, stdout, stderr]) => {
  const ended = await run("end", [origin.url, how], (child) => {
    if (how === "SIGTERM") child.stdout.once("data", () => child.kill("SIGTERM"));
  });
  const right = ended.code === code && ended.signal === signal && ended.stdout === stdout && stderr.test(ended.stderr);
  report.check(right, `${how}: ${shown(ended)}`);
});
await origin.stop();
report.end();
