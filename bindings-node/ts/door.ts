/** Calls in flight: each has an id, under which the native part tells what it came to. */

import { watch } from "./abort";
import { valueOf } from "./definition";
import { InternalError } from "./errors";
import { errorOf } from "./failure";
import { Event, native, type Bridge, type Cursor } from "./native";

/** What is known of a call while it is in flight. */
export interface Pending {
  operation: string | null;
  /** Gives a token when the call needs one. */
  token: (() => string | PromiseLike<string>) | undefined;
  signal: AbortSignal | undefined;
  /** Where the call was made. */
  trace: { stack?: string };
  /** `rest` is what the text of a page does not say. */
  succeeded(text: string, meta: string, cursor: Cursor | null, rest: string): void;
  failed(reason: unknown): void;
}

type Told = Parameters<Pending["succeeded"]>;

interface Entry extends Pending {
  unwatch?: () => void;
  /** Why there was no token. */
  cause?: unknown;
}

/** Characters of an answer that takes a noticeable time to parse. */
const LARGE = 2 ** 18;

const entries = new Map<number, Entry>();
/** What large answers wait for: one in each turn of the loop, so that all else has its turn between them. */
const late: (() => void)[] = [];
let lastId = 0;
let opened: Bridge | undefined;
/** Keeps the process alive while calls are in flight; the native part itself never does. */
let awake: NodeJS.Timeout | undefined;

/** The bridge of this environment. */
export function bridge(): Bridge {
  opened ??= valueOf(native.openBridge(settle));
  return opened;
}

/** Notes a call and starts it, unless its signal was aborted already. */
export function begin(pending: Pending, start: (id: number) => void): void {
  const { signal } = pending;
  if (signal?.aborted) {
    pending.failed(signal.reason);
    return;
  }
  do lastId = (lastId + 1) % 2 ** 32;
  while (entries.has(lastId));
  const id = lastId;
  const entry: Entry = { ...pending };
  // Before anything is noted: a start that throws leaves nothing behind.
  start(id);
  entries.set(id, entry);
  if (signal) entry.unwatch = watch(signal, () => abort(id, signal));
  awake ??= setInterval(() => {}, 2 ** 30);
  awake.ref();
}

/** Calls the native part. What that throws, rather than tells, is a defect of this package. */
export function cross(call: () => void): void {
  try {
    call();
  } catch (cause) {
    const message = "unexpected state; please report it with its cause";
    throw new InternalError({ kind: "InternalError", message }, { cause });
  }
}

function take(id: number): Entry | undefined {
  const entry = entries.get(id);
  if (entry === undefined) return undefined;
  entries.delete(id);
  entry.unwatch?.();
  if (entries.size === 0) awake?.unref();
  return entry;
}

function abort(id: number, signal: AbortSignal): void {
  const entry = take(id);
  if (entry === undefined) return;
  native.cancel(bridge(), id);
  entry.failed(signal.reason);
}

function settle(id: number, event: number, ...told: Told): void {
  if (event === Event.ask) {
    void answer(id);
    return;
  }
  if (told[0].length < LARGE) end(id, event, ...told);
  else if (late.push(() => end(id, event, ...told)) === 1) setImmediate(endNext);
}

function endNext(): void {
  if (late.length > 1) setImmediate(endNext);
  late.shift()?.();
}

function end(id: number, event: number, ...told: Told): void {
  const entry = take(id);
  if (entry === undefined) return;
  if (event === Event.failure) {
    entry.failed(failure(told[0], entry));
    return;
  }
  try {
    entry.succeeded(...told);
  } catch (cause) {
    entry.failed(new InternalError({ kind: "InternalError", message: "an answer cannot be read" }, { cause }));
  }
}

function failure(text: string, { operation, trace, cause }: Entry): unknown {
  const known = JSON.parse(text);
  const options = cause === undefined ? undefined : { cause };
  const error = errorOf({ ...known, operation: known.operation ?? operation }, options);
  // The stack of the code that made the call, not of what settles it.
  const frames = framesOf(trace);
  if (frames !== undefined) {
    const stack = `${error.name}: ${error.message}${frames}`;
    Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  }
  return error;
}

/** Undefined where a program has `Error.prepareStackTrace` make something else of stacks, or throws there. */
function framesOf(trace: { stack?: unknown }): string | undefined {
  try {
    const { stack } = trace;
    const begin = typeof stack === "string" ? stack.indexOf("\n    at ") : -1;
    return begin < 0 ? undefined : (stack as string).slice(begin);
  } catch {
    return undefined;
  }
}

async function answer(id: number): Promise<void> {
  const entry = entries.get(id);
  if (entry === undefined) return;
  let token: unknown;
  let reason = "it gave no string";
  try {
    const ask = entry.token;
    token = await ask?.();
    if (typeof token !== "string") token = undefined;
  } catch (error) {
    // Its message may hold a secret, so it goes along as the cause only.
    entry.cause = error;
    reason = error instanceof Error ? `it threw ${error.name}` : "it threw";
  }
  native.answerToken(bridge(), id, token as string | undefined, reason);
}
