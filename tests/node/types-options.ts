// Options, pages, answers, bulk and errors as users write them. Compiled by `npm run check`, never run.

import {
  APIConnectionError,
  APIError,
  APITimeoutError,
  Client,
  ConfigError,
  GeaiError,
  MalformedResponseError,
  NotFoundError,
  RateLimitError,
  ReportedError,
  ResponseTooLargeError,
  TLSError,
  errorFromJSON,
  type AgentReply,
  type AgentSummary,
  type Attempt,
  type BulkCallOptions,
  type BulkOptions,
  type CallOptions,
  type ClientOptions,
  type ErrorKind,
  type Executed,
  type LabPackage,
  type Page,
  type PageInformation,
  type PagePromise,
  type Phase,
  type Query,
  type CallEvent,
  type OnEvent,
  type ServerMessage,
  type Setting,
  type CachedToken,
  type TokenFunction,
  type WithResponse,
} from "geai-client";

import { same } from "./support/same.js";

type Members<T> = { [Name in keyof T]: T[Name] };
type Token = string | TokenFunction | CachedToken;

same<
  Members<CallOptions>,
  {
    timeout?: number;
    deadline?: number;
    retries?: number;
    retryWrites?: boolean;
    headers?: Record<string, string>;
    signal?: AbortSignal;
  }
>(true);
same<
  Members<ClientOptions>,
  {
    baseUrl?: string;
    apiToken?: Token;
    accessToken?: Token;
    projectId?: string;
    organizationId?: string;
    profile?: string;
    credentialsFile?: string;
    agentsApi?: "v2" | "v4";
    timeout?: number;
    deadline?: number;
    connectTimeout?: number;
    retries?: number;
    retryWrites?: boolean;
    backoff?: number;
    maxRetryAfter?: number;
    retryPostOn429?: boolean;
    maxInFlight?: number;
    maxRequestsPerSecond?: number;
    reuseConnectionsForWrites?: boolean;
    maxRequestBytes?: number;
    maxResponseBytes?: number;
    caBundle?: string;
    clientCert?: string;
    proxy?: string;
    headers?: Record<string, string>;
    allowHttp?: boolean;
    strictCredentialsPermissions?: boolean;
    onEvent?: OnEvent;
  }
>(true);
same<ConstructorParameters<typeof Client>, [options?: ClientOptions]>(true);
same<Client["config"], Readonly<Record<string, Setting>>>(true);
same<Client["baseUrl"], string>(true);
same<Parameters<Client["withOptions"]>, [options: Omit<CallOptions, "signal">]>(true);
same<ReturnType<Client["withOptions"]>, Client>(true);
same<ReturnType<TokenFunction>, string | PromiseLike<string>>(true);

export async function pages(client: Client): Promise<void> {
  const promised = client.agents.list({ count: 2 });
  same<typeof promised, PagePromise<AgentSummary>>(true);
  const page = await promised;
  same<typeof page, Page<AgentSummary>>(true);
  same<typeof page.items, AgentSummary[]>(true);
  same<typeof page.malformed, unknown[]>(true);
  same<typeof page.information, PageInformation | null>(true);
  same<typeof page.total, number | null>(true);
  same<typeof page.hasNext, boolean>(true);
  same<Awaited<ReturnType<typeof page.nextPage>>, Page<AgentSummary> | null>(true);
  const { data, status, headers, requestId, attempts, elapsed } = await promised.withResponse();
  same<typeof data, Page<AgentSummary>>(true);
  same<[typeof status, typeof attempts, typeof elapsed], [number, number, number]>(true);
  same<typeof headers, Headers>(true);
  same<typeof requestId, string | null>(true);
  for await (const { name, status } of client.integrations.list()) {
    same<typeof name, string>(true);
    same<typeof status, "active" | "inactive" | "draft" | (string & {}) | undefined>(true);
  }
  // @ts-expect-error: a page is walked through asynchronously
  for (const agent of page) void agent;
}

