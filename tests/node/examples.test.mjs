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
  "integrations.mjs":
    /4 tools.*published: 4, the second time: 0\n.*clicks "Allow".*signed in: Parcels, oauth2\n.*findStations_get is used by WeatherTeller\n.*closed: true, open: 0\n.*(?:ReportedError, with status 200|NotFoundError, with status 404).*gone, with its tools: true\n$/s,
  "observability.mjs":
    /^agents.list is repeated after ServerError\nrequests that carry the trace: 2\nspan geai agents.list: attempt, retry, attempt\n/,
  "paging.mjs": /^20 of 45 .*\n20 are on the second\n45 are published, on all pages\n(- seeded-agent-\d\n){3}$/,
  "quickstart.cjs": /^not there: Agent not found/,
  "quickstart.mjs":
    /^ParcelTracker is published as version (?:1|undefined)\nrevision 2 is a draft\n200, request with an id: Tracks parcels\.\n$/,
  // A server that answers only what pages show does not say that all was taken, and what it leaves out is held.
  "set-ups.mjs": /^1 Check the files\n {2}2 agents and 1 integration in 7 files\n.*(?:version 2\n\n.*0 changes|held.*)\n$/s,
  "story.mjs":
    /revision 2 of ParcelGreeter is version (?:2|undefined)\n.*isAlreadyExists +true\n.*left in dev: 0, left in prod: 0\n$/s,
};

describe("example", () => {
  // No page shows the version of an agent, so under `documented` there is none.
  // The folders are projects with tests of their own.
  for (const name of readdirSync(directory).filter((name) => name.includes("."))) {
    // The emulator shows what the pages show, or also what the vendor's SDK reads.
    for (const answers of ["observed", "documented"]) {
      it(`${name}, answers=${answers}`, async () => {
        process.env["GEAI_EMULATOR_TEMPERS"] = `answers=${answers}`;
        const { code, stderr, stdout } = await new Child(new URL(name, directory)).ended();
        delete process.env["GEAI_EMULATOR_TEMPERS"];
        assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
        assert.match(stdout, EXPECTED[name] ?? /./);
        assert.doesNotMatch(stdout, /\x1b/);
      });
    }
  }

  /** @param {string} name */
  const steps = (name) => {
    const text = readFileSync(new URL(name, directory), "utf8");
    return [...text.matchAll(/heading\((\d+), "(.*)"\)/g)].map(([, number, title]) => `${number} ${title}`);
  };

  it("story.mjs has its ten steps in order", () => {
    assert.deepEqual(steps("story.mjs"), [
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

  it("integrations.mjs has its seven steps in order", () => {
    assert.deepEqual(steps("integrations.mjs"), [
      "1 Import a description",
      "2 Publish its tools",
      "3 Sign in",
      "4 Give a tool to an agent",
      "5 Record and close an interaction",
      "6 A failure hidden in a success",
      "7 Delete",
    ]);
  });
});
