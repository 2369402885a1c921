// The same package from CommonJS.

const { Client, GeaiError } = require("geai-client");
const { Emulator } = require("geai-client/testing");

async function main() {
  const emulator = process.env.GEAI_API_BASE_URL ? undefined : await Emulator.start();
  const client = emulator ? emulator.client() : new Client();
  try {
    await client.agents.get("NoSuchAgent");
  } catch (error) {
    if (!(error instanceof GeaiError && error.isNotFound)) throw error;
    console.log(`not there: ${error.messages[0]?.description}`);
  }
  client.close();
  await emulator?.stop();
}

void main();
