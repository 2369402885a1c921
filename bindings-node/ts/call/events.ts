/** The event that an observer of calls receives. */

/** What `onRequest` receives when a call is over. It never holds a body or a credential. */
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
