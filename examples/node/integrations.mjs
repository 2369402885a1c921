// The life of an integration: from the description of a service to tools that agents use.
//
// With GEAI_API_BASE_URL and GEAI_APITOKEN set, it runs against that installation: it creates an integration and an
// agent there and deletes them again. Otherwise it runs against the emulator in the package.

import { Client, GeaiError, NotFoundError, ReportedError } from "geai-client";
import { Emulator } from "geai-client/testing";

const DESCRIPTION = new URL("../integrations/weather.openapi.yaml", import.meta.url);
const SERVICE = process.env.GEAI_EXAMPLE_SERVICE ?? "https://parcels.example.com/openapi.json";

/**
 * Prints the title of a step.
 * @param {number} number
 * @param {string} title
 */
function heading(number, title) {
  const text = `${number} ${title}`;
  console.log(process.stdout.isTTY ? `\n\x1b[1m${text}\x1b[0m` : `\n${text}`);
  console.log("-".repeat(text.length));
}

/**
 * Plays the person at the browser, who reads the page and clicks "Allow".
 * @param {string} url
 */
async function allow(url) {
  const page = await (await fetch(url)).text();
  const fields = [...page.matchAll(/<input type="hidden" name="(.*?)" value="(.*?)">/g)];
  const body = new URLSearchParams({ decision: "allow" });
  for (const [, name = "", value = ""] of fields) body.set(name, value);
  await fetch(new URL(/action="(.*?)"/.exec(page)?.[1] ?? "", url), { method: "POST", body });
}

/**
 * Tells the story.
 * @param {Client} client
 * @param {boolean} alone nobody is there to sign in
 */
async function story(client, alone) {
  heading(1, "Import a description");
  const weather = await client.integrations.import({ name: "weather", manifest: DESCRIPTION });
  console.log(`  ${weather.name} has ${weather.tools?.length} tools, waiting to be published: ${weather.pendingPublish}`);
  for (const { name } of weather.tools ?? []) console.log(`  - ${name}`);

  heading(2, "Publish its tools");
  const { totalPublished } = await client.integrations.publishTools(weather.id);
  const again = await client.integrations.publishTools(weather.id);
  console.log(`  published: ${totalPublished}, the second time: ${again.totalPublished}`);

  heading(3, "Sign in");
  if (alone) console.log('  Nobody is here to sign in: this script clicks "Allow" itself.');
  /** @type {Promise<void> | undefined} */
  let clicked;
  const onUrl = (/** @type {string} */ url) => {
    console.log(`  sign in at ${new URL(url).origin}${new URL(url).pathname}`);
    if (alone) clicked = allow(url);
    else console.log(`  ${url}`);
  };
  const found = await client.inspector.authorize({ url: SERVICE, clientId: "parcel-app", onUrl });
  await clicked;
  console.log(`  signed in: ${JSON.parse(found.manifest ?? "{}").info?.title}, ${found.securityScheme?.type}`);

  heading(4, "Give a tool to an agent");
  const [tool] = weather.tools ?? [];
  // The pages show no id of a tool, so a server may leave it out.
  const id = tool?.["id"] === undefined ? undefined : String(tool["id"]);
  const resourcePools = [{ name: "weather", tools: [{ ...(id && { id }), name: tool?.name }] }];
  const prompt = { instructions: "Tell the weather at the station nearest to the user." };
  const agentData = { prompt, models: [{ name: "gpt-4o" }], resourcePools };
  const agent = await client.agents.create({ name: "WeatherTeller", agentData }, { automaticPublish: true });
  const users = [];
  for await (const { name } of client.agents.listByTool(id ?? String(tool?.name))) users.push(name);
  console.log(`  ${tool?.name} is used by ${users.join(", ")}`);

  heading(5, "Record and close an interaction");
  await client.interactions.record(weather.id);
  console.log(`  open: ${(await client.interactions.listOpen()).map(({ name }) => name).join(", ")}`);
  const { isOpen } = await client.interactions.close(weather.id);
  console.log(`  closed: ${!isOpen}, open: ${(await client.interactions.listOpen()).length}`);

  heading(6, "A failure hidden in a success");
  try {
    await client.integrations.publishTools("no-such-integration");
  } catch (error) {
    if (!(error instanceof ReportedError || error instanceof NotFoundError)) throw error;
    console.log(`  ${error.name}, with status ${error.status}: ${error.messages[0]?.description}`);
  }

  heading(7, "Delete");
  await client.agents.delete(agent.id);
  await client.integrations.delete(weather.id);
  const gone = await client.integrations.get(weather.id).catch((error) => error);
  console.log(`  gone, with its tools: ${gone instanceof GeaiError && gone.isNotFound}`);
}

const emulator = process.env.GEAI_API_BASE_URL ? undefined : await Emulator.start();
if (emulator) console.log(`No GEAI environment is set: this runs against the emulator at ${emulator.url}`);
const client = emulator?.client() ?? new Client();
try {
  await story(client, emulator !== undefined);
} finally {
  client.close();
  await emulator?.stop();
}
