import type { SandboxCommit, SandboxRepository } from "./world.ts";

/** What a history of commits says: which ones lead to which, and what a name means. */

export type Named<Kind = "branch" | "tag" | "commit"> = {
  readonly kind: Kind;
  readonly name: string;
  readonly sha: string;
};

/** The commit and all that lead to it. */
function reachable(repository: SandboxRepository, sha: string): ReadonlySet<string> {
  const parentsOf = new Map(repository.commits.map((commit) => [commit.sha, commit.parents]));
  const seen = new Set<string>();
  const todo = [sha];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    todo.push(...(parentsOf.get(next) ?? []));
  }
  return seen;
}

/** As `git log`: newest first. */
export function log(repository: SandboxRepository, sha: string): readonly SandboxCommit[] {
  const included = reachable(repository, sha);
  return repository.commits.filter((commit) => included.has(commit.sha)).toReversed();
}

export type HistoryComparison = {
  readonly status: "ahead" | "behind" | "diverged" | "identical";
  /** What `head` has and `base` has not, oldest first. */
  readonly ahead: readonly SandboxCommit[];
  readonly behindBy: number;
  readonly mergeBase: SandboxCommit;
};

/** Null when the two have nothing in common. */
export function compared(
  repository: SandboxRepository,
  base: string,
  head: string,
): HistoryComparison | null {
  const [ofBase, ofHead] = [reachable(repository, base), reachable(repository, head)];
  const ahead = repository.commits.filter(({ sha }) => ofHead.has(sha) && !ofBase.has(sha));
  const behindBy = repository.commits.filter(({ sha }) => ofBase.has(sha) && !ofHead.has(sha)).length;
  const mergeBase = repository.commits.findLast(({ sha }) => ofBase.has(sha) && ofHead.has(sha));
  if (mergeBase === undefined) return null;
  return { status: statusOf(ahead.length, behindBy), ahead, behindBy, mergeBase };
}

function statusOf(aheadBy: number, behindBy: number): HistoryComparison["status"] {
  if (aheadBy === 0) return behindBy === 0 ? "identical" : "behind";
  return behindBy === 0 ? "ahead" : "diverged";
}

const SHORT_SHA = /^[0-9a-f]{4,40}$/i;

/**
 * What a name means where GitHub takes any name of a commit: `heads/x`, `tags/x`, then as git itself looks, tags before
 * branches, and the beginning of a SHA when only one commit begins so.
 */
export function named(repository: SandboxRepository, ref: string): Named | null {
  const bare = ref.replace(/^refs\//, "");
  if (bare.startsWith("heads/")) return branch(repository, bare.slice("heads/".length));
  if (bare.startsWith("tags/")) return tag(repository, bare.slice("tags/".length));
  return tag(repository, ref) ?? branch(repository, ref) ?? commit(repository, ref);
}

export function branch({ branches }: SandboxRepository, name: string): Named<"branch"> | null {
  const sha = branches[name];
  return sha === undefined ? null : { kind: "branch", name, sha };
}

export function tag({ tags }: SandboxRepository, name: string): Named<"tag"> | null {
  const found = tags.find((one) => one.name === name);
  return found === undefined ? null : { kind: "tag", name, sha: found.sha };
}

function commit({ commits }: SandboxRepository, ref: string): Named | null {
  if (!SHORT_SHA.test(ref)) return null;
  const [first, ...others] = commits.filter(({ sha }) => sha.startsWith(ref.toLowerCase()));
  return first === undefined || others.length > 0
    ? null
    : { kind: "commit", name: first.sha, sha: first.sha };
}
