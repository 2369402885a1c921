// An emulator that nobody stops.
import { Emulator } from "geai-client/testing";

const emulator = await Emulator.start();
const { status } = await emulator.client().agents.list().withResponse();
console.log(status);
