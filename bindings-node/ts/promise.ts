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

/** An answer, and what is known of the call as JSON: most callers never ask for it. */
export interface Answer<T> {
  data: T;
  meta: string;
}

/** A promise of an answer; `withResponse()` gives status, headers and times, too. */
export class ResponsePromise<T> extends Promise<T> {
  readonly #answer: Promise<Answer<T>>;

  constructor(answer: Promise<Answer<T>>) {
    super((resolve, reject) => {
      answer.then(({ data }) => resolve(data), reject);
    });
    this.#answer = answer;
  }

  /** What is made of it by `then` is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** The answer with status, headers and times. Makes no second request. */
  withResponse(): Promise<WithResponse<T>> {
    // Whoever waits for this does not wait for the promise itself: its failure is not unhandled.
    this.catch(() => {});
    return this.#answer.then(({ data, meta }) => {
      const { headers, ...rest } = JSON.parse(meta);
      return { data, ...rest, headers: new Headers(headers) };
    });
  }
}
