/** Calls that share a limit on how many of them are in flight, and a deadline. */

import type { Handle } from "../native/native";

const GROUP: unique symbol = Symbol("group");

/** What the calls of a bulk are given: they pass it on as their options. */
export interface BulkCallOptions {
  readonly signal: AbortSignal;
  readonly [GROUP]: object;
}

/** Options that put a call into a group. `onUse` is called when a call takes them. */
export function optionsOf(group: Handle<"ConcurrencyGroup">, signal: AbortSignal, onUse: () => void): BulkCallOptions {
  return {
    signal,
    get [GROUP]() {
      onUse();
      return group;
    },
  };
}

/** The group that a call belongs to, if its options say so. */
export function groupOf(options: object | undefined): Handle<"ConcurrencyGroup"> | undefined {
  return (options as Partial<BulkCallOptions> | undefined)?.[GROUP] as Handle<"ConcurrencyGroup"> | undefined;
}
