import { defineConfig } from "vitest/config";

/** `npm run check` runs `unit` alone; `npm test` runs all. */
const project = (name: string, include: string[], timeoutMs = 5_000) => ({
  test: { name, include, testTimeout: timeoutMs, hookTimeout: 60_000, environment: "node" as const },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", ["test/*.test.ts", "test/{domain,profile,views,commands,handlers}/**/*.test.ts"]),
      project("contracts", ["test/{contracts,store,engine}/**/*.test.ts"], 20_000),
      project("integrations", ["test/integrations/**/*.test.ts"], 20_000),
      project("sandbox", ["test/sandbox/**/*.test.ts"], 20_000),
      project("journeys", ["test/journeys/**/*.test.ts"], 60_000),
      project("page", ["test/page/**/*.test.ts"], 60_000),
    ],
    coverage: { provider: "v8", include: ["src/domain/**"], thresholds: { branches: 100 } },
  },
});
