import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** Who may import what: the table of CONTRIBUTING.md. A rule nobody checks is not a rule. */
const ROOT = resolve(fileURLToPath(new URL("..", import.meta.url)));

type Rule = {
  readonly folder: string;
  readonly folders: readonly string[];
  readonly packages: readonly RegExp[];
};

const RULES: readonly Rule[] = [
  { folder: "src/domain", folders: ["src/domain"], packages: [/^luxon$/, /^croner$/] },
  {
    folder: "src/profile",
    folders: ["src/profile", "src/domain"],
    packages: [/^zod$/, /^yaml$/, /^node:/, /^croner$/, /^fastest-levenshtein$/],
  },
  {
    folder: "src/views",
    folders: [
      "src/views",
      "src/domain",
      "src/engine/ports.ts",
      "src/engine/on-call-ports.ts",
      "src/engine/deployment-ports.ts",
      "src/engine/deployment-store.ts",
      "src/engine/deployment-inputs.ts",
    ],
    packages: [/^@slack\/types$/, /^luxon$/],
  },
  {
    folder: "src/engine",
    folders: ["src/engine", "src/domain"],
    packages: [/^pg-boss$/, /^node:crypto$/, /^@electric-sql\/pglite$/],
  },
  {
    folder: "src/store",
    folders: [
      "src/store",
      "src/domain",
      "src/engine/ports.ts",
      "src/engine/on-call-ports.ts",
      "src/engine/store.ts",
      "src/engine/deployment-store.ts",
      "src/engine/holds.ts",
      "src/engine/suspects.ts",
      "migrations",
    ],
    packages: [/^pg$/, /^kysely/, /^@electric-sql\/pglite$/, /^node:/],
  },
  {
    folder: "src/integrations/slack",
    folders: [
      "src/integrations/slack",
      "src/domain",
      "src/engine/ports.ts",
      "src/engine/on-call-ports.ts",
      "src/engine/inbound.ts",
    ],
    packages: [/^@slack\//, /^zod$/, /^node:/],
  },
  {
    folder: "src/integrations/pagerduty",
    folders: ["src/integrations/pagerduty", "src/domain", "src/engine/ports.ts"],
    packages: [/^@pagerduty\/pdjs$/, /^zod$/, /^node:/],
  },
  {
    folder: "src/integrations/prometheus",
    folders: ["src/integrations/prometheus", "src/engine/ports.ts", "src/engine/measuring.ts"],
    packages: [/^zod$/],
  },
  {
    folder: "src/integrations/health",
    folders: ["src/integrations/health", "src/engine/measuring.ts"],
    packages: [],
  },
  {
    folder: "src/integrations/github",
    folders: ["src/integrations/github", "src/domain", "src/engine/ports.ts", "src/engine/code-host.ts"],
    packages: [/^@octokit\//, /^zod$/, /^fastest-levenshtein$/, /^node:/],
  },
  {
    folder: "src/integrations/redis",
    folders: ["src/integrations/redis", "src/domain", "src/engine/ports.ts"],
    packages: [/^ioredis$/, /^node:/],
  },
  {
    folder: "src/commands",
    folders: [
      "src/commands",
      "src/domain",
      "src/views",
      "src/engine/ports.ts",
      "src/engine/deployment-ports.ts",
      "src/engine/inbound.ts",
    ],
    packages: [
      /^zod$/,
      /^@slack\/(bolt|types)$/,
      /^string-argv$/,
      /^fastest-levenshtein$/,
      /^chrono-node\/en$/,
      /^node:util$/,
    ],
  },
  {
    folder: "src/handlers",
    folders: [
      "src/handlers",
      "src/commands",
      "src/domain",
      "src/views",
      "src/engine/ports.ts",
      "src/engine/deployment-ports.ts",
      "src/engine/inbound.ts",
    ],
    packages: [/^zod$/, /^@slack\/(bolt|types)$/, /^node:crypto$/],
  },
  { folder: "sandbox", folders: ["sandbox"], packages: [/.*/] },
];

const files = ["src", "sandbox", "migrations"]
  .flatMap((folder) => [...walk(join(ROOT, folder))])
  .map((path) => relative(ROOT, path));

describe("the import table", () => {
  it.each(RULES)("$folder imports only what it may", (rule) => {
    const faults = files
      .filter((file) => file.startsWith(`${rule.folder}/`))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => !allowed(rule, target))
          .map((target) => `${file} imports ${target}`),
      );
    expect(faults).toEqual([]);
  });

  it("keeps pg-boss in engine/queue.ts", () => {
    expect(files.filter((file) => importsOf(file).includes("pg-boss"))).toEqual(["src/engine/queue.ts"]);
  });

  it("keeps process.env in config.ts and the entry points", () => {
    const readers = files.filter((file) => file.startsWith("src/") && /process\.env/.test(source(file)));
    expect(readers.toSorted()).toEqual(["src/config.ts", "src/doctor.ts", "src/main.ts"]);
  });

  it("keeps clocks and randomness out of the domain", () => {
    const impure = files.filter(
      (file) =>
        file.startsWith("src/domain/") &&
        /Date\.now|new Date\(\)|Math\.random|DateTime\.(now|local|utc)\(\)|randomUUID/.test(source(file)),
    );
    expect(impure).toEqual([]);
  });

  it("lets only the folders of the map exist in src", () => {
    const folders = readdirSync(join(ROOT, "src")).filter((name) =>
      statSync(join(ROOT, "src", name)).isDirectory(),
    );
    expect(folders.toSorted()).toEqual([
      "commands",
      "domain",
      "engine",
      "handlers",
      "integrations",
      "profile",
      "store",
      "views",
    ]);
  });
});

describe("sizes", () => {
  it("no source file is longer than 400 lines", () => {
    expect(files.filter((file) => source(file).split("\n").length > 401)).toEqual([]);
  });
});

function allowed(rule: Rule, target: string): boolean {
  if (target.startsWith("./"))
    return rule.folders.some(
      (folder) => target.slice(2) === folder || target.slice(2).startsWith(`${folder}/`),
    );
  return rule.packages.some((name) => name.test(target));
}

/** Packages by name, own files as `./path/from/root.ts`. */
function importsOf(file: string): string[] {
  const found = source(file).matchAll(
    /^(?:import|export)\b[^;"]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm,
  );
  return [...found].flatMap(([, from, bare, dynamic]) => {
    const target = from ?? bare ?? dynamic;
    if (target === undefined) return [];
    return [target.startsWith(".") ? `./${relative(ROOT, resolve(ROOT, dirname(file), target))}` : target];
  });
}

function source(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}
