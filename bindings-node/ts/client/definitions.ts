/** Set-ups as code: what needs no client. */

import { fileURLToPath } from "node:url";

import { invalid } from "../convert/invalid";
import { encode } from "../convert/json";
import type { Agent, AgentDefinition, Definitions, Integration, IntegrationRequest } from "../generated/models";
import { native } from "../native/load";
import { valueOf } from "../native/payload";

/**
 * The files of a set-up: the folder with `geai.yaml`, or texts by their paths, such as `agents/greeter.yaml`; what
 * {@link check} returned; or definitions of agents and integrations.
 */
export type DefinitionsSource =
  | string
  | URL
  | Readonly<Record<string, string>>
  | Definitions
  | readonly GivenDefinition[];

/**
 * The definition of an agent or an integration. Where its members do not say which of the two it is (both have `name` and
 * `description`), `kind` does.
 */
export type GivenDefinition =
  | AgentDefinition
  | IntegrationRequest
  | { readonly kind: "agent"; readonly definition: AgentDefinition | Agent }
  | { readonly kind: "integration"; readonly definition: IntegrationRequest | Integration };

/** Options of {@link check}. */
export interface CheckOptions {
  /** One of the environments of `geai.yaml`; may be left out where it declares none. */
  environment?: string | undefined;
}

/**
 * Reads the files of a set-up for one environment and checks them. Nothing is sent, and no variable is read.
 *
 * Throws a `DefinitionsError` if something is wrong; its `faults` are all of it, by file and line.
 */
export function check(source: DefinitionsSource, options: CheckOptions = {}): Definitions {
  const { environment } = options;
  const given = { environment, source: sourceOf(source) };
  return JSON.parse(valueOf(native.runTask("check", encode(given, "check")))) as Definitions;
}

/** A source as the core takes it: a URL becomes a path. */
export function sourceOf(source: DefinitionsSource): unknown {
  if (!(source instanceof URL)) return source;
  if (source.protocol !== "file:") throw invalid(`source: expected a file: URL, got ${source.protocol}`);
  return fileURLToPath(source);
}
