#!/usr/bin/env node
/** The program `geai-client`. Its one command runs the emulator, which the native part has. */

import { native } from "./native/load";

const [command, ...options] = process.argv.slice(2);
if (command === "emulator") {
  // In place of Node's own handlers, which raise the signal again and so would never return beneath that of the emulator.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  process.exitCode = native.runEmulator(["npx geai-client emulator", ...options]);
} else {
  process.stderr.write("usage: geai-client emulator [options]; geai-client emulator --help lists them\n");
  process.exitCode = 2;
}
