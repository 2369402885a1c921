// Creates agents with BullMQ: a job for each, at a rate that all workers share through Redis.
//
// Needs `bullmq`, and Redis: `REDIS_URL`. Queue and worker are in one process here; usually they are in two.

import { Queue, QueueEvents, UnrecoverableError, Worker } from "bullmq";
import { Client, GeaiError, RateLimitError } from "geai-client";
import { Emulator } from "geai-client/testing";

const connection = { url: process.env["REDIS_URL"] ?? "redis://127.0.0.1:6379", maxRetriesPerRequest: null };
const emulator = process.env["GEAI_API_BASE_URL"] === undefined ? await Emulator.start() : undefined;
// `retries: 0`: this client makes one attempt, and the queue decides about the next one. Otherwise both would repeat.
const client = emulator?.client({ retries: 0 }) ?? new Client({ retries: 0 });

/** @param {import("bullmq").Job<{ name: string }, string>} job */
async function create({ data }) {
  try {
    return (await client.agents.create(data)).id;
  } catch (error) {
    if (!(error instanceof GeaiError)) throw error;
    // An earlier try of this job did it, although its answer was lost.
    if (error.isAlreadyExists) return (await client.agents.get(data.name, { revision: 1, allowDrafts: true })).id;
    if (error instanceof RateLimitError) {
      // All workers of the queue rest, and the job has not failed.
      await worker.rateLimit(error.retryAfter ?? 1_000);
      throw Worker.RateLimitError();
    }
    // A mistake in the definition is one the next time, too.
    if (!error.retryable) throw new UnrecoverableError(error.message);
    throw error;
  }
}

const name = "agents";
// The limiter is one for all workers of the queue, on whatever machine they are.
const worker = new Worker(name, create, { connection, concurrency: 8, limiter: { max: 50, duration: 1_000 } });
const queue = new Queue(name, { connection });
// One for each job that is waited for.
queue.setMaxListeners(0);
const events = new QueueEvents(name, { connection });
await Promise.all([worker, queue, events].map((part) => part.waitUntilReady()));
emulator?.failNext("POST", "/v4/agents", { status: 429, retryAfter: 0.2 });
emulator?.failNext("POST", "/v4/agents", { status: 503 });

const options = { attempts: 5, backoff: { type: "exponential", delay: 100, jitter: 0.5 } };
const wanted = Array.from({ length: 20 }, (_, number) => ({ name: `agent-${number}` }));
const jobs = await queue.addBulk([...wanted, { name: "wrong:name" }].map((data) => ({ name: "create", data, opts: options })));
const ended = await Promise.allSettled(jobs.map((job) => job.waitUntilFinished(events, 60_000)));
console.log(new Set(ended.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []))).size, "agents were made");
for (const [at, end] of ended.entries()) {
  if (end.status === "rejected") console.log(jobs[at]?.data.name, "was given up:", end.reason.message.includes("400"));
}

// What was taken up is brought to its end, then connections are closed.
await worker.close();
await Promise.all([queue.close(), events.close()]);
client.close();
await emulator?.stop();
