/** Secret members of answers: printed as `***`, and there to be read and sent back. */

import { inspect, type InspectOptions } from "node:util";

/** Not enumerable: the object stays the JSON it was, also when it is sent back. */
export function hide<T extends object>(owner: T, name: string | symbol, value: unknown): T {
  if (value === undefined) return owner;
  return Object.defineProperty(owner, name, { value, enumerable: false, configurable: true, writable: true });
}

/** Prints as `***` and stays the JSON it was. */
export function veil<T extends object>(owner: T, name: string): T {
  if (!Object.hasOwn(owner, name)) return owner;
  const print = (_depth: number, options: InspectOptions) => inspect({ ...owner, [name]: "***" }, options);
  return hide(owner, inspect.custom, print);
}

/** Veils what is secret in the part of an answer that says how a service authenticates, and in its parameters. */
export function veilParts<T extends object>(answer: T): T {
  const { securityScheme, parameters } = answer as { securityScheme?: unknown; parameters?: unknown };
  const flows = isObject(securityScheme) && isObject(securityScheme.flows) ? Object.values(securityScheme.flows) : [];
  for (const flow of flows) if (isObject(flow)) veil(flow, "clientSecret");
  for (const parameter of Array.isArray(parameters) ? parameters : []) {
    if (isObject(parameter)) veil(parameter, "value");
  }
  return answer;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
