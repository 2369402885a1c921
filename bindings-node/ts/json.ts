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

function check(key: string, value: unknown): unknown {
  const refused = refusal(value);
  if (refused !== undefined) throw invalid(`${key || "value"}: ${refused} cannot be written as JSON`);
  return value;
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
    if (error instanceof InvalidRequestError) throw error;
    const cyclic = error instanceof TypeError && error.message.includes("circular");
    const why = cyclic ? "it refers to itself" : error instanceof RangeError ? "nested too deeply" : "see the cause";
    throw invalid(`${place}: cannot be written as JSON: ${why}`, { cause: error });
  }
  if (text === undefined) throw invalid(`${place}: expected a value, got ${typeof value}`);
  return text;
}
