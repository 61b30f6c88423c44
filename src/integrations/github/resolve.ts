import { distance } from "fastest-levenshtein";
import type { RepositoryName, ResolvedRef } from "../../engine/code-host.ts";
import type { Outcome } from "../../engine/ports.ts";
import { strange } from "./belongs.ts";
import { commitOf } from "./commit.ts";
import { failed, judge, type NotDone } from "./judge.ts";
import { type About, judgingOf, type Parts, placeOf, read } from "./parts.ts";
import { GitHubCommit, GitRef, GitTag, NameList } from "./replies.ts";

/** What a name means now: a branch, a tag, or a commit. */

type Kind = "branch" | "tag";
const FOLDERS = { branch: "heads", tag: "tags" } as const;

/** What a ref or a tag points to; `type` is git's own word. */
type Pointed = { readonly type: string; readonly sha: string };
type Lookup = { readonly kind: "found"; readonly at: Pointed } | { readonly kind: "none" } | NotDone;

/** One question: the name asked for, without `refs/heads/` or `refs/tags/`. */
type Question = {
  readonly repository: RepositoryName;
  readonly name: string;
  /** Null when the name alone was given. */
  readonly wanted: Kind | null;
  /** A commit is known to be the repository's own. */
  readonly isOwn: boolean;
  readonly parts: Parts;
};

export async function resolve(
  repository: RepositoryName,
  { ref, isOwn }: { readonly ref: string; readonly isOwn: boolean },
  parts: Parts,
): Promise<Outcome<ResolvedRef>> {
  const asked = { ...questionOf(ref), repository, isOwn, parts };
  const [branch, tag] = await Promise.all([lookUp("branch", asked), lookUp("tag", asked)]);
  if (branch.kind !== "found" && branch.kind !== "none") return branch;
  if (tag.kind !== "found" && tag.kind !== "none") return tag;
  const areBoth = branch.kind === "found" && tag.kind === "found";
  if (areBoth && asked.wanted === null) return ambiguous(asked);
  // GitHub would have to guess too, so the long name goes on to it.
  const named = areBoth ? ref : asked.name;
  if (branch.kind === "found" && asked.wanted !== "tag") return resolved(branch.at, "branch", named, asked);
  if (tag.kind === "found" && asked.wanted !== "branch") return resolved(tag.at, "tag", named, asked);
  return asked.wanted === null ? commitNamed(asked) : missing(asked);
}

function questionOf(ref: string): Pick<Question, "name" | "wanted"> {
  const [, folder, name] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (name === undefined) return { name: ref, wanted: null };
  return { name, wanted: folder === "heads" ? "branch" : "tag" };
}

function aboutOf({ repository, name }: Question): About {
  return { doing: `look up "${name}" in ${repository}`, repository, right: "Contents: read" };
}

async function lookUp(kind: Kind, asked: Question): Promise<Lookup> {
  const answer = await asked.parts.ask({
    method: "GET",
    path: "/repos/{owner}/{repo}/git/ref/{ref}",
    with: { ...placeOf(asked.repository), ref: `${FOLDERS[kind]}/${asked.name}` },
  });
  if (answer.kind === "answered" && answer.sent) {
    // 422 is a name that no ref can have.
    if (answer.status === 404 || answer.status === 422) return { kind: "none" };
    const ref = answer.status === 200 ? GitRef.safeParse(answer.body) : null;
    if (ref?.success === true) return { kind: "found", at: ref.data.object };
  }
  return judge(answer, judgingOf(aboutOf(asked), asked.parts));
}

function ambiguous({ name, repository }: Question): NotDone {
  return failed(
    `${repository} has both a branch and a tag called "${name}".`,
    `Say refs/heads/${name} for the branch, or refs/tags/${name} for the tag.`,
  );
}

async function resolved(
  at: Pointed,
  kind: Kind,
  ref: string,
  asked: Question,
): Promise<Outcome<ResolvedRef>> {
  const peeled = await peel(at, asked);
  if ("kind" in peeled) return peeled;
  const commit = await commitAt(peeled.sha, asked);
  if (commit.kind !== "done") return commit;
  return { kind: "done", receipt: { ref, kind, sha: commit.receipt.sha, commit: commitOf(commit.receipt) } };
}

