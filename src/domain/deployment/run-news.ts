import { type CommandOf, type Given, QUIET } from "./answer.ts";
import type { RunNews } from "./command.ts";
import type { DeploymentDecision } from "./decision.ts";
import type { JobProgress, Step } from "./deployment.ts";
import { add, type Draft, draftOf, settled } from "./draft.ts";
import { stepOf, stray } from "./start.ts";
import { cancelStep, fail, succeed } from "./steps.ts";

/** What GitHub tells of runs, by webhook and by being asked: late, twice and in any order. */

export function recordRun(given: Given, { effect, news }: CommandOf<"record-run">): DeploymentDecision {
  const step = stepOf(given.deployment, effect);
  if (step === undefined) return stray(given, effect, news);
  if (!isFollowed(step)) return QUIET;
  const draft = found(draftOf(given), step, news);
  const known = stepOf(draft.deployment, effect);
  if (known === undefined || isLate(known, news)) return settled(draft);
  const progressed = progress(draft, known, news);
  return settled(known.state === "running" ? ended(progressed, known, news) : progressed);
}

/** One that failed is run again on GitHub now and then; while what it left is undone, people should see that. */
function isFollowed({ state, run }: Step): boolean {
  const isOver = state === "failed" || state === "cancelled";
  return state !== "succeeded" && (!isOver || run !== null);
}

function found(draft: Draft, { key: step, run }: Step, { runId, url }: RunNews): Draft {
  return run === null ? add(draft, { type: "run-found", step, runId, url }) : draft;
}

/** Of another run, of an earlier attempt, or older than what is known; an end is never too old for its attempt. */
function isLate({ run, newsAt }: Step, { runId, attempt, at, state }: RunNews): boolean {
  if (run?.runId !== runId || attempt < run.attempt) return true;
  const isEnd = state === "succeeded" || state === "failed" || state === "cancelled";
  return attempt === run.attempt && newsAt !== null && at < newsAt && !isEnd;
}

function progress(draft: Draft, { key: step, run, jobs: known }: Step, news: RunNews): Draft {
  const { attempt, jobs, at: toldAt } = news;
  if (attempt === run?.attempt && isSame(known, jobs)) return draft;
  return add(draft, { type: "run-progressed", step, attempt, jobs, toldAt });
}

const SHOWN: readonly (keyof JobProgress)[] = ["name", "state", "step", "done", "of"];

function isSame(known: readonly JobProgress[], jobs: readonly JobProgress[]): boolean {
  if (known.length !== jobs.length) return false;
  return jobs.every((job, index) => SHOWN.every((field) => job[field] === known[index]?.[field]));
}

function ended(draft: Draft, step: Step, { state, conclusion }: RunNews): Draft {
  switch (state) {
    case "queued":
    case "running":
      return draft;
    case "succeeded":
      return succeed(draft, step, []);
    case "failed":
      return fail(draft, step, { reason: conclusion ?? state, cure: null });
    case "cancelled":
      return cancelStep(draft, step, conclusion);
  }
}

/** The answers of what was deployed, or their absence when the step's time was over. */
export function recordHealth(given: Given, command: CommandOf<"record-health">): DeploymentDecision {
  const { effect, healthy, answers } = command;
  const step = stepOf(given.deployment, effect);
  if (step?.state !== "running") return QUIET;
  const draft = draftOf(given);
  return settled(
    healthy ? succeed(draft, step, answers) : fail(draft, step, { reason: answers.join("; "), cure: null }),
  );
}
