// Options among parameters and parameters among options: over the table of operations, the error says what goes where
// and lists what there is.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Client, InvalidRequestError } from "geai-client";

import { camel, method, operations } from "./support/operations.mjs";
import { Server, answer } from "./support/server.mjs";

const OPTIONS = ["timeout", "deadline", "retries", "retryWrites", "headers", "signal"];
const CLIENT_OPTIONS = [
  "baseUrl",
  "apiToken",
  "accessToken",
  "projectId",
  "organizationId",
  "profile",
  "credentialsFile",
  "agentsApi",
  "caBundle",
  "clientCert",
  "proxy",
  "onEvent",
  "timeout",
  "deadline",
  "retries",
  "retryWrites",
  "headers",
  "connectTimeout",
  "backoff",
  "maxRetryAfter",
  "retryPostOn429",
  "maxInFlight",
  "maxRequestsPerSecond",
  "reuseConnectionsForWrites",
  "maxRequestBytes",
  "maxResponseBytes",
  "allowHttp",
  "strictCredentialsPermissions",
];
const ORDINALS = ["first", "second", "third", "fourth"];

/** Values of required parameters that are no text. @type {Record<string, unknown>} */
const VALUES = {
  definition: { name: "x" },
  integration: { name: "x", manifest: { openapi: "3.0.0", paths: {} } },
  package: { labPackage: {} },
  parameters: [],
  revision: 1,
  security_scheme: {},
};

/** @type {Server} */
let server;
/** @type {Client} */
let client;
before(async () => {
  server = await Server.start((_, response) => answer(response, {}));
  client = server.client();
});
after(() => server.stop());

/** The message of what is refused before anything is sent. */
async function refusal(/** @type {() => unknown} */ call) {
  const sent = server.seen.length;
  const error = await Promise.resolve()
    .then(call)
    .then(() => undefined, (error) => error);
  assert.ok(error instanceof InvalidRequestError, String(error));
  assert.equal(server.seen.length, sent);
  return error.message;
}

/** The names that a message says there are. */
const listed = (/** @type {string} */ message) => /expected one of ([\w, ]+)/.exec(message)?.[1]?.split(", ");

for (const { node, positional, optional } of operations) {
  // Of an operation with a free query, what has no name goes into the query.
  const free = optional.includes("query");
  const values = positional.map((name) => [name, VALUES[name] ?? "x"]);
  const required = free ? [] : values.map(([, value]) => value);
  const params = optional.map(camel);

  describe(node, () => {
    it("lists its options", async () => {
      const before = free ? [Object.fromEntries(values)] : params.length > 0 ? [{}] : [];
      const message = await refusal(() => method(client, node)(...required, ...before, { nonsense: 1 }));
      assert.match(message, /options: unknown field `nonsense`/);
      assert.deepEqual(listed(message), OPTIONS);
    });

    if (params.length === 0 || free) return;

    for (const option of OPTIONS) {
      it(`says that ${option} is an option, and lists its parameters`, async () => {
        const message = await refusal(() => method(client, node)(...required, { [option]: 1 }));
        assert.ok(params.every((param) => listed(message)?.includes(param)), message);
        const place = ORDINALS[positional.length + 1];
        const known = `\`${option}\` is an option of the call, and options (${OPTIONS.join(", ")}) are the ${place} argument`;
        assert.ok(message.includes(known), message);
        assert.ok(message.endsWith(`params, { ${option}: … })`), message);
      });
    }

    for (const param of params) {
      it(`says that ${param} is a parameter`, async () => {
        const message = await refusal(() => method(client, node)(...required, {}, { [param]: "x" }));
        const place = ORDINALS[positional.length];
        assert.ok(message.includes(`\`${param}\` is a parameter, and parameters are the ${place} argument`), message);
      });
    }
  });
}

it("an option in a definition is one, too", async () => {
  const given = /** @type {any} */ ({ name: "x", deadline: 5 });
  const message = await refusal(() => client.agents.create(given));
  assert.match(message, /are the third argument: agents\.create\(definition, params, \{ deadline: … \}\)/);
});

it("bulk and sign-in list theirs", async () => {
  const bulk = await refusal(() => client.bulk([1], () => 1, /** @type {any} */ ({ nonsense: 1 })));
  assert.deepEqual(listed(bulk), ["concurrency", "deadline", "onProgress", "signal"]);
  const params = /** @type {any} */ ({ url: "https://host.example", nonsense: 1 });
  const authorize = await refusal(() => client.inspector.authorize(params));
  assert.deepEqual(listed(authorize), ["url", "clientId", "onUrl", "openBrowser", "deadline", "challengeId"]);
  const options = /** @type {any} */ ({ nonsense: 1 });
  const late = await refusal(() => client.inspector.authorize({ url: "https://host.example" }, options));
  assert.deepEqual(listed(late), ["signal"]);
});

it("the client lists all of its options", () => {
  const given = /** @type {any} */ ({ baseUrl: server.url, apiToken: "x", nonsense: 1 });
  assert.throws(() => new Client(given), (/** @type {Error} */ { message }) => {
    assert.deepEqual(listed(message)?.sort(), [...CLIENT_OPTIONS].sort());
    return true;
  });
  // Each of them is known.
  const undefineds = Object.fromEntries(CLIENT_OPTIONS.map((option) => [option, undefined]));
  assert.doesNotThrow(() => new Client({ ...undefineds, baseUrl: server.url, apiToken: "x" }));
});
