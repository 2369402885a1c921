// Set-ups as code: what files define, and what is refused of them. What is read is the core's, and tested there.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { pathToFileURL } from "node:url";

import { check, DefinitionsError, errorFromJSON, InvalidRequestError } from "geai-client";

const FILES = {
  "geai.yaml":
    "format: geai/1\nvalues: {model: small}\nenvironments: {dev: {publish: false}, prod: {values: {model: large}}}\n",
  "agents/a.yaml":
    "name: A\nid: 7\nagentData: {models: [{name: {$value: model}}], prompt: {instructions: {$file: a.md}}}\n",
  "agents/a.md": "Look it up.\n",
  "integrations/p.yaml":
    "name: p\nsecurityScheme: {flows: {clientCredentials: {clientSecret: {$env: SECRET}}}}\n",
};
const WRONG = { ...FILES, "agents/b.yaml": "nam: B\n", "agents/c.json": '{\n "name": 3}' };

it("gives what files define", () => {
  const { agents, integrations, environment, files, notes } = check(FILES, { environment: "prod" });
  const agentData = { models: [{ name: "large" }], prompt: { instructions: "Look it up." } };
  assert.deepEqual(agents[0]?.definition, { name: "A", agentData });
  assert.deepEqual(
    agents[0]?.sources.map(({ path, file }) => [path, file]),
    [["/agentData/prompt/instructions", "agents/a.md"]],
  );
  assert.deepEqual([agents[0]?.kind, agents[0]?.file], ["agent", "agents/a.yaml"]);
  assert.equal(integrations[0]?.secrets[0]?.variable, "SECRET");
  assert.deepEqual([environment?.name, environment?.publish], ["prod", true]);
  assert.deepEqual(files, Object.keys(FILES).sort());
  assert.match(notes[0]?.text ?? "", /only the server sets it: id/);
});

it("reads a folder by its path or URL", () => {
  const root = mkdtempSync(join(tmpdir(), "geai-definitions-"));
  try {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const expected = check(FILES, { environment: "dev" });
    assert.deepEqual(check(root, { environment: "dev" }), expected);
    assert.deepEqual(check(pathToFileURL(root), { environment: "dev" }), expected);
  } finally {
    rmSync(root, { recursive: true });
  }
});

it("reports every fault with its file and line", () => {
  assert.throws(
    () => check(WRONG, { environment: "prod" }),
    (error) => {
      assert.ok(error instanceof DefinitionsError && error instanceof InvalidRequestError);
      assert.deepEqual(
        error.faults.map(({ file, line }) => [file, line]),
        [
          ["agents/b.yaml", 1],
          ["agents/c.json", 2],
        ],
      );
      assert.match(error.faults[0]?.text ?? "", /did you mean `name`\?/);
      assert.match(error.message, /^2 faults in the files\n {2}agents\/b\.yaml:1: unknown field `nam`/);
      assert.deepEqual([error.phase, error.executed], ["local", "no"]);
      const again = errorFromJSON(JSON.parse(JSON.stringify(error)));
      assert.deepEqual([again.message, again.faults], [error.message, error.faults]);
      return true;
    },
  );
});

it("refuses what is no source", () => {
  // @ts-expect-error: texts only
  assert.throws(() => check({ "geai.yaml": 7 }), InvalidRequestError);
  assert.throws(() => check(new URL("https://example.com/")), InvalidRequestError);
  assert.throws(() => check(FILES, { environment: "prd" }), /did you mean `prod`\?/);
});
