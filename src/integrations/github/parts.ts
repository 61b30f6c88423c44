import type { RepositoryName } from "../../engine/code-host.ts";
import type { Outcome } from "../../engine/ports.ts";
import { type Ask, type Asking, type ClientOptions, createAsking } from "./client.ts";
import { type Judging, judge, type Right } from "./judge.ts";
import { remembering } from "./remembering.ts";

/** What every call needs. */
export type Parts = {
  readonly ask: Asking;
  /** For what is asked again and again: unchanged answers cost nothing of GitHub's quota. */
  readonly watch: Asking;
  readonly now: () => number;
  readonly credential: Judging["credential"];
  readonly attemptMs: number;
  /** Whether this GitHub takes `return_run_details`; Enterprise Servers did not at first. Learnt from its answer. */
  readonly takes: { runDetails: boolean };
};

export function partsOf(options: ClientOptions & { readonly now: () => number }): Parts {
  const ask = createAsking(options);
  return {
    ask,
    watch: remembering(ask),
    now: options.now,
    credential: options.app === null ? "token" : "app",
    attemptMs: options.timeLimits.attemptMs,
    takes: { runDetails: true },
  };
}

export type About = {
  readonly doing: string;
  readonly repository: RepositoryName | null;
  readonly right: Right;
  readonly doubt?: string;
};

export function judgingOf(about: About, { credential, attemptMs, now }: Parts): Judging {
  return { ...about, credential, attemptMs, now };
}

/** The braces of `/repos/{owner}/{repo}/…`. More than one slash is no name, and GitHub will say so. */
export function placeOf(repository: RepositoryName): { readonly owner: string; readonly repo: string } {
  const at = repository.indexOf("/");
  return at < 0
    ? { owner: repository, repo: "" }
    : { owner: repository.slice(0, at), repo: repository.slice(at + 1) };
}

/** What of an answer is used. */
export type Shape<Thing> = {
  safeParse(body: unknown): { readonly success: true; readonly data: Thing } | { readonly success: false };
};

/** One thing, read once; what cannot be read is judged. */
export async function read<Thing>(
  ask: Ask,
  shape: Shape<Thing>,
  { about, parts, by = parts.ask }: { readonly about: About; readonly parts: Parts; readonly by?: Asking },
): Promise<Outcome<Thing>> {
  const answer = await by(ask);
  const thing = answer.kind === "answered" && answer.status === 200 ? shape.safeParse(answer.body) : null;
  if (thing?.success === true) return { kind: "done", receipt: thing.data };
  return judge(answer, judgingOf(about, parts));
}

const PER_PAGE = 100;
const MOST_PAGES = 10;

/** A whole list, page by page, or why it cannot be had: half a list is not handed out as the whole. */
export async function list<Thing>(
  ask: Ask,
  shape: Shape<readonly Thing[]>,
  how: { readonly about: About; readonly parts: Parts; readonly by?: Asking },
): Promise<Outcome<readonly Thing[]>> {
  const things: Thing[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = { ...ask.with, per_page: PER_PAGE, page };
    const got = await read({ ...ask, with: query }, shape, how);
    if (got.kind !== "done") return got;
    things.push(...got.receipt);
    if (got.receipt.length < PER_PAGE) return { kind: "done", receipt: things };
  }
  return {
    kind: "failed",
    reason: `GitHub lists more than ${MOST_PAGES * PER_PAGE} entries when asked to ${how.about.doing}, and Tocsin reads no more.`,
    cure: "Look at them on GitHub itself.",
  };
}
