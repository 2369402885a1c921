/** Options of one call. */

import { invalid } from "../convert/invalid";

/** Options of one call; what is not set is the client's. */
export interface CallOptions {
  /** Milliseconds for one attempt. */
  timeout?: number | undefined;
  /** Milliseconds for the whole call: queueing, attempts and the waits between them. */
  deadline?: number | undefined;
  /** How often a failed attempt may be repeated. Default: 3. */
  retries?: number | undefined;
  /** Whether PUTs that make a new revision may be repeated after an attempt of unknown outcome. Default: false. */
  retryWrites?: boolean | undefined;
  /** Further headers. */
  headers?: Record<string, string> | undefined;
  /** Drops the call and its request; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** The signal among options. Throws where it is something else. */
export function signalOf(value: unknown): AbortSignal | undefined {
  if (value === undefined || value === null) return undefined;
  const signal = value as Partial<AbortSignal>;
  if (typeof signal.aborted === "boolean" && typeof signal.addEventListener === "function") return value as AbortSignal;
  throw invalid("signal: expected an AbortSignal");
}
