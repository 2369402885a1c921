// Signing in to a service through the inspector.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Client } from "geai-client";
import { Emulator } from "geai-client/testing";

import { observed } from "./support/answers.mjs";
import { browser, click, decide } from "./support/person.mjs";
import { Server, answer } from "./support/server.mjs";

const SERVICE = "https://parcels.example.com/openapi.json";
const OPEN_SERVICE = "https://weather.example.com/openapi.json";
const MANIFEST = "/v3/tool-plugins/inspector/manifest";
const TEN_MINUTES = 600_000;
const chromium = browser();

/** @type {Emulator} */
let emulator;
/** @type {Client} */
let client;
before(async () => {
  emulator = await Emulator.start({ projects: ["dev", "prod"] });
  client = emulator.client({ project: "dev" });
});
after(() => emulator.stop());

/** A challenge of `client`, not yet completed. */
async function challenge() {
  const { securityScheme } = await client.inspector.securityScheme({ url: SERVICE });
  const code = { ...securityScheme?.flows?.authorizationCode, clientId: "parcel-app" };
  return client.inspector.createChallenge({ ...securityScheme, flows: { authorizationCode: code } });
}

/** Until somebody asks for the description of a challenge that nobody completed yet. */
async function asked() {
  while (!emulator.requests.some(({ path }) => path === MANIFEST)) await new Promise(setImmediate);
}

/** @typedef {(url: string, decision: "allow" | "deny") => Promise<string>} Walk */
/** @type {[string, Walk, string | false][]} */
const WALKS = [
  ["with requests", decide, false],
  [
    "with a click in a browser",
    (url, decision) => click(chromium ?? "", url, decision === "allow" ? "Allow" : "Deny"),
    chromium === undefined && "no Chromium on PATH: only the walk with requests is made",
  ],
];

