/** Set-ups as code: what makes requests. */

import { signalOf, type CallOptions } from "../call/options";
import type { Calls } from "../call/calls";
import { invalid } from "../convert/invalid";
import { ApplyError } from "../errors/error";
import { Applied, type Graph, Plan, type Pulled, readApplied, readGraph, readPlan, readPulled } from "../generated/documents";
import type { Step } from "../generated/models";
import type { TaskName } from "../native/tasks";
import { sourceOf, type DefinitionsSource } from "./definitions";

/** Options of {@link Client.plan}. */
export interface PlanOptions {
  /** One of the environments of `geai.yaml`; may be left out where it declares none. */
  environment?: string | undefined;
  /** Names of the only objects that are planned. */
  only?: readonly string[] | undefined;
  /** Whether changes are published. Default: as the environment says, else yes. */
  publish?: boolean | undefined;
  /** Supersede drafts of somebody else. */
  overDrafts?: boolean | undefined;
  /** Go by the files where both they and the server changed since the baseline. */
  overwrite?: boolean | undefined;
  /** Delete what `removed` names; as a number, if it is exactly so much. */
  allowDelete?: boolean | number | undefined;
  /** Integrations whose credentials are sent although nothing differs. */
  sendSecrets?: readonly string[] | undefined;
  /** Update integrations by the route that the vendor's SDK uses. */
  viaImport?: boolean | undefined;
  /** What `apply` returned last, or the file with its JSON: what was in the files then and is no more counts as removed. */
  baseline?: Applied | string | undefined;
  /** Is called with the number of objects that were read and of all, and awaited. */
  onProgress?: OnProgress | undefined;
}

/** Options of {@link Client.apply}. */
export interface ApplyOptions {
  /** Is called with every step as it ends, and awaited. */
  onStep?: ((step: Step) => void | PromiseLike<void>) | undefined;
  /** Is called with the number of steps that ended and of all, and awaited. */
  onProgress?: OnProgress | undefined;
}

/** Options of {@link Client.pull}. */
export interface PullOptions {
  /** One of the environments of `geai.yaml`; may be left out where it declares none. */
  environment?: string | undefined;
  /** Names of the only objects that are pulled. */
  only?: readonly string[] | undefined;
  /** Pull drafts in place of what is published. */
  drafts?: boolean | undefined;
  /** Write files although that loses their comments. */
  overwrite?: boolean | undefined;
  /** Write nothing; the result tells what would be written. */
  dryRun?: boolean | undefined;
  /** Is called with the number of objects that were read and of all, and awaited. */
  onProgress?: OnProgress | undefined;
}

declare module "../errors/error" {
  interface ApplyError {
    /** Outcome of each step. Neither in `message` nor in `toJSON()`. */
    readonly applied: Applied | null;
  }
}

type OnProgress = (done: number, total: number) => void | PromiseLike<void>;

/** Plans what files would change; see {@link Client.plan}. */
export function plan(
  calls: Calls,
  source: DefinitionsSource,
  { onProgress, baseline, ...choices }: PlanOptions,
  options: CallOptions | undefined,
): Promise<Plan> {
  const before = baseline instanceof Applied ? (JSON.parse(baseline.toJson()) as unknown) : baseline;
  const given = { ...choices, source: sourceOf(source), baseline: before };
  return run(calls, "plan", given, options, readPlan, { onProgress });
}

/** Does what a plan says; see {@link Client.apply}. */
export async function apply(
  calls: Calls,
  given: Plan | string,
  told: ApplyOptions,
  options: CallOptions | undefined,
): Promise<Applied> {
  if (!(given instanceof Plan) && typeof given !== "string") {
    throw invalid("plan: expected a Plan or the path of a file; Plan.fromJson reads a text");
  }
  const params = given instanceof Plan ? { text: given.toJson() } : { plan: given };
  try {
    return await run(calls, "apply", params, options, readApplied, told);
  } catch (error) {
    if (error instanceof ApplyError && typeof error.applied === "string") {
      Object.defineProperty(error, "applied", { value: new Applied(error.applied) });
    }
    throw error;
  }
}

/** Writes what the project has into files; see {@link Client.pull}. */
export function pull(
  calls: Calls,
  target: string,
  { onProgress, ...choices }: PullOptions,
  options: CallOptions | undefined,
): Promise<Pulled> {
  return run(calls, "pull", { ...choices, target }, options, readPulled, { onProgress });
}

/** Who uses whom; see {@link Client.graph}. */
export function graph(calls: Calls, options: CallOptions | undefined): Promise<Graph> {
  return run(calls, "graph", {}, options, readGraph, {});
}

/** Runs a verb. What a function that receives its progress throws, or rejects with, ends it. */
async function run<T>(
  calls: Calls,
  verb: TaskName,
  given: object,
  { signal: dropped, ...options }: CallOptions = {},
  read: (text: string) => T,
  { onProgress, onStep }: ApplyOptions,
): Promise<T> {
  const signal = signalOf(dropped);
  const ending = new AbortController();
  let heard = Promise.resolve();
  const told = (text: string) => {
    const event: { step?: Step; done: number; total: number } = JSON.parse(text);
    const hear = () => (event.step ? onStep?.(event.step) : onProgress?.(event.done, event.total));
    heard = heard.then(hear);
    heard.catch((reason: unknown) => ending.abort(reason));
  };
  const either = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]);
  const result = await calls.task(verb, given, { ...options, signal: either }, read, told);
  await heard;
  return result;
}
