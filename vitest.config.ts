import { defineConfig } from "vitest/config";

/** `npm run check` runs `unit` alone; `npm test` runs all. */
const project = (name: string, include: string[], timeoutMs = 5_000) => ({
  test: { name, include, testTimeout: timeoutMs, hookTimeout: 60_000, environment: "node" as const },
});

/** Migrates a database once; the files of the project start from copies of it. */
const withDatabase = (name: string, include: string[], timeoutMs: number) => {
  const { test } = project(name, include, timeoutMs);
  return { test: { ...test, globalSetup: ["test/support/global-setup.ts"] } };
};

export default defineConfig({
  test: {
    projects: [
      project("unit", ["test/*.test.ts", "test/{domain,profile,views,commands,handlers}/**/*.test.ts"]),
      withDatabase("contracts", ["test/{contracts,store,engine}/**/*.test.ts"], 20_000),
      project("integrations", ["test/integrations/**/*.test.ts"], 20_000),
      project("sandbox", ["test/sandbox/**/*.test.ts"], 20_000),
      withDatabase("journeys", ["test/journeys/**/*.test.ts"], 60_000),
      project("page", ["test/page/**/*.test.ts"], 60_000),
    ],
    coverage: { provider: "v8", include: ["src/domain/**/*.ts"], thresholds: { branches: 100 } },
  },
});
