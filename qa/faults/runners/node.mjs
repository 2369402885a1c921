// The client of Node as a runner: commands on standard input, outcomes on standard output.

import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";

import { Client, GeaiError, cached } from "geai-client";

import { answer, errorOf, talkative, views } from "./showing.mjs";

/** @typedef {Record<string, any>} Command */

/** @type {Map<string, Client>} */
const clients = new Map();
/** @type {Map<number, AbortController[]>} */
const controllers = new Map();
const builtIn = Object.getOwnPropertyNames(Object.prototype).join();

/** @param {Record<string, unknown>} message */
const tell = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/**
 * A client from its options; `tokens` are given one after the other by a function, the last one for ever.
 * @param {Command} command
 */
function clientOf({ options, tokens, cached: kept }) {
  let asked = 0;
  const provider = () => tokens[Math.min(asked++, tokens.length - 1)];
  return new Client(tokens ? { ...options, apiToken: kept ? cached(provider, 3_600_000) : provider } : options);
}

/**
 * Makes the call that a command asks for, as number `n`.
 * @param {Command} command
 * @param {number} n
 * @param {AbortSignal | undefined} signal
 */
function callOf(command, n, signal) {
  const client = clients.get(command.client);
  const args = JSON.parse(command.args.replaceAll("{n}", String(n)));
  const options = signal ? { ...command.options, signal } : command.options;
  /** @type {any} */
  let holder = client;
  const names = command.name.split(".");
  const method = names.pop();
  for (const name of names) holder = holder[name];
  return holder[method](...args, options);
}

/**
 * An answer in short.
 * @param {any} value
 */
function digest(value) {
  const items = Array.isArray(value) ? value : value?.items;
  if (items !== undefined) return { count: items.length };
  return value === null || value === undefined ? null : { name: value.name ?? null };
}

/** @param {unknown} error */
function failed(error) {
  const { shown, held } = errorOf(error);
  if (!(error instanceof GeaiError)) {
    const kind = `other:${error instanceof Error ? error.name : typeof error}`;
    return { kind, text: String(error), shown };
  }
  const { status, executed, attempts, phase, retryable } = error;
  const history = /** @type {{ history?: unknown[] }} */ (/** @type {unknown} */ (error)).history;
  return {
    ...{ kind: error.name, status, executed, attempts, phase, retryable, shown, held, text: error.message },
    retry_after: error.retryAfter === null ? null : error.retryAfter / 1000,
    request_id: error.requestId,
    redirect_host: error.redirectHost,
    said: error.messages.map((said) => said.description),
    body_bytes: Buffer.byteLength(error.body ?? ""),
    history: history?.length ?? null,
  };
}

/**
 * Makes one call and tells what it came to.
 * @param {Command} command
 * @param {number} n
 */
async function run(command, n) {
  const controller = new AbortController();
  controllers.get(command.id)?.push(controller);
  const begun = performance.now();
  /** @type {Record<string, unknown>} */
  let outcome;
  try {
    const called = callOf(command, n, command.cancellable ? controller.signal : undefined);
    if (command.name === "request") {
      outcome = { ok: true, value: { json: JSON.stringify(await called).slice(0, 2000) } };
    } else {
      const response = await called.withResponse();
      const { data, attempts, requestId } = response;
      const shown = talkative ? answer(response) : undefined;
      outcome = { ok: true, attempts, request_id: requestId, value: digest(data), shown };
    }
  } catch (error) {
    const cancelled = controller.signal.aborted && error === controller.signal.reason;
    outcome = cancelled ? { ok: false, cancelled } : { ok: false, error: failed(error) };
  }
  if (Object.getOwnPropertyNames(Object.prototype).join() !== builtIn) {
    outcome = { ok: false, error: { kind: "other:PollutedPrototype" } };
  }
  tell({ id: command.id, n, elapsed: (performance.now() - begun) / 1000, ...outcome });
}

/** @param {Command} command */
async function batch(command) {
  if (command.cancellable) controllers.set(command.id, []);
  let next = 0;
  const work = async () => {
    while (next < command.count) await run(command, next++);
  };
  await Promise.all(Array.from({ length: Math.min(command.parallel, command.count) }, work));
  controllers.delete(command.id);
}

/**
 * Ends a worker that has calls in flight; the exit code of a worker that was ended is 1.
 * @param {Command} command
 * @returns {Promise<number>}
 */
function endedWorker({ settings, name, args }) {
  const worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData: { settings, name, args, count: 20 } });
  return new Promise((resolve, reject) => {
    worker.once("message", () => resolve(worker.terminate().then((code) => (code === 1 ? 0 : code + 1))));
    worker.once("error", reject);
  });
}

/**
 * Does what a command asks for; calls go on by themselves.
 * @param {Command} command
 */
async function obey(command) {
  /** @type {Record<string, unknown>} */
  const done = { id: command.id, n: 0, ok: true };
  switch (command.do) {
    case "client":
      clients.set(command.client, clientOf(command));
      if (talkative) done.shown = views(clients.get(command.client));
      break;
    case "call":
      await batch(command);
      return;
    case "cancel":
      for (const controller of controllers.get(command.call) ?? []) controller.abort(new Error("no longer wanted"));
      break;
    case "close":
      clients.get(command.client)?.close();
      break;
    case "drop":
      clients.get(command.client)?.close();
      clients.delete(command.client);
      globalThis.gc?.();
      break;
    case "forget":
      clients.delete(command.client);
      globalThis.gc?.();
      break;
    case "child":
      done.code = await endedWorker(command);
      break;
    case "rest":
      globalThis.gc?.();
      done.pending = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
      break;
    case "quit":
      lines.close();
      process.stdin.destroy();
      break;
  }
  tell(done);
}

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const command = JSON.parse(line);
  obey(command).catch((error) => tell({ id: command.id, n: 0, ok: false, error: failed(error) }));
});
