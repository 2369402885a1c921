/** Making calls: encoding arguments, starting the call, observing it. */

import { GeaiError } from "../errors/error";
import { invalid } from "../convert/invalid";
import { encode, encodeWithAttachments } from "../convert/json";
import { mask, type ModelMembers } from "../convert/mask";
import { native } from "../native/load";
import type { Handle } from "../native/native";
import { valueOf } from "../native/payload";
import { begin, bridge, callNative, type PendingCall, type TokenFunction } from "../native/native_calls";
import type { TaskName } from "../native/tasks";
import { groupOf } from "./concurrency_group";
import { contentOf, type DocumentSource } from "./document";
import { reportMalformed } from "./debug";
import { ObservedCall, type OnEvent } from "./events";
import { signalOf, type CallOptions } from "./options";
import { Page, PagePromise, readPage } from "./page";
import { pairsOf, type Query } from "./query";
import { ResponsePromise, type MakeCall } from "./response_promise";

/** What `request` takes beside method and path. */
export interface RequestParams {
  /** Query parameters. */
  query?: Query | undefined;
  /** Body, sent as JSON. */
  json?: unknown;
}

/** What a client shares with the clients made from it with other options. */
export interface SharedOptions {
  token: TokenFunction | undefined;
  onEvent: OnEvent | undefined;
}

/** A row of the table of operations. */
export interface Operation {
  /** Full name, such as `agents.get`. */
  readonly operation: string;
  /** HTTP method. */
  readonly method: string;
  /** Path with `{field}`s; `{api}` is the version of the agents API. */
  readonly path: string;
}

/** A call, for its errors and its events. */
interface Target {
  operation: string;
  /** What its URL is made of. */
  params?: (() => object) | undefined;
  /** Where the page begins that is asked for. */
  cursor?: Handle<"Cursor"> | undefined;
}

/** The calls of one client. */
export class Calls {
  readonly client: Handle<"Client">;
  readonly shared: SharedOptions;

  constructor(client: Handle<"Client">, shared: SharedOptions) {
    this.client = client;
    this.shared = shared;
  }

