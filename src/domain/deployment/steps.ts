import type { Deployment, Step } from "./deployment.ts";
import { add, type Draft, nextEffect } from "./draft.ts";
import { stepsOf } from "./plan.ts";
import { end } from "./proceed.ts";

/** One step after the other; a failure has its own steps undo what it left, and then the deployment has failed. */

const UNDER_WAY: readonly Step["state"][] = ["starting", "doubtful", "lost", "running"];

export function isUnderWay({ state }: Step): boolean {
  return UNDER_WAY.includes(state);
}

/** It was said that nobody hears of its run. */
export function isSilent({ does, state, saidSilent }: Step): boolean {
  return does.kind === "run" && saidSilent && (state === "starting" || state === "running");
}

/** The one that was begun and has not ended; there is exactly one from the first to the end. */
export function currentStep({ steps }: Deployment): Step {
  return sure(steps.find(isUnderWay));
}

/** The step whose failure or cancellation is why it ended; steps that undo stand behind it. */
function failingStep({ steps }: Deployment): Step {
  return sure(steps.find(({ state }) => state === "failed" || state === "cancelled"));
}

function sure(step: Step | undefined): Step {
  if (step === undefined) throw new Error("a deployment that runs has a step under way, or one that failed");
  return step;
}

/** What is asked to be cancelled goes no further, but finishes undoing; what is done to its last step is done. */
export function beginNext(draft: Draft): Draft {
  const { steps, phase, cancelling } = draft.deployment;
  const next = steps.find(({ state }) => state === "pending");
  if (phase === "undoing") return next === undefined ? endUndone(draft) : begin(draft, next);
  if (next === undefined) return end(draft, "verified");
  return cancelling === null ? begin(draft, next) : end(draft, "cancelled", { why: cancelling.why });
}

export function begin(draft: Draft, { key, does }: Step, again = false): Draft {
  const kind = { run: "start-run", health: "check-health", wait: null }[does.kind] as BegunBy;
  const effect = kind === null ? null : nextEffect(draft, kind, key);
  return add(draft, { type: "step-begun", step: key, effect, again });
}

type BegunBy = "start-run" | "check-health" | null;

export function succeed(draft: Draft, { key: step }: Step, told: readonly string[]): Draft {
  return beginNext(add(draft, { type: "step-succeeded", step, told }));
}

export function fail(
  draft: Draft,
  step: Step,
  { reason, cure }: { readonly reason: string; readonly cure: string | null },
): Draft {
  return undo(add(draft, { type: "step-failed", step: step.key, reason, cure }), step);
}

export function cancelStep(draft: Draft, step: Step, reason: string | null): Draft {
  return undo(add(draft, { type: "step-cancelled", step: step.key, reason }), step);
}

/** What the manual says for a failure; where it says nothing, or nothing has run, that is the end. */
function undo(draft: Draft, { key: step, onFailure }: Step): Draft {
  if (onFailure.length === 0 || hasRunNothing(draft.deployment)) return endUndone(draft);
  return beginNext(add(draft, { type: "undoing", step, steps: stepsOf(onFailure, step) }));
}

/** GitHub refused the first one: there is nothing to undo. */
function hasRunNothing({ steps }: Deployment): boolean {
  const [first] = steps.filter(({ begunAt }) => begunAt !== null);
  const isOnly = steps.every(({ key, begunAt }) => begunAt === null || key === first?.key);
  return isOnly && first?.does.kind === "run" && first.run === null && first.strays.length === 0;
}

/** After a failure, undone or not. */
export function endUndone(draft: Draft): Draft {
  const { cancelling } = draft.deployment;
  const { key: step, reason } = failingStep(draft.deployment);
  if (cancelling !== null) return end(draft, "cancelled", { why: cancelling.why, step });
  return end(draft, "failed", { why: reason, step });
}
