// Memory after many calls of every kind, successes, failures and aborted ones.
import { Client, NotFoundError } from "geai-client";

const client = new Client({ baseUrl: process.argv[2], apiToken: async () => "test-token", retries: 0 });
const { signal } = new AbortController();

async function round() {
  const batch = Array.from({ length: 50 }, async (_, at) => {
    if (at % 10 === 0) {
      const controller = new AbortController();
      const call = client.agents.get("x", {}, { signal: controller.signal });
      controller.abort();
      return call.catch(() => {});
    }
    if (at % 10 === 1) return client.agents.get("../x").catch((error) => error instanceof NotFoundError);
    return client.agents.get("x", {}, { signal });
  });
  await Promise.all(batch);
}

async function measured() {
  globalThis.gc?.();
  await new Promise(setImmediate);
  globalThis.gc?.();
  return process.memoryUsage();
}

for (let count = 0; count < 100; count += 1) await round();
const before = await measured();
for (let count = 0; count < 400; count += 1) await round();
const after = await measured();
const grown = (/** @type {"rss" | "heapUsed"} */ name) => (after[name] - before[name]) / 2 ** 20;
console.log(grown("rss") < 16 && grown("heapUsed") < 2 ? "steady" : `rss +${grown("rss")} MiB, heap +${grown("heapUsed")} MiB`);
