import type { EffectId } from "../ids.ts";
import { type CommandOf, type Given, QUIET, refuse, withRight } from "./answer.ts";
import type { StartNews } from "./command.ts";
import type { DeploymentDecision } from "./decision.ts";
import type { Deployment, Step } from "./deployment.ts";
import { add, draftOf, settled } from "./draft.ts";
import { begin, fail } from "./steps.ts";

/** Once, or honestly unknown: what GitHub answered to the one request for a run, and what people do when nobody knows. */

export function recordStart(
  given: Given,
  { effect, started }: CommandOf<"record-start">,
): DeploymentDecision {
  const step = stepOf(given.deployment, effect);
  if (step === undefined) return strayStarted(given, effect, started);
  const { key } = step;
  if (step.state === "doubtful" || step.state === "lost") {
    if (started.kind !== "started") return QUIET;
    const { runId, url } = started;
    return settled(add(draftOf(given), { type: "run-found", step: key, runId, url }));
  }
  if (step.state !== "starting") return QUIET;
  const told = add(draftOf(given), { type: "start-told", step: key, started });
  return settled(started.kind === "refused" ? fail(told, step, started) : told);
}

/** A run that was given up and is there after all: said once. */
export function stray(
  given: Given,
  effect: EffectId,
  run: { readonly runId: string; readonly url: string },
): DeploymentDecision {
  const step = given.deployment.steps.find(({ strays }) =>
    strays.some((one) => one.effect === effect && one.runId === null),
  );
  if (step === undefined) return QUIET;
  const { runId, url } = run;
  return settled(add(draftOf(given), { type: "stray-run-found", step: step.key, effect, runId, url }));
}

function strayStarted(given: Given, effect: EffectId, started: StartNews): DeploymentDecision {
  return started.kind === "started" ? stray(given, effect, started) : QUIET;
}

export function stepOf({ steps }: Deployment, effect: EffectId): Step | undefined {
  return steps.find((step) => step.effect === effect);
}

function lostStep({ steps }: Deployment): Step | undefined {
  return steps.find(({ state }) => state === "lost");
}

/** Looking does no harm: whoever sees it may ask. */
export function checkAgain(given: Given): DeploymentDecision {
  const step = lostStep(given.deployment);
  if (step === undefined) return refuse({ reason: "not-lost" });
  return settled(add(draftOf(given), { type: "looking-again", step: step.key }));
}

/** The only way to a second request for the same step, and only while nobody knows of a first run. */
export function startAnyway(given: Given): DeploymentDecision {
  const { deployment, rights } = given;
  const step = lostStep(deployment);
  if (step === undefined) return refuse({ reason: "not-lost" });
  const held = withRight(rights, "deploy");
  if ("refusal" in held) return refuse(held.refusal);
  // Undoing goes on although it was cancelled; nothing else does.
  if (deployment.cancelling !== null && deployment.phase === "running")
    return refuse({ reason: "is-cancelling" });
  return settled(begin(draftOf(given), step, true));
}