export async function answers(client: Client): Promise<void> {
  const promised = client.agents.get("x");
  // What is made of it is a promise like any other.
  same<ReturnType<typeof promised.catch<null>>, Promise<AgentReply | null>>(true);
  same<Awaited<ReturnType<typeof promised.withResponse>>, WithResponse<AgentReply>>(true);
  const [agent, token] = await Promise.all([promised, client.validateToken()]);
  same<typeof agent, AgentReply>(true);
  same<typeof token.projectId, string | undefined>(true);
  const query: Query = { list: ["a", "b"], none: undefined, on: true, count: 3 };
  await client.request("GET", "/v4/agents", { query });
  await client.request("POST", "/v4/agents", { query: new URLSearchParams("a=b"), json: { any: [1, "x", null] } });
  // @ts-expect-error: an object is no value of a query
  await client.request("GET", "/v4/agents", { query: { nested: { deep: 1 } } });
}

export async function aborting(client: Client): Promise<void> {
  const { signal } = new AbortController();
  await client.agents.delete("x", { signal });
  await client.agents.list({}, { signal: AbortSignal.any([signal, AbortSignal.timeout(1_000)]) });
  await client.inspector.authorize({ url: "https://host.example" }, { signal });
  // @ts-expect-error: the controller is not its signal
  await client.agents.delete("x", { signal: new AbortController() });
}

export async function bulk(client: Client): Promise<void> {
  const ids = new Set(["a", "b"]);
  const outcomes = await client.bulk(ids, (id, options) => client.agents.export(id, options), { concurrency: 4 });
  same<typeof outcomes, (LabPackage | GeaiError)[]>(true);
  const lengths = await client.bulk([1, 2], async (item, options) => {
    same<typeof item, number>(true);
    same<typeof options, BulkCallOptions>(true);
    return String(item).length;
  });
  same<typeof lengths, (number | GeaiError)[]>(true);
  same<
    Members<BulkOptions>,
    {
      concurrency?: number;
      deadline?: number;
      onProgress?: (done: number, total: number) => void | PromiseLike<void>;
      signal?: AbortSignal;
    }
  >(true);
  // @ts-expect-error: not iterable
  await client.bulk({ a: 1 }, (id, options) => client.agents.export(String(id), options));
}

export function errors(error: unknown): void {
  if (!(error instanceof GeaiError)) return;
  same<typeof error.kind, ErrorKind>(true);
  same<typeof error.executed, Executed>(true);
  same<Executed, "no" | "maybe" | "yes">(true);
  same<typeof error.phase, Phase | null>(true);
  same<ReturnType<typeof errorFromJSON>, GeaiError>(true);
  same<typeof error.messages, readonly ServerMessage[]>(true);
  same<typeof error.history, readonly Attempt[]>(true);
  same<[typeof error.attempts, typeof error.elapsed], [number, number]>(true);
  same<[typeof error.retryable, typeof error.isAlreadyExists, typeof error.isNotFound], [boolean, boolean, boolean]>(true);
  type Text = string | null;
  same<[typeof error.operation, typeof error.method, typeof error.path], [Text, Text, Text]>(true);
  same<[typeof error.baseUrl, typeof error.proxy], [Text, Text]>(true);
  same<[typeof error.requestId, typeof error.redirectHost, typeof error.body], [Text, Text, Text]>(true);
  same<[typeof error.status, typeof error.retryAfter], [number | null, number | null]>(true);
  same<ReturnType<typeof error.toJSON>, Record<string, unknown>>(true);
  same<Members<ServerMessage>, { id: number | null; code: string | null; description: string }>(true);
  // The hierarchy.
  const connection: APIConnectionError[] = [error as APITimeoutError, error as TLSError];
  const answered: APIError[] = [error as NotFoundError, error as RateLimitError, error as ReportedError];
  const unreadable: MalformedResponseError = error as ResponseTooLargeError;
  const all: Error[] = [...connection, ...answered, unreadable, error as ConfigError];
  void all;
}

export function events(event: CallEvent, hook: OnEvent): void {
  same<
    Members<CallEvent>,
    {
      kind: "start" | "attempt" | "retry" | "end";
      callId: number;
      operation: string;
      method: string | null;
      baseUrl: string;
      host: string;
      port: number | null;
      path: string | null;
      url: string | null;
      projectId: string | null;
      time: number;
      attempt: number;
      elapsed: number | null;
      wait: number | null;
      status: number | null;
      requestId: string | null;
      errorType: string | null;
      error?: unknown;
      attributes: Record<string, string | number>;
      metricAttributes: Record<string, string | number>;
    }
  >(true);
  void hook(event);
  void ({ onEvent: ({ kind }) => (kind === "start" ? { traceparent: "00" } : undefined) } satisfies ClientOptions);
  void ({ onEvent: () => {} } satisfies ClientOptions);
}