describe("authorize", () => {
  for (const [how, walk, skip] of WALKS) {
    it(`lets a person sign in ${how}`, { skip }, async () => {
      /** @type {Promise<string>[]} */
      const seen = [];
      /** @type {string[]} */
      const urls = [];
      const onUrl = (/** @type {string} */ url) => void (urls.push(url), seen.push(walk(url, "allow")));
      const { signal } = new AbortController();
      const found = await client.inspector.authorize({ url: SERVICE, clientId: "parcel-app", onUrl }, { signal });
      assert.equal(urls.length, 1);
      assert.equal(found.authorizationUrl, urls[0]);
      const query = Object.fromEntries(new URL(urls[0] ?? "").searchParams);
      assert.deepEqual(
        [query["client_id"], query["code_challenge_method"], query["state"], query["scope"]],
        ["parcel-app", "S256", found.challengeId, "parcels.read"],
      );
      assert.match(query["code_challenge"] ?? "", /^[\w-]{43}$/);
      assert.match((await seen[0]) ?? "", /Signed in/);
      assert.equal(JSON.parse(found.manifest ?? "").info.title, "Parcels");
      const { manifest, securityScheme } = found;
      const integration = await client.integrations.import({ name: how.replaceAll(" ", "-"), manifest, securityScheme });
      assert.equal(integration.manifest, manifest);
      assert.equal(integration.securityScheme?.type, "oauth2");
      assert.equal(integration.pendingConfigCredential, false);
      await client.integrations.delete(integration.id);
    });

    // No page shows the message of a denial.
    const unseen = !observed && "nothing tells a denial from a person who takes time";
    it(`stops at once when the person refuses ${how}`, { skip: skip || unseen }, async () => {
      /** @type {Promise<string>[]} */
      const seen = [];
      const onUrl = (/** @type {string} */ url) => void seen.push(walk(url, "deny"));
      await assert.rejects(client.inspector.authorize({ url: SERVICE, clientId: "parcel-app", onUrl }), {
        name: "ReportedError",
        message: /The sign-in was denied/,
        status: 200,
      });
      assert.match((await seen[0]) ?? "", /Not signed in/);
    });
  }

  it("prints the URL unless it is told otherwise", async (test) => {
    const log = test.mock.method(console, "log", () => {});
    await assert.rejects(client.inspector.authorize({ url: SERVICE, clientId: "parcel-app", deadline: 0 }));
    assert.equal(log.mock.callCount(), 1);
    assert.match(log.mock.calls[0]?.arguments[0], /oauth\/authorize\?.*client_id=parcel-app/);
  });

  it("needs nobody where the service is open", async () => {
    const onUrl = () => assert.fail("nobody has to sign in");
    const found = await client.inspector.authorize({ url: OPEN_SERVICE, onUrl });
    assert.equal(found.securityScheme?.type, "apiKey");
    assert.equal(JSON.parse(found.manifest ?? "").info.title, "Weather");
    assert.ok(!("authorizationUrl" in found) && !("challengeId" in found));
  });

  it("gives up at its deadline, naming the challenge, which can be resumed", async () => {
    let url = "";
    const begun = (/** @type {string} */ to) => void (url = to);
    const given = { url: SERVICE, clientId: "parcel-app", deadline: 0, onUrl: begun };
    const error = await client.inspector.authorize(given).catch((error) => error);
    const challengeId = new URL(url).searchParams.get("state") ?? "";
    assert.deepEqual([error.name, error.executed, error.operation], ["APITimeoutError", "no", "inspector.authorize"]);
    assert.ok(error.message.includes(challengeId), error.message);
    assert.ok(emulator.completeChallenge(challengeId));
    const onUrl = () => assert.fail("the sign-in was begun before");
    const found = await client.inspector.authorize({ url: SERVICE, challengeId, onUrl });
    assert.equal(found.challengeId, challengeId);
    assert.equal(JSON.parse(found.manifest ?? "").info.title, "Parcels");
  });

  it("ends with the reason of its signal", async () => {
    const reason = { mine: true };
    const given = { url: SERVICE, clientId: "parcel-app", onUrl: () => {} };
    emulator.clearRequests();
    await assert.rejects(
      client.inspector.authorize(given, { signal: AbortSignal.abort(reason) }),
      (error) => error === reason,
    );
    assert.equal(emulator.requests.length, 0);
    const controller = new AbortController();
    const waiting = client.inspector.authorize(given, { signal: controller.signal });
    waiting.catch(() => {});
    await asked();
    controller.abort(reason);
    await assert.rejects(waiting, (error) => error === reason);
    const between = new AbortController();
    const shown = { ...given, onUrl: () => between.abort(reason) };
    await assert.rejects(client.inspector.authorize(shown, { signal: between.signal }), (error) => error === reason);
  });

  it("passes on what the listener throws", async () => {
    const mine = new Error("mine");
    const onUrl = () => {
      throw mine;
    };
    await assert.rejects(
      client.inspector.authorize({ url: SERVICE, clientId: "parcel-app", onUrl }),
      (error) => error === mine,
    );
  });

  for (const [what, given, message] of /** @type {[string, any, RegExp][]} */ ([
    ["no client id", { url: SERVICE }, /client.?id: required/i],
    ["a blank URL", { url: " " }, /url/],
    ["no URL", {}, /url: expected a string/],
    ["a time that is none", { url: SERVICE, deadline: "soon" }, /deadline/],
    ["a time before now", { url: SERVICE, clientId: "parcel-app", deadline: -1 }, /deadline/],
    ["a time without an end", { url: SERVICE, clientId: "parcel-app", deadline: Infinity }, /deadline/],
  ])) {
    it(`refuses ${what} before anybody signs in`, async () => {
      const onUrl = () => assert.fail("nobody has to sign in");
      const call = client.inspector.authorize({ onUrl, ...given });
      await assert.rejects(call, { name: "InvalidRequestError", message, executed: "no" });
    });
  }

  it("reports a service that cannot be inspected", () =>
    assert.rejects(client.inspector.authorize({ url: "https://nowhere.example.com/" }), {
      name: "ReportedError",
      message: /Target not found/,
    }));
});

describe("the page that the server names", () => {
  /**
   * @param {import("node:test").TestContext} t
   * @param {string} authorizationUrl
   */
  const naming = async (t, authorizationUrl) => {
    const securityScheme = { type: "oauth2", flows: { authorizationCode: { authorizationUrl } } };
    const server = await Server.start(({ url }, response) => {
      if (url.includes("create-challenge")) answer(response, { authorizationUrl, challengeId: "c" });
      else answer(response, url.startsWith(MANIFEST) ? { success: false } : { securityScheme });
    });
    t.after(() => server.stop());
    return server.client();
  };

  for (const named of ["file:///etc/passwd", "javascript:alert(1)", "/sign-in", "--version", "http://id.example.com/"]) {
    it(`is not ${named}`, async (t) => {
      const person = await naming(t, named);
      const onUrl = () => assert.fail("nobody is sent there");
      const call = person.inspector.authorize({ url: SERVICE, clientId: "c", onUrl, openBrowser: true });
      await assert.rejects(call, { name: "MalformedResponseError", message: /expected https:/ });
    });
  }

  it("is shown in visible ASCII characters", async (t) => {
    const person = await naming(t, "https://id.example.com/\u001b[2J?next=\u202e\u009b");
    /** @type {string[]} */
    const urls = [];
    const onUrl = (/** @type {string} */ url) => void urls.push(url);
    const call = person.inspector.authorize({ url: SERVICE, clientId: "c", onUrl, deadline: 0 });
    await assert.rejects(call, { name: "APITimeoutError" });
    assert.deepEqual(urls, ["https://id.example.com/%1B[2J?next=%E2%80%AE%C2%9B"]);
  });
});

