// Integrations: from the description of a service to its tools, against the emulator.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";

import { InvalidRequestError } from "geai-client";
import { Emulator } from "geai-client/testing";

import { observed } from "./support/answers.mjs";
import { Server, answer } from "./support/server.mjs";

const EXAMPLES = new URL("../../examples/integrations/", import.meta.url);
const PARCELS = new URL("parcels.openapi.json", EXAMPLES);
const WEATHER = new URL("weather.openapi.yaml", EXAMPLES);

/**
 * A description with one GET operation for each id.
 * @param {...string} ids
 */
const describing = (...ids) => ({
  openapi: "3.0.3",
  info: { title: "Made up", version: "1" },
  paths: Object.fromEntries(ids.map((operationId) => [`/${operationId}`, { get: { operationId, responses: {} } }])),
});

/** @param {{ tools?: { name?: string }[] }} integration */
const names = ({ tools }) => tools?.map(({ name }) => name);

/**
 * Names of tools where the answer shows tools, and otherwise none.
 * @param {...string} shown
 */
const shownAs = (...shown) => (observed ? shown : undefined);

/**
 * The id of a tool of the project.
 * @param {string} wanted
 */
const toolId = (wanted) => String(emulator.tools("dev").find(({ name }) => name === wanted)?.id);

/** @type {Emulator} */
let emulator;
/** @type {import("geai-client").Client} */
let client;
before(async () => {
  emulator = await Emulator.start({ projects: ["dev", "prod"] });
  client = emulator.client({ project: "dev" });
});
after(() => emulator.stop());

