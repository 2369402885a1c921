/** The emulator: a server of its own for tests, trials and lessons. It is not the vendor's. */

import { fileURLToPath } from "node:url";

import { Page, PagePromise } from "./call/page";
import { Client } from "./client/client";
import type { ClientOptions } from "./client/options";
import { invalid } from "./convert/invalid";
import { encode } from "./convert/json";
import { isUrl } from "./convert/url";
import type { AgentDefinition } from "./generated/models";
import { native } from "./native/load";
import type { Handle } from "./native/native";
import { valueOf } from "./native/payload";

/** Settings of an emulator. */
export interface EmulatorOptions {
  /** Names of its projects. Default: one called `default`. */
  projects?: readonly string[] | undefined;
  /** Port on loopback. Default: the system chooses. */
  port?: number | undefined;
  /**
   * Further host names under which its routes below `/emulator/` answer. Default: `localhost` and loopback addresses
   * only, since a web page can reach this machine under any other name.
   */
  allowHosts?: readonly string[] | undefined;
  /** Whether it writes a line per request to standard error. Default: false. */
  verbose?: boolean | undefined;
  /**
   * Which of the servers that the documentation allows it is; `setTempers` changes them while it runs. An unknown name or
   * value is refused with the nearest one.
   */
  tempers?: Tempers | undefined;
  /**
   * What it begins with: agents, integrations, tools, models and inspector targets, or the path of a JSON or YAML file with
   * them. While it runs, `seed` adds to them.
   */
  seed?: Seed | string | URL | undefined;
}

/** Objects for an emulator to create. */
export interface Seed {
  /** Models that agents may name. Without any, they may name whatever they like; with some, only theirs can be published. */
  models?: readonly { name: string; id?: string | undefined }[] | undefined;
  tools?: readonly ToolSeed[] | undefined;
  inspectorTargets?: readonly InspectorTargetSeed[] | undefined;
  integrations?: readonly IntegrationSeed[] | undefined;
  agents?: readonly AgentSeed[] | undefined;
}

/** A published tool. */
export interface ToolSeed {
  name: string;
  /** Project that owns it. Default: none; it is in the public catalogue, from which all projects take tools. */
  project?: string | undefined;
  /** Default: random. */
  id?: string | undefined;
  publicName?: string | undefined;
  type?: string | undefined;
  accessScope?: string | undefined;
  description?: string | undefined;
}

/** An API that the inspector knows. */
export interface InspectorTargetSeed {
  url: string;
  /** In its texts `{emulator}` stands for the URL of the emulator. */
  securityScheme: Record<string, unknown>;
  /** As text, or the document itself. */
  manifest: string | Record<string, unknown>;
}

/** An integration. */
export interface IntegrationSeed {
  /** As `toolPlugin` of a request. */
  definition: Record<string, unknown>;
  /** Its configuration, as `parameterDefinition.parameters` of a request. */
  parameters?: readonly Record<string, unknown>[] | undefined;
  /** Default: the first one. */
  project?: string | undefined;
  /** Whether its tools are published. Default: false. */
  publish?: boolean | undefined;
  /** Whether members are refused that no page shows. Default: true. */
  strict?: boolean | undefined;
}

/** An agent. */
export interface AgentSeed {
  /** As `agentDefinition` of a request. */
  definition: AgentDefinition | Record<string, unknown>;
  /** Default: the first one. */
  project?: string | undefined;
  /** Whether it is published. Default: false. */
  publish?: boolean | undefined;
  /** Whether members are refused that no page shows. Default: true. */
  strict?: boolean | undefined;
}

/** Everything that an emulator stores, and its tempers. */
export interface Snapshot {
  format: string;
  [member: string]: unknown;
}

/** Which of the servers that the documentation allows an emulator is. The names are those of its command line. */
export interface Tempers {
  answers?: "documented" | "observed" | undefined;
  drafts?: "page" | "newest" | undefined;
  update?: "shallow" | "deep" | "replace" | undefined;
  null?: "clears" | "ignored" | "refused" | undefined;
  not_found?: "404" | "400" | undefined;
  names?: "case-sensitive" | "case-insensitive" | undefined;
  fills?: "nothing" | "defaults" | undefined;
  omits?: "nothing" | "unreturned" | undefined;
  trims_texts?: "no" | "yes" | undefined;
  reorders_pools?: "no" | "yes" | undefined;
  reserialises_manifest?: "no" | "yes" | undefined;
  drafts_check_references?: "no" | "yes" | undefined;
  publish_checks_helpers?: "no" | "yes" | undefined;
  secrets_wiped_when_scheme_absent?: "no" | "yes" | undefined;
  revisions?: "next" | "gaps" | undefined;
}

/** A request that somebody else makes. */
export interface Edit {
  method: string;
  /** With a query where the request has one. */
  path: string;
  /** Its body. */
  json?: unknown;
}

