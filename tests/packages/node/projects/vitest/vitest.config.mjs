import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "threads", pool: "threads" } },
      { test: { name: "window", pool: "vmThreads", environment: "jsdom", include: ["timers.test.ts"] } },
    ],
  },
});
