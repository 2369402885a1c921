/** Values and errors as the native part gives them. */

import * as errors from "../errors/error";
import type { SyncResult } from "./native";

const classes = new Map<string, typeof errors.GeaiError>(Object.entries(errors));

/** The error that a payload describes, of the class that it names. */
export function errorFrom(payload: errors.Failure, options?: ErrorOptions): errors.GeaiError {
  return new (classes.get(payload.kind) ?? errors.InternalError)(payload, options);
}

/** The value of a synchronous function's result. Throws its error. */
export function valueOf<T>([value, failure]: SyncResult<T>): T {
  if (failure !== null) throw errorFrom(JSON.parse(failure));
  return value as T;
}
