import { type Answer, json } from "../http.ts";
import { noCommit } from "./git-calls.ts";
import { named } from "./history.ts";
import { paged, type RepositoryAsk, type RepositoryCall, type Wire } from "./wire.ts";
import { simpleUser } from "./wire-account.ts";
import { addresses, type CheckOfSuite, checkRunBody, combinedStatusBody, statusBody } from "./wire-git.ts";
import { runAddresses, suiteOf } from "./wire-run.ts";
import type { SandboxCheck } from "./world.ts";

/** What was found out about a commit: check runs, and the older statuses. */

const OF = "GET /repos/{owner}/{repo}/commits/{ref}";

export function checkCalls(wire: Wire): Readonly<Record<string, RepositoryCall>> {
  return {
    [`${OF}/check-runs`]: { needs: ["checks", "read"], answer: (ask) => checkRuns(wire, ask) },
    [`${OF}/status`]: { needs: ["statuses", "read"], answer: (ask) => combinedStatus(wire, ask) },
    [`${OF}/statuses`]: { needs: ["statuses", "read"], answer: (ask) => statuses(wire, ask) },
  };
}

/** Newest first. Null when there is no such commit. */
function checksOf(
  { repositories }: Wire,
  { repository, params }: RepositoryAsk,
  as: SandboxCheck["as"],
): { readonly sha: string; readonly all: readonly SandboxCheck[] } | null {
  const sha = named(repository, params["ref"] ?? "")?.sha;
  if (sha === undefined) return null;
  const all = repositories.checks(repository.name, sha).filter((check) => check.as === as);
  return { sha, all: all.toReversed() };
}

function checkRuns(wire: Wire, ask: RepositoryAsk): Answer {
  const found = checksOf(wire, ask, "check-run");
  if (found === null) return noCommit(ask.params["ref"] ?? "");
  const { query } = ask.asked;
  const [name, status] = [query.get("check_name"), query.get("status")];
  const all = [...found.all.map((check) => ofPush(wire, ask, check)), ...ofRuns(wire, ask, found.sha)];
  const newest = all.toSorted((one, other) => other.id - one.id);
  const wanted = (query.get("filter") === "all" ? newest : latestOfSuite(newest)).filter(
    (check) =>
      (name === null || check.name === name) &&
      (status === null || status === (check.state === "pending" ? "in_progress" : "completed")),
  );
  const { items, headers } = paged(ask.asked, wanted, wire);
  const check_runs = items.map((check) => checkRunBody(wire, ask.repository, check));
  return json(200, { total_count: wanted.length, check_runs }, headers);
}

/** What was set, or passed from the beginning, came of a push. */
function ofPush(wire: Wire, { repository }: RepositoryAsk, check: SandboxCheck): CheckOfSuite {
  const { page } = addresses(wire, repository);
  return { ...check, suite: repository.id, page: `${page}/runs/${check.id}` };
}

/** On GitHub every job of a run is a check run of the commit at which the run began. */
function ofRuns(wire: Wire, { repository }: RepositoryAsk, sha: string): readonly CheckOfSuite[] {
  const runs = wire.runs.all().filter((run) => run.repository === repository.name && run.headSha === sha);
  return runs.flatMap((run) =>
    [...run.earlierJobs, ...run.jobs].map((job) => ({
      id: job.id,
      repository: repository.name,
      sha,
      name: job.name,
      as: "check-run" as const,
      state: job.conclusion ?? "pending",
      at: job.completedAt ?? job.startedAt,
      suite: suiteOf(run),
      page: `${runAddresses(wire, repository, run.id).page}/job/${job.id}`,
    })),
  );
}

function combinedStatus(wire: Wire, ask: RepositoryAsk): Answer {
  const found = checksOf(wire, ask, "status");
  if (found === null) return noCommit(ask.params["ref"] ?? "");
  const newest = latest(found.all);
  const { items: shown, headers } = paged(ask.asked, newest, wire);
  const body = combinedStatusBody(wire, ask.repository, { sha: found.sha, latest: newest, shown });
  return json(200, body, headers);
}

function statuses(wire: Wire, ask: RepositoryAsk): Answer {
  const found = checksOf(wire, ask, "status");
  if (found === null) return noCommit(ask.params["ref"] ?? "");
  const { items, headers } = paged(ask.asked, found.all, wire);
  const creator = simpleUser(wire, wire.repositories.login("amara"));
  return json(
    200,
    items.map((check) => ({ ...statusBody(wire, ask.repository, check), creator })),
    headers,
  );
}

/** `filter=latest`: of each name in each suite the first of these. */
function latestOfSuite(checks: readonly CheckOfSuite[]): readonly CheckOfSuite[] {
  return checks.filter(
    ({ name, suite }, at) => checks.findIndex((one) => one.name === name && one.suite === suite) === at,
  );
}

/** Of each name the first of these. */
function latest(checks: readonly SandboxCheck[]): readonly SandboxCheck[] {
  return checks.filter((check, at) => checks.findIndex(({ name }) => name === check.name) === at);
}
