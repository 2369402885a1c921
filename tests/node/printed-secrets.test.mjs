// Every model with a secret, in every printed form: the models and their members are those of the schema.

import assert from "node:assert/strict";
import { Console } from "node:console";
import { PassThrough } from "node:stream";
import { after, before, describe, it } from "node:test";
import { inspect } from "node:util";

import { Page } from "geai-client";

import { call, operations, read } from "./support/operations.mjs";
import { Server, answer } from "./support/server.mjs";

/** @typedef {string | { model: string } | { list: Kind }} Kind */
/** @typedef {{ name: string, required: boolean, kind: Kind }} Member */
/** @typedef {{ call: Record<string, unknown>, client?: object, error?: object, response?: { body?: unknown } }} Vector */

/** @type {Map<string, Member[]>} */
const models = new Map(read("schemas.json").map((/** @type {any} */ model) => [model.name, model.members]));

/** What no printed form may show. */
const CANARY = "canary-secret";

/** @returns {string | undefined} the model of a kind, or of the elements of a list */
function modelOf(/** @type {Kind} */ kind) {
  if (typeof kind === "string") return undefined;
  return "model" in kind ? kind.model : modelOf(kind.list);
}

/** The models that a model leads to, itself among them. */
function within(/** @type {string} */ model, /** @type {Set<string>} */ found = new Set()) {
  if (found.has(model)) return found;
  found.add(model);
  for (const { kind } of models.get(model) ?? []) {
    const inner = modelOf(kind);
    if (inner !== undefined) within(inner, found);
  }
  return found;
}

const holdsSecret = (/** @type {string} */ model) => (models.get(model) ?? []).some(({ kind }) => kind === "secret");
const leadsToSecret = (/** @type {string} */ model) => [...within(model)].some(holdsSecret);

/** A value of a kind, with canaries where a secret is, also in what no schema names. @returns {unknown} */
function planted(/** @type {Kind} */ kind) {
  if (typeof kind !== "string") return "list" in kind ? [planted(kind.list)] : plantedModel(kind.model);
  switch (kind) {
    case "secret":
      return CANARY;
    case "boolean":
      return true;
    case "integer":
    case "number":
      return 1;
    case "words":
      return ["word"];
    case "document":
      return "{}";
    case "json":
      return unknown();
    default:
      return "text";
  }
}

const unknown = () => ({
  ...{ clientSecret: CANARY, list: [{ access_token: CANARY, tokenUrl: "https://shown.example" }] },
  ...{ "private-key": CANARY, apiKey: CANARY, tokens: [[CANARY]], secrets: { db: [CANARY] }, passphrase: { n: CANARY } },
});

/** A model with every member set, and members that it does not name. */
function plantedModel(/** @type {string} */ model) {
  const members = (models.get(model) ?? []).map(({ name, kind }) => [name, planted(kind)]);
  return /** @type {Record<string, unknown>} */ ({
    ...{ ...Object.fromEntries(members), ...unknown(), "x-password": CANARY, unknown: unknown() },
  });
}

/** The body of a vector with `value` in place of what it answers. @returns {unknown} */
function grafted(/** @type {any} */ body, /** @type {string} */ model, /** @type {object} */ value) {
  const found = (/** @type {any} */ it) => {
    const [record] = [it].flat();
    const required = (models.get(model) ?? []).filter(({ required }) => required);
    const named = required.length > 0 ? required : (models.get(model) ?? []);
    const holds = (/** @type {Member} */ { name }) => Object.hasOwn(record, name);
    const fits = typeof record === "object" && record !== null && Array.isArray(it) === Array.isArray(value);
    return fits && (required.length > 0 ? named.every(holds) : named.some(holds));
  };
  if (found(body)) return value;
  const [name] = Object.entries(body ?? {}).find(([, member]) => found(member)) ?? [];
  return name === undefined ? undefined : { ...body, [name]: value };
}

/** A console, and what it wrote. */
function recorder() {
  const stream = new PassThrough();
  const written = /** @type {string[]} */ ([]);
  stream.setEncoding("utf8").on("data", (text) => written.push(text));
  return { console: new Console(stream, stream), written };
}

/** A value in every printed form. */
async function forms(/** @type {unknown} */ value) {
  const { console, written } = recorder();
  for (const shown of [value, [value], { value }, Promise.resolve(value), new Map([["value", value]])]) {
    for (const depth of [undefined, 0, 2, 9, null]) {
      for (const more of [{}, { showHidden: true }, { getters: true }, { showHidden: true, getters: true }, { customInspect: false }]) {
        written.push(inspect(shown, depth === undefined ? more : { depth, ...more }));
      }
    }
    written.push(String(shown), `${shown}`, Object.prototype.toString.call(shown));
    for (const method of /** @type {const} */ (["log", "info", "warn", "error", "debug", "trace"])) console[method](shown);
    console.log("%s %o %O", shown, shown, shown);
    console.dir(shown);
    console.dir(shown, { depth: null });
  }
  await new Promise(setImmediate);
  return written;
}

async function assertNotPrinted(/** @type {unknown} */ value, /** @type {string} */ what) {
  for (const form of await forms(value)) {
    const found = form.indexOf(CANARY);
    assert.equal(found, -1, `${what}: ${form.slice(Math.max(0, found - 200), found + 40)}`);
  }
}

/** What the next request is answered. @type {unknown} */
let body;
/** @type {Server} */
let server;
before(async () => void (server = await Server.start((_, response) => answer(response, body))));
after(() => server.stop());

