/** Queries of requests that no operation covers. */

import { invalid } from "../convert/invalid";

/** Query of a request: members that are `undefined` or `null` are left out, lists are repeated. */
export type Query = URLSearchParams | Readonly<Record<string, QueryValue | readonly QueryValue[]>>;
export type QueryValue = string | number | bigint | boolean | null | undefined;

/** Those of Node, or of a window, as in jsdom. */
function isSearchParams(query: Query): query is URLSearchParams {
  return Object.prototype.toString.call(query) === "[object URLSearchParams]";
}

/** The pairs of a query, in order. */
export function pairsOf(query: Query | undefined): [string, string][] {
  if (query === undefined || query === null) return [];
  if (isSearchParams(query)) return [...query];
  return Object.entries(query).flatMap(([name, value]) => {
    const values: readonly QueryValue[] = Array.isArray(value) ? value : [value as QueryValue];
    return values
      .filter((value) => value !== undefined && value !== null)
      .map((value): [string, string] => {
        if (typeof value === "object" || typeof value === "function" || typeof value === "symbol") {
          throw invalid(`query.${name}: expected text, a number or a boolean, got ${typeof value}`);
        }
        return [name, String(value)];
      });
  });
}
