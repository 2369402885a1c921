// Long texts, which travel beside the JSON of their arguments, arrive as they were given.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, describe, it } from "node:test";

import { InvalidRequestError } from "geai-client";

import { AGENT, Server, answer } from "./support/server.mjs";

/** @type {{ sizes: number[], units: { unit: string, why: string }[] }} */
const TABLE = JSON.parse(readFileSync(new URL("../inputs/long-texts.json", import.meta.url), "utf8"));
const LONG = 1 << 16;

/** @param {string} unit */
const texts = (unit) => TABLE.sizes.map((size) => unit.repeat(Math.ceil(size / unit.length)));

/** @param {string} text */
const manifestOf = (text) => `{\n\t"openapi" : "3.0.3",\r\n"x":${JSON.stringify(text)}}\n`;

/** @type {Server} */
let server;
/** @type {import("geai-client").Client} */
let client;
before(async () => {
  server = await Server.start((_, response) => answer(response, AGENT));
  client = server.client();
});
beforeEach(() => void (server.seen.length = 0));
after(() => server.stop());

/**
 * Not compared by `assert` itself, which would print both.
 * @param {unknown} expected
 */
function agrees(expected) {
  assert.ok(server.seen.pop()?.text === JSON.stringify(expected), "something else was sent");
}

describe("a text of any length arrives wherever it stands", () => {
  for (const { unit, why } of TABLE.units) {
    it(why, async () => {
      for (const text of texts(unit)) {
        const other = `${text}!`;
        const further = { a: [text, { b: other }, new String(text)], ["long ".repeat(LONG / 4)]: other };
        const prompt = { instructions: text, inputs: [other, text] };
        await client.agents.create({ name: "n", description: other, agentData: { prompt: { ...prompt, extra: { further } } } });
        agrees({ agentDefinition: { name: "n", description: other, agentData: { prompt: { ...prompt, further } } } });
      }
    });
  }
});

describe("a manifest of any length arrives to the letter", () => {
  for (const { unit, why } of TABLE.units) {
    it(why, async () => {
      for (const text of texts(unit)) {
        const integration = { name: "n", manifest: manifestOf(text), description: text };
        await client.integrations.import(integration);
        agrees({ toolPlugin: integration });
        await client.integrations.update("n", /** @type {any} */ ({ ...integration, toJSON: () => integration }));
        agrees({ toolPlugin: integration });
        // As the server would answer it: what only an answer carries is left out.
        await client.integrations.update("n", { ...integration, id: "i-1", status: "active" });
        agrees({ toolPlugin: { name: "n", description: text, manifest: manifestOf(text) } });
      }
    });
  }
});

describe("a long text is refused like a short one:", () => {
  const blank = " \n".repeat(LONG);
  const name = "n";
  const manifest = "openapi: 3.0.3";
  for (const [given, message] of /** @type {[any, RegExp][]} */ ([
    [{ name, manifest: `{"openapi":"3.0.3",\n${" ".repeat(LONG)}oops}` }, /manifest: not JSON: key must be a string at line 2 column 65537/],
    [{ name, manifest: `{"openapi":"3.0.3","x":${"[".repeat(LONG)}` }, /manifest: JSON nested deeper than 128 levels/],
    [{ name, manifest: blank }, /manifest: empty; expected a manifest/],
    [{ name, manifest: "words ".repeat(LONG) }, /manifest: not a manifest: expected an object in JSON or YAML, got a string/],
    [{ name, manifest: `https://${"x".repeat(LONG)}` }, /manifest: expected a manifest or the file: URL of one/],
    [{ name, manifest: "\ud800".repeat(LONG) }, /manifest: a lone surrogate/],
    [{ name: blank, manifest }, /name: required, and not blank/],
    [blank, /integration: expected an object \(IntegrationRequest\), got a string/],
    [{ name, manifest, securityScheme: blank }, /\(SecurityScheme\), got a string/],
    [{ name, manifest, securityScheme: { flows: { authorizationCode: { clientSecret: [blank] } } } }, /clientSecret: expected a string, got a list/],
  ])) {
    it(String(message), async () => {
      const error = await client.integrations.import(given).catch((error) => error);
      assert.ok(error instanceof InvalidRequestError, String(error).slice(0, 200));
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /aside-/);
      assert.equal(server.seen.length, 0);
    });
  }
});