/** Makes a call as the first vector that succeeds does, and answers it a planted model. */
function answered(/** @type {import("./support/operations.mjs").Operation} */ operation) {
  const { shape, schema } = operation.returns;
  const model = schema ?? "";
  const record = plantedModel(model);
  const malformed = Object.fromEntries(Object.entries(record).slice(1));
  const value = shape === "page" ? [record, malformed] : shape === "many" ? [record] : record;
  /** @type {{ vectors: Vector[] }} */
  const { vectors } = read(`vectors/${operation.name}.json`);
  const usable = vectors.filter(({ error, client }) => !error && !client);
  const vector = usable.find(({ response }) => grafted(response?.body, model, value) !== undefined);
  if (vector === undefined) throw new Error(`no vector of ${operation.name} answers a ${model}`);
  body = grafted(vector.response?.body, model, value);
  return call(server.client(), operation, vector.call);
}

const answering = operations.filter(({ returns }) => returns.schema !== null);
const printed = new Set(answering.flatMap(({ returns }) => [...within(returns.schema ?? "")]));

for (const operation of answering) {
  const model = operation.returns.schema ?? "";
  it(`${operation.name} prints no secret of ${model}`, async () => {
    const pending = answered(operation);
    await assertNotPrinted(pending, "the promise");
    const { data } = await pending.withResponse();
    await assertNotPrinted(pending, "the promise, fulfilled");
    await assertNotPrinted(await pending.withResponse(), "the answer with its response");
    await assertNotPrinted(data, "the answer");
    const records = data instanceof Page ? data.items : [data].flat();
    if (data instanceof Page) assert.equal(data.malformed.length, 1);
    for (const record of records) {
      const shown = Object.entries(Object.getOwnPropertyDescriptors(record)).filter(([, { get }]) => get === undefined);
      await assertNotPrinted(shown.map(([, { value }]) => value), "its members");
      if (typeof record.toDefinition === "function") await assertNotPrinted(record.toDefinition(), "its definition");
      assert.equal(record["x-password"], CANARY);
      assert.ok(JSON.stringify(record).includes(CANARY));
      assert.ok(inspect(record, { depth: null }).includes("***"));
      assert.ok(inspect(record, { depth: null }).includes("https://shown.example"));
      for (const { name, kind } of models.get(model) ?? []) if (kind === "secret") assert.equal(record[name], CANARY);
    }
  });
}

it("inspector.authorize prints no secret of Authorization", async () => {
  const { securityScheme } = /** @type {any} */ (plantedModel("Authorization"));
  body = { securityScheme: { ...securityScheme, type: "none" }, success: true, manifest: "{}" };
  const found = await server.client().inspector.authorize({ url: "https://service.example" });
  assert.ok(JSON.stringify(found).includes(CANARY));
  await assertNotPrinted(found, "the result");
  for (const model of within("Authorization")) printed.add(model);
});

it("integrations.ensure prints no secret of EnsuredIntegration", async (t) => {
  const integration = { ...plantedModel("Integration"), id: "1", name: "parcels", description: "p", isReadOnly: false };
  const toolPlugins = [{ id: "1", name: "parcels", tools: [] }];
  const own = await Server.start(({ url }, response) =>
    answer(response, url.includes("/tool-plugins/") ? integration : { toolPlugins, agents: [], tools: [] }),
  );
  t.after(() => own.stop());
  const ensured = await own.client().integrations.ensure({ name: "parcels", description: "p" });
  assert.ok(JSON.stringify(ensured).includes(CANARY));
  await assertNotPrinted(ensured, "the result");
  for (const model of within("EnsuredIntegration")) printed.add(model);
});

describe("a secret of an answer", () => {
  it("can be changed, copied and sent back", async () => {
    body = { parameters: [{ key: "region", value: CANARY }] };
    const client = server.client();
    const [parameter] = await client.integrations.getConfig("x");
    assert.ok(parameter);
    const copies = [{ ...parameter }, structuredClone(parameter), JSON.parse(JSON.stringify(parameter))];
    for (const copy of copies) assert.equal(copy.value, CANARY);
    parameter.value = "changed-secret";
    assert.equal(parameter.value, "changed-secret");
    assert.ok(!inspect(parameter).includes("changed-secret"));
    await client.integrations.setConfig("x", [parameter]);
    assert.equal(JSON.parse(server.seen.at(-1)?.text ?? "").parameterDefinition.parameters[0].value, "changed-secret");
    delete parameter.value;
    assert.equal(inspect(parameter), "{ key: 'region' }");
  });
});

it("a page shows no secret of its envelope", async () => {
  body = { information: { Page: 1, apiKey: CANARY }, private_key: CANARY, more: unknown(), tools: [], integrations: [] };
  const page = await server.client().integrations.list();
  const { apiKey } = /** @type {any} */ (page.information);
  assert.deepEqual([apiKey, page.extra["private_key"]], [CANARY, CANARY]);
  await assertNotPrinted(page, "the page");
  await assertNotPrinted(await server.client().integrations.list().withResponse(), "the answer with its response");
});

it("numbers and objects are hidden under the surest names alone", async () => {
  body = { id: "1", name: "a", password: 7, tokens: [7], hasPassword: true, tokenUsage: { unit: "k" }, secret: null };
  const shown = inspect(await server.client().agents.get("a"));
  for (const part of ["password: '***'", "tokens: [ 7 ]", "hasPassword: true", "unit: 'k'", "secret: null"]) {
    assert.ok(shown.includes(part), `${part}: ${shown}`);
  }
});

it("every model that holds a secret is printed by a test above", () => {
  const sent = [...within("IntegrationRequest")];
  const all = [...models.keys()].filter(leadsToSecret);
  assert.ok(all.length >= 10);
  assert.deepEqual(all.filter((model) => !printed.has(model) && !sent.includes(model)), []);
});
