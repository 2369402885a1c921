// The JavaScript in README.md and in the documentation runs as it is.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { Emulator } from "geai-client/testing";

const root = new URL("../../", import.meta.url);
const documents = ["README.md", "docs/emulator.md"];

for (const document of documents) describe(document, () => {
  const blocks = [...readFileSync(new URL(document, root), "utf8").matchAll(/^```js\n(.*?)^```$/gms)];
  for (const [at, [, code = ""]] of blocks.entries()) {
    it(`block ${at + 1}: ${code.split("\n").find((line) => line !== "" && !line.startsWith("import"))}`, async () => {
      const emulator = await Emulator.start();
      const env = { ...process.env, GEAI_API_BASE_URL: emulator.url, GEAI_APITOKEN: emulator.token("default") };
      const child = spawn(process.execPath, ["--input-type=module", "-e", code], { cwd: fileURLToPath(root), env });
      let stderr = "";
      child.stderr.setEncoding("utf8").on("data", (chunk) => (stderr += chunk));
      child.stdout.resume();
      const [status] = await once(child, "close");
      await emulator.stop();
      assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    });
  }
});
