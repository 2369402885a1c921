/** One entry of what the server said. */
export interface ServerMessage {
  /** Number of the error, where the server gave one. */
  id: number | null;
  /** The same as text, where it was given so. */
  code: string | null;
  /** What the server said. */
  description: string;
}

/** One failed attempt of a call. */
export interface Attempt {
  /** Name of the error class it would have been. */
  kind: string;
  /** HTTP status, where the head of a response arrived. */
  status: number | null;
  /** Where the attempt failed. */
  phase: Phase;
  /** Milliseconds the attempt took. */
  elapsed: number;
  /** Milliseconds until the next attempt; 0 after the last. */
  waited: number;
}

/** One reason why the files of a set-up are refused. */
export interface DefinitionFault {
  /** The file, relative to the folder of the set-up, if there is one. */
  file: string | null;
  /** The line in that file, from 1. */
  line: number | null;
  /** What is wrong, and what would be right. */
  text: string;
}

/** Whether the server acted on the request. After `maybe`, look before you repeat a write. */
export type Executed = "no" | "maybe" | "yes";

/** Where a call failed. `local`: refused before anything was sent. */
export type Phase = "local" | "queue" | "connect" | "send" | "head" | "body" | "response" | "decode";

/** What an error is made from. */
export interface Failure {
  kind: string;
  message: string;
  operation?: string | null | undefined;
  baseUrl?: string | null | undefined;
  proxy?: string | null | undefined;
  method?: string | null | undefined;
  path?: string | null | undefined;
  status?: number | null | undefined;
  messages?: ServerMessage[] | undefined;
  faults?: DefinitionFault[] | undefined;
  applied?: unknown;
  requestId?: string | null | undefined;
  attempts?: number | undefined;
  history?: Attempt[] | undefined;
  elapsed?: number | undefined;
  phase?: Phase | null | undefined;
  executed?: Executed | undefined;
  retryAfter?: number | null | undefined;
  redirectHost?: string | null | undefined;
  retryable?: boolean | undefined;
  isAlreadyExists?: boolean | undefined;
  isNotFound?: boolean | undefined;
  body?: string | null | undefined;
}

/** Any error of this package. `message` is one line (of a `DefinitionsError`, one more a fault), without credentials, query or body. */
export class GeaiError extends Error {
  /** Name of the class. */
  readonly kind: ErrorKind;
  /** Operation, such as `agents.get`. */
  readonly operation: string | null;
  /** Base URL of the client. */
  readonly baseUrl: string | null;
  /** The proxy between the client and the server, without user and password. */
  readonly proxy: string | null;
  /** HTTP method. */
  readonly method: string | null;
  /** Path without query. */
  readonly path: string | null;
  /** HTTP status. */
  readonly status: number | null;
  /** What the server said, in its order. */
  readonly messages: readonly ServerMessage[];
  /** Why the files of a set-up are refused, in the order of files and lines. */
  readonly faults: readonly DefinitionFault[];
  /** Id the server gave the request. */
  readonly requestId: string | null;
  /** Attempts made. */
  readonly attempts: number;
  /** The failed attempts, one by one. */
  readonly history: readonly Attempt[];
  /** Milliseconds from the call to the error. */
  readonly elapsed: number;
  /** Where the call failed; `null` for an error that was made from its message alone. */
  readonly phase: Phase | null;
  /** Whether the server acted; `maybe` for an error that was made from its message alone. */
  readonly executed: Executed;
  /** Milliseconds the server asked to wait. */
  readonly retryAfter: number | null;
  /** Host a redirect pointed at. */
  readonly redirectHost: string | null;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Whether something of that name is there already. A heuristic over status, ids and texts. */
  readonly isAlreadyExists: boolean;
  /** Whether what the call asked for is not there. A heuristic over status, ids and texts. */
  readonly isNotFound: boolean;
  /** Start of the body of an error response. Neither in `message` nor in `toJSON()`. */
  declare readonly body: string | null;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.kind = failure.kind as ErrorKind;
    this.operation = failure.operation ?? null;
    this.baseUrl = failure.baseUrl ?? null;
    this.proxy = failure.proxy ?? null;
    this.method = failure.method ?? null;
    this.path = failure.path ?? null;
    this.status = failure.status ?? null;
    this.messages = failure.messages ?? [];
    this.faults = failure.faults ?? [];
    this.requestId = failure.requestId ?? null;
    this.attempts = failure.attempts ?? 0;
    this.history = failure.history ?? [];
    this.elapsed = failure.elapsed ?? 0;
    this.phase = failure.phase ?? null;
    this.executed = failure.executed ?? "maybe";
    this.retryAfter = failure.retryAfter ?? null;
    this.redirectHost = failure.redirectHost ?? null;
    this.retryable = failure.retryable ?? false;
    this.isAlreadyExists = failure.isAlreadyExists ?? false;
    this.isNotFound = failure.isNotFound ?? false;
    // Not enumerable: what prints an error must not print what the server sent.
    Object.defineProperty(this, "body", { value: failure.body ?? null });
    // Nor whole definitions.
    Object.defineProperty(this, "applied", { value: failure.applied ?? null, configurable: true });
  }

  /** Everything but body and cause: safe to log. {@link errorFromJSON} makes an error of it again. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...Object.fromEntries(Object.entries(this)) };
  }
}
