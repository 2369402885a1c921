// Secrets of integrations and links are where they must be, and nowhere else.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

import { program } from "./support/child.mjs";

/**
 * A text as it is, and as it looks inside of something encoded.
 * @param {string} text
 */
function forms(text) {
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]).toString("base64");
    return whole.slice(before === 0 ? 0 : 4, -4);
  });
  const hex = Buffer.from(text).toString("hex");
  return [text, encodeURIComponent(text), hex, hex.toUpperCase(), [...text].reverse().join(""), ...base64];
}

it("no secret is printed, thrown, observed or recorded", async () => {
  const planted = [randomUUID(), randomUUID(), randomUUID()];
  const child = spawn(process.execPath, [fileURLToPath(program("secrets")), ...planted], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let shown = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (shown += text));
  /** @type {string[]} */
  const made = [];
  child.on("message", (tokens) => void made.push(.../** @type {string[]} */ (tokens)));
  const [code] = await once(child, "close");
  assert.equal(code, 0, shown.slice(-2000));
  assert.equal(made.length, 2);
  assert.ok(shown.includes("integrations.set_config") && shown.includes("secret-ref-"));
  for (const [at, secret] of [...planted, ...made].entries()) {
    for (const form of forms(secret)) {
      const found = shown.indexOf(form);
      assert.equal(found, -1, `secret ${at}: ${shown.slice(Math.max(0, found - 300), found + 60)}`);
    }
  }
});
