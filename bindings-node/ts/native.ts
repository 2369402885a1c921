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
export type Settle = (
  id: number,
  event: number,
  text: string,
  meta: string,
  cursor: Cursor | null,
  rest: string,
) => void;

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
  asideMark(): string;
  readonly ASIDE_LONG: number;
  definitionOf(answer: string, isAgent: boolean): Outcome<string>;
  start(
    bridge: Bridge,
    client: NativeClient,
    id: number,
    operation: string,
    params: string,
    asides: string[],
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

/** The platforms that have a package, as in the names of native files and packages. */
const supported = [
  "linux-x64-gnu",
  "linux-arm64-gnu",
  "linux-x64-musl",
  "linux-arm64-musl",
  "darwin-x64",
  "darwin-arm64",
  "win32-x64",
] as const;
type Name = (typeof supported)[number];

/** Names of what this process could load. Which C library a Linux has shows by what loads. */
function candidates(): Name[] {
  const here = `${process.platform}-${process.arch}`;
  return supported.filter((name) => name === here || (here.startsWith("linux-") && name.startsWith(`${here}-`)));
}

function load(): Native {
  const names = candidates();
  if (names.length === 0) throw new Error(`${complaint()}: there is none. It is made for ${supported.join(", ")}`);
  // A checkout has it beside this file, a package in a package of its own.
  const files = names.map((name) => join(__dirname, `geai-client.${name}.node`)).filter((file) => existsSync(file));
  const causes: unknown[] = [];
  for (const found of files.length > 0 ? files : names) {
    try {
      // Literal names within `try`: bundlers and tracers find what is installed, and forgive what is not.
      switch (found as Name) {
        case "linux-x64-gnu":
          return require("geai-client-linux-x64-gnu");
        case "linux-arm64-gnu":
          return require("geai-client-linux-arm64-gnu");
        case "linux-x64-musl":
          return require("geai-client-linux-x64-musl");
        case "linux-arm64-musl":
          return require("geai-client-linux-arm64-musl");
        case "darwin-x64":
          return require("geai-client-darwin-x64");
        case "darwin-arm64":
          return require("geai-client-darwin-arm64");
        case "win32-x64":
          return require("geai-client-win32-x64");
        default:
          return require(found);
      }
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw new Error(`${complaint()}: ${remedy(names, causes)}`, {
    cause: causes.length > 1 ? new AggregateError(causes) : causes[0],
  });
}

function complaint(): string {
  const libc = libcName();
  const where = `${process.platform}-${process.arch}${libc === undefined ? "" : ` (${libc})`}`;
  return `geai-client has no usable native part for ${where}, Node ${process.version}`;
}

/** What is wrong, and what helps. */
function remedy(names: readonly string[], causes: readonly unknown[]): string {
  const broken = causes.find((cause) => (cause as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND");
  if (broken !== undefined) {
    const reason = String((broken as Error).message).split("\n")[0];
    return `it is installed and does not load (${reason}). Delete node_modules and run \`npm install\` on this system`;
  }
  const libc = libcName();
  const ending = libc === "musl" ? "-musl" : libc === "glibc" ? "-gnu" : "";
  const wanted = names.filter((name) => name.endsWith(ending)).map((name) => `geai-client-${name}`);
  return (
    `the package ${wanted.join(" or ")} is missing. Run \`npm install\` on this system, without --omit=optional; ` +
    "where node_modules or the lockfile came from another system, delete them first"
  );
}

/** The C library of a Linux, where the runtime tells. Asked only once loading failed: the report takes long to make. */
function libcName(): "glibc" | "musl" | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
    return header.glibcVersionRuntime === undefined ? "musl" : "glibc";
  } catch {
    return undefined;
  }
}

export const native: Native = load();
