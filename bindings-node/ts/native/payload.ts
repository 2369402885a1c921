/** Values and errors as the native part gives them. */

import * as errors from "../errors/error";
import type { SyncResult } from "./native";

type ErrorClass = typeof errors.GeaiError;

const classes = new Map(Object.entries(errors).filter((entry): entry is [string, ErrorClass] => isClass(entry[1])));

function isClass(value: unknown): boolean {
  return typeof value === "function" && value.prototype instanceof Error;
}

/** What the native part sends of an error; `cause` is the text of a library, or an error of this package. */
type Payload = errors.Failure & { cause?: string | Payload | null };

/** The error that a payload describes, of the class that it names. `thrown` is what a function of the caller threw. */
export function errorFrom({ cause, ...failure }: Payload, thrown?: unknown): errors.GeaiError {
  const reason = thrown ?? (typeof cause === "string" ? underlying(cause) : cause ? errorFrom(cause) : undefined);
  const options = reason === undefined ? undefined : { cause: reason };
  return new (classes.get(failure.kind) ?? errors.InternalError)(failure, options);
}

/** A library's text as an error. It came from no line of JavaScript, so it has no stack. */
function underlying(text: string): Error {
  const error = new Error(text);
  Object.defineProperty(error, "stack", { value: `Error: ${text}`, configurable: true, writable: true });
  return error;
}

/** The value of a synchronous function's result. Throws its error. */
export function valueOf<T>([value, failure]: SyncResult<T>): T {
  if (failure !== null) throw errorFrom(JSON.parse(failure));
  return value as T;
}
