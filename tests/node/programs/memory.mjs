// Memory after many calls of every kind, successes, failures and aborted ones.
import { Client } from "geai-client";

const client = new Client({ baseUrl: process.argv[2], apiToken: async () => "test-token", retries: 0 });
const { signal } = new AbortController();

/** @param {number} at */
async function call(at) {
  if (at % 10 === 0) return client.agents.get("x", {}, { signal });
  if (at % 2 === 0) return client.agents.get("../x").catch((error) => error.message);
  const controller = new AbortController();
  const aborted = client.agents.get("x", {}, { signal: controller.signal });
  controller.abort();
  return aborted.catch(() => {});
}

/** @param {number} count */
async function calls(count) {
  for (let done = 0; done < count; done += 50) await Promise.all(Array.from({ length: 50 }, (_, at) => call(at)));
}

async function measured() {
  globalThis.gc?.();
  await new Promise(setImmediate);
  globalThis.gc?.();
  return process.memoryUsage();
}

// Until the heaps of V8 and of the allocator have their size.
await calls(40_000);
const before = await measured();
await calls(20_000);
const after = await measured();
const grown = (/** @type {"rss" | "heapUsed"} */ name) => (after[name] - before[name]) / 2 ** 20;
console.log(
  grown("rss") < 8 && grown("heapUsed") < 2 ? "steady" : `rss +${grown("rss")} MiB, heap +${grown("heapUsed")} MiB`,
);
