import type { RepositoryName, Run } from "../../engine/code-host.ts";
import type { Outcome } from "../../engine/ports.ts";
import { judge, retry } from "./judge.ts";
import { type About, judgingOf, list, type Parts, placeOf, read } from "./parts.ts";
import { jobOf, runOf } from "./progress.ts";
import { JobList, WorkflowRun } from "./replies.ts";

/** A run that is known by its id: looking at it, and cancelling it. */

export async function run(repository: RepositoryName, runId: string, parts: Parts): Promise<Outcome<Run>> {
  const place = { ...placeOf(repository), run_id: runId };
  const about: About = { doing: `read run ${runId} of ${repository}`, repository, right: "Actions: read" };
  const how = { about, parts, by: parts.watch };
  const found = await read(
    { method: "GET", path: "/repos/{owner}/{repo}/actions/runs/{run_id}", with: place },
    WorkflowRun,
    how,
  );
  if (found.kind !== "done") return found;
  // After the run: of one that is over, the jobs are then final too.
  const jobs = await list(
    {
      method: "GET",
      path: "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs",
      with: { ...place, filter: "latest" },
    },
    JobList,
    how,
  );
  if (jobs.kind !== "done") return jobs;
  return { kind: "done", receipt: { ...runOf(found.receipt), jobs: jobs.receipt.map(jobOf) } };
}

export async function cancel(
  repository: RepositoryName,
  runId: string,
  parts: Parts,
): Promise<Outcome<null>> {
  const answer = await parts.ask({
    method: "POST",
    path: "/repos/{owner}/{repo}/actions/runs/{run_id}/cancel",
    with: { ...placeOf(repository), run_id: runId },
  });
  const status = answer.kind === "answered" && answer.sent ? answer.status : null;
  if (status === 202) return { kind: "done", receipt: null };
  if (status === 409) return unlessOver(repository, runId, parts);
  const about: About = {
    doing: `cancel run ${runId} of ${repository}`,
    repository,
    right: "Actions: write",
    doubt: "; it may be cancelled already",
  };
  return judge(answer, judgingOf(about, parts));
}

/** 409 says that it cannot be cancelled, and not why. */
async function unlessOver(repository: RepositoryName, runId: string, parts: Parts): Promise<Outcome<null>> {
  const found = await run(repository, runId, parts);
  if (found.kind !== "done") return found;
  return found.receipt.progress === "completed"
    ? { kind: "done", receipt: null }
    : retry(`GitHub cannot cancel run ${runId} of ${repository} as it is now (409).`);
}
