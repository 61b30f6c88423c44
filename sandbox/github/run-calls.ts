import { type Answer, type Asked, json } from "../http.ts";
import { dispatch } from "./dispatch.ts";
import { DISPATCH } from "./routes.ts";
import {
  nodeId,
  notFound,
  paged,
  problem,
  type RepositoryAsk,
  type RepositoryCall,
  type Wire,
} from "./wire.ts";
import { simpleUser } from "./wire-account.ts";
import { addresses } from "./wire-git.ts";
import { jobBody, runBody, suiteOf, workflowBody } from "./wire-run.ts";
import type { SandboxRun } from "./world.ts";

/** Workflows, their runs and the jobs of these. */

type Calls = Readonly<Record<string, RepositoryCall>>;
const READ = ["actions", "read"] as const;
const WRITE = ["actions", "write"] as const;
const OF = "/repos/{owner}/{repo}/actions";
const RUNS_DOCS = "/actions/workflow-runs";
/** With a filter a list ends there, whatever its total says. */
const MOST_LISTED = 1_000;

export function runCalls(wire: Wire): Calls {
  return {
    [`GET ${OF}/workflows`]: { needs: READ, answer: (ask) => workflows(wire, ask) },
    [`GET ${OF}/workflows/{workflow_id}`]: { needs: READ, answer: (ask) => oneWorkflow(wire, ask) },
    [DISPATCH]: { needs: WRITE, answer: (ask) => dispatch(wire, ask) },
    [`GET ${OF}/workflows/{workflow_id}/runs`]: { needs: READ, answer: (ask) => runsOfWorkflow(wire, ask) },
    [`GET ${OF}/runs`]: {
      needs: READ,
      answer: (ask) => listed(wire, ask, runsOf(wire, ask)),
    },
    [`GET ${OF}/runs/{run_id}`]: {
      needs: READ,
      answer: withRun(wire, (run, { repository }) => json(200, runBody(wire, repository, run))),
    },
    [`GET ${OF}/runs/{run_id}/jobs`]: {
      needs: READ,
      answer: withRun(wire, (run, ask) => jobs(wire, run, ask)),
    },
    [`GET ${OF}/runs/{run_id}/pending_deployments`]: {
      needs: READ,
      answer: withRun(wire, (run, ask) => pendingDeployments(wire, run, ask)),
    },
    ...changingCalls(wire),
    ...jobCalls(wire),
  };
}

function changingCalls(wire: Wire): Calls {
  return {
    [`POST ${OF}/runs/{run_id}/cancel`]: {
      needs: WRITE,
      answer: withRun(wire, (run) => ended(run, () => wire.runs.cancel(run))),
    },
    [`POST ${OF}/runs/{run_id}/force-cancel`]: {
      needs: WRITE,
      answer: withRun(wire, (run) => ended(run, () => wire.runs.forceCancel(run))),
    },
    [`POST ${OF}/runs/{run_id}/rerun`]: {
      needs: WRITE,
      answer: withRun(wire, (run) => again(wire, run, "all")),
    },
    [`POST ${OF}/runs/{run_id}/rerun-failed-jobs`]: {
      needs: WRITE,
      answer: withRun(wire, (run) => again(wire, run, "failed")),
    },
  };
}

function withRun(wire: Wire, answer: (run: SandboxRun, ask: RepositoryAsk) => Answer) {
  return (ask: RepositoryAsk): Answer => {
    const run = wire.runs.get(Number(ask.params["run_id"]));
    return run === null || run.repository !== ask.repository.name ? notFound() : answer(run, ask);
  };
}

function workflows(wire: Wire, { asked, repository }: RepositoryAsk): Answer {
  const all = wire.repositories.workflows(repository.name);
  const { items, headers } = paged(asked, all, wire);
  const bodies = items.map((workflow) => workflowBody(wire, repository, workflow));
  return json(200, { total_count: all.length, workflows: bodies }, headers);
}

function oneWorkflow(wire: Wire, { repository, params }: RepositoryAsk): Answer {
  const workflow = wire.repositories.workflow(repository.name, params["workflow_id"] ?? "");
  return workflow === null ? notFound() : json(200, workflowBody(wire, repository, workflow));
}

function runsOfWorkflow(wire: Wire, ask: RepositoryAsk): Answer {
  const workflow = wire.repositories.workflow(ask.repository.name, ask.params["workflow_id"] ?? "");
  if (workflow === null) return notFound();
  return listed(
    wire,
    ask,
    runsOf(wire, ask).filter((run) => run.workflow === workflow.id),
  );
}

/** Newest first, those that can be seen by now. */
function runsOf(wire: Wire, { repository }: RepositoryAsk): readonly SandboxRun[] {
  const own = wire.runs.all().filter((run) => run.repository === repository.name);
  return own.filter((run) => run.listedFrom <= wire.now()).toReversed();
}

function listed(wire: Wire, { asked, repository }: RepositoryAsk, runs: readonly SandboxRun[]): Answer {
  const wanted = runs.filter((run) => isWanted(run, asked.query));
  const isFiltered = wanted.length < runs.length || asked.query.has("created");
  const { items, headers } = paged(asked, isFiltered ? wanted.slice(0, MOST_LISTED) : wanted, wire);
  const bodies = items.map((run) => runBody(wire, repository, run));
  return json(200, { total_count: wanted.length, workflow_runs: bodies }, headers);
}

