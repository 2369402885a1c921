// Descriptions of services that others wrote, as large as they are.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";

import { Emulator } from "geai-client/testing";

const root = new URL("../../node_modules/", import.meta.url);
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** @type {Emulator} */
let emulator;
before(async () => void (emulator = await Emulator.start()));
after(() => emulator.stop());

/**
 * The tools that the operations of a document give.
 * @param {Record<string, Record<string, { operationId?: string }>>} paths
 */
const toolsOf = (paths) =>
  Object.values(paths).flatMap((path) =>
    METHODS.flatMap((method) => (path[method]?.operationId ? [`${path[method].operationId}_${method}`] : [])),
  );

describe("a description", () => {
  for (const [path, twin] of /** @type {[string, string?][]} */ ([
    ["@octokit/openapi/generated/api.github.com.json"],
    ["@readme/oas-examples/3.0/json/star-trek.json"],
    ["@readme/oas-examples/2.0/json/petstore.json"],
    ["@readme/oas-examples/2.0/yaml/petstore.yaml", "@readme/oas-examples/2.0/json/petstore.json"],
    ["@scalar/galaxy/dist/3.1.json"],
    ["@scalar/galaxy/dist/3.1.yaml", "@scalar/galaxy/dist/3.1.json"],
  ])) {
    it(`${path} arrives to the letter, and each of its operations is a tool`, async () => {
      const manifest = readFileSync(new URL(path, root), "utf8");
      const { paths } = JSON.parse(twin === undefined ? manifest : readFileSync(new URL(twin, root), "utf8"));
      const expected = toolsOf(paths);
      const client = emulator.client({ deadline: 120_000, timeout: 60_000 });
      const integration = await client.integrations.import({ name: path.replaceAll("/", "-"), manifest });
      assert.ok(integration.manifest === manifest);
      assert.deepEqual(integration.tools?.map(({ name }) => name), [...new Set(expected)]);
      // Its operations have no ids.
      assert.equal(expected.length === 0, path.endsWith("star-trek.json"));
      const file = await client.integrations.update(integration.id, { manifest: new URL(path, root) });
      assert.ok(file.manifest === manifest);
      assert.deepEqual(await client.integrations.publishTools(integration.id), { totalPublished: new Set(expected).size });
    });
  }
});
