import type { HistoryComparison } from "./history.ts";
import { shaOf } from "./seed.ts";
import { iso, nodeId, type Wire } from "./wire.ts";
import { appBody, minimalRepository, simpleUser } from "./wire-account.ts";
import type { SandboxCheck, SandboxCommit, SandboxRepository, SandboxTag } from "./world.ts";

/** Commits, refs and checks as GitHub shows them. */

type Json = Record<string, unknown>;

export function addresses(
  { base, site }: Wire,
  { name }: SandboxRepository,
): { readonly api: string; readonly page: string } {
  return { api: `${base}/repos/${name}`, page: `${site}/${name}` };
}

export function commitBody(wire: Wire, repository: SandboxRepository, commit: SandboxCommit): Json {
  const { api, page } = addresses(wire, repository);
  const { sha, parents, message } = commit;
  const author = wire.repositories.login(commit.author);
  const by = { name: author.name, email: author.email, date: iso(commit.at) };
  const tree = shaOf(`tree of ${sha}`);
  return {
    sha,
    node_id: nodeId("Commit", sha),
    commit: {
      author: by,
      committer: by,
      message,
      tree: { sha: tree, url: `${api}/git/trees/${tree}` },
      url: `${api}/git/commits/${sha}`,
      comment_count: 0,
      verification: {
        verified: false,
        reason: "unsigned",
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    url: `${api}/commits/${sha}`,
    html_url: `${page}/commit/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    author: simpleUser(wire, author),
    committer: simpleUser(wire, author),
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${page}/commit/${parent}`,
    })),
  };
}

/** `of` is a tag, or the commit of a branch. */
export function refBody(
  wire: Wire,
  repository: SandboxRepository,
  ref: string,
  of: SandboxTag | string,
): Json & { readonly ref: string } {
  const { api } = addresses(wire, repository);
  const annotation = typeof of === "string" ? null : of.annotation;
  const sha = annotation?.sha ?? (typeof of === "string" ? of : of.sha);
  const type = annotation === null ? "commit" : "tag";
  return {
    ref,
    node_id: nodeId("Ref", ref),
    url: `${api}/git/${ref}`,
    object: { sha, type, url: `${api}/git/${type}s/${sha}` },
  };
}

export function annotatedTagBody(
  wire: Wire,
  repository: SandboxRepository,
  { name, sha, annotation }: SandboxTag,
): Json | null {
  if (annotation === null) return null;
  const { api } = addresses(wire, repository);
  const tagger = wire.repositories.login(annotation.by);
  return {
    node_id: nodeId("Tag", annotation.sha),
    tag: name,
    sha: annotation.sha,
    url: `${api}/git/tags/${annotation.sha}`,
    message: annotation.message,
    tagger: { name: tagger.name, email: tagger.email, date: iso(annotation.at) },
    object: { sha, type: "commit", url: `${api}/git/commits/${sha}` },
    verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
  };
}

export function tagBody(wire: Wire, repository: SandboxRepository, { name, sha }: SandboxTag): Json {
  const { api } = addresses(wire, repository);
  return {
    name,
    zipball_url: `${api}/zipball/refs/tags/${name}`,
    tarball_url: `${api}/tarball/refs/tags/${name}`,
    commit: { sha, url: `${api}/commits/${sha}` },
    node_id: nodeId("Ref", `refs/tags/${name}`),
  };
}

export function branchBody(wire: Wire, repository: SandboxRepository, name: string, sha: string): Json {
  const { api } = addresses(wire, repository);
  return { name, commit: { sha, url: `${api}/commits/${sha}` }, protected: false };
}

export function wholeBranchBody(
  wire: Wire,
  repository: SandboxRepository,
  name: string,
  commit: SandboxCommit,
): Json {
  const { api, page } = addresses(wire, repository);
  const self = `${api}/branches/${name}`;
  return {
    name,
    commit: commitBody(wire, repository, commit),
    _links: { self, html: `${page}/tree/${name}` },
    protected: false,
    protection: {
      enabled: false,
      required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
    },
    protection_url: `${self}/protection`,
  };
}

export function comparisonBody(
  wire: Wire,
  repository: SandboxRepository,
  of: {
    readonly names: string;
    readonly base: SandboxCommit;
    readonly comparison: HistoryComparison;
    readonly commits: readonly SandboxCommit[];
    readonly withFiles: boolean;
  },
): Json {
  const { api, page } = addresses(wire, repository);
  const { status, ahead, behindBy, mergeBase } = of.comparison;
  const at = `${page}/compare/${of.names}`;
  return {
    url: `${api}/compare/${of.names}`,
    html_url: at,
    permalink_url: at,
    diff_url: `${at}.diff`,
    patch_url: `${at}.patch`,
    base_commit: commitBody(wire, repository, of.base),
    merge_base_commit: commitBody(wire, repository, mergeBase),
    status,
    ahead_by: ahead.length,
    behind_by: behindBy,
    total_commits: ahead.length,
    commits: of.commits.map((commit) => commitBody(wire, repository, commit)),
    ...(of.withFiles ? { files: [] } : {}),
  };
}

/** GitHub Actions' own app, which check runs are made by. */
const ACTIONS_APP = 15_368;

/** A check run belongs to the suite of what made it: a push, or a run. */
export type CheckOfSuite = SandboxCheck & { readonly suite: number; readonly page: string };

export function checkRunBody(wire: Wire, repository: SandboxRepository, check: CheckOfSuite): Json {
  const { api } = addresses(wire, repository);
  const { id, sha, name, state, at, page } = check;
  const isOver = state !== "pending";
  return {
    id,
    name,
    node_id: nodeId("CheckRun", id),
    head_sha: sha,
    external_id: "",
    url: `${api}/check-runs/${id}`,
    html_url: page,
    details_url: page,
    status: isOver ? "completed" : "in_progress",
    conclusion: isOver ? state : null,
    started_at: iso(at - 60_000),
    completed_at: isOver ? iso(at) : null,
    output: {
      title: null,
      summary: null,
      text: null,
      annotations_count: 0,
      annotations_url: `${api}/check-runs/${id}/annotations`,
    },
    check_suite: { id: check.suite },
    app: { ...appBody(wire, ACTIONS_APP), slug: "github-actions", name: "GitHub Actions" },
    pull_requests: [],
  };
}

export function statusBody(wire: Wire, repository: SandboxRepository, check: SandboxCheck): Json {
  const { api, page } = addresses(wire, repository);
  return {
    url: `${api}/statuses/${check.sha}`,
    avatar_url: null,
    id: check.id,
    node_id: nodeId("StatusContext", check.id),
    state: check.state,
    description: null,
    target_url: `${page}/runs/${check.id}`,
    context: check.name,
    created_at: iso(check.at),
    updated_at: iso(check.at),
  };
}

export function combinedStatusBody(
  wire: Wire,
  repository: SandboxRepository,
  of: {
    readonly sha: string;
    readonly latest: readonly SandboxCheck[];
    readonly shown: readonly SandboxCheck[];
  },
): Json {
  const { api } = addresses(wire, repository);
  const states = of.latest.map(({ state }) => state);
  const isBad = states.some((state) => state === "failure" || state === "error");
  const isGood = states.length > 0 && states.every((state) => state === "success");
  return {
    state: isBad ? "failure" : isGood ? "success" : "pending",
    statuses: of.shown.map((check) => statusBody(wire, repository, check)),
    sha: of.sha,
    total_count: of.latest.length,
    repository: minimalRepository(wire, repository),
    commit_url: `${api}/commits/${of.sha}`,
    url: `${api}/commits/${of.sha}/status`,
  };
}
