// The emulator's types. Compiled by `npm run check`, never run.

import type { Client, ClientOptions } from "geai-client";
import {
  type EditBefore,
  Emulator,
  type EmulatorOptions,
  type Fault,
  type InspectorTargetSeed,
  type Project,
  type RecordedRequest,
  type Seed,
  type Snapshot,
  type Tempers,
  type Tool,
  type ToolSeed,
} from "geai-client/testing";

import { same, type Surface } from "./support/same.js";

interface EmulatorMembers {
  readonly url: string;
  readonly projects: readonly Project[];
  readonly organizationId: string;
  readonly oauthToken: string;
  token: [[project: string], string];
  projectId: [[project: string], string];
  client: [[options?: { project?: string } & ClientOptions], Client];
  failNext: [[method: string, path: string, fault: Fault], void];
  readonly tempers: Required<Tempers>;
  setTempers: [[tempers: Tempers], void];
  clearFaults: [[], void];
  beforeNext: [[method: string, path: string, edit: EditBefore], void];
  clearEdits: [[], void];
  readonly requests: RecordedRequest[];
  clearRequests: [[], void];
  tools: [[project: string], Tool[]];
  snapshot: [[], Snapshot];
  snapshotText: [[], string];
  restore: [[snapshot: Snapshot | string], void];
  reset: [[], void];
  seed: [[seed: Seed | string | URL], number];
  addTool: [[tool: ToolSeed], void];
  addModel: [[model: { name: string; id?: string }], void];
  addInspectorTarget: [[target: InspectorTargetSeed], void];
  seedAgents: [[project: string, count: number], number];
  advanceClock: [[by: number], void];
  completeChallenge: [[challengeId: string], boolean];
  stop: [[], Promise<void>];
  [Symbol.asyncDispose]: [[], Promise<void>];
}

type Members<T> = { [Name in keyof T]: T[Name] };

same<Surface<Emulator>, Members<EmulatorMembers>>(true);
same<Parameters<typeof Emulator.start>, [options?: EmulatorOptions]>(true);
same<ReturnType<typeof Emulator.start>, Promise<Emulator>>(true);
same<
  Members<EmulatorOptions>,
  {
    projects?: readonly string[];
    port?: number;
    allowHosts?: readonly string[];
    verbose?: boolean;
    tempers?: Tempers;
    seed?: Seed | string | URL;
  }
>(true);
same<
  Members<Fault>,
  {
    kind?: "status" | "reset" | "stall" | "truncate" | "garbage" | "delay";
    status?: number;
    retryAfter?: number;
    body?: unknown;
    headers?: Record<string, string>;
    afterHead?: boolean;
    ms?: number;
    times?: number;
    executed?: boolean;
    exact?: boolean;
  }
>(true);
same<
  Members<RecordedRequest>,
  {
    requestId: string;
    method: string;
    path: string;
    query: [name: string, value: string][];
    headers: Record<string, string>;
    json: unknown;
    text: string | null;
    status: number | null;
  }
>(true);
same<Members<Project>, { name: string; id: string; token: string }>(true);

export async function mistakes(emulator: Emulator): Promise<void> {
  // @ts-expect-error: it is started, not constructed
  new Emulator();
  // @ts-expect-error: a kind of fault that is none
  emulator.failNext("GET", "/", { kind: "slow" });
  // @ts-expect-error: the URL is what the emulator says
  emulator.url = "http://host.example";
  // @ts-expect-error: an option that is none
  await Emulator.start({ project: "dev" });
  // @ts-expect-error: a member that a seed does not have
  emulator.seed({ agent: [] });
  // @ts-expect-error: an agent without its definition
  emulator.seed({ agents: [{ publish: true }] });
}
