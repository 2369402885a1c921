// Failures: what they are called, what they know, and what is retried before they reach you.

import { APIConnectionError, APITimeoutError, GeaiError, InvalidRequestError, ServerError } from "geai-client";
import { Emulator } from "geai-client/testing";

// Faults on request need the emulator.
const emulator = await Emulator.start();
const client = emulator.client({
  onEvent: ({ kind, operation, status, attempt }) => {
    if (kind === "end") console.log(`  [${operation}: ${status ?? "no answer"}, attempts: ${attempt}]`);
  },
});

/**
 * @param {string} title
 * @param {() => PromiseLike<unknown>} call
 */
async function attempt(title, call) {
  console.log(`${title}:`);
  try {
    await call();
    console.log("  it worked");
  } catch (error) {
    if (!(error instanceof GeaiError)) throw error;
    console.log(`  ${error.name}, executed: ${error.executed}, phase: ${error.phase}`);
    if (error instanceof InvalidRequestError) console.log(`  ${error.message}`);
    if (error instanceof ServerError) console.log(`  ${error.messages[0]?.description ?? error.status}`);
    if (error instanceof APITimeoutError) console.log("  too slow");
    else if (error instanceof APIConnectionError) console.log("  look before you repeat it");
  }
}

const definition = { name: "Example" };

emulator.failNext("GET", "/v4/agents", { status: 503, times: 2, retryAfter: 0 });
await attempt("a read is repeated", () => client.agents.list());

emulator.failNext("POST", "/v4/agents", { kind: "reset", executed: true });
await attempt("a write that may have worked is not", () => client.agents.create(definition));

await attempt("a misspelt member is refused before anything is sent", () =>
  client.agents.create(/** @type {any} */ ({ nmae: "Example" })),
);

emulator.failNext("GET", "/v4/agents", { kind: "stall" });
await attempt("nothing hangs", () => client.agents.list({}, { timeout: 100, retries: 0 }));

emulator.failNext("GET", "/v4/agents", { kind: "stall" });
const signal = AbortSignal.timeout(100);
const reason = await client.agents.list({}, { signal }).catch((reason) => reason);
console.log(`an aborted call drops its request: ${reason.name}`);

client.close();
await emulator.stop();
