import type { Comparison, RepositoryName } from "../../engine/code-host.ts";
import type { Outcome } from "../../engine/ports.ts";
import { commitOf } from "./commit.ts";
import { type Parts, placeOf, read } from "./parts.ts";
import { GitHubComparison } from "./replies.ts";

const NEWEST = 20;

/** Asked without pages, GitHub gives the newest 250 commits, the newest of them last. */
export async function compare(
  repository: RepositoryName,
  { base, head }: { readonly base: string; readonly head: string },
  parts: Parts,
): Promise<Outcome<Comparison>> {
  const compared = await read(
    {
      method: "GET",
      path: "/repos/{owner}/{repo}/compare/{basehead}",
      with: { ...placeOf(repository), basehead: `${base}...${head}` },
    },
    GitHubComparison,
    {
      about: {
        doing: `compare ${base.slice(0, 7)} with ${head.slice(0, 7)} in ${repository}`,
        repository,
        right: "Contents: read",
      },
      parts,
    },
  );
  if (compared.kind !== "done") return compared;
  const { status, ahead_by: aheadBy, behind_by: behindBy, commits, html_url: url } = compared.receipt;
  const newest = commits.slice(-NEWEST).reverse().map(commitOf);
  return { kind: "done", receipt: { status, aheadBy, behindBy, commits: newest, url } };
}
