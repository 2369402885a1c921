/** Pages, which can be iterated over to the end of the list. */

import { mask } from "../convert/mask";
import type { CallOptions } from "./options";
import { ResponsePromise } from "./response_promise";

/** What the server says about a page. */
export interface PageInformation {
  /** How long the server took; the vendor gives no unit. */
  duration?: number | undefined;
  /** Number of the page, from 1. */
  page?: number | undefined;
  /** Records on a full page. */
  pageSize?: number | undefined;
  /** Records in all. */
  total?: number | undefined;
}

/** Its members. */
const PAGE_INFORMATION: Readonly<Record<keyof PageInformation, "plain">> = {
  duration: "plain",
  page: "plain",
  pageSize: "plain",
  total: "plain",
};

/** A page as the core gives it: the server's information keeps its own spelling. */
export interface PageData<T> {
  items: T[];
  malformed: unknown[];
  information: Record<string, unknown> | null;
  total: number | null;
  extra: Record<string, unknown>;
  /** Whether the model names every member of the records, and none of these is a secret or free-form JSON. */
  plain?: boolean | undefined;
}

/** Reads a page. With a `rest`, the text is the answer as it was received. */
export function readPage<T>(text: string, rest: string): PageData<T> {
  if (rest === "") return JSON.parse(text) as PageData<T>;
  // Named, since gathering what is left of an object takes longer than parsing it.
  const { member, plain, malformed, information, total, extra } = JSON.parse(rest);
  return { items: JSON.parse(text)[member], plain, malformed, information, total, extra };
}

/** Fetches the page after one. */
export type FetchNext<T> = (options: CallOptions | undefined) => Promise<Page<T>>;

/** One page of a list. `for await` over it goes through its records and those of all pages after it. */
export class Page<T> implements AsyncIterable<T> {
  /** Records of this page. */
  readonly items: T[];
  /** Records that did not fit the model, as they came. */
  readonly malformed: unknown[];
  /** What the server says about the page; v2 says nothing. */
  readonly information: PageInformation | null;
  /** Records in all, where the server says so. */
  readonly total: number | null;
  /** Members of the object around the records that have no name here. */
  readonly extra: Record<string, unknown>;
  /** Whether there may be another page. */
  readonly hasNext: boolean;
  readonly #next: FetchNext<T> | undefined;

  constructor(data: PageData<T>, next: FetchNext<T> | undefined) {
    this.items = data.items;
    this.malformed = data.malformed;
    this.total = data.total;
    this.extra = data.extra;
    this.information = data.information && mask(spelled(data.information) as PageInformation, PAGE_INFORMATION);
    this.hasNext = next !== undefined;
    this.#next = next;
  }

  /** The page after this one; `null` after the last. */
  async nextPage(options?: CallOptions): Promise<Page<T> | null> {
    return this.#next === undefined ? null : this.#next(options);
  }

  [Symbol.asyncIterator](): Records<T> {
    return recordsOf(async () => this);
  }
}

/** The records of a page and of all pages after it. */
export interface Records<T> extends AsyncGenerator<T, void, undefined> {
  /** Records of the pages so far that did not fit the model, as they came. */
  readonly malformed: readonly unknown[];
}

function recordsOf<T>(first: () => PromiseLike<Page<T>>): Records<T> {
  const malformed: unknown[] = [];
  async function* walk(): AsyncGenerator<T, void, undefined> {
    let number = 1;
    for (let page: Page<T> | null = await first(); page !== null; page = await page.nextPage()) {
      if (page.malformed.length > 0) warn(page.malformed.length, number);
      malformed.push(...page.malformed);
      number += 1;
      yield* page.items;
    }
  }
  return Object.defineProperty(walk(), "malformed", { value: malformed }) as Records<T>;
}

/** Says, once a page, that records could not be read: nobody sees the page of an iteration. */
function warn(count: number, number: number): void {
  const records = count === 1 ? "1 record" : `${count} records`;
  const text = `${records} of page ${number} of a list could not be read: \`malformed\` of the iteration has them`;
  process.emitWarning(text, { code: "GEAI_MALFORMED_RECORDS" });
}

/** A promise of the first page, and the iteration over the records of all pages. */
export class PagePromise<T> extends ResponsePromise<Page<T>> implements AsyncIterable<T> {
  [Symbol.asyncIterator](): Records<T> {
    return recordsOf(() => this);
  }
}

/** `PageSize` as `pageSize`. Own members stay own members, even one called `__proto__`. */
function spelled(members: Record<string, unknown>): Record<string, unknown> {
  const information: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    const value = members[name];
    const known = SPELLINGS.get(name);
    if (known !== undefined) information[known] = value;
    else Object.defineProperty(information, lowerFirst(name), { value, ...ORDINARY });
  }
  return information;
}

/** An ordinary member. */
const ORDINARY = { enumerable: true, configurable: true, writable: true } as const;

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The names of {@link PAGE_INFORMATION} as the server spells them. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.keys(PAGE_INFORMATION).map((name) => [name.charAt(0).toUpperCase() + name.slice(1), name]),
);