describe("the life of an integration", () => {
  it("goes from a draft over published tools to nothing", async () => {
    const draft = await client.integrations.import({ name: "life", manifest: describing("a", "b", "c") });
    assert.equal(draft.pendingPublish, true);
    assert.deepEqual(names(draft), ["a_get", "b_get", "c_get"]);
    assert.deepEqual([draft.type, draft.status, draft.isReadOnly], [observed ? "OpenAPI" : undefined, "active", observed ? false : undefined]);
    assert.deepEqual(await client.integrations.publishTools("life"), { totalPublished: 3 });
    assert.deepEqual(await client.integrations.publishTools(draft.id), { totalPublished: 0 });
    assert.equal((await client.integrations.get("life")).pendingPublish, false);

    const before = toolId("b_get");
    const changed = await client.integrations.update("life", { manifest: describing("b", "c", "d") });
    assert.equal(changed.id, draft.id);
    assert.deepEqual(names(changed), shownAs("b_get", "c_get", "d_get"));
    assert.equal(changed.pendingPublish, true);
    assert.equal(toolId("b_get"), before);
    assert.deepEqual(await client.integrations.publishTools("life"), { totalPublished: 3 });

    const renamed = await client.integrations.update("life", { description: "Second edition" });
    assert.deepEqual([renamed.description, renamed.manifest], ["Second edition", changed.manifest]);
    assert.equal(renamed.pendingPublish, false);

    await client.interactions.record("life");
    assert.equal(await client.integrations.delete("life"), undefined);
    assert.ok(!emulator.tools("dev").some(({ name }) => /^[bcd]_get$/.test(name)));
    assert.deepEqual(await client.interactions.listOpen(), []);
    for (const call of [() => client.integrations.get("life"), () => client.integrations.delete(draft.id)]) {
      await assert.rejects(call(), { name: "NotFoundError", status: 404, message: /ToolPlugin not found/ });
    }
  });

  it("gives its tools to agents, which are found by them", async () => {
    const { id } = await client.integrations.import(
      { name: "giving", manifest: describing("given", "kept") },
      { automaticPublish: true },
    );
    const [given, kept] = [toolId("given_get"), toolId("kept_get")];
    const resourcePools = [{ name: "service", tools: [{ name: "given_get", id: given }] }];
    const agent = await client.agents.create(
      { name: "Taker", agentData: { prompt: { instructions: "Take." }, models: [{ name: "gpt-4o" }], resourcePools } },
      { automaticPublish: true },
    );
    const users = (await client.agents.listByTool(given)).items;
    assert.deepEqual(users.map((user) => user.id), [agent.id]);
    assert.deepEqual((await client.agents.listByTool(kept)).items, []);
    await client.integrations.delete(id);
    assert.deepEqual((await client.agents.get(agent.id)).agentData?.resourcePools, agent.agentData?.resourcePools);
    await client.agents.delete(agent.id);
  });

  it("publishes at once when told to", async () => {
    const manifest = describing("once");
    const live = await client.integrations.import({ name: "at-once", manifest }, { automaticPublish: true });
    assert.equal(live.pendingPublish, false);
    assert.deepEqual(await client.integrations.publishTools("at-once"), { totalPublished: 0 });
    const through = { viaImport: true, automaticPublish: true };
    const again = await client.integrations.update("at-once", { manifest: describing("twice") }, through);
    assert.deepEqual([again.pendingPublish, names(again)], [false, shownAs("twice_get")]);
    const draft = await client.integrations.update("at-once", { manifest }, { viaImport: true });
    assert.equal(draft.pendingPublish, true);
    const [, , , first, second] = emulator.requests.slice(-5).map(({ path, query }) => [path, query]);
    assert.deepEqual(first, ["/v3/tool-plugins/import/at-once", [["automaticPublish", "true"]]]);
    assert.deepEqual(second, ["/v3/tool-plugins/import/at-once", []]);
    await assert.rejects(client.integrations.update("not-there", { manifest }, through), { name: "NotFoundError" });
    await assert.rejects(client.integrations.update("at-once", { manifest }, { automaticPublish: true }), {
      name: "InvalidRequestError",
      message: /viaImport/,
    });
    const made = await client.integrations.update("upserted", { manifest }).withResponse();
    assert.deepEqual([made.status, made.data.name], [201, "upserted"]);
  });

  it("is listed over pages, with filters", async () => {
    const project = emulator.client({ project: "prod" });
    for (const name of ["list-1", "list-2", "list-3"]) {
      await project.integrations.import({ name, manifest: describing("x") }, { automaticPublish: name === "list-2" });
    }
    const all = [];
    for await (const { name } of project.integrations.list({ count: 1 })) all.push(name);
    assert.deepEqual(all, ["list-1", "list-2", "list-3"]);
    const found = async (/** @type {import("geai-client").IntegrationsListParams} */ params) =>
      (await project.integrations.list(params)).items.map(({ name }) => name);
    assert.deepEqual(await found({ allowDrafts: false }), ["list-2"]);
    assert.deepEqual(await found({ name: "%-3" }), ["list-3"]);
    const [expanded] = (await project.integrations.list({ detailLevel: "expanded", count: 1 })).items;
    assert.deepEqual(names(expanded ?? {}), shownAs("x_get"));
  });

  it("has a name of its own", async () => {
    const manifest = describing("x");
    await client.integrations.import({ name: "taken", manifest });
    const error = await client.integrations.import({ name: "taken", manifest }).catch((error) => error);
    assert.deepEqual([error.name, error.status, error.isAlreadyExists], ["BadRequestError", 400, true]);
    assert.equal(error.messages[0].id, 4002);
  });

  it("that is not there cannot be published: the failure hides in a success", async () => {
    const error = await client.integrations.publishTools("not-there").catch((error) => error);
    // The pages show no failure in a success.
    if (!observed) return void assert.equal(error.name, "NotFoundError");
    assert.deepEqual([error.name, error.status, error.operation], ["ReportedError", 200, "integrations.publish_tools"]);
    assert.match(error.message, /ToolPlugin not found \[IdOrName= not-there\]/);
    assert.deepEqual(error.messages, [{ id: null, code: null, description: "ToolPlugin not found [IdOrName= not-there]." }]);
  });

  it("is read-only in other projects", async () => {
    const given = { name: "public", publicName: "com.example.public", accessScope: "public", manifest: describing("x") };
    await client.integrations.import(given);
    const project = emulator.client({ project: "prod" });
    assert.equal((await project.integrations.get("com.example.public")).isReadOnly, true);
    const call = project.integrations.update("com.example.public", { description: "mine" });
    await assert.rejects(call, { name: "PermissionDeniedError" });
  });
});

