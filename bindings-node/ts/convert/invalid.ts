/** Refusing arguments. */

import { InvalidRequestError } from "../errors/error";

/** The error of an argument that is refused. */
export function invalid(message: string, options?: ErrorOptions): InvalidRequestError {
  const failure = { kind: "InvalidRequestError", message, phase: "local", executed: "no" } as const;
  return new InvalidRequestError(failure, options);
}
