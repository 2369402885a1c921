// Programs in processes of their own, several at a time.

import "./alone.mjs";

import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

/** Longest time for one program, in milliseconds: what hangs is ended, and counts as lost. */
const PATIENCE = 180_000;

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null, stdout: string, stderr: string, took: number }} Ended */

/**
 * Runs a program beside this one to its end.
 * @param {string} name
 * @param {string[]} args
 * @param {(child: import("node:child_process").ChildProcessWithoutNullStreams) => void} [meanwhile]
 * @returns {Promise<Ended>}
 */
export async function run(name, args, meanwhile) {
  const began = performance.now();
  const program = fileURLToPath(new URL(`../programs/${name}.mjs`, import.meta.url));
  // A panic tells where it happened, and no more.
  const env = { ...process.env, RUST_BACKTRACE: "0" };
  const child = spawn(process.execPath, [program, ...args], { env, timeout: PATIENCE, killSignal: "SIGKILL" });
  const found = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk) => (found.stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk) => (found.stderr += chunk));
  meanwhile?.(child);
  const [code, signal] = await once(child, "close");
  return { code, signal, ...found, took: performance.now() - began };
}

/**
 * Does all of it, as much at a time as the machine has processors.
 * @template T
 * @param {T[]} work
 * @param {(item: T) => Promise<void>} each
 */
export async function all(work, each, abreast = availableParallelism()) {
  const left = [...work];
  const worker = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await each(item);
  };
  await Promise.all(Array.from({ length: abreast }, worker));
}

/** @param {Ended} ended */
export const shown = ({ code, signal, stdout, stderr }) =>
  JSON.stringify({ code, signal, stdout: stdout.slice(0, 300), stderr: stderr.slice(0, 600) });
