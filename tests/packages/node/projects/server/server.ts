// A server in front of the API, as a bundler gets it. It ends when its standard input does.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { Client, NotFoundError } from "geai-client";

const client = new Client();

const server = createServer(async (request, response) => {
  const name = decodeURIComponent((request.url ?? "").slice(1));
  try {
    const { id, revision } = await client.agents.upsert(name, { name });
    response.end(JSON.stringify({ id, revision }));
  } catch (error) {
    response.writeHead(error instanceof NotFoundError ? 404 : 502).end();
  }
});

server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
process.stdin.resume().once("end", () => {
  server.close();
  server.closeAllConnections();
});
