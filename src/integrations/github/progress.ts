import type { Conclusion, Job, Progress, Run } from "../../engine/code-host.ts";
import type { WorkflowJob, WorkflowRun } from "./replies.ts";

/** GitHub's words for how far something is, in ours. */

type State = { readonly status?: string | null | undefined; readonly conclusion?: string | null | undefined };

function progressOf({ status, conclusion }: State): {
  readonly progress: Progress;
  readonly conclusion: Conclusion | null;
} {
  const progress = PROGRESS.get(status ?? "");
  if (progress === "completed")
    return { progress, conclusion: CONCLUSIONS.get(conclusion ?? "") ?? "unknown" };
  // A word that GitHub may add is no end, so it goes on being looked at.
  return { progress: progress ?? "running", conclusion: null };
}

/** `waiting` is for somebody's approval on GitHub; `pending` is for the run before it in its concurrency group. */
const PROGRESS: ReadonlyMap<string, Progress> = new Map([
  ["requested", "queued"],
  ["queued", "queued"],
  ["pending", "queued"],
  ["waiting", "waiting"],
  ["in_progress", "running"],
  ["completed", "completed"],
]);

/** What is missing (`neutral`, `action_required`, `stale`) is neither good nor bad, and so not known. */
const CONCLUSIONS: ReadonlyMap<string, Conclusion> = new Map([
  ["success", "success"],
  ["failure", "failure"],
  ["startup_failure", "failure"],
  ["cancelled", "cancelled"],
  ["skipped", "skipped"],
  ["timed_out", "timed-out"],
]);

export function runOf(run: WorkflowRun): Omit<Run, "jobs"> {
  return {
    runId: run.id,
    url: run.html_url,
    title: run.display_title ?? "",
    headSha: run.head_sha,
    attempt: run.run_attempt ?? 1,
    ...progressOf(run),
    updatedAt: run.updated_at,
  };
}

export function jobOf(job: WorkflowJob): Job {
  return {
    name: job.name,
    ...progressOf(job),
    startedAt: job.started_at ?? null,
    completedAt: job.completed_at ?? null,
    url: job.html_url ?? null,
    steps: (job.steps ?? []).map((step) => ({ name: step.name, ...progressOf(step) })),
  };
}
