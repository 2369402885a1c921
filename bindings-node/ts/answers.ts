/** From the JSON of an answer to what a call returns. */

import { definitionOf, requestOf } from "./definition";
import type {
  Agent,
  AgentReply,
  ConfigParameter,
  InspectorResult,
  Integration,
  IntegrationReply,
  SharingLink,
} from "./models";
import { hide, veil, veilParts } from "./veil";

/** JSON as it is. */
export function json<T = unknown>(text: string): T {
  return JSON.parse(text) as T;
}

/** Nothing: the call succeeded. */
export function nothing(): void {}

/** One agent. */
export function agent(text: string): AgentReply {
  return definable(JSON.parse(text) as Agent, definitionOf);
}

/** Several agents. */
export function agents(text: string): AgentReply[] {
  return (JSON.parse(text) as Agent[]).map((agent) => definable(agent, definitionOf));
}

/** One integration. */
export function integration(text: string): IntegrationReply {
  return definable(veilParts(JSON.parse(text) as Integration), requestOf);
}

/** What an inspection found. */
export function inspection(text: string): InspectorResult {
  return veilParts(JSON.parse(text) as InspectorResult);
}

/** The configuration of an integration: values can be read and sent back, and are not printed. */
export function configuration(text: string): ConfigParameter[] {
  return (JSON.parse(text) as ConfigParameter[]).map((parameter) => veil(parameter, "value"));
}

/** A link: what holds its token can be read and is not shown, neither by printing nor as JSON. */
export function sharingLink(text: string): SharingLink {
  const link = JSON.parse(text) as SharingLink;
  for (const name of ["apiToken", "sharedLink"] as const) hide(link, name, link[name]);
  return link;
}

function definable<T extends object, D>(answer: T, definition: (answer: T) => D): T & { toDefinition(): D } {
  return hide(answer, "toDefinition", () => definition(answer)) as T & { toDefinition(): D };
}
