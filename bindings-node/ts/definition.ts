/** From an agent or an integration to the definition it was made from. */

import { errorOf } from "./failure";
import { encode } from "./json";
import type { Agent, AgentDefinition, Integration, IntegrationRequest } from "./models";
import { native, type Outcome } from "./native";
import { veilParts } from "./veil";

/** The value of an outcome. Throws its error. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.failure !== undefined) throw errorOf(JSON.parse(outcome.failure));
  return outcome.value;
}

/**
 * The definition that `create`, `upsert` and `update` take, from an agent as a call returned it. What only an
 * answer carries is left out; members that no type names stand under `extra`.
 */
export function definitionOf(agent: Agent): AgentDefinition {
  return JSON.parse(valueOf(native.definitionOf(encode(agent, "agent"), true))) as AgentDefinition;
}

/** The definition that `integrations.update` takes, from an integration as a call returned it. */
export function requestOf(integration: Integration): IntegrationRequest {
  const definition = valueOf(native.definitionOf(encode(integration, "integration"), false));
  return veilParts(JSON.parse(definition) as IntegrationRequest);
}
