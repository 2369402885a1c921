// N5: clients that nobody holds are collected with what they hold in the native part, calls in flight end
// nevertheless, and a rejection that nobody awaits is one like any other.

import { collected, until } from "./support/memory.mjs";
import { Origin } from "./support/origin.mjs";
import { Report, count } from "./support/report.mjs";

const CLIENTS = count(200, 20);

const origin = await Origin.start();
const report = new Report("garbage");
let left = 0;
const registry = new FinalizationRegistry(() => (left -= 1));

/** @param {string} script */
function call(script) {
  const client = origin.client();
  registry.register(client, undefined);
  left += 1;
  return client.agents.get(script);
}


/** @type {(Promise<unknown> | undefined)[]} */
const calls = Array.from({ length: CLIENTS }, () => call("held.garbage"));
for (let came = 0; came < CLIENTS; came = await origin.requests("garbage")) await new Promise(setImmediate);
await collected();
await origin.state(true);
const names = await Promise.all(calls.map(async (call) => /** @type {{ name: string }} */ (await call).name));
calls.length = 0;
report.check(names.every((name) => name === "Parcel"), "calls of clients that nobody holds");
report.check(await until(() => left === 0), `${left} of ${CLIENTS} clients are left`);
// Their connections are closed with them: nothing of a client is left in the native part.
report.check(await until(async () => (await origin.state()).connections === 0), "connections are left");

/** @type {unknown[]} */
const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
for (let at = 0; at < CLIENTS; at += 1) void call("missing");
await until(() => unhandled.length >= CLIENTS);
const names404 = unhandled.map((error) => (error instanceof Error ? error.name : typeof error));
report.check(unhandled.length === CLIENTS, `${unhandled.length} of ${CLIENTS} rejections were heard of`);
report.check(names404.every((name) => name === "NotFoundError"), `heard of ${[...new Set(names404)]}`);
unhandled.length = 0;
report.check(await until(() => left === 0), `${left} of ${CLIENTS} clients are left after rejections`);
await origin.stop();
report.tell("clients", 2 * CLIENTS);
report.end();
