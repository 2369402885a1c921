// The built site in a browser: every page from the front page on, in a wide and a narrow window, and the way from the
// front page to a program in each language. What is copied there is what the tests of the pages run.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { browser } from "../node/support/person.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SITE = process.env.GEAI_SITE ?? join(ROOT, "target", "site");
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
// Where what is not a page of ours begins: written by rustdoc.
const CRATES = "/reference/crates/";

const server = createServer(async (request, response) => {
  let path = join(SITE, decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname));
  try {
    if ((await stat(path)).isDirectory()) path = join(path, "index.html");
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type }).end(await readFile(path));
  } catch {
    response.writeHead(404).end();
  }
});

describe("the site", () => {
  let chromium, context, page, origin;
  const troubles = [];

  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://127.0.0.1:${server.address().port}`;
    const executablePath = browser();
    assert.ok(executablePath, "no Chromium on PATH");
    const playwright = createRequire(import.meta.url)("playwright-core");
    chromium = await playwright.chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    context = await chromium.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    page = await context.newPage();
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin)) troubles.push(request.url());
    });
    page.on("response", (response) => response.status() >= 400 && troubles.push(`${response.status()} ${response.url()}`));
    page.on("console", (message) => message.type() === "error" && troubles.push(`${page.url()}: ${message.text()}`));
    page.on("pageerror", (error) => troubles.push(`${page.url()}: ${error.message}`));
  });

  after(async () => {
    await chromium?.close();
    server.close();
  });

  it("has no dead link, fetches nothing from elsewhere and fits its window", async () => {
    const seen = new Set(["/"]);
    const wide = [];
    // The pages of Node's reference are alike: two of them are looked at in a window, the others only fetched.
    const alike = (path) => /^\/reference\/node\/(index|testing)\/\w/.test(path) && !/classes\/(Client|Emulator)\//.test(path);
    for (const path of seen) {
      if (path.startsWith(CRATES) || alike(path)) {
        const answer = await fetch(origin + path);
        if (!answer.ok) troubles.push(`${answer.status} ${path}`);
        await answer.arrayBuffer();
        continue;
      }
      await page.goto(origin + path);
      const found = await page.$$eval("a[href]", (links) => links.map((link) => link.href));
      for (const href of found) {
        const { origin: host, pathname } = new URL(href);
        if (host === origin) seen.add(pathname);
      }
      for (const width of [1360, 390]) {
        await page.setViewportSize({ width, height: 900 });
        // The sidebars slide in or out first.
        const fits = page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, null, { timeout: 5000 });
        await fits.catch(() => wide.push(`${path} at ${width}`));
      }
    }
    assert.deepEqual({ troubles, wide }, { troubles: [], wide: [] });
    assert.ok(seen.size > 30, `${seen.size} pages`);
  });

  it("finds a page by a word", async () => {
    await page.setViewportSize({ width: 1360, height: 900 });
    await page.goto(`${origin}/`);
    await page.getByPlaceholder("Search").fill("Retry-After");
    await page.locator(".md-search-result__link", { hasText: "Waits" }).first().waitFor();
    assert.deepEqual(troubles, []);
  });

  for (const [word, guide] of [
    ["mock", "/jobs/test-runners/"],
    ["rollback", "/jobs/create/"],
    ["opentelemetry", "/jobs/observability/"],
    ["timeout", "/jobs/configure/"],
    ["bulk", "/jobs/many/"],
    ["docker", "/production/"],
  ]) {
    it(`finds the guide first for ${word}`, async () => {
      await page.setViewportSize({ width: 1360, height: 900 });
      await page.goto(`${origin}/`);
      await page.getByPlaceholder("Search").fill(word);
      const first = page.locator(".md-search-result__link").first();
      await first.waitFor();
      assert.equal(new URL((await first.getAttribute("href")) ?? "", page.url()).pathname, guide);
    });
  }

  it("shows where a page stands", async () => {
    await page.setViewportSize({ width: 1360, height: 900 });
    await page.goto(`${origin}/jobs/many/`);
    await page.locator(".md-path", { hasText: "Jobs" }).waitFor();
  });

  for (const [tab, title] of [
    ["Python", "agents.py"],
    ["Node", "agents.mjs"],
    ["Rust", "src/main.rs"],
  ]) {
    it(`leads from the front page to a program in ${tab}`, async () => {
      await page.setViewportSize({ width: 1360, height: 900 });
      await page.goto(`${origin}/`);
      await page.getByRole("link", { name: "Start: from nothing" }).click();
      await page.waitForURL(`${origin}/start/`);
      await page.locator(".tabbed-labels label", { hasText: tab }).first().click();
      const block = page.locator(".highlight", { has: page.locator(".filename", { hasText: title }) }).filter({ visible: true });
      await block.locator("button.md-code__button, button.md-clipboard").first().click();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      const source = readFileSync(join(ROOT, "docs", "start.md"), "utf8");
      const [, shown = ""] = new RegExp(`^\`\`\`\\w+ title="${title}"\\n(.*?)^\`\`\`$`, "ms").exec(source) ?? [];
      assert.equal(copied.trim(), shown.trim());
    });
  }
});
