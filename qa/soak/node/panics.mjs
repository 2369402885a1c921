// H11: a panic in the native part, in a call or before it, is an `InternalError`; the process and the client
// live on, and the panic's own text on standard error is all that is seen.

import { run, shown } from "./support/child.mjs";
import { Report, count } from "./support/report.mjs";

const report = new Report("panics");
for (let at = 0; at < count(20); at += 1) {
  for (const where of ["call", "start", "function"]) {
    const ended = await run("panic", [where]);
    report.check(ended.code === 0 && ended.stdout === "InternalError\nParcel\n", `${where}: ${shown(ended)}`);
    const text = /^\n?thread '[^']*' (\(\d+\) )?panicked at [^\n]*:\na panic on purpose\n(note: [^\n]*\n)?$/;
    report.check(text.test(ended.stderr), `${where}: ${shown(ended)}`);
  }
}
report.end();
