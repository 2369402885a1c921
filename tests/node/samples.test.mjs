// The request bodies that the contract quotes, sent as they are: the emulator takes them. tests/rust/tests/samples.rs says
// where each comes from.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";

import { Emulator } from "geai-client/testing";

/**
 * @typedef {object} Sample
 * @property {string} contract
 * @property {string} project
 * @property {string} method
 * @property {string} path
 * @property {number} status
 * @property {unknown} [body]
 */
/** @type {{ samples: Sample[] }} */
const { samples } = JSON.parse(readFileSync(new URL("../pages/samples.json", import.meta.url), "utf8"));

for (const version of ["v4", "v2"])
  it(`${version}: bodies that the contract quotes are taken as they are`, async () => {
    const emulator = await Emulator.start({ projects: ["dev", "prod"] });
    try {
      for (const { project, method, path, status, body } of samples) {
        const params = body === undefined ? {} : { json: body };
        await emulator.client({ project, retries: 0 }).request(method, path.replace("{version}", version), params);
        assert.equal(emulator.requests.at(-1)?.status, status, path);
      }
    } finally {
      emulator.stop();
    }
  });
