/** Signing in to a service through the inspector, a task of several operations. */

import { invalid } from "../convert/invalid";
import { encode } from "../convert/json";
import { mask, type ModelMembers } from "../convert/mask";
import { native } from "../native/load";
import { bridge } from "../native/native_calls";
import type { Calls } from "./calls";
import { untilAborted } from "./until_aborted";

/** What `inspector.authorize` takes. Times are in milliseconds. */
export interface AuthorizeParams {
  /** URL of the service, or of its description. */
  url: string;
  /** Client id at the service's authorization server; needed where a user has to sign in. */
  clientId?: string | undefined;
  /**
   * Is given the URL where the user signs in, and awaited. Default: `console.log`. The URL is one of `https:`, or of
   * `http:` on this machine, in visible ASCII characters.
   */
  onUrl?: ((url: string) => void | PromiseLike<void>) | undefined;
  /** Open that URL in the user's browser, too. Default: false. */
  openBrowser?: boolean | undefined;
  /** Time to wait for the user. Default: 300000. */
  deadline?: number | undefined;
  /** Resume the sign-in of this challenge instead of beginning one. */
  challengeId?: string | undefined;
}

/** Its members. */
const PARAMS: Record<keyof AuthorizeParams, true> = {
  url: true,
  clientId: true,
  onUrl: true,
  openBrowser: true,
  deadline: true,
  challengeId: true,
};

function refuseUnknown(given: object, known: readonly string[], place: string): void {
  const name = Object.keys(given).find((name) => !known.includes(name));
  if (name !== undefined) throw invalid(`${place}unknown field \`${name}\`, expected one of ${known.join(", ")}`);
}

/** What the inspector does in several operations; `Authorization` is the model of the result. */
export abstract class InspectorHelpers<Authorization extends { authorizationUrl?: string | undefined }> {
  readonly #calls: Calls;
  readonly #members: ModelMembers;

  constructor(calls: Calls, members: ModelMembers) {
    this.#calls = calls;
    this.#members = members;
  }

  /**
   * Inspects a service, lets the user sign in where that is needed, and fetches its description.
   *
   * Checks at growing intervals whether the user signed in. The result holds `manifest` and `securityScheme`,
   * ready to import.
   *
   * @throws {APITimeoutError} when the time is up; its message names the challenge to resume.
   * @throws {MalformedResponseError} where the server names another page for the sign-in; nothing is shown or opened.
   * @throws what `onUrl` throws or rejects with, and the signal's reason
   */
  async authorize(params: AuthorizeParams, options: { signal?: AbortSignal | undefined } = {}): Promise<Authorization> {
    const { url, clientId, onUrl = console.log, openBrowser = false, deadline = 300_000, challengeId } = params;
    const { signal } = options;
    refuseUnknown(params, Object.keys(PARAMS), "");
    refuseUnknown(options, ["signal"], "options: ");
    if (typeof url !== "string") throw invalid(`url: expected a string, got ${typeof url}`);
    if (!Number.isFinite(deadline) || deadline < 0) {
      throw invalid(`deadline: expected milliseconds, 0 or more, got ${String(deadline)}`);
    }
    const { client } = this.#calls;
    const begun = await this.#calls.step<Authorization>("inspector.authorize", signal, (id, observed) =>
      native.beginAuthorization(bridge(), client, id, url, clientId, challengeId, observed),
    );
    if (begun.authorizationUrl !== undefined) {
      await untilAborted(onUrl(begun.authorizationUrl), signal);
      if (openBrowser) await open(begun.authorizationUrl);
    }
    const finished = await this.#calls.step<Authorization>("inspector.authorize", signal, (id, observed) =>
      native.finishAuthorization(bridge(), client, id, encode(begun, "authorization"), deadline, observed),
    );
    return mask(finished, this.#members);
  }
}

/** Opens a URL as the desktop does. Nothing happens without a desktop: the URL was shown. */
async function open(url: string): Promise<void> {
  const [command, ...before] =
    process.platform === "darwin"
      ? ["open"]
      : process.platform === "win32"
        ? ["rundll32", "url.dll,FileProtocolHandler"]
        : ["xdg-open"];
  if (command === undefined) return;
  // Loaded on demand: it takes longer than all else of this package.
  const { spawn } = await import("node:child_process");
  const child = spawn(command, [...before, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
