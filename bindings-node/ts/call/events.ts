/** What an observer of calls is told. */

/** What `onRequest` hears when a call is over. Never a body or a credential. */
export interface RequestEvent {
  /** Operation, such as `agents.get`; `request` for requests that no operation covers. */
  operation: string;
  /** HTTP method. */
  method: string;
  /** Path, with the names of its fields in place of their values: `/v4/agents/{idOrName}`. */
  path: string;
  /** HTTP status, where there was a response. */
  status: number | null;
  /** Attempts made; `null` for a call that was aborted. */
  attempts: number | null;
  /** Milliseconds from the call to its end. */
  milliseconds: number;
  /** Why the call failed: a {@link GeaiError}, or the reason of its signal. */
  error?: unknown;
}
