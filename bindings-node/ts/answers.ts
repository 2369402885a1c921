/** From the JSON of an answer to what a call returns. */

import { inspect, type InspectOptions } from "node:util";

import { definitionOf, requestOf } from "./definition";
import type { Agent, AgentReply, ConfigParameter, Integration, IntegrationReply, SharingLink } from "./models";

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
  return definable(JSON.parse(text) as Integration, requestOf);
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

/** Not enumerable: the object stays the JSON it was, also when it is sent back. */
function definable<T extends object, D>(answer: T, definition: (answer: T) => D): T & { toDefinition(): D } {
  return hide(answer, "toDefinition", () => definition(answer)) as T & { toDefinition(): D };
}

function hide<T extends object>(owner: T, name: string | symbol, value: unknown): T {
  if (value === undefined) return owner;
  return Object.defineProperty(owner, name, { value, enumerable: false, configurable: true, writable: true });
}

/** Prints as `***` and stays the JSON it was. */
function veil<T extends object>(owner: T, name: string & keyof T): T {
  if (owner[name] === undefined) return owner;
  const print = (_depth: number, options: InspectOptions) => inspect({ ...owner, [name]: "***" }, options);
  return hide(owner, inspect.custom, print);
}
