// Bad inputs: refused before anything is sent, or sent to the place they belong to.
// The corpora and the expectations stand in tests/inputs, for all languages alike.

import { randomBytes } from "node:crypto";
import { after, before, it } from "node:test";
import { inspect, isDeepStrictEqual } from "node:util";

import { GeaiError, MalformedResponseError } from "geai-client";

import { Crashed, Escaped, Lost, Recorder, Tally, camel, camels, corpus } from "./support/inputs.mjs";
import { judgeRefusal, method, outcomes, shown } from "./support/inputs.mjs";

/** @typedef {import("./support/inputs.mjs").Seen} Seen */
/** @typedef {{ value?: any, error?: any }} Outcome */

/** @type {Recorder} */
let recorder;
before(async () => {
  recorder = await Recorder.start();
});
after(() => recorder.stop());

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

it("ids are refused or stay in their segment", async () => {
  const strange = [undefined, Symbol("x"), 1n, NaN, () => "x", new Map(), new String("a"), new Date(0), new URL("a:b")];
  const texts = [
    ...corpus("path-strings").map(({ text, times, expect }) => ({ text: text.repeat(times ?? 1), expect })),
    ...corpus("path-values").map(({ value }) => ({ text: value, expect: "refused" })),
    ...strange.map((text) => ({ text, expect: "refused" })),
  ];
  const places = corpus("places");
  const client = recorder.client();
  await recorder.prepare(Object.fromEntries(places.map(({ answer }, at) => [`place/${at}`, answer])));
  const tally = new Tally();
  for (const [at, place] of places.entries()) {
    const found = await outcomes(
      texts.map(({ text }, number) => () => {
        const marked = client.withOptions({ headers: { "x-case": `${number}`, "x-answer": `place/${at}` } });
        const options = place.options ? [camels(place.options)] : [];
        return method(marked, place.operation)(text, ...(place.then ?? []), ...options);
      }),
    );
    /** @type {Map<string, Seen[]>} */
    const byCase = new Map();
    for (const record of await recorder.take()) byCase.set(record.case, [...(byCase.get(record.case) ?? []), record]);
    for (const [number, { text, expect }] of texts.entries()) {
      const records = byCase.get(`${number}`) ?? [];
      const outcome = found[number] ?? {};
      tally.count(`${place.operation} ${inspect(text).slice(0, 60)}`, () =>
        expect === "refused"
          ? judgeRefusal(outcome, records, /idOrName/)
          : judgeArrival(outcome, records, place, String(text)),
      );
    }
  }
  tally.close();
});

it("wrong options are refused by name", async () => {
  const strange = [NaN, Infinity, -Infinity, 1n, Symbol("x"), () => 1];
  const choices = [
    ...corpus("options"),
    ...strange.map((value) => ({ at: "client", option: "timeout", value })),
    ...strange.map((value) => ({ at: "call", option: "deadline", value })),
  ];
  const tally = new Tally();
  for (const { at, option, value, operation = "agents.get", then = ["a-1"], with: beside } of choices) {
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
  }
  tally.close();
});

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

it("values that become headers and URLs are refused or arrive unchanged", async () => {
  const secret = `canary${randomBytes(9).toString("hex")}`;
  const filled = (/** @type {string} */ text) => text.replace("{canary}", secret).replace("{port}", recorder.port);
  const tally = new Tally();
  for (const setting of corpus("values")) {
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
      if (context.some((part) => inspect(part, { depth: 9 }).includes(secret))) throw new Escaped("a secret was repeated");
      if (expect === "accepted") judgeValue(setting, wire, outcome, records);
      else judgeRefusal(outcome, records, field.endsWith("token") ? /token/i : new RegExp(camel(field)));
    });
  }
  tally.close();
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

it("bodies of the JSON test suite are read or refused", async () => {
  const suite = await recorder.suite();
  const kinds = ["y_", "n_", "i_"].map((kind) => suite.filter(({ name }) => name.startsWith(kind)).length);
  if (!isDeepStrictEqual(kinds, [95, 188, 35])) throw new Error(`the suite has ${kinds}`);
  const client = recorder.client();
  const wanting = (/** @type {string} */ answer) => client.withOptions({ headers: { "x-answer": answer } });
  const free = await outcomes(suite.map(({ name }) => () => wanting(`suite/${name}`).request("GET", "/v4/free")));
  const held = await outcomes(
    suite.map(({ name }) => async () => {
      const agent = await wanting(`member/${name}`).agents.get("a-1");
      return /** @type {any} */ (agent).further;
    }),
  );
  const tally = new Tally();
  for (const [at, case_] of suite.entries()) {
    tally.count(case_.name, () => {
      // No body is no answer, not a broken one (GEN-11).
      const blank = case_.text !== null && case_.text.trim() === "" && free[at]?.value === null;
      if (!blank) judgeReading(case_, free[at] ?? {});
      judgeReading(case_, held[at] ?? {});
    });
  }
  await recorder.take();
  tally.close();
});
