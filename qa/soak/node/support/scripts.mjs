// A server on raw sockets, fast enough not to be what is measured. The name of the agent that a request asks
// for says how it is answered: `ok`, `late.5` (milliseconds), `stall.17` (a tag, under which it is reported).

import { once } from "node:events";
import { createServer } from "node:net";

/** @typedef {"arrived" | "closed"} Happening */
/** @typedef {(what: Happening, tag: string) => void} Hear */

/**
 * What is known of one connection.
 * @typedef {object} Line
 * @property {import("node:net").Socket} socket
 * @property {Set<string>} tags of the requests that came over it
 */

/** Bytes of the answer whose size matters. */
export const BIG = 26 * 2 ** 20;

/** @param {string} head @param {string | Buffer} body */
const whole = (head, body) =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 ${head}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`),
    Buffer.from(body),
  ]);

/** @param {number} size of the JSON */
function agent(size) {
  const empty = { id: "a-1", name: "Parcel", revision: 3, agentData: { prompt: { instructions: "" } } };
  empty.agentData.prompt.instructions = "x".repeat(size - JSON.stringify(empty).length);
  return whole("200 OK", JSON.stringify(empty));
}

/** Many small members: what a parser has most work with. */
function crowded() {
  const member = { type: "text", name: "instruction", values: [1, 2.5, null, true], text: "Track parcels." };
  const count = Math.floor(BIG / (JSON.stringify(member).length + 1));
  return whole("200 OK", JSON.stringify({ id: "a-1", name: "Parcel", agentData: { members: Array(count).fill(member) } }));
}

const OK = agent(1024);
const LARGE = agent(2 ** 20);
const MISSING = whole("404 Not Found", JSON.stringify({ errors: [{ id: 1, description: "no such agent" }] }));
const FAILED = whole("500 Internal Server Error", JSON.stringify({ errors: [{ id: 2, description: "broken" }] }));
const REFUSED = whole("401 Unauthorized", JSON.stringify({ errors: [{ id: 3, description: "token" }] }));
const BUSY = Buffer.from("HTTP/1.1 429 Too Many Requests\r\nretry-after: 0.3\r\ncontent-length: 0\r\n\r\n");
const START = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"id":');
/** @type {Buffer | undefined} */
let text;
/** @type {Buffer | undefined} */
let members;

export class Scripted {
  /** Requests so far, and by tag. */
  requests = 0;
  /** @type {Map<string, number>} */
  byTag = new Map();
  /** Most requests that waited for their answer at once. */
  most = 0;
  #waiting = 0;
  /** @type {Set<Line>} */
  #lines = new Set();
  /** @type {(() => void)[]} */
  #held = [];
  /** @type {{ count: number, reached: () => void }[]} */
  #expected = [];
  #hear;
  #server;

  /** @param {Hear} hear of what carries a tag */
  constructor(hear = () => {}) {
    this.#hear = hear;
    this.#server = createServer({ noDelay: true }, (socket) => this.#connected(socket));
  }

  async start() {
    this.#server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 });
    await once(this.#server, "listening");
    return this;
  }

  get port() {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    return address.port;
  }

  get connections() {
    return this.#lines.size;
  }

  /**
   * Until so many requests came.
   * @param {number} count
   * @returns {Promise<void>}
   */
  arrived(count) {
    if (this.requests >= count) return Promise.resolve();
    return new Promise((reached) => this.#expected.push({ count, reached }));
  }

  /** Answers the requests that are held. */
  release() {
    for (const answer of this.#held.splice(0)) answer();
  }

  stop() {
    this.#server.close();
    for (const { socket } of this.#lines) socket.destroy();
  }

  /** @param {import("node:net").Socket} socket */
  #connected(socket) {
    /** @type {Line} */
    const line = { socket, tags: new Set() };
    this.#lines.add(line);
    let rest = "";
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#lines.delete(line);
      for (const tag of line.tags) this.#hear("closed", tag);
    });
    socket.on("data", (chunk) => {
      if (chunk[0] === 0x16 && rest === "") {
        // The begin of a TLS handshake, which is never answered.
        line.tags.add("handshake");
        this.#request("handshake");
        this.#hear("arrived", "handshake");
        return;
      }
      rest += chunk.toString("latin1");
      for (let end = rest.indexOf("\r\n\r\n"); end >= 0; end = rest.indexOf("\r\n\r\n")) {
        const head = rest.slice(0, end);
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (rest.length < end + 4 + length) return;
        rest = rest.slice(end + 4 + length);
        this.#answer(line, head);
      }
    });
  }

  /** @param {string} [tag] */
  #request(tag) {
    this.requests += 1;
    if (tag) this.byTag.set(tag, (this.byTag.get(tag) ?? 0) + 1);
    for (const { count, reached } of this.#expected) if (this.requests >= count) reached();
  }

  /**
   * @param {Line} line
   * @param {string} head
   */
  #answer(line, head) {
    const path = head.slice(0, head.indexOf(" HTTP/"));
    const [script, argument = ""] = path.slice(path.lastIndexOf("/") + 1).split(".");
    const { socket } = line;
    const reported = script === "stall" || script === "body" || script === "busy";
    if (reported) line.tags.add(argument);
    this.#request(argument);
    switch (script) {
      case "late":
        this.most = Math.max(this.most, (this.#waiting += 1));
        setTimeout(() => {
          this.#waiting -= 1;
          socket.write(OK);
        }, Number(argument));
        break;
      case "held":
        this.#held.push(() => socket.write(OK));
        break;
      case "heldlarge":
        this.#held.push(() => socket.write(LARGE));
        break;
      case "stall":
        break;
      case "missing":
        socket.write(MISSING);
        break;
      case "failed":
        socket.write(FAILED);
        break;
      case "refused":
        socket.write(REFUSED);
        break;
      case "busy":
        socket.write(BUSY);
        break;
      case "body":
      case "silent":
        socket.write(START);
        break;
      case "reset":
        socket.resetAndDestroy();
        break;
      case "cut":
        socket.end();
        break;
      case "text":
        socket.write((text ??= agent(BIG)));
        break;
      case "members":
        socket.write((members ??= crowded()));
        break;
      default:
        socket.write(OK);
    }
    if (reported) this.#hear("arrived", argument);
  }
}
