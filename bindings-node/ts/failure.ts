/** From what the core says of an error to the error. */

import { GeaiError, type Failure } from "./error";
import * as errors from "./errors";

const classes = new Map<string, typeof GeaiError>(Object.entries(errors));

for (const [name, type] of [["GeaiError", GeaiError] as const, ...classes]) {
  // On the prototype and not enumerable, as on the errors of JavaScript.
  Object.defineProperty(type.prototype, "name", { value: name, configurable: true, writable: true });
}

/** The error of the class that the core names. */
export function errorOf(failure: Failure, options?: ErrorOptions): GeaiError {
  return new (classes.get(failure.kind) ?? errors.InternalError)(failure, options);
}
