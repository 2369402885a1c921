/** What all operations share: encoding arguments, starting the call, observing it. */

import { fileURLToPath } from "node:url";

import { signalOf } from "./abort";
import { groupOf } from "./bulk";
import { begin, bridge, cross, type Pending } from "./door";
import { GeaiError } from "./error";
import { encode, encodeAside, invalid } from "./json";
import type { PackageSource } from "./models";
import { native, type Cursor, type Group, type NativeClient } from "./native";
import { Page, pageData, PagePromise } from "./page";
import { ResponsePromise, type Answer } from "./promise";
import { routes } from "./routes";

/** Options of one call; what is not set is the client's. */
export interface CallOptions {
  /** Milliseconds for one attempt. */
  timeout?: number;
  /** Milliseconds for the whole call: queueing, attempts and the waits between them. */
  deadline?: number;
  /** How often a failed attempt may be repeated. Default: 3. */
  retries?: number;
  /** Whether PUTs that make a new revision may be repeated after an attempt of unknown outcome. Default: false. */
  retryWrites?: boolean;
  /** Further headers. */
  headers?: Record<string, string>;
  /** Drops the call and its request; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Query of a request: members that are `undefined` or `null` are left out, lists are repeated. */
export type Query = URLSearchParams | Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
export type QueryValue = string | number | boolean | null | undefined;

/** What `request` takes beside method and path. */
export interface RequestParams {
  /** Query parameters. */
  query?: Query;
  /** Body, sent as JSON. */
  json?: unknown;
}

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

export type TokenFunction = () => string | PromiseLike<string>;

/** What a client and the clients made from it with other options share. */
export interface Common {
  token: TokenFunction | undefined;
  onRequest: ((event: RequestEvent) => void) | undefined;
  /** Version of the agents API, for `onRequest`. */
  agentsApi: string;
}

interface Route {
  operation: string;
  method: string;
  path: string;
}

/** The calls of one client. */
export class Calls {
  readonly client: NativeClient;
  readonly common: Common;

  constructor(client: NativeClient, common: Common) {
    this.client = client;
    this.common = common;
  }

  /** Calls an operation; `read` makes its answer from JSON. */
  call<T>(
    operation: string,
    given: Readonly<Record<string, unknown>>,
    params: object | undefined,
    options: CallOptions | undefined,
    read: (text: string) => T,
    document?: PackageSource,
  ): ResponsePromise<T> {
    const start = this.#operation(operation, given, params, document);
    return new ResponsePromise(this.#begin(this.#route(operation), options, start, read, this.call));
  }

  /** Calls an operation that answers a page. */
  list<T>(
    operation: string,
    given: Readonly<Record<string, unknown>>,
    params: object | undefined,
    options: CallOptions | undefined,
  ): PagePromise<T> {
    const route = this.#route(operation);
    const start = this.#operation(operation, given, params, undefined);
    return new PagePromise(this.#begin(route, options, start, this.#reader<T>(route, options), this.list));
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
      const text = encode(pairs(query), "query");
      cross(() => native.request(bridge(), this.client, id, method, path, text, body, encoded, group));
    };
    const route = { operation: "request", method: String(method).toUpperCase(), path: String(path) };
    return new ResponsePromise(this.#begin(route, options, start, (text) => JSON.parse(text) as unknown, this.request));
  }

  /** Takes one step of something that takes several operations. */
  step<T>(operation: string, signal: AbortSignal | undefined, start: (id: number) => void): Promise<T> {
    const read: Read<T> = (text) => JSON.parse(text) as T;
    const options = signal === undefined ? undefined : { signal };
    return this.#begin({ operation, method: "", path: "" }, options, start, read, this.step).then(({ data }) => data);
  }

  #route(operation: string): Route {
    const [method = "", path = ""] = routes[operation] ?? [];
    return { operation, method, path: path.replace("{api}", this.common.agentsApi) };
  }

  #operation(
    operation: string,
    given: Readonly<Record<string, unknown>>,
    params: object | undefined,
    document: PackageSource | undefined,
  ): Start {
    return (id, options, group) => {
      const twice = Object.keys(params ?? {}).find((name) => Object.hasOwn(given, name));
      if (twice !== undefined) throw invalid(`\`${twice}\` is given twice`);
      const path = routes[operation]?.[1] ?? "";
      for (const [name, value] of Object.entries(given)) {
        const inPath = path.includes(`{${name}}`);
        if (inPath && typeof value !== "string") throw invalid(`${name}: expected a string, got ${typeof value}`);
      }
      const { text, asides } = encodeAside({ ...params, ...given }, "params");
      const [content, file] = documentOf(document);
      cross(() => native.start(bridge(), this.client, id, operation, text, asides, options, content, file, group));
    };
  }

  /** Reads a page, and knows how to fetch the next one. */
  #reader<T>(route: Route, first: CallOptions | undefined): Read<Page<T>> {
    return (text, cursor, rest) => {
      const fetch =
        cursor === null
          ? undefined
          : async (options: CallOptions | undefined): Promise<Page<T>> => {
              const start: Start = (id, encoded) => {
                cross(() => native.nextPage(bridge(), this.client, id, cursor, encoded));
              };
              const own = options ?? first;
              return (await this.#begin(route, own, start, this.#reader<T>(route, own), fetch as Function)).data;
            };
      return new Page<T>(pageData(text, rest), fetch);
    };
  }

  #begin<T>(
    route: Route,
    options: CallOptions | undefined,
    start: Start,
    read: Read<T>,
    from: Function,
  ): Promise<Answer<T>> {
    const trace: { stack?: string } = {};
    Error.captureStackTrace(trace, from);
    const { operation } = route;
    const { onRequest, token } = this.common;
    const begun = onRequest && performance.now();
    const observe = (found: Partial<RequestEvent>) => {
      if (!onRequest || begun === undefined) return;
      const milliseconds = performance.now() - begun;
      const event: RequestEvent = { ...route, status: null, attempts: null, milliseconds, ...found };
      try {
        onRequest(event);
      } catch (error) {
        // What an observer throws is no part of the call. It surfaces as what a listener throws does.
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
      const succeeded: Pending["succeeded"] = (text, meta, cursor, rest) => {
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
        // Refused here, before the native part heard of it.
        failed(error instanceof GeaiError ? Object.assign(error, { operation }) : error);
      }
    });
  }
}

type Start = (id: number, options: string, group?: Group) => void;
type Read<T> = (text: string, cursor: Cursor | null, rest: string) => T;

/** A document's text or bytes, and the path of its file. */
function documentOf(source: PackageSource | undefined): [string | Uint8Array | undefined, string | undefined] {
  if (source === undefined || source === null) return [undefined, undefined];
  if (typeof source === "string" || source instanceof Uint8Array) return [source, undefined];
  if (source instanceof URL) {
    if (source.protocol !== "file:") throw invalid(`package: expected a file: URL, got ${source.protocol}`);
    return [undefined, fileURLToPath(source)];
  }
  return [encode(source, "package"), undefined];
}

function pairs(query: Query | undefined): [string, string][] {
  if (query === undefined || query === null) return [];
  if (query instanceof URLSearchParams) return [...query];
  return Object.entries(query).flatMap(([name, value]) => {
    const values: readonly QueryValue[] = Array.isArray(value) ? value : [value as QueryValue];
    return values
      .filter((value) => value !== undefined && value !== null)
      .map((value): [string, string] => {
        if (typeof value === "object" || typeof value === "function" || typeof value === "symbol") {
          throw invalid(`query.${name}: expected text, a number or a boolean, got ${typeof value}`);
        }
        return [name, String(value)];
      });
  });
}
