// Where clients of a soak run call: the scripted server in a process of its own, so that its work and its
// pauses are not the client's.

import "./alone.mjs";

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { Client } from "geai-client";

/**
 * @typedef {object} State
 * @property {number} requests
 * @property {number} connections
 * @property {number} most requests that waited for an answer at once
 * @property {[string, number][]} byTag
 */

/** @typedef {{ what: string, tag: string, at: number, port?: number, state?: State }} Message */

export class Origin {
  /** @type {Map<string, Message>} */
  #heard = new Map();
  /** @type {Map<string, (message: Message) => void>} */
  #waiting = new Map();
  #asked = 0;
  #process;
  port = 0;

  constructor() {
    this.#process = fork(fileURLToPath(new URL("./server.mjs", import.meta.url)), { execArgv: [] });
    this.#process.on("message", (message) => {
      const heard = /** @type {Message} */ (message);
      const key = `${heard.what} ${heard.tag}`;
      const waiting = this.#waiting.get(key);
      if (waiting === undefined) this.#heard.set(key, heard);
      this.#waiting.delete(key);
      waiting?.(heard);
    });
  }

  static async start() {
    const origin = new Origin();
    origin.port = (await origin.#told("ready", "")).port ?? 0;
    return origin;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @param {import("geai-client").ClientOptions} [options] */
  client(options) {
    return new Client({ baseUrl: this.url, apiToken: "test-token", retries: 0, ...options });
  }

  /**
   * @param {string} what
   * @param {string} tag
   * @returns {Promise<Message>}
   */
  #told(what, tag) {
    const key = `${what} ${tag}`;
    const heard = this.#heard.get(key);
    this.#heard.delete(key);
    return heard ? Promise.resolve(heard) : new Promise((resolve) => this.#waiting.set(key, resolve));
  }

  /**
   * Until the request with this tag came.
   * @param {string} tag
   */
  async arrived(tag) {
    await this.#told("arrived", tag);
  }

  /**
   * Until its connection is closed; when that was, on the clock of `process.hrtime`, in milliseconds.
   * @param {string} tag
   */
  async closed(tag) {
    return (await this.#told("closed", tag)).at / 1e6;
  }

  /**
   * What the server has seen until now.
   * @returns {Promise<State>}
   */
  async state(release = false) {
    const ask = (this.#asked += 1);
    this.#process.send({ ask, release });
    const { state } = await this.#told("state", String(ask));
    return /** @type {State} */ (state);
  }

  /** @param {string} tag */
  async requests(tag) {
    return new Map((await this.state()).byTag).get(tag) ?? 0;
  }

  async stop() {
    const gone = once(this.#process, "exit");
    this.#process.disconnect();
    await gone;
  }
}

/** Milliseconds on the clock that all processes of this machine share. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;
