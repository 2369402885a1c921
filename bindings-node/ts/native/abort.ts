/** Waiting for an `AbortSignal`, with one listener per signal however many calls wait for it. */

interface Watch {
  callbacks: Set<() => void>;
  listener: () => void;
}

const watches = new WeakMap<AbortSignal, Watch>();

/** Calls `aborted` when the signal is aborted; returns what ends the wait. */
export function watch(signal: AbortSignal, aborted: () => void): () => void {
  let watch = watches.get(signal);
  if (watch === undefined) {
    const callbacks = new Set<() => void>();
    const listener = () => {
      watches.delete(signal);
      for (const callback of callbacks) callback();
    };
    watch = { callbacks, listener };
    watches.set(signal, watch);
    signal.addEventListener("abort", listener, { once: true });
  }
  const { callbacks, listener } = watch;
  callbacks.add(aborted);
  return () => {
    callbacks.delete(aborted);
    if (callbacks.size > 0 || watches.get(signal)?.listener !== listener) return;
    watches.delete(signal);
    signal.removeEventListener("abort", listener);
  };
}
