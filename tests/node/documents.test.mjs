// Every JavaScript block of the README and the documentation runs against the emulator.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { it } from "node:test";
import { promisify } from "node:util";

import { Emulator } from "geai-client/testing";

const root = new URL("../../", import.meta.url);
const documents = (await readdir(new URL("docs/", root))).filter((name) => name.endsWith(".md")).sort();

for (const name of ["README.md", ...documents.map((document) => `docs/${document}`)]) {
  const text = await readFile(new URL(name, root), "utf8");
  for (const [number, [, block]] of [...text.matchAll(/^```js\n(.*?)^```/gms)].entries()) {
    it(`${name}, block ${number + 1}`, async () => {
      const emulator = await Emulator.start({ projects: ["dev"] });
      const env = { ...process.env, GEAI_API_BASE_URL: emulator.url, GEAI_APITOKEN: emulator.token("dev") };
      const program = ["--input-type=module", "--eval", block ?? ""];
      // From the root of the package it finds itself under its own name.
      const { stderr } = await promisify(execFile)(process.execPath, program, { cwd: root, env });
      assert.equal(stderr, "");
      await emulator.stop();
    });
  }
}
