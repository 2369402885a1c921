// The fetch that Node brings; the time-out is `AbortSignal.timeout`, as its documentation says.

import { main } from "./common.mjs";
import { caller } from "./fetching.mjs";

await main((url, options) => {
  const headers = { authorization: `Bearer ${options.key}`, "x-canary": options.header };
  /** @type {typeof fetch} */
  const limited = (resource, init) => {
    const signals = init?.signal ? [init.signal] : [];
    if (options.timeout !== null) signals.push(AbortSignal.timeout(options.timeout * 1000));
    return fetch(resource, signals.length > 0 ? { ...init, signal: AbortSignal.any(signals) } : init);
  };
  return { shown: fetch, call: caller(limited, url, headers, options) };
});
