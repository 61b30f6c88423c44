import type { SandboxConclusion, SandboxJob, SandboxPlannedJob, SandboxRun, SandboxStep } from "./world.ts";

/** How a run moves on: from asked for to its end, one step at a time. Pure; `runs.ts` keeps the time. */

/** What GitHub tells of a move. */
export type Happening =
  | { readonly event: "workflow_run"; readonly action: "requested" | "in_progress" | "completed" }
  | {
      readonly event: "workflow_job";
      readonly action: "queued" | "waiting" | "in_progress" | "completed";
      readonly job: SandboxJob;
    };

export type Moved = { readonly run: SandboxRun; readonly happened: readonly Happening[] };

export type MoveContext = {
  readonly now: number;
  readonly newId: () => number;
  /** Whether another run has claimed this one's deploy id; claims it when none has. */
  readonly claimRefused: (run: SandboxRun) => boolean;
};

/** A runner is asked for the first job. */
export function begun(run: SandboxRun, context: MoveContext): Moved {
  return withNextJob({ ...run, status: "queued", startedAt: context.now }, context);
}

/** What happens when it is due. */
export function advanced(run: SandboxRun, context: MoveContext): Moved {
  if (run.cancelAsked && !run.script.ignoresCancel) return ended(run, "cancelled", context);
  const job = run.jobs.at(-1);
  if (job === undefined) return begun(run, context);
  if (job.status === "in_progress") return stepEnded(run, job, context);
  const waits = job.environment !== null && job.environment === run.script.waitsFor && !run.approved;
  return waits ? waiting(run, job, context) : jobStarted(run, job, context);
}

/** The step it is at ends so, whatever the script says. */
export function ended(run: SandboxRun, conclusion: "failure" | "cancelled", context: MoveContext): Moved {
  const job = run.jobs.at(-1);
  if (job === undefined || job.status === "completed") return completed(run, conclusion, context, []);
  const over = endedJob(job, conclusion, context.now);
  return runOver(withJob(run, over), over, conclusion, context);
}

/** All that is left of it succeeds. */
export function succeeded(run: SandboxRun, context: MoveContext): Moved {
  const smooth = { ...run, approved: true, script: { ...run.script, failsAt: null, hangsAt: null } };
  let moved: Moved = { run: smooth, happened: [] };
  while (moved.run.status !== "completed") {
    const next = advanced(moved.run, context);
    moved = { run: next.run, happened: [...moved.happened, ...next.happened] };
  }
  return { run: { ...moved.run, script: run.script }, happened: moved.happened };
}

function withNextJob(run: SandboxRun, { now, newId }: MoveContext): Moved {
  const planned = run.plan[run.jobs.length];
  if (planned === undefined) throw new Error(`run ${run.id} has no job left`);
  const job = queuedJob(planned, run, { now, id: newId() });
  return {
    run: { ...run, jobs: [...run.jobs, job], updatedAt: now, nextAt: now + run.script.queuedMs },
    happened: [{ event: "workflow_job", action: "queued", job }],
  };
}

function queuedJob(
  { name, environment, steps }: SandboxPlannedJob,
  run: SandboxRun,
  { now, id }: { readonly now: number; readonly id: number },
): SandboxJob {
  const names = ["Set up job", ...steps, "Complete job"];
  return {
    id,
    name,
    environment: environment ?? null,
    attempt: run.attempt,
    status: "queued",
    conclusion: null,
    createdAt: now,
    startedAt: now,
    completedAt: null,
    steps: names.map((step, at) => ({
      name: step,
      number: at + 1,
      status: "queued",
      conclusion: null,
      startedAt: null,
      completedAt: null,
    })),
  };
}

function waiting(run: SandboxRun, job: SandboxJob, { now }: MoveContext): Moved {
  const waits: SandboxJob = { ...job, status: "waiting" };
  return {
    run: { ...withJob(run, waits), status: "waiting", updatedAt: now, nextAt: null },
    happened: [{ event: "workflow_job", action: "waiting", job: waits }],
  };
}

