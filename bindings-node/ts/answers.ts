/** From the JSON of an answer to what a call returns. */

import { definitionOf } from "./definition";
import type { Agent, AgentReply } from "./models";

/** JSON as it is. */
export function json<T = unknown>(text: string): T {
  return JSON.parse(text) as T;
}

/** Nothing: the call succeeded. */
export function nothing(): void {}

/** One agent. */
export function agent(text: string): AgentReply {
  return definable(JSON.parse(text) as Agent);
}

/** Several agents. */
export function agents(text: string): AgentReply[] {
  return (JSON.parse(text) as Agent[]).map(definable);
}

/** Not enumerable: the agent stays the JSON it was, also when it is sent back. */
function definable(agent: Agent): AgentReply {
  return Object.defineProperty(agent, "toDefinition", {
    value: () => definitionOf(agent),
    configurable: true,
    writable: true,
  }) as AgentReply;
}