/** What happens before the next matching request. */
export interface EditBefore {
  edit: Edit | readonly Edit[];
  /** The path must be equal, not only begin so. Default: false. */
  exact?: boolean | undefined;
  /** How many matching requests go before. Default: 0. */
  skip?: number | undefined;
}

/** The value of every temper. */
export type AllTempers = { [Name in keyof Tempers]-?: NonNullable<Tempers[Name]> };

/** A project of an emulator. */
export interface Project {
  name: string;
  id: string;
  token: string;
}

/** A tool that agents can refer to. */
export interface Tool {
  id: string;
  name: string;
  publicName: string;
  type: string;
  accessScope: string;
  description: string;
  isReference: boolean;
}

/** What the next matching requests meet instead of an answer. */
export interface Fault {
  /** Default: `status` where one is given. */
  kind?: "status" | "reset" | "stall" | "truncate" | "garbage" | "delay" | undefined;
  /** Status of the response. */
  status?: number | undefined;
  /** Its `Retry-After`, in milliseconds. */
  retryAfter?: number | undefined;
  /** Its body: text as it is, anything else as JSON. Default: an error as the API documents it. */
  body?: unknown;
  /** Its further headers. */
  headers?: Record<string, string> | undefined;
  /** For `stall`: the head comes, the body does not. */
  afterHead?: boolean | undefined;
  /** For `delay`: how many milliseconds late the normal answer comes. */
  ms?: number | undefined;
  /** How many requests it meets. Default: 1. */
  times?: number | undefined;
  /** The request takes effect before its answer is lost. Default: false. */
  executed?: boolean | undefined;
  /** The path must be equal, not only begin so. Default: false. */
  exact?: boolean | undefined;
}

/** A request that arrived. Credentials are `***`. */
export interface RecordedRequest {
  /** The `x-request-id` of the response. */
  requestId: string;
  method: string;
  /** As sent: percent-encoded, without the query. */
  path: string;
  /** Decoded, in order. */
  query: [name: string, value: string][];
  /** By lower-case name. */
  headers: Record<string, string>;
  /** The body, if it was JSON. */
  json: unknown;
  /** The body, if it was something else. */
  text: string | null;
  /** Status of the response; `null` when none was sent. */
  status: number | null;
}

interface Info {
  url: string;
  projects: Project[];
  organizationId: string;
  oauthToken: string;
}

/** Referred to until they are stopped: a program that keeps only a client still needs its server. */
const running = new Set<Handle<"Emulator">>();

/** A running emulator. It does not keep the process alive. */
export class Emulator {
  readonly #native: Handle<"Emulator">;
  readonly #info: Info;

  private constructor(emulator: Handle<"Emulator">) {
    this.#native = emulator;
    this.#info = this.#control("info") as Info;
    running.add(emulator);
  }

  /** Starts an emulator on a loopback port. */
  static async start(options: EmulatorOptions = {}): Promise<Emulator> {
    const { seed, ...rest } = options;
    const settings = seed === undefined ? rest : { ...rest, seed: sourceOf(seed) };
    return emulatorOf(valueOf(native.startEmulator(encode(settings, "options"))));
  }

