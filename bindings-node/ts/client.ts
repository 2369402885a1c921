/** The client. */

import { inspect, type InspectOptions } from "node:util";

import { bulk, type BulkCallOptions, type BulkOptions } from "./bulk";
import { Calls, type CallOptions, type RequestEvent, type RequestParams, type TokenFunction } from "./calls";
import { valueOf } from "./definition";
import { bridge } from "./door";
import type { GeaiError } from "./error";
import { encode } from "./json";
import { native, type NativeClient } from "./native";
import type { ResponsePromise } from "./promise";
import { Resources } from "./resources";

/**
 * Options of a client. What is not given is looked up in the environment, then in the credentials file.
 * Times are in milliseconds.
 */
export interface ClientOptions {
  /** Base URL of the installation; `https://` may be left out. Required, there is no default. */
  baseUrl?: string;
  /** API token of a project, or what gives one when it is needed, and once more after a 401. */
  apiToken?: string | TokenFunction;
  /** OAuth access token, or what gives one; needs `projectId`. */
  accessToken?: string | TokenFunction;
  /** Id of the project. */
  projectId?: string;
  /** Id of the organisation. */
  organizationId?: string;
  /** Section of the credentials file. When given, the environment is not consulted. */
  profile?: string;
  /** Path of the credentials file. Default: `~/.geai/credentials`. */
  credentialsFile?: string;
  /** Version of the agents API. Default: `v4`. */
  agentsApi?: "v2" | "v4";
  /** Time for one attempt. Default: by class of operation, 30 s to 120 s. */
  timeout?: number;
  /** Time for a whole call. Default: by class of operation, 60 s to 130 s. */
  deadline?: number;
  /** Time to connect: name lookup, TCP and TLS. Default: 5000. */
  connectTimeout?: number;
  /** How often a failed attempt may be repeated. Default: 3. */
  retries?: number;
  /** Whether PUTs that make a new revision may be repeated after an attempt of unknown outcome. Default: false. */
  retryWrites?: boolean;
  /**
   * Milliseconds before the first repetition; each further wait is twice as long, up to 8 s. Each is drawn from its
   * upper half. Default: 300.
   */
  backoff?: number;
  /** Longest wait, in milliseconds, that a server may ask for; beyond it the call fails at once. Default: 60,000. */
  maxRetryAfter?: number;
  /** Whether a write is repeated that the server refused untouched (429 with `Retry-After`). Default: true. */
  retryPostOn429?: boolean;
  /** Most calls in flight; others wait. Default: 100. */
  maxInFlight?: number;
  /**
   * Whether writes that must not be repeated go over pooled HTTP/1.1 connections, too: faster, but where the server
   * closes one at the moment of reuse the write fails with an unknown outcome. Default: false.
   */
  reuseConnectionsForWrites?: boolean;
  /** Largest body of a request, in bytes. Default: 64 MiB. */
  maxRequestBytes?: number;
  /** Largest response, in bytes after decompression. Default: 64 MiB. */
  maxResponseBytes?: number;
  /** PEM file with further trusted certificates. */
  caBundle?: string;
  /** URL of a proxy for https. Default: `HTTPS_PROXY` and `NO_PROXY` of the environment. */
  proxy?: string;
  /** Headers for every call. */
  headers?: Record<string, string>;
  /** Allows `http://` to hosts other than loopback: tokens travel readable. Default: false. */
  allowHttp?: boolean;
  /** Whether a credentials file that others may read is refused rather than warned of. Default: false. */
  strictCredentialsPermissions?: boolean;
  /** Hears of every call when it is over. */
  onRequest?: (event: RequestEvent) => void;
}

/** One effective setting and where it came from; secrets are `***`. */
export interface Setting {
  value: string;
  /** `argument`, an environment variable, a key of the credentials file, or `default`. */
  source: string;
}

/** A client of one GEAI installation. Constructing one makes no request. */
export class Client extends Resources {
  readonly #calls: Calls;

  /** @throws {ConfigError} where something is missing, contradictory or unreadable. */
  constructor(options: ClientOptions = {}) {
    const calls = options instanceof Calls ? options : callsOf(options);
    super(calls);
    this.#calls = calls;
  }

  /** The base URL, without a trailing slash. */
  get baseUrl(): string {
    return native.baseUrl(this.#calls.client);
  }

  /** Every effective setting and where it came from. Secrets are hidden. */
  get config(): Readonly<Record<string, Setting>> {
    return configOf(this.#calls.client);
  }

  /**
   * Sends a request that no operation covers, with the same authentication, attempts and errors.
   *
   * @param path begins with `/` and is percent-encoded
   * @returns the answer's JSON, `null` where there is none
   */
  request(method: string, path: string, params?: RequestParams, options?: CallOptions): ResponsePromise<unknown> {
    return this.#calls.request(method, path, params ?? {}, options);
  }

  /** A client with other options for its calls, on the same connections and limits. */
  withOptions(options: Omit<CallOptions, "signal">): Client {
    const { client, common } = this.#calls;
    return clientOf(new Calls(valueOf(native.withOptions(client, encode(options, "options"))), common));
  }

  /**
   * Makes a call for each item, several at a time, scheduled by the native core.
   *
   * @param items what `call` is given, one after the other
   * @param call makes the call for an item; it must pass the options on: `(id, o) => client.agents.export(id, o)`
   * @returns what each call came to, in the order of the items: its answer, or the error it failed with
   * @throws what `call` or `onProgress` throws that is no error of a call, and the signal's reason
   */
  bulk<Item, T>(
    items: Iterable<Item>,
    call: (item: Item, options: BulkCallOptions) => PromiseLike<T> | T,
    options?: BulkOptions,
  ): Promise<(T | GeaiError)[]> {
    return bulk(items, call, options);
  }

  /** Ends the calls in flight with a `ClientClosedError` and refuses further ones. */
  close(): void {
    native.close(this.#calls.client);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** Safe to log: no credentials. */
  toJSON(): Record<string, unknown> {
    return { baseUrl: this.baseUrl };
  }

  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `Client ${inspect({ baseUrl: this.baseUrl, token: "***" }, options)}`;
  }
}

/** Not within the class: one that refers to itself has another name once it is bundled. */
function clientOf(calls: Calls): Client {
  return new Client(calls as ClientOptions);
}

/** What was said before. */
const warned = new Set<string>();

function callsOf(given: ClientOptions): Calls {
  const { onRequest, ...options } = given ?? {};
  const asksFor: string[] = [];
  let token: TokenFunction | undefined;
  for (const name of ["apiToken", "accessToken"] as const) {
    const value = options[name];
    if (typeof value === "function") {
      delete options[name];
      asksFor.push(name);
      token = value;
    }
  }
  const variables = native.environmentVariables().map((name) => [name, process.env[name]]);
  const environment = encode(Object.fromEntries(variables), "environment");
  const client = valueOf(native.createClient(bridge(), encode(options, "options"), environment, asksFor));
  const warning = native.warning(client);
  if (warning !== null && !warned.has(warning)) {
    warned.add(warning);
    process.emitWarning(warning, { code: "GEAI_CREDENTIALS" });
  }
  const agentsApi = onRequest ? (configOf(client)["agentsApi"]?.value ?? "") : "";
  return new Calls(client, { token, onRequest, agentsApi });
}

function configOf(client: NativeClient): Record<string, Setting> {
  return JSON.parse(valueOf(native.config(client)));
}
