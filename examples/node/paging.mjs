// Lists: one page, every page, and no more than so many.

import { Client } from "geai-client";
import { Emulator } from "geai-client/testing";

const emulator = process.env.GEAI_API_BASE_URL ? undefined : await Emulator.start({ projects: ["dev"] });
const client = emulator ? emulator.client() : new Client();
emulator?.seedAgents("dev", 45);

const page = await client.agents.list({ count: 20 });
console.log(`${page.items.length} of ${page.total} agents are on the first page, more: ${page.hasNext}`);

const next = await page.nextPage();
console.log(`${next?.items.length ?? 0} are on the second`);

let count = 0;
for await (const agent of client.agents.list({ count: 20 })) count += agent.isDraft ? 0 : 1;
console.log(`${count} are published, on all pages`);

for await (const { name } of client.agents.list({ maxItems: 3 })) console.log(`- ${name}`);

client.close();
await emulator?.stop();
