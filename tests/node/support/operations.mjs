// The operations as data, and the methods that make them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** @typedef {{ shape: string, schema: string | null }} Returns */
/**
 * @typedef {object} Operation
 * @property {string} name
 * @property {string} node
 * @property {boolean} versioned
 * @property {string[]} positional
 * @property {string[]} optional
 * @property {Returns} returns
 */

const tests = new URL("../../", import.meta.url);

/** A file of the tests that holds JSON. */
export const read = (/** @type {string} */ file) => JSON.parse(readFileSync(new URL(file, tests), "utf8"));

/** @type {Operation[]} */
export const operations = read("operations.json");

/** @param {string} snake */
export const camel = (snake) => snake.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** @param {Record<string, unknown>} members */
export const camelised = (members) =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [camel(name), value]));

/**
 * @param {import("geai-client").Client} client
 * @param {string} path
 */
export function method(client, path) {
  const names = path.split(".");
  const name = names.pop() ?? "";
  /** @type {any} */
  const owner = names.reduce((/** @type {any} */ owner, name) => owner[name], client);
  assert.equal(typeof owner?.[name], "function", `no client.${path}`);
  return owner[name].bind(owner);
}

/**
 * Calls an operation with the arguments of a vector.
 * @param {import("geai-client").Client} client
 * @param {Operation} operation
 * @param {Record<string, unknown>} given
 */
export function call(client, { node, positional, optional }, given) {
  const called = method(client, node);
  if (optional.includes("query")) {
    // One object, whose further members go into the query.
    const { query, ...own } = given;
    return called({ ...camelised(own), .../** @type {object} */ (query) });
  }
  const rest = Object.entries(given).filter(([name]) => !positional.includes(name));
  const params = optional.length ? [camelised(Object.fromEntries(rest))] : [];
  return called(...positional.map((name) => given[name]), ...params);
}
