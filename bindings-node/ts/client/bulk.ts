/** Many calls at once: started here, scheduled by the core. */

import { GeaiError } from "../errors/error";
import { untilAborted } from "../call/until_aborted";
import { optionsOf, type BulkCallOptions } from "../call/concurrency_group";
import { signalOf } from "../call/options";
import { invalid } from "../convert/invalid";
import { encode } from "../convert/json";
import { native } from "../native/load";
import { valueOf } from "../native/payload";

/** Options of {@link Client.bulk}. */
export interface BulkOptions {
  /** Most calls in flight at a time. `maxInFlight` of the client bounds it, too. Default: 8. */
  concurrency?: number | undefined;
  /** Milliseconds for all calls together. A call that has not started by then fails with an `APITimeoutError`. */
  deadline?: number | undefined;
  /** Is called with the number of calls that ended and the number of all calls, and awaited. */
  onProgress?: ((done: number, total: number) => void | PromiseLike<void>) | undefined;
  /** Drops all calls and their requests; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

const forgotten = () =>
  invalid(
    "call: pass the options on, which bound and end the calls: (item, options) => client.agents.get(item, {}, options)",
  );

/** Calls `call` for each item; see {@link Client.bulk}. */
export async function bulk<Item, T>(
  items: Iterable<Item>,
  call: (item: Item, options: BulkCallOptions) => PromiseLike<T> | T,
  options: BulkOptions = {},
): Promise<(T | GeaiError)[]> {
  const { onProgress, signal: given, ...limits } = options;
  const signal = signalOf(given);
  if (signal?.aborted) throw signal.reason;
  if (typeof items === "function") {
    throw invalid("items: expected before the function: client.bulk(items, (item, options) => …)");
  }
  if (typeof call !== "function") throw invalid("call: expected a function of an item and options");
  if (typeof items === "string") throw invalid("items: expected a list or another iterable, not a string");
  const work = [...items];
  const group = valueOf(native.createConcurrencyGroup(encode({ concurrency: 8, ...limits }, "options")));
  const ending = new AbortController();
  let used = false;
  const shared = optionsOf(group, ending.signal, () => (used = true));
  const outcomes = new Array<T | GeaiError>(work.length);
  let done = 0;
  // More than may be in flight, so that the core never waits for this thread; not all at once, to save memory.
  const ahead = 2 * (limits.concurrency ?? 8);
  const entries = work.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of entries) {
      try {
        outcomes[at] = await call(item, shared);
      } catch (error) {
        if (!(error instanceof GeaiError)) throw error;
        outcomes[at] = error;
      }
      // Options that are no parameter may be a rest or have a default; a function with two parameters may answer from a cache.
      if (!used && call.length < 2) throw forgotten();
      done += 1;
      if (onProgress) await untilAborted(onProgress(done, work.length), ending.signal);
    }
  };
  const stop = (reason: unknown) => {
    // First: otherwise calls that are dropped would let others start.
    native.closeConcurrencyGroup(group);
    ending.abort(reason);
  };
  const aborted = () => stop(signal?.reason);
  signal?.addEventListener("abort", aborted, { once: true });
  try {
    await Promise.all(Array.from({ length: Math.min(ahead, work.length) }, worker));
  } catch (error) {
    stop(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", aborted);
  }
  return outcomes;
}
