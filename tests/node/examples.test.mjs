// Every example runs as it is, against the emulator in the package.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { describe, it } from "node:test";

import { Child } from "./support/child.mjs";

const directory = new URL("../../examples/node/", import.meta.url);
const environment = Object.keys(process.env).filter((name) => /^(GEAI|SAIA)_|^OAuth_/.test(name));
for (const name of environment) delete process.env[name];

/** @type {Record<string, RegExp>} */
const EXPECTED = {
  "errors.mjs": /attempts: 3\]\n {2}it worked\n.*executed: maybe.*did you mean `name`.*too slow\n.*TimeoutError\n$/s,
  "export-import.mjs": /^Mover is there, under a new id\n$/,
  "paging.mjs": /^20 of 45 .*\n20 are on the second\n45 are published, on all pages\n(- seeded-agent-\d\n){3}$/,
  "quickstart.cjs": /^not there: Agent not found/,
  "quickstart.mjs":
    /^ParcelTracker is published as version 1\nrevision 2 is a draft\n200, request with an id: Tracks parcels\.\n$/,
  "story.mjs":
    /revision 2 of ParcelGreeter is version 2\n.*isAlreadyExists +true\n.*left in dev: 0, left in prod: 0\n$/s,
};

describe("example", () => {
  for (const name of readdirSync(directory)) {
    it(name, async () => {
      const { code, stderr, stdout } = await new Child(new URL(name, directory)).ended();
      assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
      assert.match(stdout, EXPECTED[name] ?? /./);
      assert.doesNotMatch(stdout, /\x1b/);
    });
  }

  it("story.mjs has its ten steps in order", () => {
    const text = readFileSync(new URL("story.mjs", directory), "utf8");
    const steps = [...text.matchAll(/heading\((\d+), "(.*)"\)/g)].map(([, number, title]) => `${number} ${title}`);
    assert.deepEqual(steps, [
      "1 Definitions",
      "2 Create and publish",
      "3 List over pages",
      "4 Draft beside published",
      "5 Publish the revision",
      "6 Agents by tool",
      "7 Export and import",
      "8 Side by side",
      "9 A clear error",
      "10 Delete",
    ]);
  });
});
