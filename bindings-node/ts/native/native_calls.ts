/** Calls in flight: each has an id, under which the native part sends its payload. */

import * as timers from "node:timers";

import { InternalError } from "../errors/error";
import { watch } from "./abort";
import { callerContext, type CallerContext } from "./caller_context";
import { native } from "./load";
import type { Handle } from "./native";
import { errorFrom } from "./payload";

/** Returns a token: asked at the start of every call, and once more after the server refused that call's token. */
export type TokenFunction = () => string | PromiseLike<string>;

/** What is known of a call while it is in flight. */
export interface PendingCall {
  operation: string | null;
  /** Returns a token when the call needs one; in the context of the code that made the call. */
  token: TokenFunction | undefined;
  signal: AbortSignal | undefined;
  /** The stack of the code that made the call. */
  trace: { stack?: string };
  /**
   * `rest` holds the fields of a page that its text lacks. `plain` is whether a model names every member of the text, and
   * none of these is a secret or free-form JSON.
   */
  succeeded(
    plain: boolean,
    text: string,
    meta: string,
    cursor: Handle<"Cursor"> | null,
    rest: string,
    /** The body, unless the text is that. */
    body: Handle<"Bytes"> | undefined,
  ): void;
  failed(reason: unknown): void;
  /** Is given what a task tells while it runs, as JSON. */
  told?: ((text: string) => void) | undefined;
}

type Payload = Parameters<PendingCall["succeeded"]> extends [boolean, ...infer Fields] ? Fields : never;

interface Entry extends PendingCall {
  inContext?: CallerContext | undefined;
  unwatch?: (() => void) | undefined;
  /** Why there was no token. */
  cause?: unknown;
}

/** Kinds of payloads, as the native part numbers them. */
const PayloadKind = { success: 0, failure: 1, tokenRequest: 2, event: 3, plain: 4 } as const;

/** Characters of an answer that takes a noticeable time to parse. */
const LARGE = 2 ** 18;

/**
 * Those of Node, as they are when this is loaded. The global ones may be those of a browser, as in jsdom, or be replaced
 * by the clock of a test.
 */
const { setImmediate, setInterval } = timers;

const entries = new Map<number, Entry>();
/** Large answers: one is parsed in each turn of the event loop, so that other callbacks run between them. */
const deferred: (() => void)[] = [];
let lastId = 0;
let opened: Handle<"Bridge"> | undefined;
/** Keeps the process alive while calls are in flight; the native part itself never does. */
let keepAlive: NodeJS.Timeout | undefined;

/** The bridge of this environment. */
export function bridge(): Handle<"Bridge"> {
  opened ??= native.openBridge((id, kind, text, meta, cursor, rest, body) =>
    settle(id, kind, text, meta, cursor ?? null, rest, body ?? undefined),
  );
  return opened;
}

/** Registers a call and starts it, unless its signal was aborted already. */
export function begin(pending: PendingCall, start: (id: number) => void): void {
  const { signal } = pending;
  if (signal?.aborted) {
    pending.failed(signal.reason);
    return;
  }
  do lastId = (lastId + 1) % 2 ** 32;
  while (entries.has(lastId));
  const id = lastId;
  const entry: Entry = pending;
  if (pending.token) entry.inContext = callerContext();
  // Before the call is registered: a start that throws leaves nothing behind.
  start(id);
  entries.set(id, entry);
  if (signal) entry.unwatch = watch(signal, () => abort(id, signal));
  keepAlive ??= setInterval(() => {}, 2 ** 30);
  // What a window has instead of a timer is a number.
  if (entries.size === 1) keepAlive.ref?.();
}

/** Calls the native part. It reports errors through payloads: what it throws is a defect of this package. */
export function callNative(call: () => void): void {
  try {
    call();
  } catch (cause) {
    const message = "unexpected state; please report it with its cause";
    throw new InternalError({ kind: "InternalError", message, phase: "local", executed: "no" }, { cause });
  }
}

/** Removes a call from those in flight. */
function take(id: number): Entry | undefined {
  const entry = entries.get(id);
  if (entry === undefined) return undefined;
  entries.delete(id);
  entry.unwatch?.();
  if (entries.size === 0) keepAlive?.unref?.();
  return entry;
}

function abort(id: number, signal: AbortSignal): void {
  const entry = take(id);
  if (entry === undefined) return;
  native.cancel(bridge(), id);
  entry.failed(signal.reason);
}

function settle(id: number, kind: number, ...payload: Payload): void {
  if (kind === PayloadKind.tokenRequest) {
    void supplyToken(id);
    return;
  }
  if (kind === PayloadKind.event) {
    entries.get(id)?.told?.(payload[0]);
    return;
  }
  if (payload[0].length < LARGE) end(id, kind, payload);
  else if (deferred.push(() => end(id, kind, payload)) === 1) setImmediate(endDeferred);
}

function endDeferred(): void {
  if (deferred.length > 1) setImmediate(endDeferred);
  deferred.shift()?.();
}

function end(id: number, kind: number, payload: Payload): void {
  const entry = take(id);
  if (entry === undefined) return;
  if (kind === PayloadKind.failure) {
    entry.failed(failureOf(payload[0], entry));
    return;
  }
  try {
    entry.succeeded(kind === PayloadKind.plain, ...payload);
  } catch (cause) {
    const failure = { kind: "InternalError", message: "an answer cannot be read", phase: "decode" } as const;
    entry.failed(new InternalError({ ...failure, executed: "yes" }, { cause }));
  }
}

function failureOf(text: string, { operation, trace, cause }: Entry): unknown {
  const known = JSON.parse(text);
  const error = errorFrom({ ...known, operation: known.operation ?? operation }, cause);
  // The stack of the code that made the call, not of what settles it.
  const frames = framesOf(trace);
  if (frames !== undefined) {
    const stack = `${error.name}: ${error.message}${frames}`;
    Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  }
  return error;
}

/** Undefined where `Error.prepareStackTrace` of a program returns something other than text, or throws. */
function framesOf(trace: { stack?: unknown }): string | undefined {
  try {
    const { stack } = trace;
    const begin = typeof stack === "string" ? stack.indexOf("\n    at ") : -1;
    return begin < 0 ? undefined : (stack as string).slice(begin);
  } catch {
    return undefined;
  }
}

async function supplyToken(id: number): Promise<void> {
  const entry = entries.get(id);
  if (entry === undefined) return;
  let token: unknown;
  let reason = "it gave no string";
  try {
    // Without `this`: it is the caller's own function.
    const { token: provide, inContext } = entry;
    token = await (provide && inContext?.(() => provide()));
    if (typeof token !== "string") token = undefined;
  } catch (error) {
    // Its message may hold a secret, so it goes along as the cause only.
    entry.cause = error;
    reason = error instanceof Error ? `it threw ${error.name}` : "it threw";
  }
  native.supplyToken(bridge(), id, token as string | undefined, reason);
}
