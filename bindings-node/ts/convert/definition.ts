/** Definitions: from answers that they were made from, and from what a person wrote. */

import { native } from "../native/load";
import { valueOf } from "../native/payload";
import { encode } from "./json";
import { mask, type ModelMembers } from "./mask";

/** The definition of this type that an answer was made from; what only an answer carries is left out. */
export function definitionOf<T extends object>(type: string, answer: object, members: ModelMembers): T {
  return mask(JSON.parse(valueOf(native.definitionOf(type, encode(answer, "answer")))) as T, members);
}

/** How a definition that a person wrote is checked. */
export interface DefineOptions {
  /** Whether a member that no type names is refused. Default: `true`; else such members go under `extra`, and are sent. */
  strict?: boolean | undefined;
}

/** The definition of this type that a person wrote, such as the JSON of a file, if it is one. */
export function defined<T extends object>(
  type: string,
  value: unknown,
  members: ModelMembers,
  { strict = true }: DefineOptions = {},
): T {
  return mask(JSON.parse(valueOf(native.defined(type, encode(value, "definition"), strict))) as T, members);
}
