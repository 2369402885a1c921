// What the types promise. Compiled by `npm run check`, never run.

import {
  Client,
  GeaiError,
  NotFoundError,
  defineAgent,
  defineIntegration,
  extraOf,
  toDefinition,
  type Agent,
  type AgentDefinition,
  type AgentReply,
  type AgentSummary,
  type ErrorKind,
  type IntegrationRequest,
  type LabPackage,
  type Page,
  type WithResponse,
} from "geai-client";
import { Emulator } from "geai-client/testing";

import { same } from "./support/same.js";

export function definitions(read: unknown): void {
  same<ReturnType<typeof defineAgent>, AgentDefinition>(true);
  same<ReturnType<typeof defineIntegration>, IntegrationRequest>(true);
  defineAgent(read, { strict: false });
  // @ts-expect-error: a boolean
  defineAgent(read, { strict: 1 });
}

export async function answers(client: Client): Promise<void> {
  const agent = await client.agents.get("x", { revision: 1 }, { timeout: 5, signal: AbortSignal.timeout(1) });
  same<typeof agent, AgentReply>(true);
  same<typeof agent.id, string>(true);
  same<typeof agent.revision, number | undefined>(true);
  same<ReturnType<typeof extraOf>, Record<string, unknown>>(true);
  const { newer } = extraOf(agent);
  same<typeof newer, unknown>(true);
  same<ReturnType<typeof agent.toDefinition>, AgentDefinition>(true);
  same<Awaited<ReturnType<typeof client.agents.delete>>, void>(true);
  same<Awaited<ReturnType<typeof client.agents.export>>, LabPackage>(true);
  same<Awaited<ReturnType<typeof client.agents.import>>, AgentReply[]>(true);
  same<Awaited<ReturnType<typeof client.agents.list>>, Page<AgentSummary>>(true);
  same<Awaited<ReturnType<typeof client.request>>, unknown>(true);
  const full: WithResponse<AgentReply> = await client.agents.get("x").withResponse();
  full.headers.get("x");
  for await (const summary of client.agents.list({ status: "active", count: 5 }))
    same<typeof summary, AgentSummary>(true);
  for await (const summary of await client.agents.listByTool("t")) same<typeof summary, AgentSummary>(true);

  // An agent goes back as it came, as a copy, or as its definition.
  await client.agents.update("x", agent);
  await client.agents.update("x", { ...agent, description: "new" }, { automaticPublish: true });
  await client.agents.upsert("x", toDefinition(agent as Agent), {}, { retryWrites: true });
  await client.agents.import(await client.agents.export("x"));
  await client.agents.import(new URL("file:///x.json"));
  await client.agents.import(Buffer.from(""));
}

export async function mistakes(client: Client): Promise<void> {
  const agent = await client.agents.get("x");
  // @ts-expect-error: a misspelt member of an answer
  void agent.nmae;
  // @ts-expect-error: a misspelt member further down
  void agent.agentData?.prompt?.instuctions;
  for await (const summary of client.agents.list()) {
    // @ts-expect-error: one of a record of a list
    void summary.revison;
  }
  // @ts-expect-error: one of a page's information
  void (await client.agents.list()).information?.totl;
  // @ts-expect-error: one of a package
  void (await client.agents.export("x")).labPackag;
  // @ts-expect-error: a misspelt member
  await client.agents.create({ nmae: "x" });
  // @ts-expect-error: a misspelt member further down
  await client.agents.create({ agentData: { prompt: { instruction: "x" } } });
  // @ts-expect-error: a type
  await client.agents.publishRevision("x", "1");
  // @ts-expect-error: an option in the place of a parameter
  await client.agents.get("x", { timeout: 3 });
  // @ts-expect-error: a missing parameter
  await client.agents.get();
  // @ts-expect-error: a signal is for one call
  client.withOptions({ signal: AbortSignal.abort() });
  // @ts-expect-error: an option that is none
  new Client({ url: "https://host.example" });
}

export function enumerations(definition: AgentDefinition): void {
  definition.accessScope = "private";
  definition.accessScope = "something newer";
  // @ts-expect-error: text only
  definition.accessScope = 3;
  definition.extra = { anything: [1, null] };
}

export function errors(error: unknown): void {
  if (error instanceof NotFoundError) same<typeof error.status, number | null>(true);
  if (error instanceof GeaiError) {
    same<typeof error.kind, ErrorKind>(true);
    same<typeof error.executed, "no" | "maybe" | "yes">(true);
    // @ts-expect-error: an error does not change
    error.kind = "APIError";
  }
}

export async function disposal(): Promise<void> {
  await using emulator = await Emulator.start({ projects: ["dev"] });
  using client = emulator.client({
    project: "dev",
    apiToken: async () => "x",
    onEvent: ({ elapsed }) => void elapsed,
  });
  await answers(client);
}
