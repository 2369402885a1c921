/**
 * Prints what all packages say of the place where they are published, as JSON: its address, if it is known, and the README for a
 * registry.
 */

import { address, readme } from "./manifests.mjs";

process.stdout.write(JSON.stringify({ address: address() ?? null, readme: readme() }));
