// Bad inputs: refused before anything is sent, or sent to the place they belong to.
// The corpora and the expectations stand in tests/inputs, for all languages alike. Each case is a test of its own, such
// as `path-strings/many-dots`.

import { randomBytes } from "node:crypto";
import { after } from "node:test";
import { inspect, isDeepStrictEqual } from "node:util";

import { GeaiError, MalformedResponseError } from "geai-client";

import { Crashed, Escaped, Lost, Recorder, camel, camels, corpus } from "./support/inputs.mjs";
import { judgeRefusal, method, outcomes, shown, suite } from "./support/inputs.mjs";

/** @typedef {import("./support/inputs.mjs").Seen} Seen */
/** @typedef {{ value?: any, error?: any }} Outcome */

const recorder = await Recorder.start();
after(() => recorder.stop());

/**
 * The cases of a corpus by their names.
 * @param {string} name
 * @returns {[string, any][]}
 */
const named = (name) => corpus(name).map((row) => [`${name}/${row.case}`, row]);

/** @param {any} error */
const lossOf = (error) => (error instanceof GeaiError ? new Lost(shown(error)) : new Crashed(shown(error)));

/**
 * Percent-decoding, once.
 * @param {string} text
 */
function decoded(text) {
  const parts = text.split(/(%[0-9A-Fa-f]{2})/);
  return Buffer.concat(
    parts.map((part, at) => (at % 2 ? Buffer.from(part.slice(1), "hex") : Buffer.from(part, "latin1"))),
  );
}

/**
 * One request arrived where it belongs: its path, decoded once, holds the input in one segment.
 * @param {Outcome} outcome
 * @param {Seen[]} records
 * @param {any} place
 * @param {string} text
 */
