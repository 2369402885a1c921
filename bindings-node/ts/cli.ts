#!/usr/bin/env node
/** The program `geai-client`, which the native part has. */

import { native } from "./native/load";

// In place of Node's own handlers, which raise the signal again and so would never return beneath those of the program.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
process.exitCode = native.runCli(["geai-client", ...process.argv.slice(2)]);