  #control(action: string, argument: unknown = null): unknown {
    return JSON.parse(valueOf(native.emulator(this.#native, action, encode(argument, action))));
  }

  #project(name: string): Project {
    const project = this.#info.projects.find((project) => project.name === name);
    if (project) return project;
    const known = this.#info.projects.map((project) => project.name).join(", ");
    throw invalid(`no project ${JSON.stringify(name)}, there are: ${known}`);
  }

  /** Base URL, without a trailing slash. */
  get url(): string {
    return this.#info.url;
  }

  /** Its projects, in order. */
  get projects(): readonly Project[] {
    return this.#info.projects;
  }

  /** Id of the organisation of all projects. */
  get organizationId(): string {
    return this.#info.organizationId;
  }

  /** OAuth token; it needs a project id. */
  get oauthToken(): string {
    return this.#info.oauthToken;
  }

  /** API token of a project. */
  token(project: string): string {
    return this.#project(project).token;
  }

  /** Id of a project. */
  projectId(project: string): string {
    return this.#project(project).id;
  }

  /** A client of a project, by default of the first. Further options as in `new Client`. */
  client({ project, ...options }: { project?: string | undefined } & ClientOptions = {}): Client {
    const { id, token } = this.#project(project ?? this.#info.projects[0]?.name ?? "");
    const apiToken = options.accessToken === undefined ? { apiToken: token } : {};
    return new Client({ baseUrl: this.url, projectId: id, ...apiToken, ...options });
  }

  /**
   * Lets the next matching requests fail.
   *
   * @param method in any casing; `*` is any
   * @param path beginning of the path
   */
  failNext(method: string, path: string, fault: Fault): void {
    const { retryAfter, ...rest } = fault;
    const kind = fault.kind ?? "status";
    this.#control("failNext", {
      method,
      path,
      ...rest,
      kind,
      ...(retryAfter === undefined ? {} : { retryAfter: retryAfter / 1000 }),
    });
  }

  /** All tempers with their values, as they are now. */
  get tempers(): AllTempers {
    return this.#control("tempers") as AllTempers;
  }

  /** Changes tempers while it runs. If one is unknown, none is changed. */
  setTempers(tempers: Tempers): void {
    this.#control("setTempers", tempers);
  }

  /** Removes the faults that no request has met yet. */
  clearFaults(): void {
    this.#control("clearFaults");
  }

  /**
   * Executes requests of somebody else just before the next matching request; nothing comes between them. They have its
   * credentials, are not recorded and meet no fault. Where one is refused, the matching request fails with 500, which says
   * why.
   *
   * @param method in any casing; `*` is any
   * @param path beginning of the path
   */
  beforeNext(method: string, path: string, edit: EditBefore): void {
    this.#control("beforeNext", { method, path, ...edit });
  }

  /** Removes the edits that were not made yet. */
  clearEdits(): void {
    this.#control("clearEdits");
  }

  /** Requests that arrived, oldest first. */
  get requests(): RecordedRequest[] {
    return this.#control("requests") as RecordedRequest[];
  }

  /** Clears the recorded requests. */
  clearRequests(): void {
    this.#control("clearRequests");
  }

  /** Tools that agents of a project can refer to. */
  tools(project: string): Tool[] {
    return this.#control("tools", this.#project(project).name) as Tool[];
  }

  /**
   * Everything that it stores, and its tempers: a JSON document that `restore` takes. It holds tokens, and the credentials
   * that integrations were given. Recorded requests and faults are no part of it.
   */
  snapshot(): Snapshot {
    return this.#control("snapshot") as Snapshot;
  }

  /** As `snapshot`, as JSON text: integers beyond what a number holds exactly are in it as they came. */
  snapshotText(): string {
    return this.#control("snapshotText") as string;
  }

  /**
   * Puts what a snapshot holds in the place of everything that is stored. Projects keep their ids and tokens, so that clients
   * go on, also where the snapshot is another emulator's. One with other projects, of a later format, or with unknown members
   * is refused, and nothing changes.
   */
  restore(snapshot: Snapshot | string): void {
    this.#control("restore", snapshot);
  }

  /** Makes everything as it was at the start: what is stored, tempers and clock. Clears requests, faults and edits. */
  reset(): void {
    this.#control("reset");
  }

  /**
   * Adds agents, integrations, tools, models and inspector targets, and returns how many. Whatever is unknown, or what the API
   * would refuse, is refused with its place; then nothing is added.
   *
   * @param seed the objects, or the path of a JSON or YAML file with them
   */
  seed(seed: Seed | string | URL): number {
    return this.#control("seed", sourceOf(seed)) as number;
  }

  /** Adds a published tool to a project, or to the public catalogue. */
  addTool(tool: ToolSeed): void {
    this.seed({ tools: [tool] });
  }

  /** Adds a model. Without any, agents may name whatever model they like; with some, only theirs can be published. */
  addModel(model: { name: string; id?: string | undefined }): void {
    this.seed({ models: [model] });
  }

  /** Adds an API that the inspector knows; one with the same URL is replaced. */
  addInspectorTarget(target: InspectorTargetSeed): void {
    this.seed({ inspectorTargets: [target] });
  }

  /** Creates published agents `seeded-agent-1` and on, at most 100,000; returns how many. */
  seedAgents(project: string, count: number): number {
    return this.#control("seedAgents", [this.#project(project).name, count]) as number;
  }

  /** Moves its clock forward by milliseconds, for what expires. */
  advanceClock(by: number): void {
    this.#control("advanceClock", by / 1000);
  }

  /** Completes an open PKCE challenge, as the user who signs in. */
  completeChallenge(challengeId: string): boolean {
    return this.#control("completeChallenge", challengeId) as boolean;
  }

  /** Stops it: its port is closed, requests in flight are cut. */
  async stop(): Promise<void> {
    this.#control("stop");
    running.delete(this.#native);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function sourceOf(seed: Seed | string | URL): { file: string } | { value: Seed } {
  if (typeof seed === "string") return { file: seed };
  return isUrl(seed) ? { file: fileURLToPath(seed) } : { value: seed };
}

/**
 * What an operation returns that lists records, for a mock of it: one page with these records.
 *
 * @example
 * vi.spyOn(client.agents, "list").mockReturnValue(pageOf([{ id: "1", name: "Parcels" }]));
 */
export function pageOf<T>(items: T[]): PagePromise<T> {
  const meta = { status: 200, headers: [], requestId: null, attempts: 1, elapsed: 0 };
  const page = { items, malformed: [], information: null, total: items.length, extra: {} };
  const data = new Page<T>(page, undefined);
  return new PagePromise((succeeded) => succeeded({ data, meta: JSON.stringify(meta), body: JSON.stringify(items) }));
}

/** Outside of the class: the bundler renames a class that refers to itself. */
function emulatorOf(emulator: Handle<"Emulator">): Emulator {
  // Its constructor is private.
  return Reflect.construct(Emulator, [emulator]);
}
