/** What a call returns. */

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
}

/** An answer, and the metadata of the call as JSON, which is parsed only on demand. */
export interface Answer<T> {
  data: T;
  meta: string;
}

/** A promise of an answer; `withResponse()` adds status, headers and times. */
export class ResponsePromise<T> extends Promise<T> {
  readonly #answer: Promise<Answer<T>>;

  constructor(answer: Promise<Answer<T>>) {
    super((resolve, reject) => {
      answer.then(({ data }) => resolve(data), reject);
    });
    this.#answer = answer;
  }

  /** `then` returns an ordinary promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** The answer with status, headers and times. Makes no second request. */
  withResponse(): Promise<WithResponse<T>> {
    // The caller waits for this promise instead: a failure of the other one is handled here.
    this.catch(() => {});
    return this.#answer.then(({ data, meta }) => {
      const { headers, ...rest } = JSON.parse(meta);
      return { data, ...rest, headers: new Headers(headers) };
    });
  }
}
