/** From answers to the definitions they were made from. */

import { native } from "../native/load";
import { valueOf } from "../native/payload";
import { encode } from "./json";
import { mask, type ModelMembers } from "./mask";

/** The definition of this type that an answer was made from; what only an answer carries is left out. */
export function definitionOf<T extends object>(type: string, answer: object, members: ModelMembers): T {
  return mask(JSON.parse(valueOf(native.definitionOf(type, encode(answer, "answer")))) as T, members);
}
