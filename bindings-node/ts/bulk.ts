/** Many calls at once: started here, given their turn by the core. */

import { signalOf } from "./abort";
import { valueOf } from "./definition";
import { GeaiError } from "./error";
import { encode, invalid } from "./json";
import { native, type Group } from "./native";

/** Options of {@link Client.bulk}. */
export interface BulkOptions {
  /** Most calls in flight at a time. `maxInFlight` of the client bounds it, too. Default: 8. */
  concurrency?: number;
  /** Milliseconds for all calls together. What had no turn by then fails with an `APITimeoutError`. */
  deadline?: number;
  /** Hears how many calls ended, and of how many. */
  onProgress?: (done: number, total: number) => void;
  /** Drops all calls and their requests; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

const GROUP: unique symbol = Symbol("group");

/** What the calls of a bulk are given: they pass it on as their options. */
export interface BulkCallOptions {
  readonly signal: AbortSignal;
  readonly [GROUP]: Group;
}

/** The group that a call belongs to, if its options say so. */
export function groupOf(options: object | undefined): Group | undefined {
  return (options as Partial<BulkCallOptions> | undefined)?.[GROUP];
}

/** Calls `call` for each item; see {@link Client.bulk}. */
export async function bulk<Item, T>(
  items: Iterable<Item>,
  call: (item: Item, options: BulkCallOptions) => PromiseLike<T> | T,
  options: BulkOptions = {},
): Promise<(T | GeaiError)[]> {
  const { onProgress, signal: given, ...bounds } = options;
  const signal = signalOf(given);
  signal?.throwIfAborted();
  if (typeof call !== "function") throw invalid("call: expected a function of an item and options");
  const todo = [...items];
  const group = valueOf(native.createGroup(encode({ concurrency: 8, ...bounds }, "options")));
  const ending = new AbortController();
  const common: BulkCallOptions = { signal: ending.signal, [GROUP]: group };
  const outcomes = new Array<T | GeaiError>(todo.length);
  let done = 0;
  // Started ahead, so that the core never waits for this thread; not all at once, for the memory they take.
  const ahead = 2 * (bounds.concurrency ?? 8);
  const entries = todo.entries();
  const work = async (): Promise<void> => {
    for (const [at, item] of entries) {
      try {
        outcomes[at] = await call(item, common);
      } catch (error) {
        if (!(error instanceof GeaiError)) throw error;
        outcomes[at] = error;
      }
      done += 1;
      onProgress?.(done, todo.length);
    }
  };
  const stop = (reason: unknown) => {
    // First, or what is dropped would make room for others.
    native.closeGroup(group);
    ending.abort(reason);
  };
  const aborted = () => stop(signal?.reason);
  signal?.addEventListener("abort", aborted, { once: true });
  try {
    await Promise.all(Array.from({ length: Math.min(ahead, todo.length) }, work));
  } catch (error) {
    stop(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", aborted);
  }
  return outcomes;
}
