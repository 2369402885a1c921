// Answers as plain objects: nothing lost, nothing invented, nothing inherited.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";

import fc from "fast-check";
import { defineAgent, defineIntegration, extraOf, toDefinition } from "geai-client";
import { dump } from "js-yaml";

import { Server, answer } from "./support/server.mjs";

/**
 * A client whose server answers `body`, and what it sent.
 * @param {string} body
 */
async function answering(body) {
  const server = await Server.start((_, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(body);
  });
  return { server, client: server.client(), sent: () => JSON.parse(server.seen.at(-1)?.text ?? "null") };
}

const RICH = {
  id: "a-1",
  name: "Parcel",
  revision: 4,
  version: 2,
  isDraft: true,
  status: "active",
  permissions: { chatSharing: "none" },
  messages: [{ description: "a warning", type: "warning" }],
  newMember: { kept: [1, null] },
  agentData: {
    prompt: { instructions: "Track.", newer: true },
    llmConfig: { maxTokens: 5, sampling: { temperature: 0.1 } },
    models: [{ name: "gpt-4o", another: 1 }],
  },
};
const DEFINITION = {
  name: "Parcel",
  agentData: {
    prompt: { instructions: "Track.", extra: { newer: true } },
    llmConfig: { maxTokens: 5, sampling: { temperature: 0.1 } },
    models: [{ name: "gpt-4o", extra: { another: 1 } }],
  },
  extra: { newMember: { kept: [1, null] } },
};
const SENT = {
  name: "Parcel",
  newMember: { kept: [1, null] },
  agentData: {
    prompt: { instructions: "Track.", newer: true },
    llmConfig: { maxTokens: 5, sampling: { temperature: 0.1 } },
    models: [{ name: "gpt-4o", another: 1 }],
  },
};

describe("a definition that a person wrote", () => {
  it("is checked before anything is sent", () => {
    const misspelt = { name: "a", agentData: { prompt: { instructons: "x" } } };
    assert.throws(() => defineAgent(misspelt), {
      name: "InvalidRequestError",
      message: /AgentDefinition\.agentData\.prompt: unknown field `instructons`, did you mean `instructions`\?/,
    });
    assert.throws(() => defineIntegration({ name: "p", manifst: {} }), /did you mean `manifest`\?/);
    assert.throws(() => defineAgent([]), { name: "InvalidRequestError" });
    const prompt = { extra: { instructons: "x" } };
    assert.deepEqual(defineAgent(misspelt, { strict: false }), { name: "a", agentData: { prompt } });
    assert.deepEqual(defineAgent({ name: "a", publicName: null }), { name: "a", publicName: null });
  });

  it("is what a call takes, with members under extra", async () => {
    const { server, client, sent } = await answering('{"id":"1","name":"a"}');
    await client.agents.create(defineAgent({ name: "a", tone: "kind" }, { strict: false }));
    assert.deepEqual(sent(), { agentDefinition: { name: "a", tone: "kind" } });
    await server.stop();
  });
});

