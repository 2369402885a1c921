// Prints whatever integrations and links can show. The secrets come as arguments.
import { inspect } from "node:util";

import { Emulator } from "geai-client/testing";

const [, , clientSecret = "", value = "", wrongToken = ""] = process.argv;

/** @param {unknown} found */
const show = (found) => console.log(found, inspect(found, { depth: null, showHidden: true, getters: true }));
/** @param {unknown} found */
const write = (found) => console.log(JSON.stringify(found), String(found));

const emulator = await Emulator.start({ verbose: true });
const client = emulator.client({ onEvent: (event) => (show(event), write(event)) });
/** @param {Promise<unknown>} call */
const failed = async (call) => {
  const error = await call.then(() => new Error("it succeeded"), (error) => error);
  show(error);
  write(error);
  console.log(error.stack, error.cause);
};

const flow = { authorizationUrl: "https://login.example.com", clientId: "app", clientSecret };
const securityScheme = { type: "oauth2", flows: { authorizationCode: flow } };
const manifest = { openapi: "3.0.3", paths: {} };
const given = { name: "x", manifest, securityScheme };
for (const found of [await client.integrations.import(given), await client.integrations.get("x")]) {
  show(found.toDefinition());
  show(found);
  write(found);
}
await failed(client.integrations.import(given));
await failed(client.integrations.import({ ...given, name: "" }));
const nested = /** @type {any} */ ({ clientSecret: { nested: clientSecret } });
await failed(client.integrations.update("x", { securityScheme: { flows: { authorizationCode: nested } } }));
await client.integrations.setConfig("x", [{ key: "x.password", value }]);
await failed(client.integrations.setConfig("not-there", [{ key: "x.clientSecret", value }]));
await client.integrations.setConfig("x", [{ key: "region", value: "north" }]);
console.log(await client.integrations.getConfig("x"));
emulator.failNext("POST", "/v3/tool-plugins", { kind: "garbage" });
await failed(client.integrations.setConfig("x", [{ key: "x.token", value }]));
await failed(emulator.client({ apiToken: wrongToken }).validateToken());

await client.agents.create({ name: "Shared" });
const link = await client.agents.createSharingLink("Shared");
console.log(link, inspect(link, { depth: null }));
write(link);
show(client);
console.log(String(client));
await failed((async () => JSON.stringify(client))());
show(client.config);
show(emulator.requests);
write(emulator.requests);
process.send?.([emulator.token("default"), link.apiToken]);
process.disconnect?.();
await emulator.stop();
