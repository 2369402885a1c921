/** From the JSON of an answer to what a call returns. */

import { addHidden, mask, type ModelMembers } from "./mask";

/** JSON without a model, as it is. */
export function json(text: string): unknown {
  return JSON.parse(text);
}

/** Nothing: the call succeeded. */
export function nothing(): void {}

/** A model, or a list of models, whose secrets are not printed. What is `plain` has none, and no other members. */
export function models<T>(members: ModelMembers): (text: string, plain: boolean) => T {
  return (text, plain) => {
    const answer = JSON.parse(text) as T;
    return plain ? answer : mask(answer, members);
  };
}

/** As {@link models}; each has a method that gives the definition it was made from. */
export function definable<T>(
  toDefinition: (answer: any) => object,
  members: ModelMembers,
): (text: string, plain: boolean) => T {
  const read = models<any>(members);
  return (text, plain) => {
    const answer = read(text, plain);
    for (const record of Array.isArray(answer) ? answer : [answer]) {
      addHidden(record, "toDefinition", () => toDefinition(record));
    }
    return answer as T;
  };
}
