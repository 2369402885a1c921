// Makes a call to a server with TLS: `certificates.mjs URL [CA_BUNDLE]`. Prints what is trusted, then the result.

import { Client } from "geai-client";

const [url = "", caBundle] = process.argv.slice(2);
process.on("warning", (warning) => console.log("warning", "code" in warning && warning.code, warning.message));
try {
  const client = new Client({ baseUrl: url, apiToken: "x", ...(caBundle === undefined ? {} : { caBundle }) });
  const trust = client.config["trust"];
  console.log(trust?.value, "|", trust?.source);
  console.log((await client.agents.get("A")).name);
} catch (error) {
  console.log(String(error));
}
