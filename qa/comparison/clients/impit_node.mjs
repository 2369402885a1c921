// impit: `timeout` of the client; redirects as they are by default, followed.

import { main, peers } from "./common.mjs";
import { caller } from "./fetching.mjs";

const { Impit } = peers("impit");

await main((url, options) => {
  const headers = { authorization: `Bearer ${options.key}`, "x-canary": options.header };
  const limits = options.timeout === null ? {} : { timeout: options.timeout * 1000 };
  const client = new Impit({ headers, ...limits });
  return { shown: client, call: caller((/** @type {any[]} */ ...request) => client.fetch(...request), url, {}, options) };
});
