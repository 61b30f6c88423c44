import { z } from "zod";
import { shortened, storable } from "./words.ts";

/** What we read of GitHub's replies, and nothing else. */

const text = z.string().transform(storable);
const filled = z.string().min(1).transform(storable);

/** Ids of runs are 64 bits wide: the client reads those past 2⁵³ as bigint, and nothing counts with them. */
const id = z.union([z.int().nonnegative(), z.bigint()]).transform(String);

const instant = z
  .string()
  .transform((written) => Date.parse(written))
  .pipe(z.number());

const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

/** What a ref or an annotated tag points to. */
const pointed = z.object({ object: z.object({ type: z.string(), sha }) });
export const GitRef = pointed;
export const GitTag = pointed;

export const NameList = z.array(z.object({ name: text }));

export const Repository = z.object({ default_branch: filled });

/** Branches or tags; of an annotated tag the commit that it stands for. */
export const RefList = z.array(z.object({ commit: z.object({ sha }) }));

export const GitHubCommit = z.object({
  sha,
  html_url: text,
  commit: z.object({
    message: text,
    author: z.object({ name: text.nullish(), date: instant.nullish() }).nullish(),
    committer: z.object({ date: instant.nullish() }).nullish(),
  }),
  /** Null, or empty, when the address in the commit belongs to no account. */
  author: z.object({ login: text.nullish() }).nullish(),
});
export type GitHubCommit = z.infer<typeof GitHubCommit>;

/** How one commit stands to another. */
export const GitHubStanding = z.object({ status: z.enum(["ahead", "behind", "diverged", "identical"]) });
export const GitHubComparison = GitHubStanding.extend({
  ahead_by: z.int(),
  behind_by: z.int(),
  html_url: text,
  commits: z.array(GitHubCommit),
});

export const CheckRunList = z
  .object({
    check_runs: z.array(
      z.object({
        id,
        name: text,
        status: z.string(),
        conclusion: z.string().nullish(),
        html_url: text.nullish(),
        app: z.object({ id }).nullish(),
        check_suite: z.object({ id }).nullish(),
      }),
    ),
  })
  .transform(({ check_runs }) => check_runs);
export type CheckRun = z.infer<typeof CheckRunList>[number];

export const StatusList = z
  .object({
    statuses: z.array(z.object({ context: text, state: z.string(), target_url: text.nullish() })),
  })
  .transform(({ statuses }) => statuses);
export type CommitStatus = z.infer<typeof StatusList>[number];

export const RunDetails = z.object({ workflow_run_id: id, html_url: filled });

export const RunList = z
  .object({
    workflow_runs: z.array(
      z.object({ id, html_url: text, display_title: text.nullish(), check_suite_id: id.nullish() }),
    ),
  })
  .transform(({ workflow_runs }) => workflow_runs);

export const WorkflowRun = z.object({
  id,
  html_url: text,
  display_title: text.nullish(),
  head_sha: sha,
  run_attempt: z.int().nullish(),
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  updated_at: instant,
});
export type WorkflowRun = z.infer<typeof WorkflowRun>;

export const WorkflowJob = z.object({
  run_id: id,
  name: text,
  status: z.string(),
  conclusion: z.string().nullish(),
  started_at: instant.nullish(),
  completed_at: instant.nullish(),
  html_url: text.nullish(),
  steps: z.array(z.object({ name: text, status: z.string(), conclusion: z.string().nullish() })).nullish(),
});
export type WorkflowJob = z.infer<typeof WorkflowJob>;
export const JobList = z.object({ jobs: z.array(WorkflowJob) }).transform(({ jobs }) => jobs);

export const GitHubWorkflow = z.object({ path: text, state: z.string(), html_url: text });

export const GitHubUser = z.object({ login: text });
export const Installation = z.object({
  app_slug: text,
  account: z.object({ login: text.nullish(), slug: text.nullish() }).nullish(),
  permissions: z.record(z.string(), z.string()),
});

const Problem = z.object({
  message: z.string(),
  errors: z
    .array(z.union([z.string(), z.object({ message: z.string() }).transform((one) => one.message)]))
    .catch([]),
});

/** GitHub's own words for a refusal, on one line; empty when it has none that can be read. */
export function problemOf(body: unknown): string {
  const read = Problem.safeParse(body);
  if (!read.success) return "";
  const words = [read.data.message, ...read.data.errors].filter((part) => part !== "").join(": ");
  return shortened(words.replace(/\s+/g, " ").trim(), 300);
}
