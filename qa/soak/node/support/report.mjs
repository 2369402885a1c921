// What a soak program was asked for, and the one line that it answers.

import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    count: { type: "string" },
    quick: { type: "boolean", default: false },
    loose: { type: "boolean", default: false },
  },
});

/**
 * How much to do: `--count N`, or the full number, with `--quick` a twentieth of it.
 * @param {number} full
 */
export const count = (full, least = 1) =>
  values.count === undefined ? Math.max(least, Math.ceil(full / (values.quick ? 20 : 1))) : Number(values.count);

/** `--loose`: bounds of time, speed and memory are printed and not judged, for machines with other work. */
const loose = values.loose;

/** @typedef {{ name: string, passed: number, of: number, beyond: string[], measured: Record<string, number> }} Result */

export class Report {
  #name;
  #passed = 0;
  #of = 0;
  /** @type {string[]} */
  #said = [];
  /** @type {string[]} */
  #beyond = [];
  /** @type {Record<string, number>} */
  #measured = {};

  /** @param {string} name */
  constructor(name) {
    this.#name = name;
  }

  /**
   * One thing that is so or not.
   * @param {boolean} held
   * @param {string} what
   */
  check(held, what) {
    this.#of += 1;
    if (held) this.#passed += 1;
    else if (this.#beyond.length < 20) this.#beyond.push(what);
  }

  /**
   * A number that must not be larger than `most`, on a machine without other work.
   * @param {string} what
   * @param {number} found
   * @param {number} most
   */
  most(what, found, most, unit = "") {
    this.#bound(what, found, found <= most, `≤ ${most}`, unit);
  }

  /**
   * A number that must not be smaller than `least`, on a machine without other work.
   * @param {string} what
   * @param {number} found
   * @param {number} least
   */
  least(what, found, least, unit = "") {
    this.#bound(what, found, found >= least, `≥ ${least}`, unit);
  }

  /**
   * A number that nothing is asked of.
   * @param {string} what
   * @param {number} found
   */
  tell(what, found, unit = "") {
    this.#measured[what] = found;
    this.#said.push(`${what} ${shown(found)}${unit}`);
  }

  /**
   * @param {string} what
   * @param {number} found
   * @param {boolean} within
   * @param {string} bound
   * @param {string} unit
   */
  #bound(what, found, within, bound, unit) {
    this.#measured[what] = found;
    this.#said.push(`${what} ${shown(found)}${unit} (${bound})`);
    if (!within && !loose) this.#beyond.push(`${what} ${shown(found)}${unit} is not ${bound}`);
  }

  /** Prints the line; the process fails if anything was beyond its bound. */
  end() {
    const beyond = this.#beyond;
    const line = [`${this.#name.padEnd(12)} ${this.#passed}/${this.#of}`, ...this.#said].join("  ");
    console.log(beyond.length === 0 ? line : `${line}\n  BEYOND: ${beyond.join("\n  BEYOND: ")}`);
    if (beyond.length > 0) process.exitCode = 1;
    /** @type {Result} */
    const result = { name: this.#name, passed: this.#passed, of: this.#of, beyond, measured: this.#measured };
    process.send?.(result);
    if (process.connected) process.disconnect();
  }
}

/** @param {number} value */
const shown = (value) => String(Number.isInteger(value) ? value : Number(value.toFixed(value < 10 ? 2 : 1)));

/** @param {number[]} values */
export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** @param {number[]} values */
export const largest = (values) => values.reduce((most, value) => Math.max(most, value), 0);
