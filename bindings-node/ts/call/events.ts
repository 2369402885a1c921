/** `onEvent`: the function of a client that receives the events of its calls. */

import { GeaiError } from "../errors/error";
import { callerContext, type CallerContext } from "../native/caller_context";
import { native } from "../native/load";
import type { Handle } from "../native/native";
import { valueOf } from "../native/payload";

/** What `onEvent` receives about a call. It holds no body, no query and no credential. Times are in milliseconds. */
export interface CallEvent {
  /** `start`; `attempt`: one is over; `retry`: the call waits and makes another one then; `end`. */
  kind: "start" | "attempt" | "retry" | "end";
  /** Number of the call: that of each of its events. */
  callId: number;
  /** Operation, such as `agents.get`; `request` for requests that no operation covers. */
  operation: string;
  /** HTTP method; `null` at the start of a sign-in, which takes several requests. */
  method: string | null;
  /** Base URL of the client. */
  baseUrl: string;
  /** Host of the server. */
  host: string;
  /** Port of the server. */
  port: number | null;
  /** Path, with the names of its fields in place of their values: `/v4/agents/{idOrName}`; `null` where there is none. */
  path: string | null;
  /** URL without its query; `null` at the start of a sign-in, and where an argument was refused. */
  url: string | null;
  /** Id of the project, where one is configured. */
  projectId: string | null;
  /** When it happened, as `Date.now()` with fractions. The hook may receive it later. */
  time: number;
  /** Attempts so far, this one included; 0 at the start. */
  attempt: number;
  /** Time of the attempt, or of the whole call; `null` at the start and before a wait. */
  elapsed: number | null;
  /** The wait before the next attempt, of a `retry`. */
  wait: number | null;
  /** HTTP status, where there was a response. */
  status: number | null;
  /** Id the server gave the request. */
  requestId: string | null;
  /** Name of the class of the error of the attempt or the call; `cancelled` where its caller dropped it. */
  errorType: string | null;
  /** Why the call failed, at its end: a {@link GeaiError}, or the reason of its signal. */
  error?: unknown;
  /** The event in the words of OpenTelemetry: for the span of the call, or for an event of that span. */
  attributes: Record<string, string | number>;
  /** Of an `attempt` or an `end`: the attributes of a measurement of its time, none of which has many values. */
  metricAttributes: Record<string, string | number>;
}

/** Receives events. What it returns of a `start` are headers for every attempt. */
export type OnEvent = (event: CallEvent) => Readonly<Record<string, string>> | undefined | void;

/** Whatever a hook did wrong that was told already. */
const told = new Set<string>();

/** A call that a hook observes. */
export class ObservedCall {
  readonly handle: Handle<"ObservedCall">;
  readonly #onEvent: OnEvent;
  readonly #run: CallerContext;

  /** Tells that the call starts. Later events are told together when it is over: no attempt waits for this thread. */
  constructor(onEvent: OnEvent, handle: Handle<"ObservedCall">) {
    this.#onEvent = onEvent;
    this.handle = handle;
    this.#run = callerContext();
    const headers = this.#tell(JSON.parse(valueOf(native.startEvent(handle))));
    if (headers === undefined || headers === null) return;
    this.#reported(() => valueOf(native.setHeaders(handle, JSON.stringify(headers) ?? "")));
  }

  /** Tells that the call is over. */
  succeeded(): void {
    this.#deliver(JSON.parse(valueOf(native.takeEvents(this.handle))));
  }

  /** Tells that the call is over, with this error or the reason of its signal. */
  failed(error: unknown): void {
    const name = error instanceof GeaiError ? error.name : "cancelled";
    this.#deliver(JSON.parse(valueOf(native.takeEvents(this.handle, name))), error);
  }

  #deliver(events: CallEvent[], error?: unknown): void {
    for (const event of events) {
      if (event.kind === "end" && error !== undefined) event.error = error;
      this.#run(() => this.#tell(event));
    }
  }

  #tell(event: CallEvent): unknown {
    return this.#reported(() => {
      const answer: unknown = this.#onEvent(event);
      if (typeof (answer as PromiseLike<unknown> | undefined)?.then !== "function") return answer;
      // Nothing waits for it. A rejection must not end the process.
      (answer as PromiseLike<unknown>).then(undefined, report);
      return undefined;
    });
  }

  /** What the hook throws changes nothing about the call. */
  #reported<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      report(error);
      return undefined;
    }
  }
}

/** Warns of what a hook threw, once of each kind. */
function report(error: unknown): void {
  const text = `onEvent failed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  if (told.has(text)) return;
  told.add(text);
  const detail = error instanceof Error ? error.stack : undefined;
  process.emitWarning(text, { code: "GEAI_ON_EVENT", ...(detail === undefined ? {} : { detail }) });
}