describe("a manifest", () => {
  const directory = mkdtempSync(join(tmpdir(), "geai-client-test-"));
  after(() => rmSync(directory, { recursive: true }));
  /** @param {string} name @param {string | Uint8Array} content */
  const file = (name, content) => {
    writeFileSync(join(directory, name), content);
    return pathToFileURL(join(directory, name));
  };
  const json = readFileSync(PARCELS, "utf8");
  const yaml = readFileSync(WEATHER, "utf8");
  const object = describing("x");

  for (const [what, given, sent, tools] of /** @type {[string, import("geai-client").ManifestSource, string, number][]} */ ([
    ["JSON text", json, json, 6],
    ["YAML text", yaml, yaml, 4],
    ["an object", object, JSON.stringify(object), 1],
    ["the URL of a JSON file", PARCELS, json, 6],
    ["the URL of a YAML file", WEATHER, yaml, 4],
    ["the URL of a file with blanks and umlauts in its name", file("Ünï 100%#.json", json), json, 6],
    ["text with line ends of both kinds", json.replaceAll("\n", "\r\n"), json.replaceAll("\n", "\r\n"), 6],
    ["YAML in braces", "{openapi: 3.0.3, paths: {/x: {get: {operationId: x}}}}", "{openapi: 3.0.3, paths: {/x: {get: {operationId: x}}}}", 1],
    ["text with a byte order mark, which is dropped", `\ufeff${json}`, json, 6],
    ["a file with a byte order mark, which is dropped", file("bom.yaml", `\ufeff${yaml}`), yaml, 4],
    ["another object", { info: {} }, '{"info":{}}', 0],
    ["another object in YAML", "info: {}\n", "info: {}\n", 0],
    ["a Swagger document", '{"swagger":"2.0","paths":{"/x":{"get":{"operationId":"x"}}}}', '{"swagger":"2.0","paths":{"/x":{"get":{"operationId":"x"}}}}', 1],
  ])) {
    it(`is taken as ${what}, and arrives to the letter`, async () => {
      const name = what.replace(/\W+/g, "-");
      const integration = await client.integrations.import({ name, manifest: given });
      assert.equal(integration.manifest, sent);
      assert.equal(integration.tools?.length, tools);
      assert.equal((await client.integrations.get(name)).manifest, sent);
      assert.equal((await client.integrations.update(name, { manifest: given })).manifest, sent);
      await client.integrations.delete(name);
    });
  }

  for (const [what, given, message] of /** @type {[string, any, RegExp][]} */ ([
    ["just words", "just words", /integration\.manifest: not a manifest: .*got a string/],
    ["a list in YAML", "- openapi: 3.0.3", /integration\.manifest: not a manifest: .*got a list/],
    ["a member twice in YAML", "openapi: 3.0.3\nx:\n  y: 1\n  y: 2", /manifest: YAML, line 4 column 3, x: a second member `y`/],
    ["a version that is no text", '{"openapi":3}', /`openapi` must be a string, got 3/],
    ["broken JSON", '{"openapi":"3.0.3",\n"paths":{]}', /integration\.manifest: not JSON: .*line 2 column 10/],
    ["broken YAML", "openapi: 3.0.3\npaths: [", /integration\.manifest: neither JSON nor YAML: .*line 2 column 8/],
    ["a file that is not there", new URL("not-there.json", EXAMPLES), /integration\.manifest: .*not-there\.json: No such/],
    ["a file that is no document", file("words.txt", "just words"), /words\.txt: not a manifest/],
    ["a file that is no text", file("binary.json", new Uint8Array([0xff, 0xfe])), /binary\.json: .*UTF-8/],
    ["a directory", pathToFileURL(directory), /directory/],
    ["a URL elsewhere", new URL("https://service.example.com/openapi.json"), /integration\.manifest: /],
    ["nothing", "", /integration\.manifest: empty/],
    ["blanks", " \n\t", /integration\.manifest: empty/],
    ["no member at all", undefined, /integration\.manifest: required/],
    ["null", null, /integration\.manifest: required/],
    ["a list", [object], /integration\.manifest: expected .*got a list/],
    ["a number", 3, /integration\.manifest: expected .*got an integer/],
    ["bytes", new Uint8Array(4), /integration\.manifest: /],
    ["an object with a BigInt", { ...object, paths: { "/x": { get: { n: [0, 1n] } } } }, /^integration\.manifest\.paths\.\/x\.get\.n\[1\]: a BigInt/],
    ["an object with NaN", { ...object, n: NaN }, /^integration\.manifest\.n: NaN/],
    ["an object with a Map", { ...object, paths: new Map() }, /^integration\.manifest\.paths: a Map/],
  ])) {
    it(`that is ${what} is refused before it is sent`, async () => {
      const sent = emulator.requests.length;
      const error = await client.integrations.import({ name: "refused", manifest: given }).catch((error) => error);
      assert.ok(error instanceof InvalidRequestError, String(error));
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n"));
      assert.deepEqual([error.operation, error.executed, error.attempts], ["integrations.import", "no", 0]);
      assert.equal(emulator.requests.length, sent);
    });
  }

  it("needs a name beside it, and members that are known", async () => {
    for (const [given, message] of /** @type {[any, RegExp][]} */ ([
      [{ manifest: object }, /integration\.name: required/],
      [{ name: " ", manifest: object }, /integration\.name: required, and not blank/],
      [{ name: "x", manifst: object }, /integration: unknown field `manifst`, did you mean `manifest`/],
      [{ name: "x", manifest: object, securityScheme: { type: 3 } }, /integration\.securityScheme\.type: expected a string/],
      [undefined, /`integration` is required/],
    ])) {
      await assert.rejects(client.integrations.import(given), { name: "InvalidRequestError", message });
    }
  });
});

