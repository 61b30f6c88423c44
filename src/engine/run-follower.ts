import type { DeploymentCommand, RunNews } from "../domain/deployment/command.ts";
import type { Deployment, JobProgress, Step } from "../domain/deployment/deployment.ts";
import type { EffectId, Instant } from "../domain/ids.ts";
import type { CodeHost, Job, Run } from "./code-host.ts";
import type { DeploymentDispatcher } from "./deployment-ports.ts";
import type { DeploymentStore } from "./deployment-store.ts";
import type { Lease } from "./lease.ts";
import type { Clock } from "./ports.ts";

/**
 * What becomes of runs, asked again and again, since webhooks get lost; and the search for a run of which GitHub's answer
 * did not come. One replica asks; a webhook is followed up by whichever got it.
 */
export interface RunFollower {
  /** One round: whatever is due now. Resolves when its answers are dealt with. */
  look(): Promise<void>;
  /** Something happened to this run: looks at once. */
  soon(repository: string, runId: string): Promise<void>;
  start(): void;
  stop(): void;
}

export type RunFollowerOptions = {
  readonly store: Pick<DeploymentStore, "followed" | "byRun">;
  readonly host: Pick<CodeHost, "run" | "find">;
  readonly dispatcher: DeploymentDispatcher;
  readonly lease: Pick<Lease, "hold">;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  readonly log: { warn(fields: object, message: string): void };
};

const LOOK_EVERY_MS = 1_000;
const WAITING_SLEEP_MS = 3_000;
/** A run that was just asked for shows within seconds, and there are two minutes to find it. */
const FIND_EVERY_MS = 3_000;
/**
 * GitHub gives 5,000 requests an hour, and a look at a run needs two: often at first, seldom when it takes long, and what
 * is new is known within 15 s however long it takes.
 */
const RUN_EVERY_MS = [
  { youngerThanMs: 2 * 60_000, everyMs: 5_000 },
  { youngerThanMs: 15 * 60_000, everyMs: 10_000 },
  { youngerThanMs: Number.POSITIVE_INFINITY, everyMs: 13_000 },
] as const;

/** One that was given up may still turn up; nobody waits for it. */
const GIVEN_UP_EVERY_MS = 30_000;

type Followed = {
  readonly deployment: Deployment;
  readonly step: Step;
  readonly effect: EffectId;
  /** Null while it is looked for. */
  readonly runId: string | null;
  readonly isGivenUp: boolean;
  /** No run with this id is older. */
  readonly since: Instant;
};

export function createRunFollower(options: RunFollowerOptions): RunFollower {
  const { store, clock, log } = options;
  const nextAt = new Map<EffectId, Instant>();
  let stopped = false;

  const followUp = async (followed: Followed): Promise<void> => {
    const command = await newsOf(followed, options);
    if (command === null) return;
    await options.dispatcher.dispatch({
      command,
      by: { kind: "tocsin" },
      rights: null,
      deployment: { kind: "id", id: followed.deployment.id },
      key: null,
    });
  };

  const lookAt = async (followed: Followed): Promise<void> => {
    const now = clock.now();
    nextAt.set(followed.effect, now + pauseOf(followed, now));
    try {
      await followUp(followed);
    } catch (err) {
      log.warn({ err, effect: followed.effect }, "what became of a run could not be kept; it is asked again");
    }
  };

  const look = async (): Promise<void> => {
    const all = (await store.followed()).flatMap(followedOf);
    const known = new Set(all.map(({ effect }) => effect));
    for (const effect of nextAt.keys()) if (!known.has(effect)) nextAt.delete(effect);
    const due = all.filter(({ effect }) => (nextAt.get(effect) ?? 0) <= clock.now());
    await Promise.all(due.map(lookAt));
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      const holds = await options.lease.hold().catch(() => false);
      if (holds)
        await look().catch((err: unknown) => log.warn({ err }, "which runs to follow could not be read"));
      await clock.sleep(holds ? LOOK_EVERY_MS : WAITING_SLEEP_MS);
    }
  };

  return {
    look,
    soon: async (repository, runId) => {
      const deployment = await store.byRun(repository, runId);
      const followed = deployment === null ? [] : followedOf(deployment);
      await Promise.all(followed.filter((one) => one.runId === runId).map(lookAt));
      // A run that is still looked for has no id here: its webhook is the moment to look.
      if (deployment !== null) return;
      const searched = (await store.followed()).flatMap(followedOf).filter((one) => one.runId === null);
      await Promise.all(searched.filter(isOf(repository)).map(lookAt));
    },
    start: () => void run(),
    stop: () => {
      stopped = true;
    },
  };
}

