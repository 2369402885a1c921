/** Definitions: from answers that they were made from, and from what a person wrote. */

import { native } from "../native/load";
import { valueOf } from "../native/payload";
import { encode } from "./json";
import { addHidden, mask, type ModelMembers } from "./mask";

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

/** What {@link edited} knows of a model: its members, and of an answer how its definition is made. */
export type Edited = { readonly [model: string]: readonly [ModelMembers, ((answer: any) => object)?] };

/** A copy of an object of one of these models, in which the values at some places are others. */
export function edited<T extends object>(object: T, changes: Readonly<Record<string, unknown>>, models: Edited): T {
  const leftOut = Object.keys(changes).filter((place) => changes[place] === undefined);
  const text = valueOf(native.edited(encode(object, "object"), encode(changes, "changes"), leftOut));
  const [[model, copy] = ["", {}]] = Object.entries(JSON.parse(text) as Record<string, object>);
  const [members, toDefinition] = models[model] ?? [{}];
  mask(copy, members);
  if (toDefinition !== undefined) addHidden(copy, "toDefinition", () => toDefinition(copy));
  return copy as T;
}