const NEW = { kept: [1, null, { deeper: "é" }] };
const CODE = { authorizationUrl: "https://login.example.com/authorize", tokenUrl: "https://login.example.com/token" };

describe("a security scheme", () => {
  for (const [what, scheme] of /** @type {[string, import("geai-client").SecurityScheme][]} */ ([
    ["apiKey", { authLevel: "System", type: "apiKey", in: "query", name: "key" }],
    ["http", { authLevel: "Project", type: "http", in: "header", name: "Authorization", extra: { scheme: "bearer" } }],
    ["oauth2", { authLevel: "User", type: "oauth2", issuer: "https://login.example.com", flows: { authorizationCode: { ...CODE, scopes: ["a", "b"] } } }],
    ["oauth2 without a user", { type: "oauth2", flows: { clientCredentials: { tokenUrl: CODE.tokenUrl, scope: ".default" } } }],
    ["openIdConnect", { type: "openIdConnect", extra: { openIdConnectUrl: "https://login.example.com/.well-known" } }],
    ["mutualTLS", { type: "mutualTLS" }],
    ["none", { authLevel: "None", type: "none" }],
    ["of tomorrow", { authLevel: "Robot", type: "quantum", in: "ether", extra: { new: NEW }, flows: { extra: { device: { u: NEW } }, authorizationCode: { ...CODE, challengeMethod: "S512", scopes: [], extra: { refreshUrl: "https://login.example.com/refresh", new: NEW } } } }],
    ["with parameters as text", { type: "oauth2", flows: { "x-additional-parameters": '{"prompt":"consent"}' } }],
    ["with no text as parameters", { type: "oauth2", flows: { "x-additional-parameters": "" } }],
    ["with parameters as an object", { type: "oauth2", flows: { "x-additional-parameters": { prompt: "consent", n: 1 } } }],
    ["without parameters", { type: "oauth2", flows: { authorizationCode: { scopes: ["a"] } } }],
    ["without anything", {}],
  ])) {
    it(`${what} survives import, get, update and get`, async () => {
      const name = what.replaceAll(" ", "-");
      const imported = await client.integrations.import({ name, manifest: describing("x"), securityScheme: scheme });
      const received = await client.integrations.get(name);
      for (const member of /** @type {const} */ (["type", "in", "authLevel"])) {
        if (scheme[member] !== undefined) assert.equal(received.securityScheme?.[member], scheme[member]);
      }
      // The pages show of a scheme its type, its place and its scopes.
      if (!observed) return void (await client.integrations.delete(name));
      assert.deepEqual(received.securityScheme, imported.securityScheme);
      // The emulator adds what an OAuth flow implies, and answers its parameters as the pages show them.
      const flows = scheme.flows && { flows: { "x-additional-parameters": {}, ...wire(scheme).flows } };
      assert.deepEqual({ ...received.securityScheme, ...wire(scheme), ...flows }, received.securityScheme);
      await client.integrations.update(name, received);
      assert.deepEqual(emulator.requests.at(-1)?.json, { toolPlugin: definition(received) });
      const again = await client.integrations.get(name);
      assert.deepEqual(again.securityScheme, received.securityScheme);
      assert.equal(again.manifest, received.manifest);
      await client.integrations.delete(name);
    });
  }

  it("stores credentials and shows references, which can be sent back", async () => {
    const authorizationCode = { ...CODE, clientId: "parcel-app", clientSecret: "a secret of ours", scopes: ["a"] };
    const given = { name: "secrets", manifest: describing("x"), securityScheme: { flows: { authorizationCode } } };
    const imported = await client.integrations.import(given);
    const flow = imported.securityScheme?.flows?.authorizationCode;
    assert.match(flow?.clientSecret ?? "", /^secret-ref-/);
    assert.deepEqual(
      imported.parameters?.map(({ key, fromSecret, value }) => [key, fromSecret, value]),
      [
        ["securityScheme.flows.authorizationCode.clientId", true, flow?.clientId],
        ["securityScheme.flows.authorizationCode.clientSecret", true, flow?.clientSecret],
      ],
    );
    assert.equal(imported.pendingConfigCredential, false);
    if (!observed) return;
    await client.integrations.update("secrets", await client.integrations.get("secrets"));
    const again = await client.integrations.get("secrets");
    assert.deepEqual([again.securityScheme, again.parameters], [imported.securityScheme, imported.parameters]);
  });

  it("has scopes as a list, however the server writes them", async (test) => {
    const flow = (/** @type {unknown} */ scopes) => ({ id: "1", name: "x", securityScheme: { flows: { authorizationCode: { scopes } } } });
    for (const [scopes, expected] of [
      [["a", "b c"], ["a", "b c"]],
      ["a  b", ["a", "b"]],
      ["", []],
      [[], []],
    ]) {
      const server = await Server.start((_, response) => answer(response, flow(scopes)));
      test.after(() => server.stop());
      const { securityScheme } = await server.client().integrations.get("x");
      assert.deepEqual(securityScheme?.flows?.authorizationCode?.scopes, expected);
    }
  });

  it("keeps additional parameters as the server writes them", async (test) => {
    for (const parameters of ["{broken", "", { prompt: "consent" }, ["x"], 3, undefined]) {
      const body = { id: "1", name: "x", securityScheme: { flows: { "x-additional-parameters": parameters } } };
      const server = await Server.start((_, response) => answer(response, body));
      test.after(() => server.stop());
      const integration = await server.client().integrations.get("x");
      assert.deepEqual(integration, JSON.parse(JSON.stringify(body)));
      await server.client().integrations.update("x", integration);
      const sent = JSON.parse(server.seen.at(-1)?.text ?? "").toolPlugin;
      assert.deepEqual(sent.securityScheme, JSON.parse(JSON.stringify(body.securityScheme)));
    }
  });
});

