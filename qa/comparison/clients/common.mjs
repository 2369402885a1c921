// Command line of every Node client in the comparison: `ACTION URL`, with options as JSON in `COMPARISON_OPTIONS`.
// What an action found is one line of JSON on standard output. Nothing is judged here.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { inspect } from "node:util";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

/**
 * @typedef {{ kind: string, count: number, warm: boolean, timeout: number | null, key: string, header: string,
 *   body: string }} Options
 * @typedef {(kind: string, mark: string, signal?: AbortSignal) => Promise<unknown>} Call
 * @typedef {(url: string, options: Options) => { call: Call, shown: unknown }} Make
 */

/** Finds the packages that the comparison installed. */
export const peers = createRequire(`${process.env.COMPARISON_PEERS}/`);

/** @param {Record<string, unknown>} found */
const tell = (found) => process.stdout.write(`${JSON.stringify(found)}\n`);

/** @param {(string | null)[]} ended @param {number} begun */
function summary(ended, begun) {
  /** @type {Record<string, number>} */
  const errors = {};
  for (const name of ended) if (name !== null) errors[name] = (errors[name] ?? 0) + 1;
  tell({ ok: ended.filter((name) => name === null).length, errors, seconds: (performance.now() - begun) / 1000 });
}

/**
 * Makes one call and gives the name of the error it ended with.
 * @param {Call} call @param {string} kind @param {string} mark
 */
const one = (call, kind, mark) =>
  call(kind, mark).then(
    () => null,
    (error) => (error?.cause?.code ? `${error.name} (${error.cause.code})` : error?.constructor?.name ?? String(error)),
  );

/** As JSON, where that can be done. @param {unknown} value */
function text(value) {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
}

/** Most memory that this process has held so far. */
const peakMib = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "ascii"))?.[1]) / 1024;

/** @type {Record<string, (client: { call: Call, shown: unknown }, options: Options, url: string) => Promise<void>>} */
const ACTIONS = {
  /** Calls, one after another. */
  async calls({ call }, { kind, count, warm }) {
    if (warm) await one(call, "get", "warm");
    const begun = performance.now();
    const ended = [];
    for (let n = 0; n < count; n++) ended.push(await one(call, kind, `n${n}`));
    summary(ended, begun);
  },

  /** Calls, all at once. */
  async flood({ call }, { count }) {
    const begun = performance.now();
    summary(await Promise.all(Array.from({ length: count }, (_, n) => one(call, "get", `n${n}`))), begun);
  },

  /** One call, and how far the peak of memory rose. */
  async memory({ call }) {
    const before = peakMib();
    const ended = await one(call, "get", "n0");
    tell({ mib: peakMib() - before, ended });
  },

  /** Calls that are aborted, each when a line comes; the time of each is told. */
  async cancel({ call }, { count }) {
    const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
    for (let n = 0; n < count; n++) {
      const controller = new AbortController();
      const ended = call("get", `n${n}`, controller.signal).catch(() => {});
      await lines.next();
      tell({ at: (performance.timeOrigin + performance.now()) / 1000 });
      controller.abort();
      await ended;
      await lines.next();
    }
    process.stdin.destroy();
  },

  /** Calls at once, and then the end of the process. */
  async burst({ call }, { count }) {
    await Promise.all(Array.from({ length: count }, (_, n) => call("get", `n${n}`)));
    process.exit();
  },

  /** Workers that are ended with calls in flight. */
  async workers(_client, options, url) {
    for (let round = 0; round < 5; round++) {
      await Promise.all(
        Array.from({ length: 4 }, async () => {
          const worker = new Worker(String(process.argv[1]), { workerData: { url, options } });
          await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
          await worker.terminate();
        }),
      );
    }
    // The answers come when nobody is there any more: that is what may bring the process down, so it stays for them.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    tell({ ended: true });
  },

  /** One call with everything logged, then the error and the client as they print. */
  async secrets({ call, shown }) {
    const error = await call("post", "n0").then(
      () => "",
      (raised) => `${raised}\n${inspect(raised, { depth: 9 })}\n${text(raised)}`,
    );
    tell({ error, client: `${inspect(shown)}\n${text(shown)}` });
  },
};

/**
 * Does what the command line asks for.
 * @param {Make} make
 */
export async function main(make) {
  if (!isMainThread) {
    const { call } = make(workerData.url, workerData.options);
    // What they come to is nobody's business any more.
    for (let n = 0; n < 20; n++) one(call, "get", `n${n}`);
    // Time for them to reach the server, which answers after two seconds; whether they did stands in its ledger.
    setTimeout(() => parentPort?.postMessage("in flight"), 600);
    return;
  }
  const options = {
    ...{ kind: "get", count: 1, warm: false, timeout: null, key: "none", header: "none", body: "none" },
    ...JSON.parse(process.env.COMPARISON_OPTIONS ?? "{}"),
  };
  delete process.env.COMPARISON_OPTIONS;
  const [, , action = "", url = ""] = process.argv;
  await ACTIONS[action]?.(make(url, options), options, url);
}
