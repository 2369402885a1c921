// All that can be seen of a client, an answer or an error: `shown` must hold no secret, `held` what errors keep on
// purpose.

import { appendFileSync } from "node:fs";
import { inspect } from "node:util";
import { serialize } from "node:v8";

const talk = process.env.FAULTS_TALK;

/** Whether all that can be seen is told. */
export const talkative = talk !== undefined;

if (talk !== undefined) {
  const entry = /^[A-Z][A-Z0-9_-]* \d+: /;
  const write = process.stderr.write.bind(process.stderr);
  // What Node says of itself with NODE_DEBUG goes where it is searched; what is left is a complaint.
  process.stderr.write = /** @type {any} */ (
    (/** @type {string | Uint8Array} */ text, /** @type {any[]} */ ...rest) => {
      const plain = typeof text === "string" ? text : Buffer.from(text).toString();
      if (!entry.test(plain) && !plain.includes("NODE_DEBUG environment variable")) return write(text, ...rest);
      appendFileSync(talk, plain);
      rest.find((each) => typeof each === "function")?.();
      return true;
    }
  );
  // Before that it was written for all to see.
  write("the runner is ready\n");
}

/**
 * What `work` gives, or why it gives nothing.
 * @param {() => string} work
 */
const attempt = (work) => {
  try {
    return work();
  } catch (error) {
    return String(error);
  }
};

const deep = { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity };

/**
 * What the console shows of a value.
 * @param {any} value
 */
const printed = (value) =>
  [inspect(value, deep), inspect(value, { ...deep, getters: true }), inspect([{ x: [value] }], deep)].join("\n");

/**
 * Everything that prints a value, or writes it down.
 * @param {any} value
 */
export function views(value) {
  return [
    printed(value),
    attempt(() => String(value)),
    attempt(() => `${JSON.stringify(value)} ${JSON.stringify({ x: [value] })}`),
    attempt(() => inspect(structuredClone(value), deep)),
    attempt(() => serialize(value).toString("latin1")),
    attempt(() => inspect(Object.entries(value), deep)),
    attempt(() => JSON.stringify({ ...value })),
  ].join("\n");
}

/**
 * Everything that prints an answer. Its JSON and its copies hold what it holds: they are the caller's, to be kept.
 * @param {any} response
 */
export function answer(response) {
  const { data } = response;
  const items = Array.isArray(data) ? data : (data?.items ?? [data]);
  return [response, data, ...items]
    .map((value) => `${printed(value)} ${attempt(() => String(value))}`)
    .join("\n");
}

/**
 * All views of an error, and of what caused it: what must hold no secret, and what holds the body that a server sent.
 * @param {any} error
 */
export function errorOf(error) {
  const hidden = { depth: Infinity, maxStringLength: Infinity, showHidden: true };
  if (!talkative) return { shown: `${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`, held: error?.body ?? "" };
  const shown = [];
  const held = [];
  for (let one = error, left = 9; one !== undefined && one !== null && left > 0; one = one.cause, left--) {
    shown.push(views(one), String(one.stack), String(one.message), inspect(one.messages), inspect(one.history));
    held.push(String(one.body), inspect(one, hidden));
  }
  return { shown: shown.join("\n"), held: held.join("\n") };
}
