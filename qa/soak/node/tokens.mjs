// H12: functions that give a token, and how they fail: an error of a known class each time, in time, and the
// client works afterwards.

import { Origin, now } from "./support/origin.mjs";
import { Report, count, largest } from "./support/report.mjs";

const DEADLINE = 300;
/** Longest wait for a token, where no deadline is nearer. */
const LIMIT = 30_000;

const origin = await Origin.start();
const report = new Report("tokens");
/** @type {unknown[]} */
const strays = [];
process.on("unhandledRejection", (reason) => strays.push(reason));
/** @type {number[]} */
const late = [];

/**
 * What `parallel` calls end with, where the token comes from `give`; then one more call, with a good token.
 * @param {string} what
 * @param {() => any} give
 * @param {string} name of the error
 * @param {unknown} [cause]
 */
async function fails(what, give, name, cause) {
  let good = false;
  const client = origin.client({ apiToken: () => (good ? "test-token" : give()) });
  const began = now();
  const options = name === "APITimeoutError" ? { deadline: DEADLINE } : undefined;
  const calls = Array.from({ length: 20 }, () => client.agents.get("stall", {}, options));
  const ends = await Promise.all(calls.map((call) => call.then(() => "an answer", (error) => error)));
  late.push(now() - began - DEADLINE);
  for (const error of ends) {
    const right = error.name === name && (cause === undefined || error.cause === cause);
    report.check(right && error.operation === "agents.get", `${what}: ${error.name}: ${error.message}`);
    report.check(!String(error.message).includes("canary"), `${what}: shows what the function threw`);
  }
  good = true;
  report.check((await client.agents.get("ok")).name === "Parcel", `${what}: the call after it`);
}

// In full runs only: it takes as long as it says.
const rounds = count(20);
const forgotten = rounds < 20 ? undefined : origin.client({ apiToken: () => new Promise(() => {}) }).agents.get("ok");
const ended = forgotten?.then(() => undefined, (error) => error);

for (let round = 0; round < rounds; round += 1) {
  const own = new TypeError("canary");
  await fails("throws", () => { throw own; }, "ConfigError", own);
  await fails("throws text", () => { throw "canary"; }, "ConfigError", "canary");
  await fails("rejects", () => Promise.reject(own), "ConfigError", own);
  for (const value of [undefined, null, 7, {}, ["t"], "", "a\nb", Symbol("canary")]) {
    await fails(`gives ${typeof value}`, () => value, "ConfigError");
    await fails(`gives ${typeof value} later`, async () => value, "ConfigError");
  }
  await fails("never settles", () => new Promise(() => {}), "APITimeoutError");
  await fails("has a then that never settles", () => ({ then() {} }), "APITimeoutError");
  await fails("settles when nobody waits", () => new Promise((resolve) => setTimeout(resolve, DEADLINE + 20)), "APITimeoutError");

  // It calls the client that waits for it: the inner call ends in time, and says why.
  /** @type {import("geai-client").Client} */
  let self;
  const inner = () => self.agents.get("ok", {}, { deadline: DEADLINE });
  self = origin.client({ apiToken: async () => (await inner()).name });
  const error = await self.agents.get("ok").catch((error) => error);
  report.check(error.name === "ConfigError" && error.cause?.name === "APITimeoutError", `calls itself: ${error}`);

  const other = origin.client();
  let asked = 0;
  const nested = origin.client({ apiToken: async () => `${(await other.agents.get("ok")).name}${(asked += 1)}` });
  const names = await Promise.all(Array.from({ length: 50 }, async () => (await nested.agents.get("ok")).name));
  report.check(names.every((name) => name === "Parcel") && asked === 50, `asked ${asked} times for 50 calls`);
  const refused = await nested.agents.get("refused").catch((error) => error);
  report.check(refused.name === "AuthenticationError" && asked === 52, `asked ${asked} times with a 401: ${refused}`);

  // Aborted while the function runs: what it gives or throws then is of no interest to anyone.
  /** @type {(reason: unknown) => void} */
  let reject = () => {};
  const controller = new AbortController();
  const waiting = new Promise((resolve) => {
    self = origin.client({ apiToken: () => (resolve(undefined), new Promise((_, no) => (reject = no))) });
  });
  const call = self.agents.get("ok", {}, { signal: controller.signal }).catch((error) => error);
  await waiting;
  controller.abort("enough");
  reject(own);
  report.check((await call) === "enough", "aborted while it is asked");
}
const error = await ended;
if (forgotten) {
  report.check(error?.name === "APITimeoutError", `no token for ${LIMIT} ms: ${error}`);
  report.most("longest wait for a token", error?.elapsed ?? NaN, LIMIT + 250, " ms");
}
await new Promise(setImmediate);
report.check(strays.length === 0, `rejections of nobody: ${strays}`);
await origin.stop();
report.most("beyond the deadline", largest(late), 250, " ms");
report.end();