  /** Calls an operation; `read` makes its answer from JSON. */
  call<T>(
    operation: Operation,
    given: Readonly<Record<string, unknown>>,
    params: object | undefined,
    options: CallOptions | undefined,
    read: (text: string, plain: boolean) => T,
    document?: DocumentSource,
  ): ResponsePromise<T> {
    const start = this.#starter(operation, given, params, document);
    return new ResponsePromise(this.#begin(targetOf(operation, given, params), options, start, read, this.call));
  }

  /** Calls an operation that answers a page, whose records have these members. */
  list<T>(
    operation: Operation,
    given: Readonly<Record<string, unknown>>,
    params: object | undefined,
    options: CallOptions | undefined,
    members?: ModelMembers,
  ): PagePromise<T> {
    const start = this.#starter(operation, given, params, undefined);
    const read = this.#pageReader<T>(operation.operation, options, members);
    return new PagePromise(this.#begin(targetOf(operation, given, params), options, start, read, this.list));
  }

  /** Sends a request that no operation covers. */
  request(
    method: string,
    path: string,
    { query, json }: RequestParams,
    options: CallOptions | undefined,
  ): ResponsePromise<unknown> {
    const start: Start = (id, encoded, group, observed) => {
      for (const [name, value] of Object.entries({ method, path })) {
        if (typeof value !== "string") throw invalid(`${name}: expected a string, got ${typeof value}`);
      }
      const body = json === undefined ? undefined : encode(json, "json");
      const text = encode(pairsOf(query), "query");
      callNative(() => native.request(bridge(), this.client, id, method, path, text, body, encoded, group, observed));
    };
    const target = { method: String(method).toUpperCase(), path: String(path) };
    const sent: Target = { operation: "request", params: () => target };
    return new ResponsePromise(this.#begin(sent, options, start, (text) => JSON.parse(text) as unknown, this.request));
  }

  /** Makes one step of a task of several operations. */
  step<T>(
    operation: string,
    signal: AbortSignal | undefined,
    start: (id: number, observed?: Handle<"ObservedCall">) => void,
  ): Promise<T> {
    const read: Read<T> = (text) => JSON.parse(text) as T;
    const options = signal === undefined ? undefined : { signal };
    const begin: Start = (id, _options, _group, observed) => start(id, observed);
    const make = this.#begin({ operation }, options, begin, read, this.step);
    return new Promise((resolve, reject) => make(({ data }) => resolve(data), reject));
  }

  /** Runs a verb of set-ups, a task of several requests; `read` makes its answer, `told` is given what it tells. */
  task<T>(
    verb: TaskName,
    given: object,
    options: CallOptions | undefined,
    read: (text: string) => T,
    told: (text: string) => void,
  ): Promise<T> {
    const start: Start = (id, encoded, _group, observed) => {
      const text = encode(given, verb);
      callNative(() => native.startTask(bridge(), this.client, id, verb, text, encoded, observed));
    };
    const make = this.#begin({ operation: verb }, options, start, read, this.task, told);
    return new Promise((resolve, reject) => make(({ data }) => resolve(data), reject));
  }

  #starter(
    { operation, path }: Operation,
    given: Readonly<Record<string, unknown>>,
    params: object | undefined,
    document: DocumentSource | undefined,
  ): Start {
    return (id, options, group, observed) => {
      const twice = params && Object.keys(params).find((name) => Object.hasOwn(given, name));
      if (twice !== undefined) throw invalid(`\`${twice}\` is given twice`);
      for (const [name, value] of Object.entries(given)) {
        if (typeof value === "string" || !path.includes(`{${name}}`)) continue;
        throw invalid(`${name}: expected a string, got ${typeof value}`);
      }
      const { text, attachments } = encodeWithAttachments({ ...params, ...given }, "params");
      const [content, file] = contentOf(document);
      callNative(() =>
        native.start(bridge(), this.client, id, operation, text, attachments, options, content, file, group, observed),
      );
    };
  }

  /** Reads a page that knows how to fetch the next one. */
  #pageReader<T>(
    operation: string,
    first: CallOptions | undefined,
    members: ModelMembers | undefined,
  ): Read<Page<T>> {
    return (text, _plain, cursor, rest) => {
      const fetch =
        cursor === null
          ? undefined
          : async (options: CallOptions | undefined): Promise<Page<T>> => {
              const start: Start = (id, encoded, _group, observed) => {
                callNative(() => native.nextPage(bridge(), this.client, id, cursor, encoded, observed));
              };
              const own = options ?? first;
              const read = this.#pageReader<T>(operation, own, members);
              const make = this.#begin({ operation, cursor }, own, start, read, fetch as Function);
              return new Promise((resolve, reject) => make(({ data }) => resolve(data), reject));
            };
      const data = readPage<T>(text, rest);
      if (!data.plain) mask(data.items, members);
      mask(data.malformed, members);
      mask(data.extra);
      return new Page<T>(data, fetch);
    };
  }

  #begin<T>(
    target: Target,
    options: CallOptions | undefined,
    start: Start,
    read: Read<T>,
    from: Function,
    told?: (text: string) => void,
  ): MakeCall<T> {
    const trace: { stack?: string } = {};
    Error.captureStackTrace(trace, from);
    const { operation } = target;
    const { token } = this.shared;
    const observed = this.#observe(target);
    return (resolve, reject) => {
      const failed = (error: unknown) => {
        observed?.failed(error);
        reject(error);
      };
      const succeeded: PendingCall["succeeded"] = (plain, text, meta, cursor, rest, body) => {
        const data = read(text, plain, cursor, rest);
        // A text that crossed as it was received holds none.
        if (rest === "") reportMalformed(operation, data);
        observed?.succeeded();
        resolve({ data, meta, body: body ?? text });
      };
      try {
        const { signal, encoded } = encodedOptions(options);
        begin({ operation, token, signal, trace, succeeded, failed, told }, (id) =>
          start(id, encoded, groupOf(options), observed?.handle),
        );
      } catch (error) {
        // Refused before the native part was called.
        failed(error instanceof GeaiError ? Object.assign(error, { operation }) : error);
      }
    };
  }

  /** The call, if a hook observes it. */
  #observe({ operation, params, cursor }: Target): ObservedCall | undefined {
    const { onEvent } = this.shared;
    if (onEvent === undefined) return undefined;
    const handle = native.observe(this.client, operation, JSON.stringify(params?.() ?? {}), cursor);
    return new ObservedCall(onEvent, valueOf(handle));
  }
}

/** An operation with the arguments of which its path is made: texts, and switches. */
function targetOf({ operation }: Operation, given: Readonly<Record<string, unknown>>, params?: object): Target {
  const members = () => Object.entries({ ...params, ...given });
  const short = ([, value]: [string, unknown]) =>
    typeof value === "boolean" || (typeof value === "string" && value.length <= MAX_ID);
  return { operation, params: () => Object.fromEntries(members().filter(short)) };
}

/** Characters of the longest id that a path holds. */
const MAX_ID = 1024;

/** The options as the native part reads them, and the signal among them. */
function encodedOptions(options: CallOptions | undefined): { signal: AbortSignal | undefined; encoded: string } {
  if (options === undefined) return { signal: undefined, encoded: "{}" };
  const { signal, ...rest } = options ?? {};
  return { signal: signalOf(signal), encoded: encode(rest, "options") };
}

type Start = (
  id: number,
  options: string,
  group?: Handle<"ConcurrencyGroup">,
  observed?: Handle<"ObservedCall">,
) => void;
/** `plain` is whether nothing of the text is to be looked for: see {@link PendingCall}. */
type Read<T> = (text: string, plain: boolean, cursor: Handle<"Cursor"> | null, rest: string) => T;
