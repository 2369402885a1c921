/** Waiting for an `AbortSignal`, with one listener a signal however many calls wait for it. */

import { invalid } from "./json";

interface Watch {
  waiting: Set<() => void>;
  listener: () => void;
}

const watches = new WeakMap<AbortSignal, Watch>();

/** The signal among options, if it is one. */
export function signalOf(value: unknown): AbortSignal | undefined {
  if (value === undefined || value === null) return undefined;
  const signal = value as Partial<AbortSignal>;
  if (typeof signal.aborted === "boolean" && typeof signal.addEventListener === "function") return value as AbortSignal;
  throw invalid("signal: expected an AbortSignal");
}

/** Calls `aborted` when the signal is; gives what ends the wait. */
export function watch(signal: AbortSignal, aborted: () => void): () => void {
  let watch = watches.get(signal);
  if (watch === undefined) {
    const waiting = new Set<() => void>();
    const listener = () => {
      watches.delete(signal);
      for (const aborted of waiting) aborted();
    };
    watch = { waiting, listener };
    watches.set(signal, watch);
    signal.addEventListener("abort", listener, { once: true });
  }
  const { waiting, listener } = watch;
  waiting.add(aborted);
  return () => {
    waiting.delete(aborted);
    if (waiting.size > 0 || watches.get(signal)?.listener !== listener) return;
    watches.delete(signal);
    signal.removeEventListener("abort", listener);
  };
}
