import { type Answer, json } from "../http.ts";
import { branch, compared, log, named } from "./history.ts";
import { notFound, paged, problem, type RepositoryAsk, type RepositoryCall, type Wire } from "./wire.ts";
import { fullRepository } from "./wire-account.ts";
import {
  annotatedTagBody,
  branchBody,
  commitBody,
  comparisonBody,
  refBody,
  tagBody,
  wholeBranchBody,
} from "./wire-git.ts";
import type { SandboxCommit, SandboxRepository } from "./world.ts";

/** A repository, its refs and its commits. */

type Calls = Readonly<Record<string, RepositoryCall>>;
const READ = ["contents", "read"] as const;
const OF = "GET /repos/{owner}/{repo}";
/** What a comparison shows when no page of it is asked for. */
const MOST_COMPARED = 250;

export function gitCalls(wire: Wire): Calls {
  return {
    [OF]: {
      needs: ["metadata", "read"],
      answer: ({ repository }) => json(200, fullRepository(wire, repository)),
    },
    ...refCalls(wire),
    ...commitCalls(wire),
  };
}

function refCalls(wire: Wire): Calls {
  return {
    [`${OF}/branches`]: { needs: READ, answer: (ask) => branches(wire, ask) },
    [`${OF}/branches/{branch}`]: { needs: READ, answer: (ask) => oneBranch(wire, ask) },
    [`${OF}/tags`]: {
      needs: READ,
      answer: ({ asked, repository }) => {
        const { items, headers } = paged(asked, repository.tags.toReversed(), wire);
        return json(
          200,
          items.map((one) => tagBody(wire, repository, one)),
          headers,
        );
      },
    },
    [`${OF}/git/ref/{ref}`]: { needs: READ, answer: (ask) => oneRef(wire, ask) },
    [`${OF}/git/matching-refs/{ref}`]: { needs: READ, answer: (ask) => matchingRefs(wire, ask) },
    [`${OF}/git/tags/{tag_sha}`]: { needs: READ, answer: (ask) => annotatedTag(wire, ask) },
  };
}

function branches(wire: Wire, { asked, repository }: RepositoryAsk): Answer {
  const all = Object.entries(repository.branches).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const { items, headers } = paged(asked, all, wire);
  return json(
    200,
    items.map(([name, sha]) => branchBody(wire, repository, name, sha)),
    headers,
  );
}

function oneBranch(wire: Wire, { repository, params }: RepositoryAsk): Answer {
  const name = params["branch"] ?? "";
  const commit = commitOf(repository, branch(repository, name)?.sha);
  return commit === null
    ? problem(404, "Branch not found", "/branches/branches#get-a-branch")
    : json(200, wholeBranchBody(wire, repository, name, commit));
}

function oneRef(wire: Wire, { repository, params }: RepositoryAsk): Answer {
  const found = refsOf(wire, repository).find(({ ref }) => ref === `refs/${params["ref"] ?? ""}`);
  return found === undefined ? notFound() : json(200, found);
}

/** Without a match it is an empty list, not a 404. */
function matchingRefs(wire: Wire, { repository, params }: RepositoryAsk): Answer {
  const wanted = `refs/${params["ref"] ?? ""}`;
  return json(
    200,
    refsOf(wire, repository).filter(({ ref }) => ref.startsWith(wanted)),
  );
}

function refsOf(wire: Wire, repository: SandboxRepository) {
  const { branches: heads, tags } = repository;
  return [
    ...Object.entries(heads).map(([name, sha]) => refBody(wire, repository, `refs/heads/${name}`, sha)),
    ...tags.map((one) => refBody(wire, repository, `refs/tags/${one.name}`, one)),
  ];
}

function annotatedTag(wire: Wire, { repository, params }: RepositoryAsk): Answer {
  const found = repository.tags.find(({ annotation }) => annotation?.sha === params["tag_sha"]);
  const body = found === undefined ? null : annotatedTagBody(wire, repository, found);
  return body === null ? notFound() : json(200, body);
}

function commitCalls(wire: Wire): Calls {
  return {
    [`${OF}/commits`]: { needs: READ, answer: (ask) => commits(wire, ask) },
    [`${OF}/commits/{ref}`]: {
      needs: READ,
      answer: ({ repository, params }) => {
        const commit = commitOf(repository, named(repository, params["ref"] ?? "")?.sha);
        return commit === null
          ? noCommit(params["ref"] ?? "")
          : json(200, commitBody(wire, repository, commit));
      },
    },
    [`${OF}/commits/{commit_sha}/branches-where-head`]: {
      needs: READ,
      answer: ({ repository, params }) => {
        const heads = Object.entries(repository.branches).filter(([, sha]) => sha === params["commit_sha"]);
        return json(
          200,
          heads.map(([name, sha]) => branchBody(wire, repository, name, sha)),
        );
      },
    },
    [`${OF}/compare/{basehead}`]: { needs: READ, answer: (ask) => comparison(wire, ask) },
  };
}

/** GitHub's answer to a name that means no commit, on every call that takes one. */
export function noCommit(ref: string): Answer {
  return problem(422, `No commit found for SHA: ${ref}`, "/commits/commits#get-a-commit");
}

function commits(wire: Wire, { asked, repository }: RepositoryAsk): Answer {
  const { query } = asked;
  const start = named(repository, query.get("sha") ?? repository.defaultBranch);
  if (start === null) return notFound();
  const [since, until] = [instant(query.get("since")), instant(query.get("until"))];
  const author = query.get("author");
  const wanted = log(repository, start.sha).filter(
    (commit) =>
      (since === null || commit.at >= since) &&
      (until === null || commit.at <= until) &&
      (author === null || commit.author === author),
  );
  const { items, headers } = paged(asked, wanted, wire);
  return json(
    200,
    items.map((commit) => commitBody(wire, repository, commit)),
    headers,
  );
}

/** Without a page asked for, the newest 250; with one, from the oldest on. Oldest first both ways. */
function comparison(wire: Wire, { asked, repository, params }: RepositoryAsk): Answer {
  const names = params["basehead"] ?? "";
  const [base, head] = names.split("...").map((name) => named(repository, name));
  const result = base && head ? compared(repository, base.sha, head.sha) : null;
  const baseCommit = commitOf(repository, base?.sha);
  if (result === null || baseCommit === null) return notFound();
  const isPaged = asked.query.has("page") || asked.query.has("per_page");
  const page = paged(asked, result.ahead, wire);
  const body = comparisonBody(wire, repository, {
    names,
    base: baseCommit,
    comparison: result,
    commits: isPaged ? page.items : result.ahead.slice(-MOST_COMPARED),
    withFiles: page.page === 1,
  });
  return json(200, body, isPaged ? page.headers : {});
}

function commitOf({ commits: all }: SandboxRepository, sha: string | undefined): SandboxCommit | null {
  return all.find((commit) => commit.sha === sha) ?? null;
}

function instant(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
