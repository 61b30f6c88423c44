import { createHash } from "node:crypto";
import type { SandboxCommit, SandboxLogin, SandboxRepository, SandboxTag } from "./world.ts";

/** The people and repositories a fresh sandbox begins with: those of the systems whose manuals ship. */

export const SEED_LOGINS: readonly SandboxLogin[] = [
  person(501, "amara", "Amara"),
  person(502, "ben", "Ben"),
  person(503, "chidi", "Chidi"),
  person(504, "dana", "Dana"),
  person(505, "eva", "Eva"),
  person(506, "femi", "Femi"),
  { id: 900, login: "tocsin-deploys", name: "Tocsin", email: "tocsin@example.com" },
  { id: 901, login: "tocsin[bot]", name: "Tocsin", email: "tocsin@example.com", bot: true },
];

/** Whose token the bot has, and who it is as an app. */
export const TOKEN_LOGIN = "tocsin-deploys";
export const APP_LOGIN = "tocsin[bot]";

function person(id: number, login: string, name: string): SandboxLogin {
  return { id, login, name, email: `${login}@example.com` };
}

/** `parts` are what its commits are about. */
type Sketch = { readonly name: string; readonly major: number; readonly parts: readonly string[] };

const SKETCHES: readonly Sketch[] = [
  { name: "sebenza/suite", major: 2, parts: ["dispatch board", "invoicing", "driver app", "route planner"] },
  { name: "eventchain/platform", major: 1, parts: ["rate limiter", "order events", "outbox", "token check"] },
  { name: "inventory/app", major: 3, parts: ["stock count", "suppliers", "search", "price list"] },
  { name: "partselect/app", major: 1, parts: ["chat window", "part lookup", "scraper", "contact form"] },
  { name: "cbp/config-api", major: 4, parts: ["settings cache", "audit trail", "feature flags", "imports"] },
  { name: "example/shop", major: 1, parts: ["basket", "checkout", "catalogue", "mails"] },
];

const SENTENCES: readonly string[] = [
  "Lay out the %",
  "Cover the % with tests",
  "Log less in the %",
  "Time out after 5 s in the %",
  "Explain the % in the handbook",
  "Mend rounding in the %",
  "Index what the % reads most",
  "Retry reads in the %",
  "Remove a dead branch of the %",
  "Say why the % refused",
  "Bring the % up to date",
];

const COMMITS = 22;
const AUTHORS = ["amara", "ben", "chidi", "dana", "eva"];
const HOUR_MS = 3_600_000;

export function seedRepositories(seededAt: number): readonly SandboxRepository[] {
  return SKETCHES.map((sketch, at) => seedRepository(sketch, 7_000 + at, seededAt));
}

/** `main` of 22 commits with three releases on it, a feature on a branch and a fix of the last release on another. */
function seedRepository({ name, major, parts }: Sketch, id: number, seededAt: number): SandboxRepository {
  const main: SandboxCommit[] = [];
  for (let at = 0; at < COMMITS; at += 1) {
    const sentence = SENTENCES[at % SENTENCES.length] ?? "";
    const message = sentence.replace("%", parts[at % parts.length] ?? name);
    main.push(
      commitOn(name, main.at(-1), { message, number: at, at: seededAt - (COMMITS - at) * 7 * HOUR_MS }),
    );
  }
  const [old, last, head] = [main[9], main[16], main[COMMITS - 1]];
  if (old === undefined || last === undefined || head === undefined) throw new Error("too few commits");
  const fix = commitOn(name, last, {
    message: `Mend the ${parts[1]} after a release`,
    number: 100,
    at: seededAt - 5 * HOUR_MS,
  });
  const begun = commitOn(name, main[18], {
    message: `Begin a faster ${parts[0]}`,
    number: 101,
    at: seededAt - 4 * HOUR_MS,
  });
  const faster = commitOn(name, begun, {
    message: `Measure the faster ${parts[0]}`,
    number: 102,
    at: seededAt - 3 * HOUR_MS,
  });
  return {
    id,
    name,
    defaultBranch: "main",
    commits: [...main, fix, begun, faster],
    branches: { main: head.sha, [`hotfix/${major}.4.1`]: fix.sha, "feature/faster": faster.sha },
    tags: [
      { name: `v${major}.3.0`, sha: old.sha, annotation: null },
      annotated(name, `v${major}.4.0`, last),
      { name: `v${major}.5.0-rc.1`, sha: main[20]?.sha ?? head.sha, annotation: null },
    ],
  };
}

function commitOn(
  repository: string,
  parent: SandboxCommit | undefined,
  { message, number, at }: { readonly message: string; readonly number: number; readonly at: number },
): SandboxCommit {
  const author = AUTHORS[number % AUTHORS.length] ?? "amara";
  const parents = parent === undefined ? [] : [parent.sha];
  return { sha: shaOf(`${repository}/${number}`), parents, message, author, at };
}

function annotated(repository: string, name: string, of: SandboxCommit): SandboxTag {
  const annotation = {
    sha: shaOf(`${repository}/tag/${name}`),
    message: `Release ${name}`,
    by: of.author,
    at: of.at + HOUR_MS,
  };
  return { name, sha: of.sha, annotation };
}

/** 40 hexadecimal digits that stand for this text. */
export function shaOf(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
