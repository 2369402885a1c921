/** Documents that are sent as they are. */

import { fileURLToPath } from "node:url";
import { types } from "node:util";

import { invalid } from "../convert/invalid";
import { encode } from "../convert/json";
import { isUrl } from "../convert/url";

/** A document as text, as bytes, in a file, or as the value that its JSON stands for. */
export type DocumentSource = string | Uint8Array | URL | object;

/** A document's text or bytes, and the path of its file. */
export function contentOf(source: DocumentSource | undefined): [string | Uint8Array | undefined, string | undefined] {
  if (source === undefined || source === null) return [undefined, undefined];
  if (typeof source === "string" || types.isUint8Array(source)) return [source, undefined];
  if (isUrl(source)) {
    if (source.protocol !== "file:") throw invalid(`package: expected a file: URL, got ${source.protocol}`);
    return [undefined, fileURLToPath(source)];
  }
  return [encode(source, "package"), undefined];
}
