// What happens when something is asked of a deployment: events, a refusal with its reason, or nothing at all.
// Pure: the time, the ids and the facts come with the question, so every answer can be told again from the record.
// Refusals are values that become sentences with a way out; an exception here means a bug of ours.
// Each arm is one rule; the rules stand in the files named after what they are about.
import { type Given, QUIET, refuse } from "./answer.ts";
import { approve, breakGlass, reject } from "./approve.ts";
import { cancel } from "./cancel.ts";
import type { AskedCommand, LearntCommand } from "./command.ts";
import type { DeploymentAsked, DeploymentDecision, DeploymentFacts, Manual } from "./decision.ts";
import { type Deployment, isOver } from "./deployment.ts";
import { add, draftOf, settled } from "./draft.ts";
import { lookAgain, recordNoOutlook, recordOutlook } from "./look.ts";
import { chooseDatabase, tick } from "./prepare.ts";
import { alreadyProposed, propose } from "./propose.ts";
import { answerOf, curedBy, recordCard, recordTrouble, tryAgain } from "./receipts.ts";
import { recordHealth, recordRun } from "./run-news.ts";
import { checkAgain, recordStart, startAnyway } from "./start.ts";
import { timeDue } from "./time-due.ts";
import { recordSample } from "./watch.ts";

/**
 * `state` is null when the deployment does not exist yet (`propose`) or was not found (anything else). Throws only for a
 * proposal without a number, or for a deploy whose look-up names no commit.
 */
export function decide(
  state: Deployment | null,
  asked: DeploymentAsked,
  facts: DeploymentFacts,
  manual: Manual,
): DeploymentDecision {
  const { command, by, rights, at } = asked;
  if (state === null)
    return command.type === "propose"
      ? propose({ asked, command, facts, manual })
      : refuse({ reason: "no-such-deployment" });
  const given: Given = { deployment: state, by, rights, at, facts, manual };
  return isLearnt(command) ? curing(given, answerOf(command)) : decideAsked(given, command);
}

function isLearnt(command: DeploymentAsked["command"]): command is LearntCommand {
  return command.type.startsWith("record-");
}

function decideAsked(given: Given, command: AskedCommand): DeploymentDecision {
  if (isOver(given.deployment.phase)) return askedAfterEnd(given, command);
  switch (command.type) {
    case "propose":
      return alreadyProposed(given.deployment.number);
    case "approve":
      return approve(given, command);
    case "reject":
      return reject(given, command);
    case "cancel":
      return cancel(given, command);
    case "tick":
      return tick(given, command);
    case "choose-database":
      return chooseDatabase(given, command);
    case "break-glass":
      return breakGlass(given, command);
    case "check-again":
      return checkAgain(given);
    case "start-anyway":
      return startAnyway(given);
    case "try-again":
      return tryAgain(given, command);
    case "look-again":
      return lookAgain(given);
    case "time-due":
      return timeDue(given);
  }
}

/** Its end is its end: only what is left to be told, and the watch, go on. */
function askedAfterEnd(given: Given, command: AskedCommand): DeploymentDecision {
  const { phase } = given.deployment;
  switch (command.type) {
    case "try-again":
      return tryAgain(given, command);
    case "time-due":
      return timeDue(given);
    case "cancel":
      return refuse({ reason: "cannot-cancel", why: "ended" });
    case "look-again":
      return given.by.kind === "person" ? refuse({ reason: "already-ended", phase }) : QUIET;
    case "propose":
    case "approve":
    case "reject":
    case "tick":
    case "choose-database":
    case "break-glass":
    case "check-again":
    case "start-anyway":
      return refuse({ reason: "already-ended", phase });
  }
}

/** What was learnt also cures the trouble there was with learning it. */
function curing(given: Given, command: LearntCommand): DeploymentDecision {
  const draft = curedBy(given, command).reduce(
    (curedSoFar, { effect }) => add(curedSoFar, { type: "cured", effect }),
    draftOf(given),
  );
  const decision = decideLearnt({ ...given, deployment: draft.deployment }, command);
  if (decision.kind !== "accepted") return settled(draft);
  return { kind: "accepted", events: [...draft.events, ...decision.events] };
}

function decideLearnt(given: Given, command: LearntCommand): DeploymentDecision {
  switch (command.type) {
    case "record-card":
      return recordCard(given, command);
    case "record-trouble":
      return recordTrouble(given, command);
    case "record-sample":
      return recordSample(given, command);
    case "record-done":
      return QUIET;
    case "record-outlook":
      return recordOutlook(given, command);
    case "record-no-outlook":
      return recordNoOutlook(given, command);
    case "record-start":
      return isOver(given.deployment.phase) ? QUIET : recordStart(given, command);
    case "record-run":
      return isOver(given.deployment.phase) ? QUIET : recordRun(given, command);
    case "record-health":
      return isOver(given.deployment.phase) ? QUIET : recordHealth(given, command);
  }
}
