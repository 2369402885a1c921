// N4: an `AbortSignal` ends a call in every phase of it, within 50 ms on the wire, and nothing follows.

import { getEventListeners } from "node:events";

import { Origin, now } from "./support/origin.mjs";
import { Report, count, largest } from "./support/report.mjs";

const EACH = count(50);
/** Longer than the wait that the server asks for before the next attempt, with its jitter. */
const WINDOW = 1000;

const origin = await Origin.start();
const report = new Report("aborts");
/** @type {number[]} */
const rejected = [];
/** @type {number[]} */
const closed = [];
/** @type {string[]} */
const silent = [];

/** @param {AbortSignal} signal */
const listeners = (signal) => getEventListeners(signal, "abort").length;

/** @param {AbortController} controller @param {Promise<unknown>} call @param {string} phase */
async function aborted(controller, call, phase) {
  const reason = { phase };
  const began = now();
  controller.abort(reason);
  const found = await call.then(
    () => "an answer",
    (error) => error,
  );
  rejected.push(now() - began);
  report.check(found === reason && listeners(controller.signal) === 0, `${phase}: ${found}`);
  return began;
}

/** @param {"head" | "body" | "busy"} phase @param {string} script @param {number} at */
async function onTheWire(phase, script, at) {
  const tag = `${phase}-${at}`;
  const controller = new AbortController();
  const client = origin.client({ retries: 5 });
  const call = client.agents.get(`${script}.${tag}`, {}, { signal: controller.signal });
  await origin.arrived(tag);
  // A round trip: what the server wrote has been read by now.
  report.check((await origin.requests(tag)) === 1, `${tag}: more than one request`);
  const began = await aborted(controller, call, phase);
  silent.push(tag);
  // The connection of a request that was answered may stay.
  if (phase !== "busy") closed.push((await origin.closed(tag)) - began);
}

for (let at = 0; at < EACH; at += 1) {
  await onTheWire("head", "stall", at);
  await onTheWire("body", "body", at);
  await onTheWire("busy", "busy", at);
}

const secure = origin.client({ baseUrl: `https://127.0.0.1:${origin.port}`, retries: 5 });
for (let at = 0; at < EACH; at += 1) {
  const controller = new AbortController();
  const call = secure.agents.get("x", {}, { signal: controller.signal });
  await origin.arrived("handshake");
  const began = await aborted(controller, call, "connect");
  closed.push((await origin.closed("handshake")) - began);
}

const narrow = origin.client({ maxInFlight: 1, retries: 5 });
const first = new AbortController();
const blocking = narrow.agents.get("stall.blocking", {}, { signal: first.signal });
await origin.arrived("blocking");
for (let at = 0; at < EACH; at += 1) {
  const controller = new AbortController();
  const call = narrow.agents.get(`stall.queue-${at}`, {}, { signal: controller.signal });
  await aborted(controller, call, "queue");
}
const began = await aborted(first, blocking, "head");
closed.push((await origin.closed("blocking")) - began);
report.check((await narrow.agents.get("ok")).name === "Parcel", "no call after the aborted ones");

for (let at = 0; at < EACH; at += 1) {
  for (const signal of [AbortSignal.abort(), AbortSignal.abort(`before ${at}`)]) {
    const found = await origin.client().agents.get(`stall.before-${at}`, {}, { signal }).catch((error) => error);
    report.check(found === signal.reason, `before: ${found}`);
  }
  const signal = AbortSignal.timeout(5);
  const found = await origin.client().agents.get("stall", {}, { signal }).catch((error) => error);
  report.check(found === signal.reason && found.name === "TimeoutError", `AbortSignal.timeout: ${found}`);
  const controller = new AbortController();
  const call = origin.client().agents.get("ok", {}, { signal: controller.signal });
  const { name } = await call;
  controller.abort();
  report.check(name === "Parcel" && (await call).name === name, "after");
}

await new Promise((resolve) => setTimeout(resolve, WINDOW));
const seen = new Map((await origin.state()).byTag);
for (const tag of silent) report.check(seen.get(tag) === 1, `${tag}: ${seen.get(tag)} requests`);
report.check(seen.get("handshake") === EACH, `connect: ${seen.get("handshake")} connections`);
const unsent = [...seen.keys()].filter((tag) => tag.startsWith("queue") || tag.startsWith("before"));
report.check(unsent.length === 0, `sent although aborted before: ${unsent}`);

/** @type {Error[]} */
const warnings = [];
process.on("warning", (warning) => warnings.push(warning));
const one = new AbortController();
const client = origin.client();
for (let done = 0; done < count(10_000, 2000); done += 1000) {
  const calls = Array.from({ length: 1000 }, () => client.agents.get("ok", {}, { signal: one.signal }));
  report.check(listeners(one.signal) === 1, `${listeners(one.signal)} listeners for 1,000 calls`);
  await Promise.all(calls);
  report.check(listeners(one.signal) === 0, `${listeners(one.signal)} listeners after the calls`);
}
const calls = Array.from({ length: 1000 }, () => client.agents.get("stall", {}, { signal: one.signal }));
one.abort("all");
const ends = await Promise.allSettled(calls);
report.check(ends.every((end) => end.status === "rejected" && end.reason === "all"), "one signal, 1,000 calls");
await new Promise(setImmediate);
report.check(warnings.length === 0, `warned: ${warnings}`);

await origin.stop();
report.most("longest to reject", largest(rejected), 50, " ms");
report.most("longest to close", largest(closed), 50, " ms");
report.end();