/**
 * Members that no type names stand among the others on the wire.
 * @param {any} value
 * @returns {any}
 */
function wire(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const { extra, ...rest } = value;
  return { ...Object.fromEntries(Object.entries(rest).map(([name, member]) => [name, wire(member)])), ...extra };
}

/** @param {import("geai-client").Integration} integration */
function definition({ name, description, publicName, accessScope, manifest, securityScheme }) {
  return JSON.parse(JSON.stringify({ name, description, publicName, accessScope, manifest, securityScheme }));
}

describe("an answer", () => {
  const body = {
    id: "1",
    name: "x",
    manifest: "{}",
    status: "new",
    newer: NEW,
    tools: [{ name: "t", newer: NEW }],
    parameters: [{ key: "k", value: "v", newer: NEW }],
    securityScheme: { type: "none", newer: NEW },
  };

  it("is plain JSON with a definition that does not show", async (test) => {
    const server = await Server.start((_, response) => answer(response, body));
    test.after(() => server.stop());
    const integration = await server.client().integrations.get("x");
    assert.deepEqual(integration, body);
    assert.equal(JSON.stringify(integration), JSON.stringify(JSON.parse(JSON.stringify(integration))));
    const expected = { name: "x", manifest: "{}", securityScheme: { type: "none", newer: NEW }, extra: { newer: NEW } };
    assert.deepEqual(wire(integration.toDefinition()), wire(expected));
    assert.deepEqual(integration.toDefinition().name, "x");
  });

  it("can be imported elsewhere by its definition", async () => {
    const imported = await client.integrations.import({ name: "to-copy", description: "Copied.", manifest: WEATHER });
    const project = emulator.client({ project: "prod" });
    const copy = await project.integrations.import(imported.toDefinition());
    assert.notEqual(copy.id, imported.id);
    assert.deepEqual(copy.toDefinition(), imported.toDefinition());
    assert.deepEqual(copy.toDefinition(), { name: "to-copy", description: "Copied.", accessScope: "private", manifest: readFileSync(WEATHER, "utf8") });
  });
});

