// The person in front of the browser: reads the consent page, decides, and comes back to the client.

import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** @param {string} html */
const plain = (html) => html.replace(/&([a-z]+|#\d+);/g, (whole, name) => ENTITIES[name] ?? whole);

/**
 * Fills in the form behind `url` and follows to the callback.
 * @param {string} url
 * @param {"allow" | "deny"} decision
 * @returns {Promise<string>} the page the person sees last
 */
export async function decide(url, decision) {
  const html = await (await fetch(url)).text();
  const action = /<form method="post" action="([^"]+)">/.exec(html)?.[1];
  if (action === undefined || !html.includes(`name="decision" value="${decision}"`)) throw new Error(`no form: ${html}`);
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  const fields = hidden.map(([, name = "", value = ""]) => /** @type {[string, string]} */ ([plain(name), plain(value)]));
  const body = new URLSearchParams([...fields, ["decision", decision]]);
  return (await fetch(new URL(plain(action), url), { method: "POST", body })).text();
}

/** A Chromium on PATH. */
export function browser() {
  for (const directory of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
      const path = join(directory, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not this one.
      }
    }
  }
  return undefined;
}

const OFFLINE = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/**
 * What `use` makes of a page in a browser of its own.
 * @template Result
 * @param {string} executablePath
 * @param {(page: any) => Promise<Result>} use Types of pages need those of the web platform, which a program for Node
 *   does not have.
 * @param {string[]} flags of the browser
 * @returns {Promise<Result>}
 */
export async function withPage(executablePath, use, flags = []) {
  /** @type {{ chromium: any }} */
  const { chromium } = createRequire(import.meta.url)("playwright-core");
  const profile = mkdtempSync(join(tmpdir(), "geai-client-browser-"));
  const args = ["--no-sandbox", "--disable-gpu", ...OFFLINE, ...flags];
  const context = await chromium.launchPersistentContext(profile, { executablePath, args, headless: true });
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/**
 * The same in a browser: a click.
 * @param {string} executablePath
 * @param {string} url
 * @param {"Allow" | "Deny"} button
 * @returns {Promise<string>} the heading of the page the person sees last
 */
export const click = (executablePath, url, button) =>
  withPage(executablePath, async (page) => {
    await page.goto(url);
    await page.getByRole("button", { name: button }).click();
    await page.waitForURL("**/callback?**");
    return page.getByRole("heading").innerText();
  });
