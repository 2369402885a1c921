/** Waits for what a caller's function returned, which may never settle. */

/** What `work` settles with, or the signal's reason as soon as that aborts. */
export async function untilAborted<T>(work: T, signal: AbortSignal | undefined): Promise<Awaited<T>> {
  if (!signal) return await work;
  let aborted = () => {};
  const ended = new Promise<never>((_, reject) => {
    aborted = () => reject(signal.reason);
    if (signal.aborted) aborted();
    else signal.addEventListener("abort", aborted, { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener("abort", aborted);
  }
}
