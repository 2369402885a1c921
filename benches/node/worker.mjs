// One measured Node process: reads tasks, one JSON object a line, and answers what each cost.
//
// The first argument names the subject, a client used as its own documentation advises. Costs are seconds a call,
// of this process alone.

import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const TOKEN = "bench"; // The server takes any.
const headers = { authorization: `Bearer ${TOKEN}`, accept: "application/json" };

/** @typedef {{ get?(): Promise<unknown>, list(count: number): unknown, bulk?: Function }} Subject */

/** @type {Record<string, (url: string, authority?: string) => Promise<Subject>>} */
const subjects = {
  async geai(url, authority) {
    const { check, Client } = await import("geai-client");
    const client = new Client({ baseUrl: url, apiToken: TOKEN, ...(authority && { caBundle: authority }) });
    return {
      get: () => client.agents.get("bench"),
      list: (count) => client.agents.list({ count }),
      walk: async (count) => {
        for await (const _ of client.agents.list({ count }));
      },
      export: () => client.agents.export("bench"),
      import: (text) => client.agents.import(text),
      manifest: (text) => client.integrations.import({ name: "bench", manifest: text }),
      plan: (folder) => client.plan(folder),
      check: (folder) => check(folder),
      bulk: (calls, concurrency, count) =>
        count
          ? client.bulk(Array(calls).fill({ count }), (page, options) => client.agents.list(page, options), {
              concurrency,
            })
          : client.bulk(Array(calls).fill("bench"), (id, options) => client.agents.get(id, undefined, options), {
              concurrency,
            }),
    };
  },
  async fetch(url) {
    const fetched = async (/** @type {string} */ path) => (await fetch(url + path, { headers })).json();
    return { get: () => fetched("/v4/agents/bench"), list: (count) => fetched(`/v4/agents?count=${count}`) };
  },
  async undici(url) {
    const { Pool } = await import("undici");
    const pool = new Pool(url, { connections: 64 });
    const fetched = async (/** @type {string} */ path) =>
      (await pool.request({ method: "GET", path, headers })).body.json();
    return { get: () => fetched("/v4/agents/bench"), list: (count) => fetched(`/v4/agents?count=${count}`) };
  },
  async axios(url) {
    const { default: axios } = await import("axios");
    const { Agent } = await import("node:http");
    const client = axios.create({ baseURL: url, headers, httpAgent: new Agent({ keepAlive: true }) });
    return {
      get: async () => (await client.get("/v4/agents/bench")).data,
      list: async (count) => (await client.get("/v4/agents", { params: { count } })).data,
    };
  },
  async got(url) {
    const { default: got } = await import("got");
    const { Agent } = await import("node:http");
    const client = got.extend({ prefixUrl: url, headers, agent: { http: new Agent({ keepAlive: true }) } });
    return {
      get: () => client("v4/agents/bench").json(),
      list: (count) => client("v4/agents", { searchParams: { count } }).json(),
    };
  },
  async openai(url) {
    const { default: OpenAI } = await import("openai");
    const client = new OpenAI({ apiKey: TOKEN, baseURL: url });
    return {
      get: () => client.get("/v4/agents/bench"),
      list: (count) => client.get("/v4/agents", { query: { count } }),
    };
  },
  async json(url) {
    const texts = new Map();
    return {
      list: async (count) => {
        if (!texts.has(count)) texts.set(count, await (await fetch(`${url}/v4/agents?count=${count}`)).text());
        return JSON.parse(texts.get(count));
      },
    };
  },
};

/** A package of about `size` characters. */
function packageOf(/** @type {number} */ size) {
  const instructions = 'Look the parcel up.\nReport its "state" in one sentence. '.repeat(40);
  const agent = { id: "3d0f6c1e", name: "bench", agentData: { prompt: { instructions }, models: [{ name: "m" }] } };
  const agents = Array(Math.floor(size / JSON.stringify(agent).length)).fill(agent);
  return JSON.stringify({ labPackage: { agents, tools: [] } });
}

/** An OpenAPI description of about `size` characters. */
function manifestOf(/** @type {number} */ size) {
  const get = { operationId: "track", summary: 'Reports the "state" of a parcel.\n', responses: { 200: {} } };
  const one = { get, parameters: [{ name: "number", in: "path", required: true }] };
  const paths = Array.from({ length: Math.floor(size / (JSON.stringify(one).length + 28)) }, (_, n) => [`/${n}`, one]);
  return JSON.stringify({ openapi: "3.0.3", info: { title: "bench", version: "1" }, paths: Object.fromEntries(paths) });
}

/** What is done `calls` times. */
function unit(/** @type {any} */ subject, /** @type {any} */ task) {
  const { op, count = 20, size } = task;
  if (op === "list" || op === "walk") return () => subject[op](count);
  if (op === "plan" || op === "check") return () => subject[op](task.folder);
  if (op === "bulk") return () => subject.bulk(task.calls, task.in_flight, task.count);
  if (op === "import" || op === "manifest") {
    const text = op === "import" ? packageOf(size) : manifestOf(size);
    return () => subject[op](text);
  }
  return () => subject[op]();
}

/** Resident memory of this process, or its peak, in bytes. */
function memory(/** @type {string} */ name) {
  const found = new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(readFileSync("/proc/self/status", "utf8"));
  return Number(found?.[1] ?? 0) * 1024;
}

/** Nanoseconds that the main thread ran. */
function mainThread() {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[0]);
}

const kept = new Map();
const name = process.argv[2] ?? "";
for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line);
  const { calls, in_flight: most = 1, fresh = false } = task;
  const key = fresh ? Symbol("fresh") : task.url;
  writeFileSync("/proc/self/clear_refs", "5");
  const start = () => ({
    before: memory("VmRSS"),
    main: mainThread(),
    cpu: process.cpuUsage(),
    wall: process.hrtime.bigint(),
  });
  let begun = start();
  if (!kept.has(key)) kept.set(key, await subjects[name]?.(task.url, task.authority));
  const call = unit(kept.get(key), task);
  if (!fresh) begun = start();
  if (task.op === "bulk") {
    await call();
  } else {
    const some = async () => {
      for (let n = 0; n < Math.floor(calls / most); n++) await call();
    };
    await Promise.all(Array.from({ length: most }, some));
  }
  const { user, system } = process.cpuUsage(begun.cpu);
  const wall = Number(process.hrtime.bigint() - begun.wall) / 1e9;
  const main = (mainThread() - begun.main) / 1e9;
  const cost = { cpu: (user + system) / 1e6 / calls, wall: wall / calls, main: main / calls };
  const peak = memory("VmHWM");
  console.log(JSON.stringify({ ...cost, peak: peak - begun.before, most: peak, rss: memory("VmRSS") }));
}
process.exit(0);
