// Clients that nobody holds any more, each with a call in flight.
import { Client } from "geai-client";

let answers = 0;
/** @type {WeakRef<Client>[]} */
const clients = [];
/** @type {Promise<unknown>[]} */
const calls = [];

function start() {
  const client = new Client({ baseUrl: process.argv[2], apiToken: "test-token" });
  clients.push(new WeakRef(client));
  calls.push(client.agents.get("x").then(() => (answers += 1)));
}

for (let count = 0; count < 200; count += 1) start();
globalThis.gc?.();
await Promise.all(calls);
calls.length = 0;
const alive = () => clients.filter((client) => client.deref() !== undefined).length;
for (let turn = 0; turn < 20 && alive() > 0; turn += 1) {
  await new Promise(setImmediate);
  globalThis.gc?.();
}
console.log(`${alive()} of 200 clients, ${answers} answers`);
