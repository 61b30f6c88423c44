import { defineConfig } from "vitest/config";

/** `npm run check` runs `unit` alone; `npm test` runs all. A busy machine takes ten times as long as an idle one. */
const project = (name: string, include: string[], timeoutMs = 20_000) => ({
  test: { name, include, testTimeout: timeoutMs, hookTimeout: 60_000, environment: "node" as const },
});

/** Migrates a database once; the files of the project start from copies of it. */
const withDatabase = (name: string, include: string[], timeoutMs?: number) => {
  const { test } = project(name, include, timeoutMs);
  return { test: { ...test, globalSetup: ["test/support/global-setup.ts"] } };
};

/** They kill bots, and wait for most of their time: for the next bot, and for what a dead one has left. */
const KILLS = "test/journeys/kill-*.test.ts";
/** They go by the wall clock: nothing else runs beside them. */
const TIMED = "test/journeys/{storm,replicas}.test.ts";

function later({ test }: ReturnType<typeof withDatabase>, groupOrder: number, maxWorkers: number) {
  return { test: { ...test, maxWorkers, sequence: { groupOrder } } };
}

export default defineConfig({
  test: {
    // Most of a journey is waiting for another process; one file at a time would take twice as long on two cores.
    maxWorkers: 2,
    projects: [
      project("unit", ["test/*.test.ts", "test/{domain,profile,views,commands,handlers}/**/*.test.ts"]),
      withDatabase("contracts", ["test/{contracts,store,engine}/**/*.test.ts"]),
      project("integrations", ["test/integrations/**/*.test.ts"]),
      project("sandbox", ["test/sandbox/**/*.test.ts"]),
      withDatabase("journeys", ["test/journeys/**/*.test.ts", `!${KILLS}`, `!${TIMED}`], 60_000),
      project("page", ["test/page/**/*.test.ts"], 60_000),
      later(withDatabase("kills", [KILLS], 60_000), 1, 2),
      later(withDatabase("timed", [TIMED], 60_000), 2, 1),
    ],
    coverage: { provider: "v8", include: ["src/domain/**/*.ts"], thresholds: { branches: 100 } },
  },
});
