import { shaOf } from "./seed.ts";
import { iso, isoOrNull, nodeId, type Wire } from "./wire.ts";
import { minimalRepository, simpleUser } from "./wire-account.ts";
import { addresses } from "./wire-git.ts";
import type { SandboxJob, SandboxRepository, SandboxRun, SandboxWorkflow } from "./world.ts";

/** Workflows, runs and jobs as GitHub shows them. */

type Json = Record<string, unknown>;

export function workflowBody(wire: Wire, repository: SandboxRepository, workflow: SandboxWorkflow): Json {
  const { api, page } = addresses(wire, repository);
  const made = iso(repository.commits[0]?.at ?? 0);
  return {
    id: workflow.id,
    node_id: nodeId("Workflow", workflow.id),
    name: workflow.name,
    path: pathOf(workflow.file),
    state: workflow.state,
    created_at: made,
    updated_at: made,
    url: `${api}/actions/workflows/${workflow.id}`,
    html_url: `${page}/blob/${repository.defaultBranch}/${pathOf(workflow.file)}`,
    badge_url: `${page}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
}

function pathOf(file: string): string {
  return `.github/workflows/${file}`;
}

export function runAddresses(
  wire: Wire,
  repository: SandboxRepository,
  id: number,
): { readonly api: string; readonly page: string } {
  const { api, page } = addresses(wire, repository);
  return { api: `${api}/actions/runs/${id}`, page: `${page}/actions/runs/${id}` };
}

/** The suite of its check runs. */
export function suiteOf({ id }: SandboxRun): number {
  return id + 1;
}

export function runBody(wire: Wire, repository: SandboxRepository, run: SandboxRun): Json {
  const { api, page } = runAddresses(wire, repository, run.id);
  const workflow = wire.repositories.workflow(run.repository, run.workflow);
  const actor = simpleUser(wire, wire.repositories.login(run.actor));
  const suite = `${addresses(wire, repository).api}/check-suites/${suiteOf(run)}`;
  return {
    id: run.id,
    name: workflow?.name ?? null,
    node_id: nodeId("WorkflowRun", run.id),
    head_branch: run.ref.name,
    head_sha: run.headSha,
    path: pathOf(workflow?.file ?? ""),
    display_title: run.title,
    run_number: run.number,
    event: "workflow_dispatch",
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow,
    check_suite_id: suiteOf(run),
    check_suite_node_id: nodeId("CheckSuite", suiteOf(run)),
    url: api,
    html_url: page,
    pull_requests: [],
    created_at: iso(run.createdAt),
    updated_at: iso(run.updatedAt),
    actor,
    triggering_actor: actor,
    run_attempt: run.attempt,
    referenced_workflows: [],
    run_started_at: iso(run.startedAt),
    jobs_url: `${api}/jobs`,
    logs_url: `${api}/logs`,
    check_suite_url: suite,
    artifacts_url: `${api}/artifacts`,
    cancel_url: `${api}/cancel`,
    rerun_url: `${api}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${api}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${addresses(wire, repository).api}/actions/workflows/${run.workflow}`,
    head_commit: headCommit(wire, repository, run.headSha),
    repository: minimalRepository(wire, repository),
    head_repository: minimalRepository(wire, repository),
  };
}

function headCommit(wire: Wire, { commits }: SandboxRepository, sha: string): Json | null {
  const commit = commits.find((one) => one.sha === sha);
  if (commit === undefined) return null;
  const { name, email } = wire.repositories.login(commit.author);
  const by = { name, email };
  const [id, tree_id] = [sha, shaOf(`tree of ${sha}`)];
  return { id, tree_id, message: commit.message, timestamp: iso(commit.at), author: by, committer: by };
}

export function jobBody(wire: Wire, repository: SandboxRepository, run: SandboxRun, job: SandboxJob): Json {
  const { api, page } = runAddresses(wire, repository, run.id);
  const own = addresses(wire, repository).api;
  const hasRunner = job.status === "in_progress" || job.steps.some(({ startedAt }) => startedAt !== null);
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: wire.repositories.workflow(run.repository, run.workflow)?.name ?? null,
    head_branch: run.ref.name,
    run_url: api,
    run_attempt: job.attempt,
    node_id: nodeId("CheckRun", job.id),
    head_sha: run.headSha,
    url: `${own}/actions/jobs/${job.id}`,
    html_url: `${page}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: iso(job.createdAt),
    started_at: iso(job.startedAt),
    completed_at: isoOrNull(job.completedAt),
    name: job.name,
    // A runner tells of its steps; before there is one there are none.
    steps: hasRunner ? job.steps.map(stepBody) : [],
    check_run_url: `${own}/check-runs/${job.id}`,
    labels: ["ubuntu-latest"],
    runner_id: hasRunner ? 21 : null,
    runner_name: hasRunner ? "GitHub Actions 21" : null,
    runner_group_id: hasRunner ? 2 : null,
    runner_group_name: hasRunner ? "GitHub Actions" : null,
  };
}

function stepBody(step: SandboxJob["steps"][number]): Json {
  return {
    name: step.name,
    status: step.status,
    conclusion: step.conclusion,
    number: step.number,
    started_at: isoOrNull(step.startedAt),
    completed_at: isoOrNull(step.completedAt),
  };
}
