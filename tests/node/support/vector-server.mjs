// The server that plays vectors, as a process of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";

/** Starts it; `url` is where it is. */
export function vectorServer() {
  const target = process.env.CARGO_TARGET_DIR ?? new URL("../../../target", import.meta.url).pathname;
  const binary = process.env.GEAI_VECTOR_SERVER ?? `${target}/debug/vector-server`;
  const server = spawn(binary, { stdio: ["pipe", "pipe", "inherit"] });
  server.once("error", (cause) => {
    throw new Error(`no vector server at ${binary}: \`make vector-server\`, or set GEAI_VECTOR_SERVER`, { cause });
  });
  /** @type {Promise<string>} */
  const url = once(server.stdout.setEncoding("utf8"), "data").then(([line]) => JSON.parse(line).url);
  return { url, stop: () => server.stdin.end() };
}
