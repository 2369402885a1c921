// openai: `client.get` and `client.post`, which its README gives for endpoints it does not know; `timeout`.

import { main, peers } from "./common.mjs";

const { OpenAI } = peers("openai");

await main((url, { key, header, body, timeout }) => {
  const limits = timeout === null ? {} : { timeout: timeout * 1000 };
  const client = new OpenAI({
    ...{ apiKey: key, baseURL: `${url}/v4`, defaultHeaders: { "x-canary": header }, ...limits },
    logLevel: process.env.COMPARISON_DEBUG ? "debug" : "off",
  });
  return {
    shown: client,
    call: (kind, mark, signal) => {
      if (kind === "get") return client.get(`/agents/${mark}`, { signal });
      return client.post("/agents", { body: { name: mark, description: body }, signal });
    },
  };
});