describe("an agent", () => {
  it("is plain JSON with a definition that does not show", async () => {
    const { server, client } = await answering(JSON.stringify(RICH));
    const agent = await client.agents.get("x");
    assert.deepEqual(agent, RICH);
    assert.equal(Object.getPrototypeOf(agent), Object.prototype);
    assert.equal(JSON.stringify(agent), JSON.stringify(JSON.parse(JSON.stringify(agent))));
    assert.ok(!Object.keys(agent).includes("toDefinition"));
    assert.deepEqual(agent.toDefinition(), DEFINITION);
    assert.deepEqual(toDefinition(structuredClone(agent)), DEFINITION);
    assert.throws(() => toDefinition(/** @type {any} */ ({ name: 3 })), { name: "InvalidRequestError" });
    await server.stop();
  });

  for (const [how, change] of /** @type {[string, (agent: import("geai-client").AgentReply) => any][]} */ ([
    ["as it came", (agent) => agent],
    ["as a copy", (agent) => ({ ...agent })],
    ["as its definition", (agent) => agent.toDefinition()],
  ])) {
    it(`goes back ${how} with everything a definition can carry`, async () => {
      const { server, client, sent } = await answering(JSON.stringify(RICH));
      await client.agents.update("a-1", change(await client.agents.get("a-1")));
      assert.deepEqual(sent(), { agentDefinition: SENT });
      await server.stop();
    });
  }

  it("has the members that its types do not name, at every depth", async () => {
    const { server, client } = await answering(JSON.stringify(RICH));
    const agent = await client.agents.get("x");
    assert.deepEqual(extraOf(agent), { newMember: { kept: [1, null] } });
    assert.deepEqual(extraOf(agent.agentData?.prompt ?? {}), { newer: true });
    assert.deepEqual(extraOf(agent.agentData?.models?.[0] ?? {}), { another: 1 });
    assert.deepEqual(extraOf(agent.agentData ?? {}), {});
    await server.stop();
  });

  it("shows no secret among them", async () => {
    const { server, client } = await answering(JSON.stringify({ ...RICH, newToken: "hunter2", deep: { password: "hunter2" } }));
    const extra = extraOf(await client.agents.get("x"));
    assert.deepEqual([extra.newToken, /** @type {any} */ (extra.deep).password], ["hunter2", "hunter2"]);
    assert.doesNotMatch(inspect(extra, { depth: 9 }), /hunter2/);
    await server.stop();
  });

  it("in a list, and a page's own information, have theirs", async () => {
    const page = { agents: [{ id: "1", name: "a", newer: 1 }], pageInformation: { Total: 1, Newer: 2 } };
    const { server, client } = await answering(JSON.stringify(page));
    const { items, information } = await client.agents.list();
    assert.deepEqual(items.map(extraOf), [{ newer: 1 }]);
    assert.deepEqual(extraOf(information ?? {}), information === null ? {} : { newer: 2 });
    await server.stop();
  });

  it("from an import has its definition, too", async () => {
    const { server, client } = await answering(JSON.stringify({ agents: [RICH, RICH] }));
    const agents = await client.agents.import({ labPackage: { agents: [] } });
    assert.deepEqual(
      agents.map((agent) => agent.toDefinition()),
      [DEFINITION, DEFINITION],
    );
    await server.stop();
  });

  it("keeps values of another type than documented apart, and gives them back", async () => {
    const odd = {
      id: "1",
      name: "x",
      publicName: 7,
      isReadonly: "false",
      agentData: { models: ["gpt-4o"], prompt: { instructions: "Look.", inputs: "none" } },
    };
    const { server, client, sent } = await answering(JSON.stringify(odd));
    const agent = await client.agents.get("x");
    const kept = {
      "agentData.models": ["gpt-4o"],
      "agentData.prompt.inputs": "none",
      isReadonly: "false",
      publicName: 7,
    };
    assert.deepEqual(agent.malformedMembers, kept);
    assert.deepEqual(agent.agentData, { prompt: { instructions: "Look." } });
    assert.equal("isReadonly" in agent, false);
    const definition = agent.toDefinition();
    const { isReadonly, ...sendable } = kept;
    assert.deepEqual(definition.malformedMembers, sendable);
    for (const given of [agent, definition, { ...agent }, structuredClone(definition), JSON.parse(JSON.stringify(agent))]) {
      await client.agents.update("x", given);
      assert.deepEqual(sent(), { agentDefinition: { name: "x", publicName: 7, agentData: odd.agentData } });
    }
    await client.agents.update("x", { ...definition, publicName: "com.example.x" });
    assert.equal(sent().agentDefinition.publicName, "com.example.x");
    await server.stop();
  });

  it("keeps a number beyond all bounds apart, and sends no other in its place", async () => {
    const data = '{"llmConfig":{"maxTokens":1e400,"sampling":{"temperature":-1e999}}}';
    const { server, client } = await answering(`{"id":"1","name":"x","revision":1e400,"agentData":${data}}`);
    const agent = await client.agents.get("x");
    assert.equal(agent.revision, undefined);
    assert.deepEqual(Object.keys(agent.malformedMembers ?? {}).sort(), [
      "agentData.llmConfig.maxTokens",
      "agentData.llmConfig.sampling.temperature",
      "revision",
    ]);
    // As a number of JavaScript it is infinite, and not sent back as another one.
    await assert.rejects(async () => client.agents.update("x", agent.toDefinition()), /Infinity cannot be written as JSON/);
    await server.stop();
  });

  it("prints no value of another type that may be a secret", async () => {
    const odd = {
      id: "1",
      name: "x",
      securityScheme: { flows: "canary" },
      parameters: [
        { key: 7, value: "canary" },
        { key: "k", value: { x: "canary" } },
      ],
      isReadOnly: { password: "canary" },
      tools: "shown",
    };
    const { server, client } = await answering(JSON.stringify(odd));
    const integration = await client.integrations.get("x");
    assert.equal(integration.malformedMembers?.["securityScheme.flows"], "canary");
    const shown = inspect(integration, { depth: 9 });
    assert.ok(!shown.includes("canary") && shown.includes("shown"), shown);
    await server.stop();
  });

  it("keeps hostile member names as members of its own", async () => {
    const hostile =
      '{"id":"1","name":"x","__proto__":{"polluted":1},"constructor":2,"agentData":{"__proto__":{"polluted":1}}}';
    const { server, client } = await answering(hostile);
    const agent = await client.agents.get("x");
    const own = (/** @type {object} */ of) => JSON.stringify(Object.getOwnPropertyDescriptor(of, "__proto__")?.value);
    assert.equal(own(agent), '{"polluted":1}');
    assert.equal(own(agent.agentData ?? {}), '{"polluted":1}');
    assert.equal(own(agent.toDefinition().extra ?? {}), '{"polluted":1}');
    assert.equal(Reflect.get({}, "polluted"), undefined);
    assert.equal(Object.getPrototypeOf(agent), Object.prototype);
    await server.stop();
  });
});

