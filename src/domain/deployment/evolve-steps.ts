import type { Instant } from "../ids.ts";
import type { Deployment, Step } from "./deployment.ts";
import type { DeploymentEvent } from "./event.ts";

/** How the steps and their runs go on. */

export type StepEvent = Extract<DeploymentEvent, { readonly step: string }>;
type EventOf<T extends StepEvent["type"]> = Extract<StepEvent, { readonly type: T }>;

export function isOfStep(event: DeploymentEvent): event is StepEvent {
  return "step" in event && event.type !== "ended";
}

/** A run that GitHub did not name is looked for so long; then people are asked. */
const FIND_WITHIN_MS = 2 * 60_000;

export function stepChanges(state: Deployment, event: StepEvent, at: Instant): Partial<Deployment> {
  const steps = state.steps.map((step) =>
    step.key === event.step ? { ...step, ...stepAfter(step, event, at) } : step,
  );
  switch (event.type) {
    case "step-begun":
      return { steps, phase: state.phase === "undoing" ? "undoing" : "running" };
    case "step-failed":
    case "step-cancelled":
      return { steps: skipped(steps) };
    case "undoing":
      return { phase: "undoing", steps: withUndoing(steps, event) };
    case "start-told":
    case "run-found":
    case "run-lost":
    case "looking-again":
    case "stray-run-found":
    case "run-progressed":
    case "run-silent":
    case "step-succeeded":
      return { steps };
  }
}

/** What was not begun will not be. */
export function skipped(steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => (step.state === "pending" ? { ...step, state: "skipped" } : step));
}

/** What GitHub makes of the cancelling is waited for as long as for any other news of a run. */
export function heardAnew(steps: readonly Step[], at: Instant): readonly Step[] {
  return steps.map((step) => {
    const isUnderWay = step.begunAt !== null && step.endedAt === null;
    return step.does.kind === "run" && isUnderWay ? { ...step, heardAt: at, saidSilent: false } : step;
  });
}

function withUndoing(
  steps: readonly Step[],
  { step: failed, steps: undo }: EventOf<"undoing">,
): readonly Step[] {
  return steps.flatMap((step) => (step.key === failed ? [step, ...undo] : [step]));
}

function stepAfter(step: Step, event: StepEvent, at: Instant): Partial<Step> {
  switch (event.type) {
    case "step-begun":
      return begun(step, event, at);
    case "start-told":
      return told(event.started, at);
    case "run-found":
      return { ...named(event), heardAt: at };
    case "run-lost":
      return { state: "lost", findBy: null };
    case "looking-again":
      return { state: "doubtful", findBy: at + FIND_WITHIN_MS };
    case "stray-run-found":
      return { strays: strayFound(step, event) };
    case "run-progressed":
      return progressed(step, event, at);
    case "run-silent":
      return { saidSilent: true };
    case "step-succeeded":
      return { state: "succeeded", endedAt: at };
    case "step-failed":
      return { state: "failed", endedAt: at, reason: event.reason };
    case "step-cancelled":
      return { state: "cancelled", endedAt: at, reason: event.reason };
    case "undoing":
      return {};
  }
}

function strayFound({ strays }: Step, { effect, runId }: EventOf<"stray-run-found">): Step["strays"] {
  return strays.map((one) => (one.effect === effect ? { effect, runId } : one));
}

function begun(
  { does, effect: before, strays }: Step,
  { effect, again }: EventOf<"step-begun">,
  at: Instant,
): Partial<Step> {
  return {
    state: does.kind === "run" ? "starting" : "running",
    effect,
    begunAt: at,
    heardAt: at,
    reason: null,
    saidSilent: false,
    strays: again && before !== null ? [...strays, { effect: before, runId: null }] : strays,
  };
}

function told(started: EventOf<"start-told">["started"], at: Instant): Partial<Step> {
  switch (started.kind) {
    case "started":
      return { ...named(started), heardAt: at };
    case "accepted":
      return { state: "doubtful", findBy: at + FIND_WITHIN_MS };
    case "doubtful":
      return { state: "doubtful", findBy: at + FIND_WITHIN_MS, reason: started.reason };
    case "refused":
      return {};
  }
}

function named({ runId, url }: { readonly runId: string; readonly url: string }): Partial<Step> {
  return { state: "running", run: { runId, url, attempt: 1 }, findBy: null, reason: null };
}

/** News of one that failed shows that it was run again; it stays the one that failed. */
function progressed(
  { run }: Step,
  { attempt, jobs, toldAt }: EventOf<"run-progressed">,
  at: Instant,
): Partial<Step> {
  return { run: run && { ...run, attempt }, jobs, newsAt: toldAt, heardAt: at, saidSilent: false };
}
