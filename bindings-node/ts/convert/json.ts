/** From values to JSON text. Values that JSON has no form of are refused. */

import { types } from "node:util";

import { native } from "../native/load";
import { invalid } from "./invalid";

/**
 * Why a value is refused: `JSON.stringify` would silently drop it, empty it or turn it into `null`. `given` is the
 * value before `toJSON`.
 */
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

/** Objects whose content is not in their members. */
const OPAQUE_OBJECTS: readonly (readonly [name: string, is: (value: unknown) => boolean])[] = [
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
  const opaque = OPAQUE_OBJECTS.find(([, is]) => is(value));
  if (opaque) return `a ${opaque[0]}`;
  // What calls itself something else, such as Headers, and has no members keeps its content elsewhere.
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  return tag !== "Object" && Object.keys(value).length === 0 ? `a ${tag}` : undefined;
}

class Refused extends Error {}

type Replacer = (this: Record<string, unknown>, key: string, value: unknown) => unknown;

function check(this: Record<string, unknown>, key: string, value: unknown): unknown {
  if (!key.isWellFormed() || refusal(value, this[key]) !== undefined) throw new Refused();
  return value;
}

/** Walks the value a second time, to name the place of what was refused. */
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
export function encode(value: unknown, place: string, replacer: Replacer = check): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, replacer);
  } catch (error) {
    if (error instanceof Refused) located(value);
    throw invalid(`${place}: cannot be written as JSON: ${reason(error)}`, { cause: error });
  }
  if (text === undefined) throw invalid(`${place}: expected a value, got ${typeof value}`);
  return text;
}

const placeholder = native.placeholderPrefix();

/** Most characters of a text that is no attachment, whatever it is. */
const SHORT = 1024;

/** Whether JSON has a form of every member as it is, none of which is an attachment: as most parameters are. */
function isSimple(members: object): boolean {
  for (const [name, value] of Object.entries(members)) {
    const isShort = typeof value === "string" && value.length <= SHORT && value.isWellFormed();
    if (!isShort && typeof value !== "boolean" && !Number.isFinite(value)) return false;
    if (!name.isWellFormed()) return false;
  }
  return isPlain(members) && !("toJSON" in members);
}

/** As {@link encode}; long texts become attachments, and a placeholder with their number stands in the JSON. */
export function encodeWithAttachments(value: object, place: string): { text: string; attachments: string[] } {
  const attachments: string[] = [];
  if (isSimple(value)) return { text: JSON.stringify(value), attachments };
  const text = encode(value, place, function (key, member) {
    const checked = check.call(this, key, member);
    if (typeof checked !== "string" || checked.length < native.ATTACHMENT_LENGTH) return checked;
    return placeholder + String(attachments.push(checked) - 1);
  });
  return { text, attachments };
}