describe("an integer beyond 2^53 - 1", () => {
  for (const [where, body] of [
    ["revision", '{"id":"1","name":"x","revision":9007199254740993}'],
    [
      "agentData.llmConfig.maxTokens",
      '{"id":"1","name":"x","agentData":{"llmConfig":{"maxTokens":-9007199254740993}}}',
    ],
  ]) {
    it(`is an error in a member of a known type: ${where}`, async () => {
      const { server, client } = await answering(body ?? "");
      await assert.rejects(client.agents.get("x"), {
        name: "MalformedResponseError",
        message: new RegExp(`at \`${where}\`: -?9007199254740993`),
        phase: "decode",
        executed: "no",
        status: 200,
      });
      await server.stop();
    });
  }

  it("is an error on a page", async () => {
    const { server, client } = await answering(
      '{"agents":[{"id":"1","name":"x"},{"id":"2","name":"y","revision":9007199254740993}]}',
    );
    await assert.rejects(client.agents.list(), { message: /at `items\[1\]\.revision`/ });
    await server.stop();
  });

  it("is left to JSON.parse elsewhere, and 2^53 - 1 is fine", async () => {
    const { server, client } = await answering(
      '{"id":"9007199254740993","name":"x","revision":9007199254740991,"new":9007199254740993}',
    );
    const agent = await client.agents.get("x");
    assert.deepEqual([agent.id, agent.revision], ["9007199254740993", Number.MAX_SAFE_INTEGER]);
    assert.equal(typeof extraOf(agent).new, "number");
    await server.stop();
  });
});

