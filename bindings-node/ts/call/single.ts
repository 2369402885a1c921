/** What is done with one agent or integration in several requests. */

import { mask, type ModelMembers } from "../convert/mask";
import type { TaskName } from "../native/tasks";
import type { Calls } from "./calls";
import type { CallOptions } from "./options";

/** The models of these methods. */
interface SetUpTypes {
  agent: { revision?: number | undefined };
  definitionOfAgent: object;
  agentSummary: object;
  ensuredAgent: { object: object };
  difference: object;
  integration: object;
  integrationRequest: object;
  ensuredIntegration: { object: object };
}

/** What reads documents. */
interface Documents<Types extends SetUpTypes> {
  readDifference(text: string): Types["difference"];
}

/** Options of `ensure` of agents. */
export interface EnsureAgentOptions {
  /** Publish it. A draft that is ahead and the same is published; one of somebody else is refused. Default: no. */
  publish?: boolean | undefined;
  /** Supersede a draft of somebody else. */
  overDrafts?: boolean | undefined;
}

/** Options of `ensure` of integrations. */
export interface EnsureIntegrationOptions {
  /** Publish its tools. Default: no. */
  publish?: boolean | undefined;
  /** Allow that tools are removed: those that the new manifest does not make. */
  allowDelete?: boolean | undefined;
}

/** Which content an agent goes back to: that of a published version, or of a revision. */
export type Earlier = { version: number; revision?: never | undefined } | { revision: number; version?: never | undefined };

/** What `rollBack` goes back to, and what it may do on the way. */
export type RollBackTo = Earlier & {
  /** Supersede a draft of somebody else. */
  overDrafts?: boolean | undefined;
};

abstract class Helpers<Types extends SetUpTypes> {
  readonly #calls: Calls;
  readonly #members: ModelMembers;
  readonly #documents: Documents<Types>;

  constructor(calls: Calls, members: ModelMembers, documents: Documents<Types>) {
    this.#calls = calls;
    this.#members = members;
    this.#documents = documents;
  }

  protected run<T>(verb: TaskName, given: object, options: CallOptions | undefined): Promise<T> {
    return this.#calls.task(verb, given, options, (text) => mask(JSON.parse(text) as T, this.#members), () => {});
  }

  protected async ensured<T extends { object: object }>(
    verb: TaskName,
    given: object,
    options: CallOptions | undefined,
  ): Promise<T> {
    const ensured = await this.#calls.task(verb, given, options, (text) => JSON.parse(text) as T, () => {});
    mask(ensured.object, this.#members);
    return ensured;
  }

  protected difference(verb: TaskName, given: object, options: CallOptions | undefined): Promise<Types["difference"]> {
    return this.#calls.task(verb, given, options, this.#documents.readDifference, () => {});
  }
}

/** Methods of agents that make several requests. */
export abstract class AgentsHelpers<Types extends SetUpTypes> extends Helpers<Types> {
  /**
   * Makes an agent what it should be: creates it, changes what differs, or does nothing. Members that are not given are
   * left alone; `null` removes one. A plan of one object, which is applied.
   *
   * @returns the agent as it is now, whether anything was done, and which members changed
   * @throws {DefinitionsError} where the definition is refused
   * @throws {PlanError} where nothing was written: a draft is ahead, or something that it names is missing
   * @throws {ApplyError} where a request failed, or the server did not take all of it
   */
  ensure(
    definition: Types["definitionOfAgent"] | Types["agent"],
    params?: EnsureAgentOptions,
    options?: CallOptions,
  ): Promise<Types["ensuredAgent"]> {
    return this.ensured("agents.ensure", { ...params, definition }, options);
  }

  /**
   * The revisions of an agent, newest first, drafts included. The API has no list of them: each is read by its number when
   * it is asked for.
   */
  async *revisions(idOrName: string, options?: CallOptions): AsyncGenerator<Types["agent"], void, undefined> {
    let before: number | undefined;
    do {
      const revision: Types["agent"] | null = await this.run("agents.revision_before", { idOrName, before }, options);
      if (revision === null) return;
      yield revision;
      before = revision.revision;
    } while (before !== undefined);
  }

  /** The members in which two revisions of an agent differ. */
  diff(idOrName: string, before: number, after: number, options?: CallOptions): Promise<Types["difference"]>;
  /** The members in which two agents, two definitions, or an agent and a definition differ. Sends nothing. */
  diff(
    before: Types["agent"] | Types["definitionOfAgent"],
    after: Types["agent"] | Types["definitionOfAgent"],
  ): Promise<Types["difference"]>;
  diff(first: unknown, second: unknown, after?: number, options?: CallOptions): Promise<Types["difference"]> {
    return after === undefined
      ? this.difference("agents.compare", { before: first, after: second }, options)
      : this.difference("agents.diff", { idOrName: first, before: second, after }, options);
  }

  /**
   * Makes a new revision with the content of an earlier one, and publishes it: the server publishes no older revision. The
   * agent keeps its name.
   *
   * @throws {PlanError} where nothing was written: no revision has that version, a draft of somebody else is ahead, or
   * something that it names is missing
   * @throws {ApplyError} where a request failed, or the server did not take all of it
   */
  rollBack(idOrName: string, to: RollBackTo, options?: CallOptions): Promise<Types["agent"]> {
    return this.run("agents.roll_back", { ...to, idOrName }, options);
  }
}

/** Methods of integrations that make several requests. */
export abstract class IntegrationsHelpers<Types extends SetUpTypes> extends Helpers<Types> {
  /**
   * Makes an integration what it should be: imports it, changes what differs, or does nothing. Credentials are no part of
   * it: `setConfig` stores them.
   *
   * @returns the integration as it is now, whether anything was done, and which members changed
   * @throws {DefinitionsError} where the definition is refused
   * @throws {PlanError} where nothing was written: tools would be removed
   * @throws {ApplyError} where a request failed, or the server did not take all of it
   */
  ensure(
    integration: Types["integrationRequest"] | Types["integration"],
    params?: EnsureIntegrationOptions,
    options?: CallOptions,
  ): Promise<Types["ensuredIntegration"]> {
    return this.ensured("integrations.ensure", { ...params, integration }, options);
  }

  /** The agents that use any tool of an integration, drafts included, by name. */
  usedBy(idOrName: string, options?: CallOptions): Promise<Types["agentSummary"][]> {
    return this.run("integrations.used_by", { idOrName }, options);
  }
}
