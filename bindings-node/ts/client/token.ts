/** Functions that give tokens, and how often they are asked. */

import { invalid } from "../convert/invalid";
import { native } from "../native/load";
import type { Handle } from "../native/native";
import { bridge, type TokenFunction } from "../native/native_calls";
import { valueOf } from "../native/payload";

export type { TokenFunction } from "../native/native_calls";

/** A token that is kept for a time once its function gave it; {@link cached} makes it. */
export class CachedToken {
  readonly #source: TokenSource;

  /** @internal */
  constructor(source: TokenSource) {
    this.#source = source;
  }

  /** @internal */
  static sourceOf(value: CachedToken): TokenSource {
    return value.#source;
  }
}

/** A function, and the token of the native part that asks it. */
interface TokenSource {
  readonly provide: TokenFunction;
  readonly token: Handle<"Token">;
}

/**
 * Keeps the token that a function returns for `ttl` milliseconds, or until the server refuses it (401). One call asks at
 * a time; those that wait for it take its token.
 *
 * Not for tokens of users: a call gets the token that another call asked for.
 */
export function cached(provide: TokenFunction, ttl: number): CachedToken {
  if (typeof provide !== "function") throw invalid("cached: expected a function that returns a token");
  if (typeof ttl !== "number") throw invalid("ttl: expected milliseconds, 0 or more");
  return new CachedToken({ provide, token: valueOf(native.createToken(bridge(), ttl)) });
}

/** What is asked for the token that this option stands for; undefined where it is none of these. */
export function tokenSourceOf(value: unknown): TokenSource | undefined {
  if (value instanceof CachedToken) return CachedToken.sourceOf(value);
  if (typeof value !== "function") return undefined;
  return { provide: value as TokenFunction, token: valueOf(native.createToken(bridge())) };
}
