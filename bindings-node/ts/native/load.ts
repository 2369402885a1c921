/** Finds and loads the native part. */

/** What the native part exports. */
export type Native = typeof import("./native");

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
type Platform = (typeof supported)[number];

/** Platforms whose native part this process could load: on Linux, that of either C library. */
function candidates(): Platform[] {
  const here = `${process.platform}-${process.arch}`;
  return supported.filter((name) => name === here || (here.startsWith("linux-") && name.startsWith(`${here}-`)));
}

function load(): Native {
  const names = candidates();
  if (names.length === 0) throw new Error(`${problem()}: there is none. It is made for ${supported.join(", ")}`);
  const causes: unknown[] = [];
  for (const name of names) {
    try {
      // Literal names within `try`, and no other way to it: bundlers and tracers find what is installed, and ignore
      // what is not.
      switch (name) {
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
      }
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw new Error(`${problem()}: ${remedy(names, causes)}`, {
    cause: causes.length > 1 ? new AggregateError(causes) : causes[0],
  });
}

function problem(): string {
  const libc = libcName();
  const where = `${process.platform}-${process.arch}${libc === undefined ? "" : ` (${libc})`}`;
  return `geai-client has no usable native part for ${where}, Node ${process.version}`;
}

/** The reason, and what the user can do. */
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
