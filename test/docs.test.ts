import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { PAGES } from "../docs/generate.ts";

/** Documents that can be checked are checked: generated pages, links, dependencies, the import table. */

const FOLDERS = ["docs", "src", "sandbox", "test", "migrations", "profiles", "bench"];
const MARKDOWN = [...globSync("*.md"), ...FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.md`))];

describe("generated pages", () => {
  it.each(Object.entries(PAGES))("docs/reference/%s is fresh", (name, text) => {
    expect(read(`docs/reference/${name}`), "run `npm run docs`").toBe(text());
  });
});

describe("links", () => {
  it.each(MARKDOWN)("of %s lead somewhere", (file) => {
    expect(linksOf(file).filter((target) => !leadsSomewhere(file, target))).toEqual([]);
  });
});

describe("folders", () => {
  const holding = FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,sql}`)).map((file) =>
    dirname(file),
  );
  const folders = [...new Set(holding)].filter((folder) => !/fixtures/.test(folder));

  it.each(folders)("%s, or the folder above it, says what belongs there", (folder) => {
    expect([folder, dirname(folder)].some((place) => existsSync(join(place, "README.md")))).toBe(true);
  });
});

describe("dependencies", () => {
  const manifest = JSON.parse(read("package.json")) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  }; // npm checks it

  it("each has its sentence in docs/dependencies.md, and no other", () => {
    const rows = read("docs/dependencies.md").matchAll(/^\| `([^`]+)` \| \S/gm);
    const named = [...rows].map(([, name]) => name);
    const installed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(named.length).toBe(installed.length);
    expect(new Set(named)).toEqual(new Set(installed));
  });
});

describe("the import table of CONTRIBUTING.md", () => {
  it("names the folders that test/architecture.test.ts allows", () => {
    const rules = read("test/architecture.test.ts").matchAll(/folder: "([^"]+)",\s*folders: \[([^\]]*)\]/g);
    const checked = [...rules].map(([, folder = "", others = ""]) => [folder, quoted(others, '"', folder)]);
    const rows = read("CONTRIBUTING.md").matchAll(/^\| `((?:src\/|sandbox)[^`]*)` \| ([^|]*) \|/gm);
    const written = [...rows].map(([, folder = "", others = ""]) => [folder, quoted(others, "`", folder)]);
    expect(written.length).toBeGreaterThan(0);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(checked));
  });
});

/** What stands in such quotes; a folder may always import itself. */
function quoted(text: string, quote: string, itself: string): ReadonlySet<string> {
  const found = [...text.matchAll(new RegExp(`${quote}([^${quote}]+)${quote}`, "g"))].map(
    ([, name]) => name ?? "",
  );
  return new Set(found.filter((name) => name !== itself));
}

function read(file: string): string {
  return readFileSync(file, "utf8");
}

/** Targets inside the repository; code is not prose. */
function linksOf(file: string): readonly string[] {
  const prose = read(file)
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? "")
    .filter((target) => !/^(https?:|mailto:)/.test(target));
}

function leadsSomewhere(file: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const there = path === "" ? file : normalize(join(dirname(file), path));
  if (!existsSync(there)) return false;
  return anchor === undefined || headingsOf(there).includes(anchor);
}

/** Anchors as GitHub makes them. */
function headingsOf(file: string): readonly string[] {
  return [...read(file).matchAll(/^#{1,6} (.+)$/gm)].map(([, words = ""]) =>
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