function isOf(repository: string) {
  return ({ step: { does } }: Followed): boolean => does.kind === "run" && does.repository === repository;
}

/** Its runs, and those that there may be. */
function followedOf(deployment: Deployment): readonly Followed[] {
  return deployment.steps.flatMap((step) => [
    ...runOfStep(step, deployment),
    ...step.strays.flatMap(({ effect, runId }) =>
      runId === null ? [lookedFor(step, deployment, { effect, isGivenUp: true })] : [],
    ),
  ]);
}

function runOfStep(step: Step, deployment: Deployment): readonly Followed[] {
  const { effect, run, state, begunAt } = step;
  if (effect === null) return [];
  if (state === "doubtful" || state === "lost")
    return [lookedFor(step, deployment, { effect, isGivenUp: state === "lost" })];
  // One that failed may be run again on GitHub, which people should see while what it left is undone.
  const isAgain = deployment.phase === "undoing" && (state === "failed" || state === "cancelled");
  if (run === null || (state !== "running" && !isAgain)) return [];
  return [
    {
      deployment,
      step,
      effect,
      runId: run.runId,
      isGivenUp: false,
      since: begunAt ?? deployment.requestedAt,
    },
  ];
}

function lookedFor(
  step: Step,
  deployment: Deployment,
  one: Pick<Followed, "effect" | "isGivenUp">,
): Followed {
  return { ...one, deployment, step, runId: null, since: deployment.clearedAt ?? deployment.requestedAt };
}

function pauseOf({ step, runId, isGivenUp }: Followed, now: Instant): number {
  if (isGivenUp) return GIVEN_UP_EVERY_MS;
  if (runId === null) return FIND_EVERY_MS;
  const ageMs = now - (step.begunAt ?? now);
  return RUN_EVERY_MS.find(({ youngerThanMs }) => ageMs < youngerThanMs)?.everyMs ?? FIND_EVERY_MS;
}

/** Null when GitHub cannot be asked now, or has nothing to tell. */
async function newsOf(
  { step, effect, runId, since }: Followed,
  { host }: Pick<RunFollowerOptions, "host">,
): Promise<DeploymentCommand | null> {
  if (step.does.kind !== "run") return null;
  const { repository, workflow } = step.does;
  if (runId !== null) {
    const told = await host.run(repository, runId);
    return told.kind === "done" ? { type: "record-run", effect, news: runNews(told.receipt) } : null;
  }
  const found = await host.find({ repository, workflow, deployId: effect, since });
  if (found.kind !== "done" || found.receipt === null) return null;
  return { type: "record-start", effect, started: { kind: "started", ...found.receipt } };
}

function runNews({ runId, url, attempt, progress, conclusion, updatedAt, jobs }: Run): RunNews {
  return {
    runId,
    url,
    attempt,
    at: updatedAt,
    state: stateOf(progress, conclusion),
    conclusion,
    jobs: jobs.map(jobNews),
  };
}

function stateOf(progress: Run["progress"], conclusion: Run["conclusion"]): RunNews["state"] {
  if (progress !== "completed") return progress === "running" ? "running" : "queued";
  if (conclusion === "success") return "succeeded";
  return conclusion === "cancelled" ? "cancelled" : "failed";
}

function jobNews({ name, progress, conclusion, steps }: Job): JobProgress {
  const done = steps.filter((step) => step.progress === "completed").length;
  const current =
    steps.find((step) => step.conclusion === "failure" || step.conclusion === "timed-out") ??
    steps.find((step) => step.progress === "running");
  return { name, state: jobState(progress, conclusion), step: current?.name ?? null, done, of: steps.length };
}

function jobState(progress: Job["progress"], conclusion: Job["conclusion"]): JobProgress["state"] {
  if (progress !== "completed") return progress;
  switch (conclusion) {
    case "success":
      return "succeeded";
    case "cancelled":
      return "cancelled";
    case "skipped":
      return "skipped";
    case "failure":
    case "timed-out":
    case "unknown":
    case null:
      return "failed";
  }
}