describe("a package", () => {
  const TEXT = '{ "labPackage":{"agents":[{"id":"1","new":{"a":[1.50]}}],"other":{"__proto__":1}},"outer":true }';
  const file = pathToFileURL(`${process.env.TMPDIR ?? "/tmp"}/geai-client-test-${process.pid}.json`);

  it("is exported to the letter", async () => {
    const { server, client } = await answering(TEXT);
    assert.equal(JSON.stringify(await client.agents.export("x")), JSON.stringify(JSON.parse(TEXT)));
    await server.stop();
  });

  it("is imported from an object, text, YAML, bytes and a file", async (test) => {
    const { writeFileSync, rmSync } = await import("node:fs");
    writeFileSync(file, TEXT);
    test.after(() => rmSync(file));
    const { server, client } = await answering("[]");
    for (const source of [JSON.parse(TEXT), TEXT, Buffer.from(TEXT), new Uint8Array(Buffer.from(TEXT)), file]) {
      assert.deepEqual(await client.agents.import(source), []);
      assert.deepEqual(JSON.parse(server.seen.at(-1)?.text ?? ""), JSON.parse(TEXT));
    }
    assert.equal(server.seen.at(-1)?.text, TEXT);
    await client.agents.import("labPackage:\n  agents:\n    - name: Ünï\n");
    assert.equal(server.seen.at(-1)?.text, '{"labPackage":{"agents":[{"name":"Ünï"}]}}');
    await server.stop();
  });

  it("loses one byte order mark", async (test) => {
    const { writeFileSync, rmSync } = await import("node:fs");
    writeFileSync(file, `\ufeff${TEXT}`);
    test.after(() => rmSync(file));
    const { server, client } = await answering("[]");
    for (const source of [`\ufeff${TEXT}`, Buffer.from(`\ufeff${TEXT}`), file]) {
      await client.agents.import(source);
      assert.equal(server.seen.at(-1)?.text, TEXT);
    }
    await client.agents.import("\ufefflabPackage: {agents: []}");
    assert.equal(server.seen.at(-1)?.text, '{"labPackage":{"agents":[]}}');
    await server.stop();
  });

  it("that js-yaml writes is, imported, the same JSON", async () => {
    const { server, client } = await answering("[]");
    // What writers of YAML leave unquoted, or readers take for something else.
    const awkward = ["y", "n", "no", "On", "08", "010", "0o7", "1_000", "12:30", "2024-01-01", ".5", "+1", "~", "null", "", "True", "1.10", "1e3", "=", "<<",
      "- a", "a: b", "# a", "'a'", "a\n b\n", " a ", "\u0085", "\u2028", "\ufeff", "\t", "🚚", "&a", "*a", "!a", "%a", "@a"];
    const text = fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: "grapheme" }));
    const value = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, fc.constant(null), fc.boolean(), fc.integer(), text, fc.array(tie("value")), fc.dictionary(text, tie("value"))),
    })).value ?? fc.constant(null);
    const agent = fc.record({ name: text, id: text, x: value, "1": value });
    await fc.assert(fc.asyncProperty(fc.array(agent), async (agents) => {
      const given = JSON.parse(JSON.stringify({ labPackage: { agents } }));
      await client.agents.import(dump(given));
      assert.deepEqual(JSON.parse(server.seen.at(-1)?.text ?? ""), given);
    }));
    await server.stop();
  });

  it("that is none is refused with the reason", async () => {
    const { server, client } = await answering("[]");
    for (const [source, message] of /** @type {[any, RegExp][]} */ ([
      ["", /empty/],
      ["{", /JSON/],
      [{ other: 1 }, /labPackage/],
      [Buffer.from([0xff]), /UTF-8/],
      [new URL("file:///nowhere/package.json"), /nowhere/],
      [new URL("https://host.example/package.json"), /file: URL/],
      [undefined, /`package` is required/],
    ])) {
      await assert.rejects(client.agents.import(source), { name: "InvalidRequestError", message });
    }
    assert.equal(server.seen.length, 0);
    await server.stop();
  });
});

describe("whatever JSON", () => {
  it("comes, is what the caller gets", async () => {
    let body = "";
    const server = await Server.start((_, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end(body);
    });
    const client = server.client();
    const runs = { numRuns: 300 };
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.string().filter((name) => !/^(error|message)/i.test(name)),
          fc.jsonValue(),
        ),
        async (value) => {
          body = JSON.stringify(value);
          assert.equal(JSON.stringify(await client.request("GET", "/x")), JSON.stringify(JSON.parse(body)));
        },
      ),
      runs,
    );
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        body = JSON.stringify({ id: "1", name: "x", surely: { unknown: value } });
        const agent = await client.agents.get("x");
        assert.equal(JSON.stringify(extraOf(agent).surely), JSON.stringify(JSON.parse(body).surely));
      }),
      runs,
    );
    await server.stop();
  });

  it("is given, is what the server gets", async () => {
    const server = await Server.start((_, response) => answer(response, { id: "1", name: "x" }));
    const client = server.client();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        await client.request("POST", "/x", { json: value });
        assert.equal(server.seen.at(-1)?.text, JSON.stringify(value));
        await client.agents.create({ name: "x", extra: { surely: value } });
        assert.equal(
          JSON.stringify(JSON.parse(server.seen.at(-1)?.text ?? "").agentDefinition.surely),
          JSON.stringify(JSON.parse(JSON.stringify(value))),
        );
      }),
      { numRuns: 300 },
    );
    await server.stop();
  });
});

it("the definitions among the examples go through unchanged", async () => {
  const directory = new URL("../../examples/definitions/", import.meta.url);
  const { readdirSync } = await import("node:fs");
  const { server, client, sent } = await answering(JSON.stringify(RICH));
  for (const name of readdirSync(directory).filter((name) => name.endsWith(".json"))) {
    const definition = JSON.parse(readFileSync(new URL(name, directory), "utf8"));
    await client.agents.create(definition);
    assert.deepEqual(sent(), { agentDefinition: definition }, name);
  }
  await server.stop();
});
