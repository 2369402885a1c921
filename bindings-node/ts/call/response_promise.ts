/** What a call returns. */

import { inspect, TextDecoder, TextEncoder, type InspectOptions } from "node:util";

import { mask } from "../convert/mask";
import { native } from "../native/load";
import type { Handle } from "../native/native";

/** An answer with what is known of the call. */
export interface WithResponse<T> {
  /** The answer. */
  data: T;
  /** HTTP status. */
  status: number;
  /** Headers of the response. */
  headers: Headers;
  /** Id the server gave the request. */
  requestId: string | null;
  /** Attempts made. */
  attempts: number;
  /** Milliseconds from the call to its answer. */
  elapsed: number;
  /** Members beside the data, in the object around it. */
  extra: Record<string, unknown>;
  /** The body as the server sent it, without its compression. Printed forms do not show it. */
  readonly body: Uint8Array;
  /** The body as text. */
  readonly text: string;
}

/** An answer, and the metadata of the call as JSON, which is parsed only on demand. */
export interface CallResult<T> {
  data: T;
  meta: string;
  /** The body: its text, or a handle of its bytes. */
  body: string | Handle<"Bytes">;
}

/** The body, made on demand. No printed form shows it: it may hold secrets. */
class Body {
  readonly #body: string | Handle<"Bytes">;

  constructor(body: string | Handle<"Bytes">) {
    this.#body = body;
  }

  [inspect.custom](_depth: number, options: InspectOptions): string {
    return inspect({ ...this }, options);
  }

  get body(): Uint8Array {
    return typeof this.#body === "string" ? new TextEncoder().encode(this.#body) : native.bodyBytes(this.#body);
  }

  get text(): string {
    return typeof this.#body === "string" ? this.#body : new TextDecoder().decode(native.bodyBytes(this.#body));
  }
}

/** Makes a call: hands its result to the one function or its error to the other, once and later. */
export type MakeCall<T> = (succeeded: (result: CallResult<T>) => void, failed: (error: unknown) => void) => void;

/** A promise of an answer; `withResponse()` adds status, headers and times. */
export class ResponsePromise<T> extends Promise<T> {
  /** What is known of the call, once it has succeeded. */
  #result: CallResult<T> | undefined;

  constructor(make: MakeCall<T>) {
    let resolve!: (data: T) => void;
    let reject!: (error: unknown) => void;
    super((resolved, rejected) => {
      resolve = resolved;
      reject = rejected;
    });
    make((result) => {
      this.#result = result;
      resolve(result.data);
    }, reject);
  }

  /** `then` returns an ordinary promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** The answer with status, headers and times. Makes no second request. */
  withResponse(): Promise<WithResponse<T>> {
    return this.then((data) => {
      const { meta, body } = this.#result!;
      const { headers, extra = {}, ...rest } = JSON.parse(meta);
      return Object.assign(new Body(body), { data, ...rest, extra: mask(extra), headers: new Headers(headers) });
    });
  }
}
