// Every operation: what it takes and what it gives. Compiled by `npm run check`, never run. An operation that is added
// or changed fails here until its row says so.

import type {
  Agent,
  AgentDefinition,
  AgentReply,
  AgentSummary,
  Agents,
  AgentsCreateParams,
  AgentsGetParams,
  AgentsImportParams,
  AgentsListByToolParams,
  AgentsListParams,
  AgentsUpdateParams,
  AgentsUpsertParams,
  Authorization,
  AuthorizeParams,
  CallOptions,
  Challenge,
  Client,
  ConfigParameter,
  ConfigParameterInput,
  Difference,
  EnsureAgentOptions,
  EnsureIntegrationOptions,
  EnsuredAgent,
  EnsuredIntegration,
  Inspector,
  InspectorManifestParams,
  InspectorResult,
  InspectorSecuritySchemeParams,
  Integration,
  IntegrationReply,
  IntegrationRequest,
  IntegrationSummary,
  Integrations,
  IntegrationsGetConfigParams,
  IntegrationsGetParams,
  IntegrationsImportParams,
  IntegrationsListParams,
  IntegrationsUpdateParams,
  Interaction,
  InteractionState,
  Interactions,
  LabPackage,
  ManifestResult,
  PackageSource,
  PagePromise,
  PublishToolsResult,
  RequestParams,
  ResponsePromise,
  RollBackTo,
  SecurityScheme,
  SecuritySchemeInput,
  SharingLink,
  TokenInfo,
} from "geai-client";

import { same, type Surface } from "./support/same.js";

type Answer<T> = ResponsePromise<T>;
type Options = [options?: CallOptions];
type IdOrName = [idOrName: string, options?: CallOptions];
type Defined = AgentDefinition | Agent;
type Described = IntegrationRequest | Integration;

interface AgentOperations {
  create: [[definition: Defined, params?: AgentsCreateParams, options?: CallOptions], Answer<AgentReply>];
  upsert: [
    [idOrName: string, definition: Defined, params?: AgentsUpsertParams, options?: CallOptions],
    Answer<AgentReply>,
  ];
  update: [
    [idOrName: string, definition: Defined, params?: AgentsUpdateParams, options?: CallOptions],
    Answer<AgentReply>,
  ];
  publishRevision: [[idOrName: string, revision: number, options?: CallOptions], Answer<AgentReply>];
  get: [[idOrName: string, params?: AgentsGetParams, options?: CallOptions], Answer<AgentReply>];
  list: [[params?: AgentsListParams, options?: CallOptions], PagePromise<AgentSummary>];
  listByTool: [[toolId: string, params?: AgentsListByToolParams, options?: CallOptions], PagePromise<AgentSummary>];
  delete: [IdOrName, Answer<void>];
  export: [IdOrName, Answer<LabPackage>];
  import: [[package_: PackageSource, params?: AgentsImportParams, options?: CallOptions], Answer<AgentReply[]>];
  createSharingLink: [IdOrName, Answer<SharingLink>];
  ensure: [[definition: Defined, params?: EnsureAgentOptions, options?: CallOptions], Promise<EnsuredAgent>];
  revisions: [IdOrName, AsyncGenerator<Agent, void, undefined>];
  // The last of its two signatures.
  diff: [[before: Defined, after: Defined], Promise<Difference>];
  rollBack: [[idOrName: string, to: RollBackTo, options?: CallOptions], Promise<Agent>];
}

interface IntegrationOperations {
  list: [[params?: IntegrationsListParams, options?: CallOptions], PagePromise<IntegrationSummary>];
  get: [[idOrName: string, params?: IntegrationsGetParams, options?: CallOptions], Answer<IntegrationReply>];
  import: [
    [integration: Described, params?: IntegrationsImportParams, options?: CallOptions],
    Answer<IntegrationReply>,
  ];
  update: [
    [idOrName: string, integration: Described, params?: IntegrationsUpdateParams, options?: CallOptions],
    Answer<IntegrationReply>,
  ];
  delete: [IdOrName, Answer<void>];
  publishTools: [IdOrName, Answer<PublishToolsResult>];
  getConfig: [
    [idOrName: string, params?: IntegrationsGetConfigParams, options?: CallOptions],
    Answer<ConfigParameter[]>,
  ];
  setConfig: [[idOrName: string, parameters: ConfigParameterInput[], options?: CallOptions], Answer<void>];
  ensure: [
    [integration: Described, params?: EnsureIntegrationOptions, options?: CallOptions],
    Promise<EnsuredIntegration>,
  ];
  usedBy: [IdOrName, Promise<AgentSummary[]>];
}

