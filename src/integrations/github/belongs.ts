import type { RepositoryName } from "../../engine/code-host.ts";
import type { Outcome } from "../../engine/ports.ts";
import { failed, judge, type NotDone } from "./judge.ts";
import { type About, judgingOf, list, type Parts, placeOf, read } from "./parts.ts";
import { GitHubStanding, RefList, Repository } from "./replies.ts";

/**
 * Whether a commit is the repository's own. GitHub shows the commits of its forks under its address too, so that whoever
 * may fork it could have anything approved by its digits.
 */

type Asked = { readonly repository: RepositoryName; readonly sha: string; readonly parts: Parts };

/** Null when the default branch leads to it, or a branch or a tag points to it; else why it is not taken. */
export async function strange(asked: Asked): Promise<NotDone | null> {
  const { repository, sha, parts } = asked;
  const found = await read(
    { method: "GET", path: "/repos/{owner}/{repo}", with: placeOf(repository) },
    Repository,
    { about: aboutOf(asked, `read the default branch of ${repository}`), parts, by: parts.watch },
  );
  if (found.kind !== "done") return found;
  const branch = found.receipt.default_branch;
  for (const isOwn of [() => leadsTo(branch, asked), () => isHead(asked), () => isTagged(asked)]) {
    const answer = await isOwn();
    if (answer.kind !== "done") return answer;
    if (answer.receipt) return null;
  }
  return failed(
    `Commit ${sha.slice(0, 7)} may be of a fork: ${repository} has no branch or tag at it, and it is not in "${branch}".`,
    `Push a branch or a tag at it to ${repository}, or merge it into "${branch}".`,
  );
}

function aboutOf({ repository }: Asked, doing: string): About {
  return { doing, repository, right: "Contents: read" };
}

async function leadsTo(branch: string, asked: Asked): Promise<Outcome<boolean>> {
  const { repository, sha, parts } = asked;
  const answer = await parts.ask({
    method: "GET",
    path: "/repos/{owner}/{repo}/compare/{basehead}",
    // How they stand to one another is on every page, so the shortest will do.
    with: { ...placeOf(repository), basehead: `${branch}...${sha}`, per_page: 1 },
  });
  if (answer.kind === "answered" && answer.sent) {
    // The two have nothing in common.
    if (answer.status === 404) return { kind: "done", receipt: false };
    const standing = answer.status === 200 ? GitHubStanding.safeParse(answer.body) : null;
    if (standing?.success === true)
      return { kind: "done", receipt: ["behind", "identical"].includes(standing.data.status) };
  }
  const about = aboutOf(asked, `compare ${branch} with ${sha.slice(0, 7)} in ${repository}`);
  return judge(answer, judgingOf(about, parts));
}

async function isHead(asked: Asked): Promise<Outcome<boolean>> {
  const { repository, sha, parts } = asked;
  const heads = await read(
    {
      method: "GET",
      path: "/repos/{owner}/{repo}/commits/{commit_sha}/branches-where-head",
      with: { ...placeOf(repository), commit_sha: sha },
    },
    RefList,
    { about: aboutOf(asked, `look for ${sha.slice(0, 7)} among the branches of ${repository}`), parts },
  );
  return heads.kind === "done" ? { kind: "done", receipt: heads.receipt.length > 0 } : heads;
}

async function isTagged(asked: Asked): Promise<Outcome<boolean>> {
  const { repository, sha, parts } = asked;
  const tags = await list(
    { method: "GET", path: "/repos/{owner}/{repo}/tags", with: placeOf(repository) },
    RefList,
    { about: aboutOf(asked, `look for ${sha.slice(0, 7)} among the tags of ${repository}`), parts },
  );
  if (tags.kind !== "done") return tags;
  return { kind: "done", receipt: tags.receipt.some(({ commit }) => commit.sha === sha) };
}
