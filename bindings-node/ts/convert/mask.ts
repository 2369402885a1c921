/** Secret members of answers: printed as `***`, read and sent back as what they are. */

import { inspect, type InspectOptions } from "node:util";

import { native } from "../native/load";

/**
 * The members of a model that are secret, or hold a model that has such members. `masked`: printed as `***`. `hidden`:
 * neither printed nor copied nor in JSON, since nothing sends it back. `plain`: no secret, in spite of its name.
 * Members that are not listed are searched for texts whose names say that they are secret.
 */
export type ModelSecrets = { readonly [member: string]: "masked" | "hidden" | "plain" | ModelSecrets };

const MASK = "***";

/** Member of an answer that holds values of another type than documented. */
export const MALFORMED = "malformedMembers";

/** Makes the secrets of an answer, or of a list of answers, unprintable. */
export function mask<T>(answer: T, model?: ModelSecrets): T {
  if (typeof answer === "object" && answer !== null) maskObject(answer, model);
  return answer;
}

/** Visits every member of every answer, so it allocates nothing: no list of names, and no closure over its variables. */
function maskObject(owner: object, model: ModelSecrets | undefined): void {
  if (Array.isArray(owner)) {
    for (let at = 0; at < owner.length; at++) mask(owner[at], model);
    return;
  }
  const members = owner as Record<string, unknown>;
  let secrets: string[] | undefined;
  for (const name in members) {
    const value = members[name];
    if (name === MALFORMED && typeof value === "object" && value !== null) {
      maskMalformed(value as Record<string, unknown>, model);
      continue;
    }
    const known = model !== undefined && Object.hasOwn(model, name) ? model[name] : undefined;
    if (typeof known !== "string") {
      if (typeof value === "object") mask(value, known);
      else if (known === undefined && typeof value === "string" && isSecretName(name)) (secrets ??= []).push(name);
    } else if (known !== "plain" && value !== null) {
      (secrets ??= []).push(name);
    }
  }
  if (secrets !== undefined) hideMembers(members, secrets, model);
}

/** Values of another type than documented, by places such as `a.b[0].c`: a text in place of secrets may be one. */
function maskMalformed(members: Record<string, unknown>, model: ModelSecrets | undefined): void {
  const secrets: string[] = [];
  for (const [place, value] of Object.entries(members)) {
    let known: ModelSecrets[string] | undefined = model;
    let last = "";
    for (last of place.split(/\.|\[\d+\]\.?/)) {
      if (last === "") continue;
      known = typeof known === "object" && Object.hasOwn(known, last) ? known[last] : undefined;
    }
    if (known === "masked" || known === "hidden" || (typeof value === "string" && (known !== undefined || isSecretName(last)))) {
      secrets.push(place);
    } else mask(value, typeof known === "object" ? known : undefined);
  }
  if (secrets.length > 0) hideMembers(members, secrets, undefined);
}

/** Printers that ignore `inspect.custom`, such as `console.dir`, show accessors and not the values behind them. */
function hideMembers(owner: Record<string, unknown>, names: readonly string[], model: ModelSecrets | undefined): void {
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
    for (const name of names) if (Object.hasOwn(shown, name)) shown[name] = MASK;
    return inspect(shown, options);
  });
}

/** Adds a member that neither copies nor JSON hold. */
export function addHidden<T extends object>(owner: T, name: string | symbol, value: unknown): T {
  return Object.defineProperty(owner, name, { value, enumerable: false, configurable: true, writable: true });
}

/** What the native part said of the names of members. */
const judged = new Map<string, boolean>();

/** More names than answers of an API have; beyond them, the members are named by data. */
const MOST_JUDGED = 10_000;

/** Whether a member that no schema lists is a secret by its name. */
function isSecretName(name: string): boolean {
  let secret = judged.get(name);
  if (secret === undefined) {
    secret = native.isSecretName(name);
    if (judged.size < MOST_JUDGED) judged.set(name, secret);
  }
  return secret;
}