interface InspectorOperations {
  authorize: [[params: AuthorizeParams, options?: { signal?: AbortSignal }], Promise<Authorization>];
  securityScheme: [[params: InspectorSecuritySchemeParams, options?: CallOptions], Answer<InspectorResult>];
  createChallenge: [[securityScheme: SecuritySchemeInput, options?: CallOptions], Answer<Challenge>];
  manifest: [[params?: InspectorManifestParams, options?: CallOptions], Answer<ManifestResult>];
}

interface InteractionOperations {
  listOpen: [Options, Answer<Interaction[]>];
  record: [IdOrName, Answer<InteractionState>];
  close: [IdOrName, Answer<InteractionState>];
}

/** An interface as the mapped type it is compared with. */
type Plain<T> = { [Name in keyof T]: T[Name] };

same<Surface<Agents>, Plain<AgentOperations>>(true);
same<Surface<Integrations>, Plain<IntegrationOperations>>(true);
same<Surface<Inspector>, Plain<InspectorOperations>>(true);
same<Surface<Interactions>, Plain<InteractionOperations>>(true);
same<Parameters<Client["validateToken"]>, Options>(true);
same<ReturnType<Client["validateToken"]>, Answer<TokenInfo>>(true);
same<
  Parameters<Client["request"]>,
  [method: string, path: string, params?: RequestParams, options?: CallOptions]
>(true);
same<ReturnType<Client["request"]>, Answer<unknown>>(true);
same<Exclude<keyof Client, "agents" | "integrations" | "inspector" | "interactions">, ClientMembers>(true);

type ClientMembers =
  | "apply"
  | "baseUrl"
  | "bulk"
  | "close"
  | "config"
  | "graph"
  | "plan"
  | "pull"
  | "request"
  | "validateToken"
  | "withOptions"
  | typeof Symbol.dispose
  | typeof Symbol.asyncDispose
  | typeof import("node:util").inspect.custom;

// The parameters of each operation, with their types; values of enumerations are open.
type Open<Known extends string> = Known | (string & {});
type Given<T> = { [Name in keyof T]: T[Name] };

same<Given<AgentsCreateParams>, { automaticPublish?: boolean }>(true);
same<Given<AgentsUpsertParams>, { automaticPublish?: boolean }>(true);
same<Given<AgentsUpdateParams>, { automaticPublish?: boolean }>(true);
same<Given<AgentsImportParams>, { automaticPublish?: boolean }>(true);
same<Given<AgentsGetParams>, { revision?: number; version?: number; allowDrafts?: boolean }>(true);
same<
  Given<AgentsListParams>,
  {
    status?: Open<"active" | "inactive" | "pending">;
    start?: number;
    count?: number;
    accessScope?: Open<"private" | "public" | "project">;
    allowDrafts?: boolean;
    includeExternal?: boolean;
    maxItems?: number;
  }
>(true);
same<
  Given<AgentsListByToolParams>,
  { allowDrafts?: boolean; start?: number; count?: number; maxItems?: number }
>(true);
same<
  Given<IntegrationsListParams>,
  {
    detailLevel?: Open<"normal" | "expanded">;
    allowDrafts?: boolean;
    allowExternal?: boolean;
    start?: number;
    count?: number;
    name?: string;
    id?: string;
    accessScope?: Open<"private" | "public" | "project">;
    maxItems?: number;
  }
>(true);
same<
  Given<IntegrationsGetParams>,
  { detailLevel?: Open<"normal" | "expanded">; allowDrafts?: boolean; allowExternal?: boolean; start?: number; count?: number }
>(true);
same<Given<IntegrationsImportParams>, { automaticPublish?: boolean }>(true);
same<Given<IntegrationsUpdateParams>, { viaImport?: boolean; automaticPublish?: boolean }>(true);
same<Given<IntegrationsGetConfigParams>, { allowDrafts?: boolean }>(true);
type FurtherQuery = { [query: string]: string | number | boolean | null | undefined };
same<InspectorSecuritySchemeParams["url"], string>(true);
same<InspectorManifestParams["challengeId"], string | undefined>(true);
same<InspectorManifestParams["further"], FurtherQuery[string]>(true);
same<
  Given<AuthorizeParams>,
  {
    url: string;
    clientId?: string;
    onUrl?: (url: string) => void | PromiseLike<void>;
    openBrowser?: boolean;
    deadline?: number;
    challengeId?: string;
  }
>(true);
