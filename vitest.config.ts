import { defineConfig } from "vitest/config";

/** `npm run check` runs `unit` alone; `npm test` runs all. A busy machine takes ten times as long as an idle one. */
const project = (name: string, include: string[], timeoutMs = 20_000) => ({
  test: {
    name,
    include,
    testTimeout: timeoutMs,
    hookTimeout: 60_000,
    environment: "node" as const,
    setupFiles: ["test/support/fast-check.ts"],
  },
});

/** Migrates a database once; the files of the project start from copies of it. */
const withDatabase = (name: string, include: string[], timeoutMs?: number) => {
  const { test } = project(name, include, timeoutMs);
  return { test: { ...test, globalSetup: ["test/support/global-setup.ts"] } };
};

/** They go by the wall clock, and kill a bot at its moment: nothing else runs beside them. */
const ALONE = "test/journeys/{storm,kill-*,replicas}.test.ts";

function alone({ test }: ReturnType<typeof withDatabase>) {
  return { test: { ...test, maxWorkers: 1, sequence: { groupOrder: 1 } } };
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
      withDatabase("journeys", ["test/journeys/**/*.test.ts", `!${ALONE}`], 60_000),
      project("page", ["test/page/**/*.test.ts"], 60_000),
      alone(withDatabase("alone", [ALONE], 60_000)),
    ],
    coverage: { provider: "v8", include: ["src/domain/**/*.ts"], thresholds: { branches: 100 } },
  },
});
