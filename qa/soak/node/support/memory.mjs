// What a process holds: memory, handles, files and threads.

import { readFileSync, readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
/** @type {() => void} */
const collect = runInNewContext("gc");

/** Collects garbage, and lets finalizers run. */
export async function collected() {
  for (let turn = 0; turn < 3; turn += 1) {
    collect();
    await new Promise(setImmediate);
  }
}

/** Longest wait for what garbage collection brings about. */
const PATIENCE = 30_000;

/**
 * Collects garbage until something is so; whether it came to be.
 * @param {() => boolean | Promise<boolean>} reached
 */
export async function until(reached) {
  for (const end = performance.now() + PATIENCE; performance.now() < end; ) {
    await collected();
    if (await reached()) return true;
  }
  return false;
}

const MIB = 2 ** 20;

/** @returns {Promise<{ rss: number, heap: number, handles: number, files: number, threads: number }>} MiB and numbers */
export async function held() {
  await collected();
  const { rss, heapUsed } = process.memoryUsage();
  const threads = Number(/^Threads:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
  const files = readdirSync("/proc/self/fd").length;
  return { rss: rss / MIB, heap: heapUsed / MIB, handles: process.getActiveResourcesInfo().length, files, threads };
}
