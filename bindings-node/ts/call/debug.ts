/** What `NODE_DEBUG=geai-client` shows. */

import { debuglog } from "node:util";

import { MALFORMED } from "../convert/mask";
import { Page } from "./page";

const debug = debuglog("geai-client");

/** Says which members of the records of an answer are of another type than documented; their values may be anything. */
export function reportMalformed(operation: string, data: unknown): void {
  if (!debug.enabled) return;
  const answer = data instanceof Page ? data.items : [data];
  const places = answer.flat().flatMap((record, at) => {
    const kept = typeof record === "object" && record !== null ? (record as Record<string, unknown>)[MALFORMED] : undefined;
    return Object.keys(kept ?? {}).map((place) => (answer.length > 1 ? `[${at}].${place}` : place));
  });
  if (places.length > 0) debug("%s: members of another type than documented are unset: %s", operation, places.join(", "));
}
