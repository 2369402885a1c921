// What the tests of bad inputs share: the corpora of tests/inputs, the server that records, the count.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { Client, GeaiError } from "geai-client";

/**
 * @typedef {object} Seen
 * @property {string} case
 * @property {string} method
 * @property {string} target of the request line, to the letter
 * @property {[string, string][]} headers
 * @property {number} body its length
 */

const TESTS = fileURLToPath(new URL("../..", import.meta.url));
/** So many calls at once. */
const BATCH = 100;

/**
 * @param {string} name
 * @returns {any[]}
 */
export const corpus = (name) => JSON.parse(readFileSync(join(TESTS, "inputs", `${name}.json`), "utf8"));

/** @type {Map<string, any>} */
const operations = new Map(
  JSON.parse(readFileSync(join(TESTS, "operations.json"), "utf8")).map((/** @type {any} */ row) => [row.name, row]),
);

/**
 * The method of an operation.
 * @param {any} client
 * @param {string} operation
 * @returns {(...args: any[]) => Promise<any>}
 */
export function method(client, operation) {
  const [resource, name] = operations.get(operation).node.split(".");
  return client[resource][name].bind(client[resource]);
}

/** @param {string} snake */
export const camel = (snake) => snake.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());

/**
 * An object with its names in camel case.
 * @param {Record<string, unknown>} [members]
 */
export const camels = (members = {}) =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [camel(name), value]));

/** The server that records requests, in a process of its own. */
export class Recorder {
  #process;
  url = "";

  /** @param {import("node:child_process").ChildProcess} process */
  constructor(process) {
    this.#process = process;
  }

  static async start() {
    const target = process.env["CARGO_TARGET_DIR"] ?? join(TESTS, "../target");
    // The two servers are built side by side.
    const neighbour = process.env["GEAI_VECTOR_SERVER"] ?? join(target, "debug/vector-server");
    const server = spawn(join(dirname(neighbour), "input-server"), { stdio: ["pipe", "pipe", "inherit"] });
    const recorder = new Recorder(server);
    const [line] = await once(createInterface(server.stdout), "line");
    recorder.url = JSON.parse(line).url;
    return recorder;
  }

  get port() {
    return new URL(this.url).port;
  }

  /**
   * @param {string} name
   * @param {unknown} [data]
   * @returns {Promise<any>}
   */
  async #order(name, data) {
    const answer = await fetch(`${this.url}/-/${name}`, { method: "POST", body: JSON.stringify(data ?? null) });
    return answer.json();
  }

  /**
   * Answers these bodies to requests that want these names.
   * @param {Record<string, unknown>} answers
   */
  prepare(answers) {
    return this.#order("answers", answers);
  }

  /**
   * The cases of the JSON test suite.
   * @returns {Promise<{ name: string, text: string | null }[]>}
   */
  suite() {
    return this.#order("suite");
  }

  /**
   * What arrived since the last time.
   * @returns {Promise<Seen[]>}
   */
  take() {
    return this.#order("take");
  }

  /** @param {import("geai-client").ClientOptions} [options] */
  client(options) {
    return new Client({ baseUrl: this.url, apiToken: "x", retries: 0, ...options });
  }

  async stop() {
    const ended = once(this.#process, "exit");
    this.#process.stdin?.end();
    await ended;
  }
}

/** Why a case did not survive: something was sent that must not be, or to another place. */
export class Escaped extends Error {}
/** The call failed with something that no caller could expect. */
export class Crashed extends Error {}
/** Anything else that is not as it must be. */
export class Lost extends Error {}

/** Results of all cases of a suite. */
export class Totals {
  total = 0;
  lost = 0;
  escaped = 0;
  crashed = 0;

  /** Prints the line that runs are added up from, if anything was played. */
  print() {
    const { total, lost, escaped, crashed } = this;
    if (total) console.log(`inputs node ${total - lost} of ${total} escaped ${escaped} crashed ${crashed}`);
  }
}

/** Verdicts on one case, which count in those of its suite. */
export class Tally {
  #totals;
  /** @type {string[]} */
  #wrong = [];

  /** @param {Totals} totals */
  constructor(totals) {
    this.#totals = totals;
  }

  /**
   * @param {string} name
   * @param {() => void} judge
   */
  count(name, judge) {
    this.#totals.total += 1;
    try {
      judge();
    } catch (why) {
      if (!(why instanceof Escaped || why instanceof Crashed || why instanceof Lost)) throw why;
      this.#totals.lost += 1;
      if (why instanceof Escaped) this.#totals.escaped += 1;
      if (why instanceof Crashed) this.#totals.crashed += 1;
      this.#wrong.push(`${name}: ${why.constructor.name}: ${why.message}`);
    }
  }

  /** Fails if the case did not survive. */
  close() {
    assert.equal(this.#wrong.length, 0, this.#wrong.join("\n"));
  }
}

/**
 * A suite whose every case is a test of its own.
 * @template T
 * @param {string} name
 * @param {[string, T][]} cases by their names
 * @param {(value: T, tally: Tally) => Promise<void>} play
 */
export function suite(name, cases, play) {
  describe(name, () => {
    const totals = new Totals();
    for (const [case_, value] of cases) {
      it(case_, async () => {
        const tally = new Tally(totals);
        await play(value, tally);
        tally.close();
      });
    }
    after(() => totals.print());
  });
}

/**
 * What the jobs answered or threw, in their order.
 * @param {(() => unknown)[]} jobs
 * @returns {Promise<{ value?: any, error?: any }[]>}
 */
export async function outcomes(jobs) {
  /** @type {{ value?: any, error?: any }[]} */
  const found = [];
  for (let start = 0; start < jobs.length; start += BATCH) {
    const batch = jobs.slice(start, start + BATCH).map(async (job) => {
      try {
        return { value: await job() };
      } catch (error) {
        return { error };
      }
    });
    found.push(...(await Promise.all(batch)));
  }
  return found;
}

/**
 * The start of something, for a message.
 * @param {unknown} value
 */
export const shown = (value) => (typeof value === "string" ? JSON.stringify(value) : String(value)).slice(0, 300);

/**
 * Throws unless the call was refused with an error that names what is wrong, and nothing was sent.
 * @param {{ value?: any, error?: any }} outcome
 * @param {Seen[]} records
 * @param {RegExp} name
 */
export function judgeRefusal({ error }, records, name) {
  if (records[0]) throw new Escaped(`sent as ${records[0].method} ${records[0].target}`);
  if (error === undefined) throw new Lost("accepted");
  if (!(error instanceof GeaiError || error instanceof TypeError)) throw new Crashed(shown(error));
  const kind = ["ConfigError", "InvalidRequestError", "TypeError"].includes(error.name);
  if (!kind || !name.test(error.message) || error.message.length > 600) throw new Lost(shown(error));
}
