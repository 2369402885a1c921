/** Documents of set-ups: objects of their members, which keep their text. */

import { inspect } from "node:util";

import { native } from "../native/load";
import { valueOf } from "../native/payload";

/** What the documents share. */
export abstract class SetUpDocument {
  readonly #name: string;
  /** As it came: a number that JavaScript cannot hold is in it to the letter. */
  readonly #text: string;

  constructor(name: string, text: string) {
    this.#name = name;
    this.#text = text;
    Object.assign(this, JSON.parse(text));
  }

  /** The document as JSON, to the letter. */
  toJson(): string {
    return this.#text;
  }

  /** What it says, as text. */
  toString(): string {
    return inForm(this.#name, "text", this.#text);
  }

  /** The document as Markdown, such as for a comment on a pull request. */
  toMarkdown(): string {
    return inForm(this.#name, "markdown", this.#text);
  }

  /** The document as HTML. */
  toHtml(): string {
    return inForm(this.#name, "html", this.#text);
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** A document in one of its forms; in the form `json` it is checked. */
export function inForm(name: string, form: string, text: string): string {
  return valueOf(native.runTask(`${name}.${form}`, text));
}
