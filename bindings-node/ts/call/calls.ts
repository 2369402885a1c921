/** Making calls: encoding arguments, starting the call, observing it. */

import { GeaiError } from "../errors/error";
import { invalid } from "../convert/invalid";
import { encode, encodeWithAttachments } from "../convert/json";
import { mask, type ModelSecrets } from "../convert/mask";
import { native } from "../native/load";
import type { Handle } from "../native/native";
import { begin, bridge, callNative, type PendingCall } from "../native/native_calls";
import { groupOf } from "./concurrency_group";
import { contentOf, type DocumentSource } from "./document";
import type { RequestEvent } from "./events";
import { signalOf, type CallOptions } from "./options";
import { Page, PagePromise, readPage } from "./page";
import { pairsOf, type Query } from "./query";
import { ResponsePromise, type Answer } from "./response_promise";

/** What `request` takes beside method and path. */
export interface RequestParams {
  /** Query parameters. */
  query?: Query;
  /** Body, sent as JSON. */
  json?: unknown;
}

export type TokenFunction = () => string | PromiseLike<string>;

/** What a client shares with the clients made from it with other options. */
export interface SharedOptions {
  token: TokenFunction | undefined;
  onRequest: ((event: RequestEvent) => void) | undefined;
  /** Version of the agents API, for `onRequest`. */
  agentsApi: string;
}

/** An operation as an observer of calls sees it. */
export interface Operation {
  /** Full name, such as `agents.get`. */
  readonly operation: string;
  /** HTTP method. */
  readonly method: string;
  /** Path with `{field}`s; `{api}` is the version of the agents API. */
  readonly path: string;
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
    read: (text: string) => T,
    document?: DocumentSource,
  ): ResponsePromise<T> {
    const start = this.#starter(operation, given, params, document);
    return new ResponsePromise(this.#begin(this.#observed(operation), options, start, read, this.call));
  }

  /** Calls an operation that answers a page, whose records hold these secrets. */
  list<T>(
    operation: Operation,
    given: Readonly<Record<string, unknown>>,
    params: object | undefined,
    options: CallOptions | undefined,
    secrets?: ModelSecrets,
  ): PagePromise<T> {
    const observed = this.#observed(operation);
    const start = this.#starter(operation, given, params, undefined);
    const read = this.#pageReader<T>(observed, options, secrets);
    return new PagePromise(this.#begin(observed, options, start, read, this.list));
  }

  /** Sends a request that no operation covers. */
  request(
    method: string,
    path: string,
    { query, json }: RequestParams,
    options: CallOptions | undefined,
  ): ResponsePromise<unknown> {
    const start: Start = (id, encoded, group) => {
      for (const [name, value] of Object.entries({ method, path })) {
        if (typeof value !== "string") throw invalid(`${name}: expected a string, got ${typeof value}`);
      }
      const body = json === undefined ? undefined : encode(json, "json");
      const text = encode(pairsOf(query), "query");
      callNative(() => native.request(bridge(), this.client, id, method, path, text, body, encoded, group));
    };
    const sent = { operation: "request", method: String(method).toUpperCase(), path: String(path) };
    return new ResponsePromise(this.#begin(sent, options, start, (text) => JSON.parse(text) as unknown, this.request));
  }

  /** Makes one step of a job that takes several operations. */
  step<T>(operation: string, signal: AbortSignal | undefined, start: (id: number) => void): Promise<T> {
    const read: Read<T> = (text) => JSON.parse(text) as T;
    const options = signal === undefined ? undefined : { signal };
    return this.#begin({ operation, method: "", path: "" }, options, start, read, this.step).then(({ data }) => data);
  }

  /** The operation with the client's version of the agents API in its path. */
  #observed({ operation, method, path }: Operation): Operation {
    return { operation, method, path: path.replace("{api}", this.shared.agentsApi) };
  }

  #starter(
    { operation, path }: Operation,
    given: Readonly<Record<string, unknown>>,
    params: object | undefined,
    document: DocumentSource | undefined,
  ): Start {
    return (id, options, group) => {
      const twice = Object.keys(params ?? {}).find((name) => Object.hasOwn(given, name));
      if (twice !== undefined) throw invalid(`\`${twice}\` is given twice`);
      for (const [name, value] of Object.entries(given)) {
        const inPath = path.includes(`{${name}}`);
        if (inPath && typeof value !== "string") throw invalid(`${name}: expected a string, got ${typeof value}`);
      }
      const { text, attachments } = encodeWithAttachments({ ...params, ...given }, "params");
      const [content, file] = contentOf(document);
      callNative(() =>
        native.start(bridge(), this.client, id, operation, text, attachments, options, content, file, group),
      );
    };
  }

  /** Reads a page that knows how to fetch the next one. */
  #pageReader<T>(
    observed: Operation,
    first: CallOptions | undefined,
    secrets: ModelSecrets | undefined,
  ): Read<Page<T>> {
    return (text, cursor, rest) => {
      const fetch =
        cursor === null
          ? undefined
          : async (options: CallOptions | undefined): Promise<Page<T>> => {
              const start: Start = (id, encoded) => {
                callNative(() => native.nextPage(bridge(), this.client, id, cursor, encoded));
              };
              const own = options ?? first;
              const read = this.#pageReader<T>(observed, own, secrets);
              return (await this.#begin(observed, own, start, read, fetch as Function)).data;
            };
      const data = readPage<T>(text, rest);
      mask([data.items, data.malformed], secrets);
      return new Page<T>(data, fetch);
    };
  }

  #begin<T>(
    observed: Operation,
    options: CallOptions | undefined,
    start: Start,
    read: Read<T>,
    from: Function,
  ): Promise<Answer<T>> {
    const trace: { stack?: string } = {};
    Error.captureStackTrace(trace, from);
    const { operation } = observed;
    const { onRequest, token } = this.shared;
    const started = onRequest && performance.now();
    const observe = (found: Partial<RequestEvent>) => {
      if (!onRequest || started === undefined) return;
      const milliseconds = performance.now() - started;
      const event: RequestEvent = { ...observed, status: null, attempts: null, milliseconds, ...found };
      try {
        onRequest(event);
      } catch (error) {
        // An error of the observer must not change the call: it is thrown as that of an event listener would be.
        process.nextTick(() => {
          throw error;
        });
      }
    };
    return new Promise((resolve, reject) => {
      const failed = (error: unknown) => {
        const { status, attempts } = error instanceof GeaiError ? error : { status: null, attempts: null };
        observe({ status, attempts, error });
        reject(error);
      };
      const succeeded: PendingCall["succeeded"] = (text, meta, cursor, rest) => {
        const data = read(text, cursor, rest);
        if (onRequest) {
          const { status, attempts } = JSON.parse(meta);
          observe({ status, attempts });
        }
        resolve({ data, meta });
      };
      try {
        const { signal: given, ...rest } = options ?? {};
        const signal = signalOf(given);
        const encoded = encode(rest, "options");
        begin({ operation, token, signal, trace, succeeded, failed }, (id) => start(id, encoded, groupOf(options)));
      } catch (error) {
        // Refused before the native part was called.
        failed(error instanceof GeaiError ? Object.assign(error, { operation }) : error);
      }
    });
  }
}

type Start = (id: number, options: string, group?: Handle<"ConcurrencyGroup">) => void;
type Read<T> = (text: string, cursor: Handle<"Cursor"> | null, rest: string) => T;
