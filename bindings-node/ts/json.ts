/** From values to JSON text, refusing what JSON cannot say. */

import { types } from "node:util";

import { InvalidRequestError } from "./errors";
import { native } from "./native";

/** An argument is refused. */
export function invalid(message: string, options?: ErrorOptions): InvalidRequestError {
  return new InvalidRequestError({ kind: "InvalidRequestError", message }, options);
}

/** What `JSON.stringify` would drop, empty or turn into `null` without a word. `given` is it before `toJSON`. */
function refusal(value: unknown, given: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? undefined : "a lone surrogate, which UTF-8 has not,";
    case "number":
      return Number.isFinite(value) ? undefined : String(value);
    case "bigint":
      return "a BigInt";
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    case "object":
      if (value === null) return given instanceof Date ? "an invalid Date" : undefined;
      if (Array.isArray(value)) return value.includes(undefined) ? "a list with an undefined element" : undefined;
      return isPlain(value) ? undefined : refusalOf(value);
    default:
      return undefined;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Objects that hold what their members do not show. */
const HOLDERS: readonly (readonly [name: string, is: (value: unknown) => boolean])[] = [
  ["Map", types.isMap],
  ["Set", types.isSet],
  ["WeakMap", types.isWeakMap],
  ["WeakSet", types.isWeakSet],
  ["Promise", types.isPromise],
  ["generator", types.isGeneratorObject],
  ["buffer", types.isAnyArrayBuffer],
  ["view of a buffer", types.isArrayBufferView],
  ["RegExp", types.isRegExp],
  ["Error", types.isNativeError],
  ["boxed symbol", types.isSymbolObject],
  ["boxed BigInt", types.isBigIntObject],
];

function refusalOf(value: object): string | undefined {
  if (types.isNumberObject(value)) return refusal(Number(value), value);
  if (types.isStringObject(value)) return refusal(String(value), value);
  const holder = HOLDERS.find(([, is]) => is(value));
  return holder && `a ${holder[0]}`;
}

class Refused extends Error {}

type Replacer = (this: Record<string, unknown>, key: string, value: unknown) => unknown;

function check(this: Record<string, unknown>, key: string, value: unknown): unknown {
  if (!key.isWellFormed() || refusal(value, this[key]) !== undefined) throw new Refused();
  return value;
}

/** Walks once more, now that it pays, to name the place of what is refused. */
function located(value: unknown): unknown {
  const places = new Map<unknown, string>();
  return JSON.stringify(value, function (this: Record<string, unknown>, key: string, member: unknown) {
    const outer = places.get(this) ?? "";
    const place = Array.isArray(this) ? `${outer}[${key}]` : outer ? `${outer}.${key}` : key;
    if (!key.isWellFormed()) throw invalid(`${outer || "value"}: a name holds a lone surrogate, which UTF-8 has not`);
    const refused = refusal(member, this[key]);
    if (refused !== undefined) throw invalid(`${place || "value"}: ${refused} cannot be written as JSON`);
    places.set(member, place);
    return member;
  });
}

function reason(error: unknown): string {
  if (error instanceof TypeError && error.message.includes("circular")) return "it refers to itself";
  if (!(error instanceof RangeError)) return "see the cause";
  return error.message.includes("length") ? "longer than a string can be" : "nested too deeply";
}

/**
 * `value` as JSON. Members that are `undefined` are left out.
 *
 * @throws {InvalidRequestError} for what JSON has no form of: NaN, infinities, BigInt, functions, symbols, lone
 *   surrogates, maps, sets, buffers, promises, lists with holes, and cycles.
 */
export function encode(value: unknown, place: string, replace: Replacer = check): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, replace);
  } catch (error) {
    if (error instanceof Refused) located(value);
    throw invalid(`${place}: cannot be written as JSON: ${reason(error)}`, { cause: error });
  }
  if (text === undefined) throw invalid(`${place}: expected a value, got ${typeof value}`);
  return text;
}

const asideMark = native.asideMark();

/** As {@link encode}, with long texts set aside: they go beside the text, and a mark and a number stand in their place. */
export function encodeAside(value: unknown, place: string): { text: string; asides: string[] } {
  const asides: string[] = [];
  const text = encode(value, place, function (key, member) {
    const checked = check.call(this, key, member);
    if (typeof checked !== "string" || checked.length < native.ASIDE_LONG) return checked;
    return asideMark + String(asides.push(checked) - 1);
  });
  return { text, asides };
}