describe("the configuration of an integration", () => {
  it("is set by key and can be sent back as it came", async () => {
    await client.integrations.import({ name: "configured", manifest: describing("x") });
    assert.equal(await client.integrations.setConfig("configured", [{ key: "region", dataType: "String", value: "north" }, { key: "x.apiKey", value: "k-1" }]), undefined);
    const config = await client.integrations.getConfig("configured");
    assert.deepEqual(config.map(({ key, value }) => [key, value?.replace(/-ref-.*/, "-ref")]), [["region", "north"], ["x.apiKey", "secret-ref"]]);
    assert.ok(!inspect(config).includes("north") && inspect(config).includes("value: '***'"), inspect(config));
    await client.integrations.setConfig("configured", config);
    assert.deepEqual(await client.integrations.getConfig("configured"), config);
    await assert.rejects(client.integrations.setConfig("configured", [{}]), { name: "BadRequestError", message: /key/ });
    await assert.rejects(client.integrations.setConfig("not-there", []), { name: "NotFoundError" });
  });
});

describe("an interaction", () => {
  it("is open until it is closed, for one user", async () => {
    const [first, second] = [
      await client.integrations.import({ name: "first", manifest: describing("x") }),
      await client.integrations.import({ name: "second", manifest: describing("x") }),
    ];
    assert.deepEqual(await client.interactions.record("first"), { entity: "ToolPlugin", id: first.id, isOpen: true });
    emulator.advanceClock(1000);
    await client.interactions.record(second.id);
    const open = async (of = client) => (await of.interactions.listOpen()).map(({ name }) => name);
    assert.deepEqual(await open(), ["second", "first"]);
    emulator.advanceClock(1000);
    await client.interactions.record("first");
    assert.deepEqual(await open(), ["first", "second"]);
    const [latest, earlier] = await client.interactions.listOpen();
    assert.ok((latest?.lastInteractionDateTime ?? "") > (earlier?.lastInteractionDateTime ?? ""));
    assert.deepEqual(
      [latest?.entity, latest?.isOpen, latest?.projectId, latest?.organizationId],
      ["tool-plugin", true, emulator.projectId("dev"), emulator.organizationId],
    );
    assert.deepEqual(await open(emulator.client({ project: "dev", accessToken: emulator.oauthToken })), []);
    const closed = { entity: "tool-plugin", id: first.id, isOpen: false };
    assert.deepEqual(await client.interactions.close("first"), closed);
    assert.deepEqual(await client.interactions.close("first"), closed);
    await client.integrations.delete("second");
    assert.deepEqual(await open(), []);
    for (const call of [() => client.interactions.record("not-there"), () => client.interactions.close("not-there")]) {
      await assert.rejects(call(), { name: "NotFoundError", status: 404 });
    }
  });
});

describe("a sharing link", () => {
  it("can be read and does not show", async () => {
    const { id } = await client.agents.create({ name: "Shared", agentData: { prompt: { instructions: "Share." }, models: [{ name: "gpt-4o" }] } });
    const link = await client.agents.createSharingLink("Shared");
    assert.ok(link.apiToken && link.sharedLink?.includes(link.apiToken));
    assert.equal(link.agentId, id);
    assert.deepEqual(Object.keys(link), ["agentId"]);
    for (const shown of [inspect(link), inspect(link, { depth: null, compact: false }), JSON.stringify(link), JSON.stringify({ ...link }), String(link)]) {
      assert.ok(!shown.includes(link.apiToken) && !shown.includes("/shared/"), shown);
    }
    assert.match(inspect(link), /apiToken: '\*\*\*'/);
    assert.match(inspect(link), /sharedLink: '\*\*\*'/);
    await assert.rejects(client.agents.createSharingLink("not-there"), { name: "NotFoundError" });
  });
});

describe("a token", () => {
  it("says what it belongs to", async () => {
    const { organizationId, projectId } = await client.validateToken();
    assert.deepEqual([organizationId, projectId], [emulator.organizationId, emulator.projectId("dev")]);
    const wrong = emulator.client({ project: "dev", apiToken: "wrong-token" });
    await assert.rejects(wrong.validateToken(), { name: "AuthenticationError", status: 401 });
  });
});
