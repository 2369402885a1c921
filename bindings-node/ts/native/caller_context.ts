/** The context of a caller, in the sense of `AsyncLocalStorage`: its functions run in it, wherever they are called. */

import { AsyncResource } from "node:async_hooks";

/** Runs a function in the context in which this was made. */
export type CallerContext = <T>(run: () => T) => T;

/** The context of the code that runs. */
export function callerContext(): CallerContext {
  const resource = new AsyncResource("geai-client.call", { requireManualDestroy: false });
  return (run) => resource.runInAsyncScope(run);
}
