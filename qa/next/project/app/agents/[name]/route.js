import { Client, NotFoundError } from "geai-client";

/** One client for the process. It is made by the first request: `next build` loads this file, too. */
let client;

/** Makes the agent of this name, and says which revision it has. */
export async function GET(_request, { params }) {
  const { name } = await params;
  client ??= new Client();
  try {
    const { id, revision } = await client.agents.upsert(name, { name });
    return Response.json({ id, revision });
  } catch (error) {
    return Response.json({ error: error.name }, { status: error instanceof NotFoundError ? 404 : 502 });
  }
}
