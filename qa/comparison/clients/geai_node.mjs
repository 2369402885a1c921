// This package. The time-out is `timeout`, the limit of one attempt.

import { Client } from "geai-client";

import { main } from "./common.mjs";

await main((baseUrl, { key, header, body, timeout }) => {
  const limits = timeout === null ? {} : { timeout: timeout * 1000 };
  const client = new Client({ baseUrl, apiToken: key, headers: { "x-canary": header }, ...limits });
  return {
    shown: client,
    call: (kind, mark, signal) => {
      const options = signal ? { signal } : {};
      if (kind === "get") return client.agents.get(mark, {}, options);
      return client.agents.create({ name: mark, description: body }, {}, options);
    },
  };
});
