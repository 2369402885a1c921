/**
 * Members of answers. Secret ones are printed as `***`, read and sent back as what they are; those that no model names
 * are kept.
 */

import { inspect, type InspectOptions } from "node:util";

import { native } from "../native/load";

/**
 * The members of a model: their own models, or what they hold. `masked`: a secret, printed as `***`. `hidden`: a
 * secret that is printed so, too, and neither copied nor in JSON, since nothing sends it back. `plain`: no secret, whatever its name.
 * `free`: any JSON, searched for texts whose names say that they are secret, as are members that are not listed.
 */
export type ModelMembers = { readonly [member: string]: "masked" | "hidden" | "plain" | "free" | ModelMembers };

const MASK = "***";

/** Member of an answer that holds values of another type than documented. */
export const MALFORMED = "malformedMembers";

/** The members that its model does not name, of each object of an answer that has such. */
const unnamed = new WeakMap<object, readonly string[]>();

/**
 * The members of an answer that its type does not name, such as those that a newer server sends.
 *
 * @param answer what a call returned, or an object in it; not a copy, which has these members and is not known here
 */
export function extraOf(answer: object): Record<string, unknown> {
  const members = answer as Record<string, unknown>;
  const names = (unnamed.get(answer) ?? []).filter((name) => Object.hasOwn(members, name));
  return mask(Object.fromEntries(names.map((name) => [name, members[name]])));
}

/** Makes the secrets of an answer, or of a list of answers, unprintable, and keeps which members its model does not name. */
export function mask<T>(answer: T, model?: ModelMembers): T {
  if (typeof answer === "object" && answer !== null) maskObject(answer, model);
  return answer;
}

/** Visits every member of every answer, so it allocates nothing: no list of names, and no closure over its variables. */
function maskObject(owner: object, model: ModelMembers | undefined): void {
  if (Array.isArray(owner)) {
    for (let at = 0; at < owner.length; at++) mask(owner[at], model);
    return;
  }
  const members = owner as Record<string, unknown>;
  let secrets: string[] | undefined;
  let others: string[] | undefined;
  for (const name in members) {
    const value = members[name];
    if (name === MALFORMED && typeof value === "object" && value !== null) {
      maskMalformed(value as Record<string, unknown>, model);
      continue;
    }
    const known = model !== undefined && Object.hasOwn(model, name) ? model[name] : undefined;
    if (known === "plain") continue;
    if (known === "masked" || known === "hidden") {
      if (value !== null) (secrets ??= []).push(name);
      continue;
    }
    if (known === undefined && model !== undefined) (others ??= []).push(name);
    if (typeof known !== "object" && isSecret(name, value)) (secrets ??= []).push(name);
    else if (typeof value === "object") mask(value, known === "free" ? undefined : known);
  }
  if (secrets !== undefined) hideMembers(members, secrets, model);
  if (others !== undefined) unnamed.set(owner, others);
}

/** Values of another type than documented, by places such as `a.b[0].c`: a text in place of secrets may be one. */
function maskMalformed(members: Record<string, unknown>, model: ModelMembers | undefined): void {
  const secrets: string[] = [];
  for (const [place, value] of Object.entries(members)) {
    let known: ModelMembers[string] | undefined = model;
    let last = "";
    for (last of place.split(/\.|\[\d+\]\.?/)) {
      if (last === "") continue;
      known = typeof known === "object" && Object.hasOwn(known, last) ? known[last] : undefined;
    }
    const isSecretText = typeof value === "string" && holdsSecrets(known);
    const isNamedSecret = known !== "plain" && isSecret(last, value);
    if (known === "masked" || known === "hidden" || isSecretText || isNamedSecret) secrets.push(place);
    else mask(value, typeof known === "object" ? known : undefined);
  }
  if (secrets.length > 0) hideMembers(members, secrets, undefined);
}

/** Whether a member is a secret, or its model has one somewhere. */
function holdsSecrets(known: ModelMembers[string] | undefined): boolean {
  if (typeof known === "object") return Object.values(known).some(holdsSecrets);
  return known === "masked" || known === "hidden";
}

/** Printers that ignore `inspect.custom`, such as `console.dir`, show accessors and not the values behind them. */
function hideMembers(owner: Record<string, unknown>, names: readonly string[], model: ModelMembers | undefined): void {
  for (const name of names) {
    // The member of a prototype that a program extended is no part of the answer.
    if (!Object.hasOwn(owner, name)) continue;
    let value = owner[name];
    const get = () => value;
    const set = (changed: unknown) => void (value = changed);
    Object.defineProperty(owner, name, { get, set, enumerable: model?.[name] !== "hidden", configurable: true });
  }
  addHidden(owner, inspect.custom, (_depth: number, options: InspectOptions) => {
    const shown = { ...owner };
    for (const name of names) if (Object.hasOwn(owner, name)) shown[name] = MASK;
    return inspect(shown, options);
  });
}

/** Adds a member that neither copies nor JSON hold. */
export function addHidden<T extends object>(owner: T, name: string | symbol, value: unknown): T {
  return Object.defineProperty(owner, name, { value, enumerable: false, configurable: true, writable: true });
}

/** What is a secret of a value, as {@link native.secretOfName} says. */
const enum Secret {
  Nothing = 0,
  Text = 1,
}

/** What the native part said of the names of members. */
const judged = new Map<string, number>();

/** More names than answers of an API have; beyond them, the members are named by data. */
const MOST_JUDGED = 10_000;

/** Whether the value of a member that no schema lists is a secret, by its name. */
function isSecret(name: string, value: unknown): boolean {
  if (value === null || typeof value === "boolean") return false;
  let secret = judged.get(name);
  if (secret === undefined) {
    secret = native.secretOfName(name);
    if (judged.size < MOST_JUDGED) judged.set(name, secret);
  }
  return secret !== Secret.Nothing && (secret !== Secret.Text || isText(value));
}

/** Whether a value is a text, or a list that holds some. */
function isText(value: unknown): boolean {
  return typeof value === "string" || (Array.isArray(value) && value.some(isText));
}
