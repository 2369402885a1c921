
/** Names of the fields of an error, with the types that they have where they are not null. */
const fields: Record<Exclude<keyof Failure, "kind" | "message" | "body" | "applied">, (value: unknown) => boolean> = {
  operation: isString,
  baseUrl: isString,
  proxy: isString,
  method: isString,
  path: isString,
  status: isNumber,
  messages: Array.isArray,
  faults: Array.isArray,
  requestId: isString,
  attempts: isNumber,
  history: Array.isArray,
  elapsed: isNumber,
  phase: isString,
  executed: (value) => value === "no" || value === "maybe" || value === "yes",
  retryAfter: isNumber,
  redirectHost: isString,
  retryable: isBoolean,
  isAlreadyExists: isBoolean,
  isNotFound: isBoolean,
};

function isString(value: unknown): boolean {
  return typeof value === "string";
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

/**
 * The error that `toJSON()` was called on, of its class: for errors that come from a worker, a queue or a log.
 *
 * An error that was cloned (`postMessage`, `structuredClone`) has kept its message alone. What it becomes says
 * `executed: "maybe"`, as does anything else that does not say it.
 */
export function errorFromJSON(value: unknown): GeaiError {
  const given: Record<string, unknown> = Object(value);
  const name = [given.kind, given.name].find((name) => typeof name === "string" && Object.hasOwn(classes, name));
  const kind = (name ?? "GeaiError") as keyof typeof classes;
  const failure: Record<string, unknown> = {};
  for (const [field, fits] of Object.entries(fields)) {
    if (Object.hasOwn(given, field) && fits(given[field])) failure[field] = given[field];
  }
  const message = typeof given.message === "string" ? given.message : typeof value === "string" ? value : "";
  return new classes[kind]({ ...failure, kind, message });
}
