// A defect in the native part, caused on purpose.
import { Client } from "geai-client";
import { Emulator } from "geai-client/testing";

const emulator = await Emulator.start();
const client = emulator.client();
// Every method goes through an object like this one, which names an operation that only tests know.
const { Calls, native, valueOf } = await import("../../../bindings-node/dist/bundle.js");
const options = JSON.stringify({ baseUrl: emulator.url, apiToken: emulator.token("default") });
const handle = valueOf(native.createClient(options, "{}"));
const calls = new Calls(handle, { token: undefined, onEvent: undefined });
const operation = { operation: "__test_panic", method: "GET", path: "/" };
await calls.call(operation, {}, {}, {}, String).catch((error) => console.log(error.name));
console.log((await client.agents.create({ name: "Parcel" })).name);
