// Nothing grows over 100,000 calls that all fail: cut connections, bodies that stop, errors of the server.

import { held } from "./support/memory.mjs";
import { Origin } from "./support/origin.mjs";
import { Report, count } from "./support/report.mjs";

const ABREAST = 96;
const SCRIPTS = /** @type {const} */ (["cut", "failed", "silent"]);
/** The times of a call whose body stops. */
const OPTIONS = { timeout: 60, deadline: 60 };

const origin = await Origin.start();
const report = new Report("errors");
const client = origin.client();
/** @type {Map<string, number>} */
const names = new Map();

/** @param {number} calls */
async function make(calls) {
  for (let done = 0; done < calls; done += ABREAST) {
    await Promise.all(
      Array.from({ length: ABREAST }, async (_, at) => {
        const script = SCRIPTS[at % SCRIPTS.length] ?? "";
        const found = await client.agents.get(script, {}, script === "silent" ? OPTIONS : undefined).catch((error) => error);
        const key = `${script} ${found.name}`;
        names.set(key, (names.get(key) ?? 0) + 1);
      }),
    );
  }
}

const calls = count(100_000);
await make(count(60_000, 40_000));
const before = await held();
await make(calls);
const after = await held();
const expected = ["cut APIConnectionError", "failed ServerError", "silent APITimeoutError"];
report.check([...names.keys()].sort().join() === expected.join(), `failed as ${[...names]}`);
await origin.stop();
report.tell("calls", calls);
report.most("rss", after.rss - before.rss, 4, " MiB");
report.most("heap", after.heap - before.heap, 1, " MiB");
report.most("handles", after.handles - before.handles, 0);
report.most("files", after.files - before.files, 100);
report.most("threads", after.threads - before.threads, 0);
report.end();
