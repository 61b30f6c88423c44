import type { Check, RepositoryName } from "../../engine/code-host.ts";
import type { Outcome } from "../../engine/ports.ts";
import type { Right } from "./judge.ts";
import { type About, list, type Parts, placeOf } from "./parts.ts";
import { type CheckRun, CheckRunList, type CommitStatus, RunList, StatusList } from "./replies.ts";

/**
 * Check runs, which Apps and workflows make, and commit statuses, the older way: GitHub shows both as checks. The jobs of
 * a run that somebody started are check runs of the commit too, and none of its checks: a deployment that failed would
 * stand in the way of the next one.
 */
export async function checks(
  repository: RepositoryName,
  sha: string,
  parts: Parts,
): Promise<Outcome<readonly Check[]>> {
  const asked: Asked = { repository, sha, parts };
  const [runs, statuses] = await Promise.all([checkRuns(asked), commitStatuses(asked)]);
  if (runs.kind !== "done") return runs;
  if (statuses.kind !== "done") return statuses;
  const all = [...latest(runs.receipt).map(checkOfRun), ...statuses.receipt.map(checkOfStatus)];
  return { kind: "done", receipt: onePerName(all) };
}

type Asked = { readonly repository: RepositoryName; readonly sha: string; readonly parts: Parts };

function aboutOf({ repository, sha }: Asked, what: string, right: Right): About {
  return { doing: `read the ${what} ${sha.slice(0, 7)} in ${repository}`, repository, right };
}

async function checkRuns(asked: Asked): Promise<Outcome<readonly CheckRun[]>> {
  const { repository, sha, parts } = asked;
  const runs = await list(
    {
      method: "GET",
      path: "/repos/{owner}/{repo}/commits/{ref}/check-runs",
      with: { ...placeOf(repository), ref: sha, filter: "latest" },
    },
    CheckRunList,
    { about: aboutOf(asked, "check runs of", "Checks: read"), parts },
  );
  if (runs.kind !== "done" || runs.receipt.length === 0) return runs;
  // After the check runs: the run of each of them is there by now.
  const started = await list(
    {
      method: "GET",
      path: "/repos/{owner}/{repo}/actions/runs",
      with: { ...placeOf(repository), event: "workflow_dispatch", head_sha: sha },
    },
    RunList,
    { about: aboutOf(asked, "runs started by hand on", "Actions: read"), parts },
  );
  if (started.kind !== "done") return started;
  const suites = new Set(started.receipt.map(({ check_suite_id }) => check_suite_id));
  const ofItself = runs.receipt.filter(
    ({ check_suite }) => check_suite == null || !suites.has(check_suite.id),
  );
  return { kind: "done", receipt: ofItself };
}

function commitStatuses(asked: Asked): Promise<Outcome<readonly CommitStatus[]>> {
  const { repository, sha, parts } = asked;
  return list(
    {
      method: "GET",
      path: "/repos/{owner}/{repo}/commits/{ref}/status",
      with: { ...placeOf(repository), ref: sha },
    },
    StatusList,
    { about: aboutOf(asked, "statuses of", "Commit statuses: read"), parts },
  );
}

/** `filter=latest` is the latest of each suite, and one commit has a suite for every event that built it. */
function latest(runs: readonly CheckRun[]): readonly CheckRun[] {
  const found = new Map<string, CheckRun>();
  for (const run of runs) {
    const name = `${run.app?.id ?? ""}/${run.name}`;
    const before = found.get(name);
    // Ids only ever grow; a run that waits for its turn has no time of its own yet.
    if (before === undefined || BigInt(run.id) > BigInt(before.id)) found.set(name, run);
  }
  return [...found.values()];
}

const WORST_FIRST: readonly Check["state"][] = ["failure", "unknown", "pending", "skipped", "success"];

/** Where two Apps, or an App and a status, use one name, the worse of them stands for it. */
function onePerName(all: readonly Check[]): readonly Check[] {
  const found = new Map<string, Check>();
  for (const check of all) {
    const before = found.get(check.name);
    if (before === undefined || WORST_FIRST.indexOf(check.state) < WORST_FIRST.indexOf(before.state))
      found.set(check.name, check);
  }
  return [...found.values()];
}

function checkOfRun({ name, status, conclusion, html_url }: CheckRun): Check {
  const state = status === "completed" ? concluded(conclusion) : PENDING.has(status) ? "pending" : "unknown";
  return { name, state, url: html_url ?? null };
}

const PENDING: ReadonlySet<string> = new Set(["queued", "in_progress", "waiting", "requested", "pending"]);

function concluded(conclusion: string | null | undefined): Check["state"] {
  switch (conclusion) {
    case "success":
      return "success";
    // Neither says that anything was checked; GitHub lets both pass a required check.
    case "skipped":
    case "neutral":
      return "skipped";
    case "failure":
    case "timed_out":
    case "cancelled":
    case "action_required":
    case "startup_failure":
      return "failure";
    default: // `stale`, which GitHub gives up waiting for, and words it may add.
      return "unknown";
  }
}

const STATUS_STATES: ReadonlyMap<string, Check["state"]> = new Map([
  ["success", "success"],
  ["pending", "pending"],
  ["failure", "failure"],
  ["error", "failure"],
]);

function checkOfStatus({ context, state, target_url }: CommitStatus): Check {
  return { name: context, state: STATUS_STATES.get(state) ?? "unknown", url: target_url ?? null };
}