describe("an onUrl that takes its time", () => {
  it("is awaited before anybody asks for the description", async () => {
    emulator.clearRequests();
    const onUrl = async (/** @type {string} */ url) => {
      await decide(url, "allow");
      assert.ok(!emulator.requests.some(({ path }) => path === MANIFEST));
    };
    const found = await client.inspector.authorize({ url: SERVICE, clientId: "parcel-app", onUrl });
    assert.ok(found.manifest);
    assert.equal(emulator.requests.filter(({ path }) => path === MANIFEST).length, 1);
  });

  it("ends the sign-in by its rejection", () => {
    const onUrl = async () => {
      throw new RangeError("no mail server");
    };
    const call = client.inspector.authorize({ url: SERVICE, clientId: "parcel-app", onUrl });
    return assert.rejects(call, { name: "RangeError", message: "no mail server" });
  });

  it("does not outlast the signal", () => {
    const controller = new AbortController();
    const onUrl = () => {
      controller.abort(new RangeError("enough"));
      return new Promise(() => {});
    };
    const params = { url: SERVICE, clientId: "parcel-app", onUrl };
    return assert.rejects(client.inspector.authorize(/** @type {any} */ (params), { signal: controller.signal }), {
      name: "RangeError",
      message: "enough",
    });
  });
});

describe("a challenge", () => {
  /** @param {Client} of @param {string} challengeId */
  const fetched = async (of, challengeId) => (await of.inspector.manifest({ challengeId, url: SERVICE })).success;

  it("serves once, and only who made it", async () => {
    const { challengeId } = await challenge();
    assert.equal(await fetched(client, challengeId), false, "open");
    assert.ok(emulator.completeChallenge(challengeId));
    assert.ok(!emulator.completeChallenge(challengeId));
    assert.equal(await fetched(emulator.client({ project: "prod" }), challengeId), false, "another project");
    const other = emulator.client({ project: "dev", accessToken: emulator.oauthToken });
    assert.equal(await fetched(other, challengeId), false, "another user");
    assert.equal(await fetched(client, challengeId), true);
    assert.equal(await fetched(client, challengeId), false, "again");
    assert.equal(await fetched(client, "guessed"), false, "unknown");
  });

  it("expires, completed or not", async () => {
    const [open, completed] = [await challenge(), await challenge()];
    assert.ok(emulator.completeChallenge(completed.challengeId));
    emulator.advanceClock(TEN_MINUTES + 1);
    assert.ok(!emulator.completeChallenge(open.challengeId));
    assert.equal(await fetched(client, open.challengeId), false);
    assert.equal(await fetched(client, completed.challengeId), false);
    assert.match(await decide(open.authorizationUrl, "allow"), /expired/);
  });

  it("cannot be completed with the code of another", async () => {
    const [mine, theirs] = [await challenge(), await challenge()];
    const url = new URL(theirs.authorizationUrl);
    url.searchParams.set("state", mine.challengeId);
    assert.match(await decide(url.href, "allow"), /does not belong to it/);
    assert.equal(await fetched(client, mine.challengeId), false);
  });

  it("is not made without a client id", () => {
    const flows = { authorizationCode: { authorizationUrl: "https://login.example.com" } };
    return assert.rejects(client.inspector.createChallenge({ type: "oauth2", flows }), {
      name: "BadRequestError",
      message: /clientId is required/,
    });
  });

  it("is denied: the description says so", async () => {
    const { challengeId, authorizationUrl } = await challenge();
    await decide(authorizationUrl, "deny");
    if (!observed) return void assert.equal(await fetched(client, challengeId), false);
    await assert.rejects(fetched(client, challengeId), { name: "ReportedError", message: /denied/ });
  });
});
