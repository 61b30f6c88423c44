import type { Commit } from "../../engine/code-host.ts";
import type { GitHubCommit } from "./replies.ts";
import { shortened } from "./words.ts";

const TITLE_LENGTH = 200;

export function commitOf({ sha, html_url, commit, author }: GitHubCommit): Commit {
  return {
    sha,
    title: shortened(commit.message.split("\n", 1)[0]?.trim() ?? "", TITLE_LENGTH),
    author: { login: author?.login ?? null, name: commit.author?.name ?? author?.login ?? "unknown" },
    // When it came to be as it is: a rebase keeps the day it was written.
    at: commit.committer?.date ?? commit.author?.date ?? 0,
    url: html_url,
  };
}
