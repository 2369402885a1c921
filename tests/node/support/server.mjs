// A scripted HTTP server: what arrived, and promises for what is yet to happen.

import { once } from "node:events";
import { createServer } from "node:http";

import { Client } from "geai-client";

/**
 * @typedef {object} Seen
 * @property {string} method
 * @property {string} url
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {string} text body as it came
 * @property {Promise<unknown>} gone the connection is closed
 */

/**
 * @typedef {(seen: Seen, response: import("node:http").ServerResponse, number: number) => void} Script
 */

/** @type {WeakMap<import("node:net").Socket, Promise<unknown>>} */
const closing = new WeakMap();

/**
 * One listener a connection, however many requests come over it.
 * @param {import("node:net").Socket} socket
 */
function closed(socket) {
  const known = closing.get(socket) ?? new Promise((resolve) => socket.once("close", resolve));
  closing.set(socket, known);
  return known;
}

export class Server {
  /** @type {Seen[]} */
  seen = [];
  /** @type {{ count: number, reached: () => void }[]} */
  #waiting = [];
  #server;

  /** @param {Script} script */
  constructor(script) {
    this.#server = createServer(async (request, response) => {
      const gone = closed(request.socket);
      response.on("error", () => {});
      let text = "";
      // A chunk may end within a character.
      request.setEncoding("utf8");
      for await (const chunk of request) text += chunk;
      /** @type {Seen} */
      const seen = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, text, gone };
      this.seen.push(seen);
      for (const { count, reached } of this.#waiting) if (this.seen.length >= count) reached();
      script(seen, response, this.seen.length);
    });
  }

  /**
   * Starts a server on a port that the system chooses.
   * @param {Script} script
   */
  static async start(script) {
    const server = new Server(script);
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get url() {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    return `http://127.0.0.1:${address.port}`;
  }

  /**
   * @param {import("geai-client").ClientOptions} [options]
   */
  client(options) {
    return new Client({ baseUrl: this.url, apiToken: "test-token", retries: 0, ...options });
  }

  /**
   * Until so many requests arrived.
   * @param {number} count
   * @returns {Promise<void>}
   */
  arrived(count) {
    if (this.seen.length >= count) return Promise.resolve();
    return new Promise((reached) => this.#waiting.push({ count, reached }));
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/**
 * Answers with JSON.
 * @param {import("node:http").ServerResponse} response
 * @param {unknown} body
 */
export function answer(response, body, status = 200) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/**
 * Runs a test with a server, which answers with an agent unless a script says otherwise.
 * @param {(server: Server) => Promise<void>} test
 * @param {Script} [script]
 */
export async function withServer(test, script = (_, response) => answer(response, AGENT)) {
  const server = await Server.start(script);
  try {
    await test(server);
  } finally {
    await server.stop();
  }
}

/** Never answers. */
export const stall = () => {};

/** An agent as a server describes it. */
export const AGENT = { id: "a-1", name: "Parcel", revision: 3, agentData: { prompt: { instructions: "Track." } } };