function isWanted(run: SandboxRun, query: Asked["query"]): boolean {
  const is = (name: string, ...values: readonly (string | null)[]): boolean => {
    const wanted = query.get(name);
    return wanted === null || values.includes(wanted);
  };
  return (
    is("actor", run.actor) &&
    is("branch", run.ref.name) &&
    is("event", "workflow_dispatch") &&
    is("status", run.status, run.conclusion) &&
    is("head_sha", run.headSha) &&
    is("check_suite_id", String(suiteOf(run))) &&
    isWithin(run.createdAt, query.get("created"))
  );
}

/** GitHub's search ranges: `>=x`, `x..y`, `x..*`, a day. */
function isWithin(at: number, range: string | null): boolean {
  if (range === null) return true;
  const found = /^(>=|<=|>|<)?(.+?)(?:\.\.(.+))?$/.exec(range);
  const [, sign, from = "", to] = found ?? [];
  const second = Math.floor(at / 1_000) * 1_000;
  if (to !== undefined) return second >= earliest(from) && second <= latest(to);
  if (sign === ">=") return second >= earliest(from);
  if (sign === ">") return second > latest(from);
  if (sign === "<=") return second <= latest(from);
  if (sign === "<") return second < earliest(from);
  return second >= earliest(from) && second <= latest(from);
}

function earliest(text: string): number {
  return text === "*" ? Number.NEGATIVE_INFINITY : Date.parse(text);
}

/** Of a day its end. */
function latest(text: string): number {
  if (text === "*") return Number.POSITIVE_INFINITY;
  return Date.parse(text) + (/^\d{4}-\d\d-\d\d$/.test(text) ? 86_399_999 : 0);
}

function jobs(wire: Wire, run: SandboxRun, { asked, repository }: RepositoryAsk): Answer {
  const all = asked.query.get("filter") === "all" ? [...run.earlierJobs, ...run.jobs] : run.jobs;
  const { items, headers } = paged(asked, all, wire);
  const bodies = items.map((job) => jobBody(wire, repository, run, job));
  return json(200, { total_count: all.length, jobs: bodies }, headers);
}

function pendingDeployments(wire: Wire, run: SandboxRun, { repository }: RepositoryAsk): Answer {
  const { api, page } = addresses(wire, repository);
  const environments = run.jobs.flatMap(({ status, environment }) =>
    status === "waiting" && environment !== null ? [environment] : [],
  );
  const pending = environments.map((name) => ({
    environment: {
      id: repository.id * 10,
      node_id: nodeId("Environment", name),
      name,
      url: `${api}/environments/${encodeURIComponent(name)}`,
      html_url: `${page}/deployments/${encodeURIComponent(name)}`,
    },
    wait_timer: 0,
    wait_timer_started_at: null,
    // Only a person may approve: no token of a bot is among the reviewers.
    current_user_can_approve: false,
    reviewers: [{ type: "User", reviewer: simpleUser(wire, wire.repositories.login("eva")) }],
  }));
  return json(200, pending);
}

function ended(run: SandboxRun, end: () => void): Answer {
  if (run.status === "completed")
    return problem(
      409,
      "Cannot cancel a workflow run that is completed.",
      `${RUNS_DOCS}#cancel-a-workflow-run`,
    );
  end();
  return json(202, {});
}

function again(wire: Wire, run: SandboxRun, which: "all" | "failed"): Answer {
  if (run.status !== "completed")
    return problem(403, "This workflow is already running", `${RUNS_DOCS}#re-run-a-workflow`);
  wire.runs.rerun(run, which);
  return json(201, {});
}

function jobCalls(wire: Wire): Calls {
  const withJob = (answer: (found: FoundJob) => Answer) => (ask: RepositoryAsk) => {
    const found = findJob(wire, ask);
    return found === null ? notFound() : answer(found);
  };
  return {
    [`GET ${OF}/jobs/{job_id}`]: {
      needs: READ,
      answer: withJob(({ run, job, ask }) => json(200, jobBody(wire, ask.repository, run, job))),
    },
    [`GET ${OF}/jobs/{job_id}/logs`]: {
      needs: READ,
      // GitHub's link lives for a minute, and needs no token.
      answer: withJob(({ job }) => ({
        status: 302,
        headers: { location: `${wire.site}/logs/${job.id}?until=${wire.now() + 60_000}` },
        body: "",
      })),
    },
  };
}

type FoundJob = {
  readonly run: SandboxRun;
  readonly job: SandboxRun["jobs"][number];
  readonly ask: RepositoryAsk;
};

function findJob(wire: Wire, ask: RepositoryAsk): FoundJob | null {
  const id = Number(ask.params["job_id"]);
  for (const run of wire.runs.all()) {
    if (run.repository !== ask.repository.name) continue;
    const job = [...run.earlierJobs, ...run.jobs].find((one) => one.id === id);
    if (job !== undefined) return { run, job, ask };
  }
  return null;
}
