/** From values to JSON text, refusing what JSON cannot say. */

import { InvalidRequestError } from "./errors";

/** An argument is refused. */
export function invalid(message: string, options?: ErrorOptions): InvalidRequestError {
  return new InvalidRequestError({ kind: "InvalidRequestError", message }, options);
}

/** What `JSON.stringify` would drop, empty or turn into `null` without a word. */
function refusal(value: unknown): string | undefined {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? undefined : String(value);
    case "bigint":
      return "a BigInt";
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    case "object":
      return value instanceof Map || value instanceof Set ? `a ${value.constructor.name}` : undefined;
    default:
      return undefined;
  }
}

class Refused extends Error {}

function check(_key: string, value: unknown): unknown {
  if (refusal(value) !== undefined) throw new Refused();
  return value;
}

/** Walks once more, now that it pays, to name the place of what is refused. */
function located(value: unknown): unknown {
  const places = new Map<unknown, string>();
  return JSON.stringify(value, function (this: unknown, key: string, member: unknown) {
    const outer = places.get(this) ?? "";
    const place = Array.isArray(this) ? `${outer}[${key}]` : outer ? `${outer}.${key}` : key;
    const refused = refusal(member);
    if (refused !== undefined) throw invalid(`${place || "value"}: ${refused} cannot be written as JSON`);
    places.set(member, place);
    return member;
  });
}

/**
 * `value` as JSON. Members that are `undefined` are left out.
 *
 * @throws {InvalidRequestError} for NaN, infinities, BigInt, functions, symbols, maps, sets and cycles.
 */
export function encode(value: unknown, place: string): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, check);
  } catch (error) {
    if (error instanceof Refused) located(value);
    const cyclic = error instanceof TypeError && error.message.includes("circular");
    const why = cyclic ? "it refers to itself" : error instanceof RangeError ? "nested too deeply" : "see the cause";
    throw invalid(`${place}: cannot be written as JSON: ${why}`, { cause: error });
  }
  if (text === undefined) throw invalid(`${place}: expected a value, got ${typeof value}`);
  return text;
}
