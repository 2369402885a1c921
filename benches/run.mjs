// The Node half of run.py: prints its rows of the table.
import { Client } from "geai-client";

const CALLS = 2000;
const ROUNDS = 5;
const [url, token] = process.argv.slice(2);
if (url === undefined || token === undefined) throw new Error("usage: run.mjs URL TOKEN");

/**
 * CPU and wall microseconds a call, the median of some rounds.
 * @param {() => Promise<unknown>} call
 */
async function measure(call) {
  for (let n = 0; n < 200; n++) await call();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const cpu = process.cpuUsage();
    const wall = process.hrtime.bigint();
    for (let n = 0; n < CALLS; n++) await call();
    const { user, system } = process.cpuUsage(cpu);
    rounds.push({ cpu: (user + system) / CALLS, wall: Number(process.hrtime.bigint() - wall) / 1000 / CALLS });
  }
  const median = (/** @type {number[]} */ values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return { cpu: median(rounds.map((round) => round.cpu)), wall: median(rounds.map((round) => round.wall)) };
}

const client = new Client({ baseUrl: url, apiToken: token });
const ours = await measure(() => client.agents.get("bench"));
const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
const peer = await measure(async () => (await fetch(`${url}/v4/agents/bench`, { headers })).json());
client.close();
for (const [name, { cpu, wall }] of /** @type {const} */ ([["geai-client", ours], ["fetch", peer]])) {
  const label = `Node ${process.versions.node} ${name}`.padEnd(34);
  console.log(label + cpu.toFixed(0).padStart(12) + wall.toFixed(0).padStart(14) + (cpu / ours.cpu).toFixed(2).padStart(11));
}
