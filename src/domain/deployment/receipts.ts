import { type CommandOf, type Given, QUIET, refuse } from "./answer.ts";
import type { LearntCommand } from "./command.ts";
import type { DeploymentDecision } from "./decision.ts";
import type { Deployment, DeploymentTrouble } from "./deployment.ts";
import { add, draftOf, settled } from "./draft.ts";
import { isSameWork, kindOf } from "./effect-id.ts";
import { currentStep } from "./steps.ts";

/** What came of the bot's own doings, after the end too: cards, troubles and their cures. */

export function recordCard(given: Given, { channel, ts }: CommandOf<"record-card">): DeploymentDecision {
  if (given.deployment.card?.ts === ts) return QUIET;
  return settled(add(draftOf(given), { type: "card-posted", channel, ts }));
}

/** Once per effect, state and reason. Trouble with what has been done or given up meanwhile is no longer true. */
export function recordTrouble(given: Given, command: CommandOf<"record-trouble">): DeploymentDecision {
  const { type: _, ...trouble } = command;
  const { deployment } = given;
  const isKnown = deployment.troubles.some(
    (open) => isSameWork(open, command) && open.state === command.state && open.reason === command.reason,
  );
  if (isKnown || !isWanted(deployment, command)) return QUIET;
  return settled(add(draftOf(given), { type: "troubled", ...trouble }));
}

function isWanted(deployment: Deployment, { effect, kind }: CommandOf<"record-trouble">): boolean {
  switch (kind) {
    case "look-up":
      return deployment.look?.effect === effect;
    case "start-run":
    case "check-health":
      return deployment.steps.some(
        (step) => step.effect === effect && (step.state === "starting" || step.state === "running"),
      );
    case "cancel-run":
      return deployment.phase === "running" && currentStep(deployment).key === effect.split("/")[3];
    case "post-card":
      return deployment.card === null;
    case "sample":
      return deployment.watch !== null;
    case "refresh-card":
    case "post":
    case "tell-incidents":
    case "lock-after-rollback":
    case "free-place":
    case "roll-back":
    case "retry":
      return true;
  }
}

/** Under its own id, so that the other side recognises it. A request for a run is never put there twice. */
export function tryAgain(given: Given, command: CommandOf<"try-again">): DeploymentDecision {
  const trouble = given.deployment.troubles.find(({ effect }) => effect === command.effect);
  if (trouble === undefined || trouble.kind === "start-run") return refuse({ reason: "nothing-to-retry" });
  return settled(add(draftOf(given), { type: "retried", effect: trouble.effect }));
}

/**
 * What the way to the end waits for and was given up is answered with what it could not find out: nobody knows of a ref that
 * GitHub could not be asked for, whether a run began that was asked for, or whether what runs is healthy.
 */
export function answerOf(command: LearntCommand): LearntCommand {
  if (command.type !== "record-trouble" || command.state !== "failed") return command;
  const { effect, kind, reason, cure } = command;
  if (kind === "look-up") return { type: "record-no-outlook", effect, reason, cure };
  if (kind === "start-run") return { type: "record-start", effect, started: { kind: "doubtful", reason } };
  if (kind === "check-health") return { type: "record-health", effect, healthy: false, answers: [reason] };
  return command;
}

/** Whatever is learnt of an effect means that it was carried out, which cures its trouble. */
export function curedBy({ deployment }: Given, command: LearntCommand): readonly DeploymentTrouble[] {
  return deployment.troubles.filter((open) => isCured(open, command));
}

function isCured(open: DeploymentTrouble, command: LearntCommand): boolean {
  if (command.type === "record-trouble") return false;
  if (command.type === "record-card") return open.kind === "post-card";
  if (command.type === "record-sample") return open.kind === "sample";
  return isSameWork(open, { effect: command.effect, kind: kindOf(command.effect) });
}
