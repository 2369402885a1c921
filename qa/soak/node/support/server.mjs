// The scripted server as a process of its own, told and heard over the channel to its parent.

import { Scripted } from "./scripts.mjs";

/** The parent may be gone. @param {unknown} message */
const say = (message) => void process.send?.(message, undefined, undefined, () => {});

const server = await new Scripted((what, tag) => say({ what, tag, at: Number(process.hrtime.bigint()) })).start();
process.on("message", (/** @type {{ ask: number, release?: boolean }} */ { ask, release }) => {
  if (release) server.release();
  const { requests, connections, most } = server;
  say({ what: "state", tag: String(ask), state: { requests, connections, most, byTag: [...server.byTag] } });
});
process.on("disconnect", () => process.exit(0));
say({ what: "ready", tag: "", port: server.port });
