/** Refusing arguments. */

import { InvalidRequestError } from "../errors/error";

/** The error of an argument that is refused. */
export function invalid(message: string, options?: ErrorOptions): InvalidRequestError {
  return new InvalidRequestError({ kind: "InvalidRequestError", message }, options);
}