/** A tag may be a tag of a tag; more than a few are a mistake. */
const MOST_TAGS = 5;

/** The commit that an annotated tag stands for. */
async function peel(at: Pointed, asked: Question): Promise<Pointed | NotDone> {
  let pointed = at;
  for (let tags = 0; pointed.type === "tag" && tags < MOST_TAGS; tags += 1) {
    const tag = await read(
      {
        method: "GET",
        path: "/repos/{owner}/{repo}/git/tags/{tag_sha}",
        with: { ...placeOf(asked.repository), tag_sha: pointed.sha },
      },
      GitTag,
      { about: aboutOf(asked), parts: asked.parts },
    );
    if (tag.kind !== "done") return tag;
    pointed = tag.receipt.object;
  }
  if (pointed.type === "commit") return pointed;
  return failed(
    `"${asked.name}" in ${asked.repository} does not lead to a commit but to a ${pointed.type}.`,
    "Name a branch, a commit, or a tag of a commit.",
  );
}

function commitAt(sha: string, asked: Question): Promise<Outcome<GitHubCommit>> {
  return read(
    {
      method: "GET",
      path: "/repos/{owner}/{repo}/commits/{ref}",
      with: { ...placeOf(asked.repository), ref: sha },
    },
    GitHubCommit,
    { about: aboutOf(asked), parts: asked.parts },
  );
}

/** As many digits as git itself shows, at least: fewer soon fit several commits. */
const SHA = /^[0-9a-f]{7,64}$/i;

async function commitNamed(asked: Question): Promise<Outcome<ResolvedRef>> {
  if (!SHA.test(asked.name)) return missing(asked);
  const answer = await asked.parts.ask({
    method: "GET",
    path: "/repos/{owner}/{repo}/commits/{ref}",
    with: { ...placeOf(asked.repository), ref: asked.name.toLowerCase() },
  });
  if (answer.kind === "answered" && answer.sent) {
    // 422 also where the digits fit several commits.
    if (answer.status === 404 || answer.status === 422) return missing(asked);
    const commit = answer.status === 200 ? GitHubCommit.safeParse(answer.body) : null;
    if (commit?.success === true && commit.data.sha.startsWith(asked.name.toLowerCase())) {
      const { sha } = commit.data;
      const refusal = asked.isOwn ? null : await strange({ ...asked, sha });
      if (refusal !== null) return refusal;
      return { kind: "done", receipt: { ref: sha, kind: "commit", sha, commit: commitOf(commit.data) } };
    }
  }
  return judge(answer, judgingOf(aboutOf(asked), asked.parts));
}

const MOST_SUGGESTED = 3;

async function missing(asked: Question): Promise<NotDone> {
  const [branches, tags] = await Promise.all([names("branches", asked), names("tags", asked)]);
  // A repository that cannot be seen has no refs either, and that is what has to be told.
  if (branches.kind === "failed") return branches;
  const known = [branches, tags].flatMap((found) => (found.kind === "done" ? found.receipt : []));
  const near = nearest(
    asked.name,
    known.map(({ name }) => name),
  );
  const reason = `${asked.repository} has no ${asked.wanted ?? "branch, tag or commit"} "${asked.name}".`;
  return near.length === 0
    ? failed(reason, "Look the name up on GitHub: what was not pushed is not there.")
    : failed(reason, `Did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`);
}

/** The first hundred: it is a hint, and no reason to read them all. */
function names(
  which: "branches" | "tags",
  asked: Question,
): Promise<Outcome<readonly { readonly name: string }[]>> {
  return read(
    {
      method: "GET",
      path: `/repos/{owner}/{repo}/${which}`,
      with: { ...placeOf(asked.repository), per_page: 100 },
    },
    NameList,
    { about: { ...aboutOf(asked), doing: `read the ${which} of ${asked.repository}` }, parts: asked.parts },
  );
}

function nearest(typed: string, known: readonly string[]): readonly string[] {
  const lower = typed.toLowerCase();
  return [...new Set(known)]
    .map((name) => ({ name, steps: distance(lower, name.toLowerCase()) }))
    .filter(({ name, steps }) => steps <= Math.ceil(Math.max(typed.length, name.length) / 3))
    .sort((a, b) => a.steps - b.steps)
    .slice(0, MOST_SUGGESTED)
    .map(({ name }) => name);
}
