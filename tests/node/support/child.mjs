// Programs in a process of their own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const NOWHERE = fileURLToPath(new URL("no-such-home", import.meta.url));

export class Child {
  stdout = "";
  stderr = "";
  /** @type {{ text: string, found: () => void }[]} */
  #waiting = [];
  #process;

  /**
   * @param {URL} program
   * @param {string[]} args
   * @param {string[]} flags of Node itself
   * @param {Record<string, string>} settings further variables of its environment
   */
  constructor(program, args = [], flags = [], settings = {}) {
    // The credentials of the user who runs this are none of a test's business.
    const env = { ...process.env, HOME: NOWHERE, USERPROFILE: NOWHERE, ...settings };
    this.#process = spawn(process.execPath, [...flags, fileURLToPath(program), ...args], { stdio: "pipe", env });
    this.#process.stdout.setEncoding("utf8").on("data", (chunk) => {
      this.stdout += chunk;
      for (const { text, found } of this.#waiting) if (this.stdout.includes(text)) found();
    });
    this.#process.stderr.setEncoding("utf8").on("data", (chunk) => {
      this.stderr += chunk;
    });
  }

  /**
   * Until it printed `text`.
   * @param {string} text
   * @returns {Promise<void>}
   */
  printed(text) {
    if (this.stdout.includes(text)) return Promise.resolve();
    return new Promise((found) => this.#waiting.push({ text, found }));
  }

  /** What it prints from now on. */
  get output() {
    return this.#process.stdout;
  }

  /** @param {string} text */
  write(text) {
    this.#process.stdin.write(text);
  }

  /** @param {NodeJS.Signals} signal */
  kill(signal) {
    this.#process.kill(signal);
  }

  /** @returns {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string }>} */
  async ended() {
    const [code, signal] = await once(this.#process, "close");
    return { code, signal, stdout: this.stdout, stderr: this.stderr };
  }
}

/** @param {string} name of a program beside the tests */
export const program = (name) => new URL(`../programs/${name}.mjs`, import.meta.url);

/** @param {string} name of a program of the soak runs */
export const soak = (name) => new URL(`../../../qa/soak/node/${name}.mjs`, import.meta.url);
