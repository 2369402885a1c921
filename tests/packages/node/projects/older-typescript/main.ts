// Compiled by old compilers, for old targets, with the declarations of libraries checked.

import { Client, GeaiError, extraOf, type AgentDefinition, type CallOptions } from "geai-client";
import { Emulator, pageOf } from "geai-client/testing";

export const options = (signal?: AbortSignal): CallOptions => ({ signal, timeout: undefined });
export const definition = (description?: string): AgentDefinition => ({ name: "x", description });

export async function main(client: Client, emulator: Emulator): Promise<string[]> {
  const agent = await client.agents.get("x", { revision: undefined }, options());
  const { newer } = extraOf(agent);
  const names: string[] = [agent.name, String(newer)];
  for await (const { name } of client.agents.list()) names.push(name);
  for await (const { name } of pageOf([agent])) names.push(name);
  // @ts-expect-error: a misspelt member of an answer
  names.push(agent.nmae);
  // @ts-expect-error: a misspelt member further down
  names.push(agent.agentData?.prompt?.instuctions);
  await client.agents.update("x", agent).catch((error: unknown) => error instanceof GeaiError);
  emulator.failNext("GET", "/", { status: undefined });
  return names;
}