function jobStarted(run: SandboxRun, job: SandboxJob, { now }: MoveContext): Moved {
  const steps = job.steps.map((step, at) => (at === 0 ? started(step, now) : step));
  const going: SandboxJob = { ...job, status: "in_progress", startedAt: now, steps };
  const begins = run.status === "queued";
  const tellsRun: Happening[] = begins ? [{ event: "workflow_run", action: "in_progress" }] : [];
  return {
    run: { ...withJob(run, going), status: "in_progress", updatedAt: now, nextAt: now + run.script.stepMs },
    happened: [{ event: "workflow_job", action: "in_progress", job: going }, ...tellsRun],
  };
}

function stepEnded(run: SandboxRun, job: SandboxJob, context: MoveContext): Moved {
  const { now } = context;
  const at = job.steps.findIndex(({ status }) => status !== "completed");
  const step = job.steps[at];
  if (step === undefined) throw new Error(`job ${job.id} has no step left`);
  if (step.name === run.script.hangsAt) return { run: { ...run, nextAt: null }, happened: [] };
  const isClaim = run.claims && run.jobs.length === 1 && at === 1;
  if (step.name === run.script.failsAt || (isClaim && context.claimRefused(run)))
    return ended(run, "failure", context);
  const steps = job.steps.map((other, nth) =>
    nth === at ? over(other, "success", now) : nth === at + 1 ? started(other, now) : other,
  );
  if (at + 1 < steps.length) {
    const going = withJob(run, { ...job, steps });
    return { run: { ...going, updatedAt: now, nextAt: now + run.script.stepMs }, happened: [] };
  }
  const done: SandboxJob = { ...job, steps, status: "completed", conclusion: "success", completedAt: now };
  return jobSucceeded(withJob(run, done), done, context);
}

function jobSucceeded(run: SandboxRun, job: SandboxJob, context: MoveContext): Moved {
  const told: Happening = { event: "workflow_job", action: "completed", job };
  if (run.jobs.length === run.plan.length) return completed(run, "success", context, [told]);
  const next = withNextJob(run, context);
  return { run: next.run, happened: [told, ...next.happened] };
}

/** Jobs that would have come are there too, skipped. */
function runOver(
  run: SandboxRun,
  job: SandboxJob,
  conclusion: SandboxConclusion,
  context: MoveContext,
): Moved {
  const { now } = context;
  const skipped = run.plan.slice(run.jobs.length).map((planned): SandboxJob => {
    const queued = queuedJob(planned, run, { now, id: context.newId() });
    return { ...queued, status: "completed", conclusion: "skipped", completedAt: now, steps: [] };
  });
  const told = [job, ...skipped].map(
    (one): Happening => ({ event: "workflow_job", action: "completed", job: one }),
  );
  return completed({ ...run, jobs: [...run.jobs, ...skipped] }, conclusion, context, told);
}

function completed(
  run: SandboxRun,
  conclusion: SandboxConclusion,
  { now }: MoveContext,
  told: readonly Happening[],
): Moved {
  return {
    run: { ...run, status: "completed", conclusion, updatedAt: now, nextAt: null },
    happened: [...told, { event: "workflow_run", action: "completed" }],
  };
}

function endedJob(job: SandboxJob, conclusion: "failure" | "cancelled", now: number): SandboxJob {
  const at = job.steps.findIndex(({ status }) => status === "in_progress");
  const steps = job.steps.map((step, nth) =>
    step.status === "completed" ? step : over(step, nth === at ? conclusion : "skipped", now),
  );
  return { ...job, steps, status: "completed", conclusion, completedAt: now };
}

function withJob(run: SandboxRun, job: SandboxJob): SandboxRun {
  return { ...run, jobs: run.jobs.map((one) => (one.id === job.id ? job : one)) };
}

function started(step: SandboxStep, now: number): SandboxStep {
  return { ...step, status: "in_progress", startedAt: now };
}

function over(step: SandboxStep, conclusion: SandboxConclusion, now: number): SandboxStep {
  return { ...step, status: "completed", conclusion, startedAt: step.startedAt ?? now, completedAt: now };
}
