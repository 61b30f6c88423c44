import { type CommandOf, type Given, isRequester, refuse, tidy, withRight } from "./answer.ts";
import type { DeploymentDecision } from "./decision.ts";
import type { Step } from "./deployment.ts";
import { add, type Draft, draftOf, settled } from "./draft.ts";
import { end } from "./proceed.ts";
import { cancelStep, currentStep, endUndone, isSilent } from "./steps.ts";

/** Before anything runs it is over at once; a run is GitHub's to end, and until it has ended it is only asked. */
export function cancel(given: Given, command: CommandOf<"cancel">): DeploymentDecision {
  const { deployment, rights } = given;
  const held = withRight(rights, "approve", "override");
  const isOwn = rights !== null && isRequester(rights, deployment);
  if (!isOwn && "refusal" in held) {
    const known = rights !== null && rights.mayApprove !== null && rights.mayOverride !== null;
    return refuse({ reason: "may-not", what: "cancel", known });
  }
  const why = tidy(command.why);
  const { phase } = deployment;
  if (phase === "running") return cancelRunning(given, why);
  if (phase === "undoing") return giveUpUndoing(given);
  return settled(end(draftOf(given), "cancelled", { why }));
}

function cancelRunning(given: Given, why: string | null): DeploymentDecision {
  const step = currentStep(given.deployment);
  const draft = draftOf(given);
  // Nobody knows whether it runs: people give it up, and it stays lost on the record.
  if (step.state === "lost") return settled(end(draft, "cancelled", { why, step: step.key }));
  if (given.deployment.cancelling !== null)
    return isSilent(step) ? giveUp(draft, step) : refuse({ reason: "cannot-cancel", why: "cancelling" });
  const asked = add(draft, { type: "cancel-asked", why });
  return settled(step.does.kind === "run" ? asked : cancelStep(asked, step, why));
}

/** What was half done is not left so; only what nobody finds or hears of is given up. */
function giveUpUndoing(given: Given): DeploymentDecision {
  const step = currentStep(given.deployment);
  if (step.state === "lost") return settled(endUndone(draftOf(given)));
  return isSilent(step) ? giveUp(draftOf(given), step) : refuse({ reason: "cannot-cancel", why: "undoing" });
}

/** Or a run that GitHub does not know any more would keep its places for ever. */
function giveUp(draft: Draft, { key: step }: Step): DeploymentDecision {
  return settled(endUndone(add(draft, { type: "step-cancelled", step, reason: GIVEN_UP })));
}

const GIVEN_UP = "Nothing was heard of it any more, and it was given up";
