/** URLs, of whichever class. */

/** Whether it is a URL: of Node, or of a window, as in jsdom, which has a class of its own. */
export function isUrl(value: object): value is URL {
  return Object.prototype.toString.call(value) === "[object URL]";
}