function judgeArrival({ error }, records, place, text) {
  if (error !== undefined) throw lossOf(error);
  const { method = "", target = "" } = records[0] ?? {};
  const { before, after } = place;
  const segment = target.slice(before.length, target.length - after.length);
  const whole = target === `${before}${segment}${after}` && !/[/\\?#]/.test(segment) && method === place.method;
  if (records.length !== 1 || !whole || !decoded(segment).equals(Buffer.from(text))) {
    throw new Escaped(shown(JSON.stringify(records.map(({ method, target }) => [method, target]))));
  }
}

const places = corpus("places");
await recorder.prepare(Object.fromEntries(places.map(({ answer }, at) => [`place/${at}`, answer])));

/** @type {Record<string, unknown>} what only JavaScript can hold */
const strange = {
  undefined,
  symbol: Symbol("x"),
  bigint: 1n,
  nan: NaN,
  function: () => "x",
  map: new Map(),
  string: new String("a"),
  date: new Date(0),
  url: new URL("a:b"),
};

/** @type {[string, { text: unknown, expect: string }][]} */
const texts = [];
for (const [name, { text, times, expect }] of named("path-strings")) {
  texts.push([name, { text: text.repeat(times ?? 1), expect }]);
}
for (const [name, { value }] of named("path-values")) texts.push([name, { text: value, expect: "refused" }]);
for (const [name, text] of Object.entries(strange)) texts.push([`path-values/${name}`, { text, expect: "refused" }]);

suite(
  "an id is refused or stays in its segment",
  texts,
  async ({ text, expect }, tally) => {
    const client = recorder.client();
    const found = await outcomes(
      places.map((place, at) => () => {
        const marked = client.withOptions({ headers: { "x-case": `${at}`, "x-answer": `place/${at}` } });
        const options = place.options ? [camels(place.options)] : [];
        return method(marked, place.operation)(text, ...(place.then ?? []), ...options);
      }),
    );
    const taken = await recorder.take();
    for (const [at, place] of places.entries()) {
      const records = taken.filter((record) => record.case === `${at}`);
      const outcome = found[at] ?? {};
      tally.count(`${place.operation} ${inspect(text).slice(0, 60)}`, () =>
        expect === "refused"
          ? judgeRefusal(outcome, records, /idOrName/)
          : judgeArrival(outcome, records, place, String(text)),
      );
    }
  },
);

const choices = named("options");
for (const [at, option] of [["client", "timeout"], ["call", "deadline"]]) {
  /** @type {Record<string, unknown>} */
  const values = {
    nan: NaN,
    infinity: Infinity,
    "minus-infinity": -Infinity,
    bigint: 1n,
    symbol: Symbol("x"),
    function: () => 1,
  };
  for (const [name, value] of Object.entries(values)) {
    choices.push([`options/${at}-${option}-${name}`, { at, option, value }]);
  }
}

suite(
  "a wrong option is refused by name",
  choices,
  async ({ at, option, value, operation = "agents.get", then = ["a-1"], with: beside }, tally) => {
    const given = { client: {}, call: {}, operation: {}, [at]: camels({ ...beside, [option]: value }) };
    const [outcome] = await outcomes([
      () => {
        const client = recorder.client(given.client);
        const { params } = at === "operation" ? { params: [given.operation] } : { params: [{}, given.call] };
        return method(client, operation)(...then, ...params);
      },
    ]);
    const records = await recorder.take();
    const name = new RegExp(camel(option));
    tally.count(`${at} ${option} ${String(value)}`, () => judgeRefusal(outcome ?? {}, records, name));
  },
);

/**
 * Whether a value that is right arrived as it was given.
 * @param {any} setting
 * @param {string | null | undefined} wire
 * @param {Outcome} outcome
 * @param {Seen[]} records
 */
function judgeValue(setting, wire, { value, error }, records) {
  if (error !== undefined) throw lossOf(error);
  if (setting.shown !== undefined) {
    if (value.baseUrl !== setting.shown) throw new Lost(value.baseUrl);
    return;
  }
  const [record] = records;
  if (record === undefined || records.length > 1 || record.target !== `${setting.prefix ?? ""}/v4/agents/a-1`) {
    throw new Escaped(shown(JSON.stringify(records.map(({ target }) => target))));
  }
  const given = (setting.name ?? setting.header ?? "").toLowerCase();
  const name = setting.field.endsWith("token") ? "authorization" : given;
  const found = record.headers.filter(([other]) => other === name).map(([, value]) => value);
  // The values may be secrets, so a failure does not show them.
  const right = wire === undefined || isDeepStrictEqual(found, wire === null ? [] : [wire]);
  if (!right) throw new Escaped(`${name} is not as it was given`);
}

const secret = `canary${randomBytes(9).toString("hex")}`;
const filled = (/** @type {string} */ text) => text.replace("{canary}", secret).replace("{port}", recorder.port);

suite("a value that becomes a header or a URL is refused or arrives as given", named("values"), async (setting, tally) => {
  const { field, why, name, expect } = setting;
  const filler = "x".repeat(Math.max(0, (setting.pad ?? 0) - filled(setting.value).length));
  const given = filled(setting.value) + filler;
  const wire = typeof setting.wire === "string" ? filled(setting.wire) + filler : setting.wire;
  /** @type {any} */
  let client;
  const [outcome = {}] = await outcomes([
    () => {
      const token = field === "access_token" ? { apiToken: undefined, projectId: "p" } : {};
      client = recorder.client({ ...token, [camel(field)]: field === "headers" ? { [name]: given } : given });
      // A base URL that should have been refused leads to a host that nobody may ask.
      const remote = setting.shown !== undefined || (field === "base_url" && expect === "refused");
      return remote ? client : client.agents.get("a-1");
    },
  ]);
  const records = await recorder.take();
  const { error } = outcome;
  const context = [error, error?.message, error?.stack, JSON.stringify(error ?? null), client, client?.config];
  tally.count(`${field}: ${why}`, () => {
    const repeated = context.some((part) => inspect(part, { depth: 9 }).includes(secret));
    if (repeated) throw new Escaped("a secret was repeated");
    if (expect === "accepted") judgeValue(setting, wire, outcome, records);
    else judgeRefusal(outcome, records, field.endsWith("token") ? /token/i : new RegExp(camel(field)));
  });
});

/**
 * @param {{ name: string, text: string | null }} case_
 * @param {Outcome} outcome
 */
function judgeReading({ name, text }, { value, error }) {
  if (error instanceof MalformedResponseError) {
    if (name.startsWith("y_")) throw new Lost(shown(error));
  } else if (error !== undefined) {
    throw new Crashed(shown(error));
  } else if (name.startsWith("n_") || (name.startsWith("y_") && !isDeepStrictEqual(value, JSON.parse(text ?? "")))) {
    throw new Lost(shown(JSON.stringify(value)));
  }
}

const bodies = await recorder.suite();
const kinds = ["y_", "n_", "i_"].map((kind) => bodies.filter(({ name }) => name.startsWith(kind)).length);
if (!isDeepStrictEqual(kinds, [95, 188, 35])) throw new Error(`the suite has ${kinds}`);

suite(
  "a body of the JSON test suite is read or refused",
  bodies.map((body) => [`bodies/${body.name}`, body]),
  async (body, tally) => {
    const client = recorder.client();
    const wanting = (/** @type {string} */ answer) => client.withOptions({ headers: { "x-answer": answer } });
    const [free = {}, held = {}] = await outcomes([
      () => wanting(`suite/${body.name}`).request("GET", "/v4/free"),
      async () => {
        const agent = await wanting(`member/${body.name}`).agents.get("a-1");
        return /** @type {any} */ (agent).further;
      },
    ]);
    await recorder.take();
    tally.count(body.name, () => {
      // No body is no answer, not a broken one (GEN-11).
      const blank = body.text !== null && body.text.trim() === "" && free.value === null;
      if (!blank) judgeReading(body, free);
      judgeReading(body, held);
    });
  },
);
