// Set-ups that are cut: lost connections at every request, and aborting in each phase; and their secrets.

import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { inspect } from "node:util";

import { ApplyError, Client, GeaiError, PlanError } from "geai-client";
import { Emulator } from "geai-client/testing";

const names = ["a", "b"];
const secret = "canary-client-secret";

/** @param {string} prompt */
function files(prompt) {
  /** @type {Record<string, string>} */
  const texts = { "geai.yaml": "format: geai/1\n" };
  for (const name of names) {
    texts[`agents/${name}.yaml`] = `name: ${name}
accessScope: private
agentData:
  strategyName: Chain of Thought
  prompt: { instructions: ${prompt} }
  llmConfig: { maxTokens: 900, sampling: { temperature: 0.5 } }
  models: [{ name: gpt-4o }]
  resourcePools: [{ name: Main }]
`;
  }
  return texts;
}

/** @type {Emulator} */
let emulator;

before(async () => {
  emulator = await Emulator.start({ projects: ["dev"] });
});
beforeEach(() => emulator.reset());
after(() => emulator.stop());

/** Each agent with the versions that were published of it. */
function versions() {
  const snapshot = /** @type {any} */ (emulator.snapshot());
  const named = snapshot.state.agents[0].map((/** @type {any} */ agent) => [
    agent.revisions.at(-1).members.name,
    agent.revisions.map((/** @type {any} */ it) => it.version).filter(Boolean),
  ]);
  return Object.fromEntries(named);
}

/**
 * The next run does the rest, and nothing twice.
 *
 * @param {number[]} expected
 */
async function goesOn(expected) {
  emulator.clearFaults();
  const client = emulator.client();
  assert.ok((await client.apply(await client.plan(files("new")))).complete);
  assert.deepEqual((await client.plan(files("new"))).changes, []);
  client.close();
  assert.deepEqual(versions(), { a: expected, b: expected });
}

for (const executed of [false, true]) {
  it(`converges after a cut at every request, ${executed ? "after" : "before"} the server acted`, async () => {
    const client = emulator.client({ retries: 0 });
    await client.apply(await client.plan(files("old")));
    const base = emulator.snapshot();
    emulator.clearRequests();
    const attempt = async () => client.apply(await client.plan(files("new")));
    await attempt();
    const requests = emulator.requests.length;
    for (let number = 0; number < requests; number++) {
      emulator.restore(base);
      emulator.failNext("*", "/", { kind: "delay", ms: 0, times: number });
      emulator.failNext("*", "/", { kind: "reset", executed });
      await attempt().catch((/** @type {unknown} */ error) => {
        assert.ok(error instanceof ApplyError || (error instanceof GeaiError && error.executed === "no"), `${number}: ${error}`);
      });
      await goesOn([1, 2]);
    }
    client.close();
  });
}

// Requests that end before: none, so that it is the project; the lists; the looks; drafts; publishing.
for (let number = 0; number < 13; number += 2) {
  it(`ends when it is aborted after ${number} requests, and the next run goes on`, async () => {
    emulator.failNext("*", "/", { kind: "delay", ms: 0, times: number });
    emulator.failNext("*", "/", { kind: "stall", times: 99 });
    const controller = new AbortController();
    let left = number;
    const token = emulator.token("dev");
    const apiToken = () => {
      if (left-- === 0) controller.abort(new Error("enough"));
      return token;
    };
    const client = new Client({ baseUrl: emulator.url, apiToken, retries: 0 });
    const { signal } = controller;
    /** @type {string[]} */
    const told = [];
    const applying = client
      .plan(files("new"), {}, { signal })
      .then((plan) => client.apply(plan, { onStep: ({ outcome }) => void told.push(outcome) }, { signal }));
    await assert.rejects(applying, { message: "enough" });
    assert.ok(told.every((outcome) => outcome === "done"));
    client.close();
    await goesOn([1]);
  });
}

const integration = (literal = "{ $env: CANARY }") => ({
  "geai.yaml": "format: geai/1\n",
  "integrations/p.yaml": `name: p
manifest: '{"openapi": "3.0.3", "paths": {}}'
securityScheme:
  authLevel: User
  type: oauth2
  flows:
    authorizationCode:
      authorizationUrl: https://l.example/a
      tokenUrl: https://l.example/t
      clientId: { $env: CANARY_ID }
      clientSecret: ${literal}
`,
});

it("has no secret outside of the request that sends it", async () => {
  Object.assign(process.env, { CANARY: secret, CANARY_ID: `${secret}-id` });
  /** @type {string[]} */
  const seen = [];
  const client = emulator.client({ onEvent: (event) => void seen.push(inspect(event)) });
  const plan = await client.plan(integration());
  const echo = { errors: [{ id: 1, description: `cannot use ${secret} of ${secret}-id` }], echo: secret };
  emulator.failNext("POST", "/v3/tool-plugins", { status: 400, body: echo });
  const error = await client.apply(plan).catch((/** @type {unknown} */ it) => it);
  assert.ok(error instanceof ApplyError);
  assert.match(error.message, /cannot use \*\*\* of \*\*\*/);
  const applied = await client.apply(plan, { onStep: (step) => void seen.push(inspect(step)) });
  const forms = [error, error.cause, plan, applied].flatMap((it) => [inspect(it, { depth: 9 }), JSON.stringify(it), String(it)]);
  forms.push(String(error.stack), plan.toJson(), plan.toMarkdown(), plan.toHtml(), applied.toJson());
  assert.ok(JSON.stringify(emulator.snapshot()).includes(secret));
  assert.deepEqual([...forms, ...seen].filter((form) => form?.includes(secret)), []);
  client.close();
});

it("rotates secrets when asked, and names one that is not set", async () => {
  Object.assign(process.env, { CANARY: "old-secret-value", CANARY_ID: "id" });
  const client = emulator.client();
  assert.ok((await client.apply(await client.plan(integration()))).complete);
  process.env.CANARY = secret;
  assert.deepEqual((await client.plan(integration())).changes, []);
  const rotation = await client.plan(integration(), { sendSecrets: ["p"] });
  delete process.env.CANARY;
  await assert.rejects(client.apply(rotation), (error) => error instanceof PlanError && /not set: CANARY/.test(error.message));
  assert.ok(!JSON.stringify(emulator.snapshot()).includes(secret));
  process.env.CANARY = secret;
  assert.ok((await client.apply(rotation)).complete);
  assert.ok(JSON.stringify(emulator.snapshot()).includes(secret));
  await assert.rejects(client.plan(integration(secret)), (error) => /\$env/.test(String(error)) && !inspect(error).includes(secret));
  client.close();
});
