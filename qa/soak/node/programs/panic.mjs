// A defect in the native part, caused on purpose: panic.mjs call|start|function

import { Client } from "geai-client";

import { Scripted } from "../support/scripts.mjs";

const server = await new Scripted().start();
const client = new Client({ baseUrl: `http://127.0.0.1:${server.port}`, apiToken: "test-token" });

// What every method goes through, with the names to which only tests answer.
const { Calls, native, valueOf } = await import("../../../../bindings-node/dist/bundle.js");
const options = JSON.stringify({ baseUrl: client.baseUrl, apiToken: "test-token" });
const handle = valueOf(native.createClient(options, "{}"));
const calls = new Calls(handle, { token: undefined, onEvent: undefined });

const row = { method: "GET", path: "/" };
const shown = (/** @type {unknown} */ error) => console.log(/** @type {Error} */ (error).name);
switch (process.argv[2]) {
  case "call":
    await calls.call({ ...row, operation: "__test_panic" }, {}, {}, {}, String).catch(shown);
    break;
  case "start":
    await calls.call({ ...row, operation: "__test_panic_at_start" }, {}, {}, {}, String).catch(shown);
    break;
  case "function":
    try {
      valueOf(native.withOptions(handle, "__test_panic"));
    } catch (error) {
      shown(error);
    }
    break;
}
console.log((await client.agents.get("ok")).name);
server.stop();
