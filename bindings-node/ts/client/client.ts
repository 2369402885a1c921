/** The client. */

import { homedir } from "node:os";
import { inspect, type InspectOptions } from "node:util";

import { ConfigError, InvalidRequestError, type GeaiError } from "../errors/error";
import { Calls, type RequestParams } from "../call/calls";
import type { BulkCallOptions } from "../call/concurrency_group";
import type { CallOptions } from "../call/options";
import type { ResponsePromise } from "../call/response_promise";
import { encode } from "../convert/json";
import type { Applied, Graph, Plan, Pulled } from "../generated/documents";
import { Resources } from "../generated/resources";
import { native } from "../native/load";
import type { Handle } from "../native/native";
import { valueOf } from "../native/payload";
import { bulk, type BulkOptions } from "./bulk";
import type { ClientOptions } from "./options";
import type { DefinitionsSource } from "./definitions";
import { apply, graph, plan, pull, type ApplyOptions, type PlanOptions, type PullOptions } from "./plans";
import { tokenSourceOf } from "./token";

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
    // Copies read it: by `structuredClone` and `postMessage`, by spreading, as JSON. None of them could make a call.
    Object.defineProperty(this, "cannotBeCopied", { enumerable: true, get: refuseCopy });
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
    const { client, shared } = this.#calls;
    return clientOf(new Calls(valueOf(native.withOptions(client, encode(options, "options"))), shared));
  }

  /**
   * Makes a call for each item, several at a time, scheduled by the native core.
   *
   * @param items what `call` is given, one after the other
   * @param call makes the call for an item; it must pass the options on: `(id, o) => client.agents.export(id, o)`
   * @returns what each call came to, in the order of the items: its answer, or the error it failed with
   * @throws what `call` or `onProgress` throws or rejects with that is no error of a call, and the signal's reason
   */
  bulk<Item, T>(
    items: Iterable<Item>,
    call: (item: Item, options: BulkCallOptions) => PromiseLike<T> | T,
    options?: BulkOptions,
  ): Promise<(T | GeaiError)[]> {
    return bulk(items, call, options);
  }

  /**
   * Plans what files would change in the project of the client. Only reads.
   *
   * @param source the folder with `geai.yaml`, texts by their paths, what `check` returned, or definitions
   * @returns the plan; what stands in its way are its `conflicts`
   * @throws {DefinitionsError} where the files are refused; its `faults` have every reason
   * @throws {PlanError} where the environment is of another project
   */
  plan(source: DefinitionsSource, options?: PlanOptions, call?: CallOptions): Promise<Plan> {
    return plan(this.#calls, source, options ?? {}, call);
  }

  /**
   * Does exactly what a plan says: writes every draft, then publishes, then deletes. A step that is held is no error:
   * `complete` of the result is then false, and planning again goes on from there.
   *
   * @param given a plan, or the path of the file with its JSON
   * @throws {PlanError} where nothing was written: the plan has conflicts, is stale, was changed, or is for another project
   * @throws {ApplyError} where a request failed; its `applied` has the outcome of each step
   */
  apply(given: Plan | string, options?: ApplyOptions, call?: CallOptions): Promise<Applied> {
    return apply(this.#calls, given, options ?? {}, call);
  }

  /**
   * Writes what the project has into the files of a folder. Only reads of the server. What is equal is not touched; a file
   * that cannot be written again without losing its comments is in `left`, with the lines that differ.
   *
   * @param target the folder, which may be empty, or not be there yet
   * @throws {DefinitionsError} where the files that are there are refused; its `faults` have every reason
   * @throws {PlanError} where the environment is of another project
   * @throws {InvalidRequestError} where a file cannot be written; the message names it
   */
  pull(target: string, options?: PullOptions, call?: CallOptions): Promise<Pulled> {
    return pull(this.#calls, target, options ?? {}, call);
  }

  /**
   * Who uses whom in the project: agents, their helper agents and tools, and the integrations of these. Of each agent its
   * newest revision, drafts included. Only reads. What agents name and the project does not have is a node as well, whose
   * `state` is `missing`.
   */
  graph(call?: CallOptions): Promise<Graph> {
    return graph(this.#calls, call);
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
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `Client ${inspect({ baseUrl: this.baseUrl, token: "***" }, options)}`;
  }
}

/** Outside of the class: the bundler renames a class that refers to itself. */
function clientOf(calls: Calls): Client {
  return new Client(calls as ClientOptions);
}

/** Warnings that were shown already. */
const warned = new Set<string>();

function callsOf(given: ClientOptions): Calls {
  const { onEvent, ...options } = given ?? {};
  if (Object.hasOwn(options, "onRequest")) throw refused("onRequest: is onEvent now, which observes more");
  if (onEvent !== undefined && onEvent !== null && typeof onEvent !== "function") {
    throw refused(`onEvent: expected a function, got ${typeof onEvent}`);
  }
  const [api, access] = (["apiToken", "accessToken"] as const).map((name) => {
    const source = tokenSourceOf(options[name]);
    if (source) delete options[name];
    return source;
  });
  // As in the core, the OAuth access token is the one that holds.
  const token = (access ?? api)?.provide;
  const variables = native.environmentVariables().map((name) => [name, process.env[name]]);
  const environment = encode({ ...Object.fromEntries(variables), HOME: homeDirectory() }, "environment");
  const encoded = encode(options, "options");
  const client = valueOf(native.createClient(encoded, environment, api?.token, access?.token));
  const warnings: { code: string; text: string }[] = JSON.parse(native.warnings(client));
  for (const { code, text } of warnings) {
    if (warned.has(text)) continue;
    warned.add(text);
    process.emitWarning(text, { code });
  }
  return new Calls(client, { token, onEvent: onEvent ?? undefined });
}

function refused(message: string): ConfigError {
  return new ConfigError({ kind: "ConfigError", message, phase: "local", executed: "no" });
}

function refuseCopy(): never {
  const message =
    "a client cannot be cloned, spread, sent to another thread or written as JSON: its connections and its token stay in " +
    "its thread. Make one there: `new Client(options)`";
  throw new InvalidRequestError({ kind: "InvalidRequestError", message, phase: "local", executed: "no" });
}

/** The home directory, which does not need a variable that names it. */
function homeDirectory(): string | undefined {
  if (process.env["HOME"]) return process.env["HOME"];
  try {
    return homedir();
  } catch {
    return undefined; // The system does not know this user.
  }
}

function configOf(client: Handle<"Client">): Record<string, Setting> {
  return JSON.parse(valueOf(native.config(client)));
}
