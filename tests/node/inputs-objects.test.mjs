// Hostile JavaScript objects as request bodies: refused at the call or sent as they are, and the next call is fine.

import { after } from "node:test";

import { GeaiError, InvalidRequestError } from "geai-client";

import { Crashed, Escaped, Lost, Recorder, outcomes, shown, suite } from "./support/inputs.mjs";

const DEPTH = 1_000_000;
/** More than a request may have. */
const TOO_MUCH = 70 * 1024 * 1024;

class Mine extends Error {}

/** @returns {never} */
function fail() {
  throw new Mine("no");
}

/**
 * @param {(value: unknown) => unknown} wrap
 * @param {number} [levels]
 */
function deep(wrap, levels = DEPTH) {
  let value = wrap(0);
  for (let level = 1; level < levels; level += 1) value = wrap(value);
  return value;
}

/** @param {(own: any) => unknown} close */
function cycle(close) {
  /** @type {any} */
  const own = {};
  own.own = close(own);
  return own;
}

function ownMember() {
  /** @type {unknown[]} */
  const own = [];
  own.push(own);
  return own;
}

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** An object in which there is always another one. */
const bottomless = () =>
  new Proxy(
    {},
    {
      ownKeys: () => ["a"],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      get: (_, name) => (name === "a" ? bottomless() : undefined),
    },
  );

const toJsonOfItself = () => ({
  toJSON() {
    return { again: toJsonOfItself() };
  },
});

/** Members come and go while they are read. */
function changedMeanwhile() {
  /** @type {any} */
  const data = {
    get a() {
      delete data.b;
      data.c = 1;
      return 0;
    },
    b: 1,
  };
  return data;
}

const ownPrototype = () => JSON.parse('{"__proto__":{"a":1}}');

function* endless() {
  for (;;) yield 1;
}

/** @type {[string, () => unknown, unknown?][]} what it is, what makes it, and what is sent if it is not refused */
const OBJECTS = [
  ["an object in itself", () => cycle((own) => own)],
  ["an object in its list", () => cycle((own) => [own])],
  ["a list in itself", ownMember],
  ["an object in what its toJSON gives", () => cycle((own) => ({ toJSON: () => own }))],
  ["a million objects", () => deep((value) => ({ a: value }))],
  ["a million lists", () => deep((value) => [value])],
  ["one level too many", () => deep((value) => [value], 129)],
  ["a toJSON without an end", toJsonOfItself],
  ["a Proxy without a bottom", bottomless],
  ["NaN", () => NaN],
  ["an infinity", () => -Infinity],
  ["10 to the 400th", () => Number("1e400")],
  ["a boxed NaN", () => new Number(NaN)],
  ["a BigInt", () => 10n ** 400n],
  ["a boxed BigInt", () => Object(1n)],
  ["a lone surrogate", () => "\ud800"],
  ["a lone surrogate in a name", () => ({ "\udfff": 1 })],
  ["a getter that throws", () => Object.defineProperty({}, "a", { enumerable: true, get: fail })],
  [
    "a getter that throws nothing at all",
    () => ({
      get a() {
        throw undefined;
      },
    }),
  ],
  ["a toJSON that throws", () => ({ toJSON: fail })],
  ["a Proxy that throws for its names", () => new Proxy({}, { ownKeys: fail })],
  ["a Proxy that throws for a member", () => new Proxy({ a: 1 }, { get: fail })],
  ["a Proxy that throws for its prototype", () => new Proxy({}, { getPrototypeOf: fail })],
  ["a Proxy that throws for the length of a list", () => new Proxy([1], { get: fail })],
  ["a revoked Proxy", revoked],
  ["a function", () => () => "x"],
  ["a class", () => Mine],
  ["a symbol", () => Symbol("x")],
  ["a Map", () => new Map([["a", 1]])],
  ["a Set", () => new Set([1])],
  ["headers", () => new Headers({ a: "1" })],
  ["a query", () => new URLSearchParams({ a: "1" })],
  ["a WeakMap", () => new WeakMap()],
  ["a promise that somebody forgot to await", () => Promise.resolve(1)],
  ["a generator that never ends", endless],
  ["a time that is none", () => new Date(NaN)],
  ["a list with holes", () => [1, , 2]],
  ["bytes", () => new Uint8Array([1, 2])],
  ["the memory of bytes", () => new ArrayBuffer(2)],
  ["an own member that is called like the prototype", ownPrototype, ownPrototype()],
  ["members that come and go", changedMeanwhile, { a: 0 }],
  ["70 MiB of text", () => "x".repeat(TOO_MUCH)],
];

const recorder = await Recorder.start();
after(() => recorder.stop());

/**
 * @param {{ value?: any, error?: any }} outcome
 * @param {import("./support/inputs.mjs").Seen[]} records
 * @param {unknown} sent
 */
function judge({ error }, records, sent) {
  if (sent !== undefined) {
    const length = Buffer.byteLength(JSON.stringify(sent));
    if (error !== undefined) throw new Lost(shown(error));
    if (records.length !== 1 || records[0]?.body !== length) throw new Lost(`sent ${records[0]?.body}, not ${length}`);
    return;
  }
  if (records[0]) throw new Escaped(`${records[0].body} bytes were sent`);
  if (error instanceof InvalidRequestError) return;
  throw error === undefined || error instanceof GeaiError ? new Lost(shown(error)) : new Crashed(shown(error));
}

if (OBJECTS.length !== 42) throw new Error(`${OBJECTS.length} objects`);
const client = recorder.client();

suite(
  "a hostile object is refused at the call",
  OBJECTS.map((row) => [`objects/${row[0]}`, row]),
  async ([name, make, sent], tally) => {
    const [whole = {}] = await outcomes([() => client.request("POST", "/v4/agents", { json: make() })]);
    const first = await recorder.take();
    const extra = { further: /** @type {any} */ (make()) };
    const [held = {}] = await outcomes([() => client.agents.create({ name: "x", extra })]);
    const second = await recorder.take();
    const [again = {}] = await outcomes([() => client.agents.get("a-1")]);
    const fine = again.error === undefined && (await recorder.take()).length === 1;
    tally.count(name, () => {
      judge(whole, first, sent);
      judge(held, second, sent === undefined ? undefined : { agentDefinition: { name: "x", further: sent } });
      if (!fine) throw new Crashed(`the next call: ${shown(again.error)}`);
    });
    if (Object.keys(Object.prototype).length > 0) throw new Error("a prototype was changed");
  },
);
