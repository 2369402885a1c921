/** The native part: what it exports, and where it is found. */

import { existsSync } from "node:fs";
import { join } from "node:path";

declare const opaque: unique symbol;
/** A native object; freed when nothing refers to it any more. */
export interface Handle<Name extends string> {
  readonly [opaque]: Name;
}
export type Bridge = Handle<"bridge">;
export type NativeClient = Handle<"client">;
export type Cursor = Handle<"cursor">;
export type Group = Handle<"group">;
export type NativeEmulator = Handle<"emulator">;

/** What a synchronous function gives: a value, or an error as JSON. */
export type Outcome<T> = { value: T; failure?: undefined } | { value?: undefined; failure: string };

/** Hears what a call came to; the second number is one of {@link Event}. */
export type Settle = (id: number, event: number, text: string, meta: string, cursor: Cursor | null) => void;

export const Event = { success: 0, failure: 1, ask: 2 } as const;

export interface Native {
  openBridge(settle: Settle): Outcome<Bridge>;
  environmentVariables(): string[];
  createClient(bridge: Bridge, options: string, environment: string, asksFor: string[]): Outcome<NativeClient>;
  withOptions(client: NativeClient, options: string): Outcome<NativeClient>;
  baseUrl(client: NativeClient): string;
  config(client: NativeClient): Outcome<string>;
  createGroup(bounds: string): Outcome<Group>;
  closeGroup(group: Group): void;
  warning(client: NativeClient): string | null;
  close(client: NativeClient): void;
  definitionOf(answer: string, isAgent: boolean): Outcome<string>;
  start(
    bridge: Bridge,
    client: NativeClient,
    id: number,
    operation: string,
    params: string,
    options: string,
    document: string | Uint8Array | undefined,
    file: string | undefined,
    group: Group | undefined,
  ): void;
  nextPage(bridge: Bridge, client: NativeClient, id: number, cursor: Cursor, options: string): void;
  request(
    bridge: Bridge,
    client: NativeClient,
    id: number,
    method: string,
    path: string,
    query: string,
    json: string | undefined,
    options: string,
    group: Group | undefined,
  ): void;
  beginAuthorization(
    bridge: Bridge,
    client: NativeClient,
    id: number,
    url: string,
    clientId: string | undefined,
    challengeId: string | undefined,
  ): void;
  finishAuthorization(bridge: Bridge, client: NativeClient, id: number, begun: string, deadline: number): void;
  cancel(bridge: Bridge, id: number): void;
  answerToken(bridge: Bridge, id: number, token: string | undefined, reason: string): void;
  startEmulator(settings: string): Outcome<NativeEmulator>;
  emulator(emulator: NativeEmulator, wanted: string, argument: string): Outcome<string>;
}

/** As in the names of native files and packages. Which C library a Linux has shows by what is installed. */
const { platform, arch } = process;
const names = platform === "linux" ? [`linux-${arch}-gnu`, `linux-${arch}-musl`] : [`${platform}-${arch}`];

function load(): Native {
  const causes: unknown[] = [];
  const files = names.map((name) => join(__dirname, `geai-client.${name}.node`)).filter((file) => existsSync(file));
  for (const wanted of files.length > 0 ? files : names.map((name) => `geai-client-${name}`)) {
    try {
      return require(wanted) as Native;
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw new Error(
    `geai-client has no usable native part for ${platform}-${arch} (Node ${process.version}): install the package ` +
      `${names.map((name) => `geai-client-${name}`).join(" or ")}, without --omit=optional, or build it from ` +
      "source with `npm run build`",
    { cause: causes.length > 1 ? new AggregateError(causes) : causes[0] },
  );
}

export const native: Native = load();
