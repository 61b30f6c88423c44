import type { Button } from "@slack/types";
import { type Deployment, isOver } from "../domain/deployment/deployment.ts";
import { isGlassBroken, isPassable } from "../domain/deployment/gates.ts";
import { isSilent } from "../domain/deployment/steps.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentScene } from "../engine/deployment-ports.ts";
import type { Block } from "./blocks.ts";
import { actions, button, confirm, section } from "./blocks.ts";
import { DEPLOYMENT_ACTIONS, shaValue } from "./deployment-actions.ts";
import { hasWayBack, nameOf, short, stepNow, undoSteps, whatIs } from "./deployment-words.ts";
import { GATE_WORDS } from "./gate-lines.ts";
import { listed, plain, utc } from "./text.ts";

// What can be pressed. The next step is green; the dangerous one stands last and asks with what will happen.

/** The row under what is to be done. */
export function deploymentButtons(scene: DeploymentScene, profile: Profile): readonly Block[] {
  const offered = offeredFor(scene, profile);
  return offered.length === 0 ? [] : [actions(...offered)];
}

function offeredFor(scene: DeploymentScene, profile: Profile): readonly Button[] {
  const { deployment } = scene;
  switch (deployment.phase) {
    case "looking":
    case "queued":
    case "confirming":
      return [cancel(deployment, profile)];
    case "waiting":
      return waiting(scene, profile);
    case "running":
    case "undoing":
      return underWay(deployment, profile);
    case "shown":
      return [];
    case "verified":
    case "failed":
    case "cancelled":
    case "rejected":
    case "expired":
    case "superseded":
      return ended(deployment);
  }
}

function waiting(scene: DeploymentScene, profile: Profile): readonly Button[] {
  const { deployment, gates } = scene;
  const isBroken = isGlassBroken(deployment);
  const closed = gates.filter((gate) => !gate.open && !(isBroken && isPassable(gate)));
  const kinds = closed.map(({ kind }) => kind);
  const isWorthALook = kinds.some((kind) => LOOKED_AT.includes(kind));
  const passable = closed.filter(isPassable);
  return [
    ...(kinds.includes("approvals") ? [approve(scene, profile), reject(deployment)] : []),
    ...(isWorthALook ? [button("Look again", DEPLOYMENT_ACTIONS.lookAgain, numberOf(deployment))] : []),
    cancel(deployment, profile),
    ...(passable.length === 0 ? [] : [breakGlass(scene, profile)]),
  ];
}

/** Gates that may be open although nobody told us. */
const LOOKED_AT: readonly string[] = ["outlook", "checks", "promotion", "lock", "freeze", "incident"];

function numberOf({ number }: Deployment): string {
  return String(number);
}

/** What is deployed, as a confirmation names it. Unescaped. */
function version({ pinned, backTo }: Deployment): string {
  if (pinned === null) return "";
  const back = backTo === null ? "" : `, the version of #${backTo}`;
  return ` with ${short(pinned.sha)}${back}`;
}

/** `deploy api → production with b0b0b0b`. Unescaped. */
function deed(deployment: Deployment, profile: Profile): string {
  const { kind, restoreTo, database } = deployment;
  const newest = restoreTo === null ? "its newest state" : utc(restoreTo);
  const to = kind === "restore" ? ` to ${newest}` : "";
  return `${whatIs(deployment, profile)}${version(deployment)}${to}${database === true ? " and the database" : ""}`;
}

/** The commit goes with it: another one is not approved by a late click. */
function approve({ deployment, gates }: DeploymentScene, profile: Profile): Button {
  const { approvals } = deployment;
  const open = approvals.needed - approvals.given.length;
  const others = gates.filter((gate) => !gate.open && gate.kind !== "approvals");
  const kinds = others.map(({ kind }) => kind);
  const then = kinds.includes("database")
    ? "First choose about the database: that choice withdraws approvals, this one too."
    : open > 1
      ? `${open - 1} more must approve after you.`
      : others.length > 0
        ? `It starts as soon as this is open too: ${listed(kinds.map((kind) => GATE_WORDS[kind]))}.`
        : "It is the last one needed: GitHub is asked to start it at once.";
  const question = confirm(
    `Approve ${nameOf(deployment)}?`,
    `${capital(plain(deed(deployment, profile), 160))}. ${then}`,
    "Approve",
    "primary",
  );
  const value = `${numberOf(deployment)} ${shaValue(deployment)}`;
  return button("Approve", DEPLOYMENT_ACTIONS.approve, value, { style: "primary", confirm: question });
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Opens a form that asks why. */
function reject(deployment: Deployment): Button {
  return button("Reject", DEPLOYMENT_ACTIONS.reject, numberOf(deployment));
}

function cancel(deployment: Deployment, profile: Profile): Button {
  const name = nameOf(deployment);
  const step = stepNow(deployment);
  const isCancelSaid = deployment.cancelling !== null || deployment.phase === "undoing";
  const what = capital(plain(deed(deployment, profile), 120));
  const then =
    step === undefined
      ? "Nothing has run. It will not be started; it can be proposed again."
      : step.state === "lost"
        ? "Nobody knows whether a run began. It is given up; a run that is there goes on."
        : isSilent(step) && isCancelSaid
          ? "Nothing is heard of its run. It is given up, and the place is free for others; a run that is there goes on."
          : `${step.does.kind === "run" && step.run === null ? "As soon as its run is known, " : ""}GitHub is asked to end the run. What it has done so far stays done, and it may still finish.`;
  const question = confirm(`Cancel ${name}?`, `${what}. ${then}`, "Cancel it");
  return button("Cancel", DEPLOYMENT_ACTIONS.cancel, numberOf(deployment), {
    style: "danger",
    confirm: question,
  });
}

/** The first opens a form that asks why; the second person is asked here. */
function breakGlass({ deployment, gates }: DeploymentScene, profile: Profile): Button {
  const value = `${numberOf(deployment)} ${shaValue(deployment)}`;
  if (deployment.brokenGlass === null)
    return button("Break the glass", DEPLOYMENT_ACTIONS.breakGlass, value, { style: "danger" });
  const over = gates.filter((gate) => !gate.open && isPassable(gate)).map(({ kind }) => GATE_WORDS[kind]);
  const question = confirm(
    `Break the glass of ${nameOf(deployment)}, too?`,
    `${capital(plain(deed(deployment, profile), 120))} then passes over ${listed(over)}. Your name stands on the record and it is announced.`,
    "Break the glass",
  );
  return button("I second it", DEPLOYMENT_ACTIONS.second, value, { style: "danger", confirm: question });
}

function underWay(deployment: Deployment, profile: Profile): readonly Button[] {
  const { phase, cancelling } = deployment;
  const step = stepNow(deployment);
  const isLost = step?.state === "lost";
  const isUndoing = phase === "undoing";
  const mayGiveUp = step !== undefined && (isLost || isSilent(step));
  const mayCancel = mayGiveUp || (!isUndoing && cancelling === null);
  const mayStart = isLost && (isUndoing || cancelling === null);
  return [
    ...(isLost ? [checkAgain(deployment)] : []),
    ...(mayCancel ? [cancel(deployment, profile)] : []),
    ...(mayStart ? [startAnyway(deployment, profile)] : []),
  ];
}

/** Looking does no harm. */
export function checkAgain(deployment: Deployment): Button {
  return button("Check again", DEPLOYMENT_ACTIONS.checkAgain, numberOf(deployment), { style: "primary" });
}

export function startAnyway(deployment: Deployment, profile: Profile): Button {
  const question = confirm(
    "Start it anyway?",
    `${capital(plain(deed(deployment, profile), 120))}: GitHub is asked for another run. If the first is there after all, two run at once. Look on GitHub before you do this.`,
    "Start another run",
  );
  return button("Start anyway", DEPLOYMENT_ACTIONS.startAnyway, numberOf(deployment), {
    style: "danger",
    confirm: question,
  });
}

function ended(deployment: Deployment): readonly Button[] {
  const { phase, watch } = deployment;
  // What the manual had undone is most likely what ran before.
  const isUndone = undoSteps(deployment).some(({ state }) => state === "succeeded");
  const isBad = (phase === "failed" && !isUndone) || watch?.tripped != null;
  const canGoBack = hasWayBack(deployment);
  const back = canGoBack ? [rollBack(deployment, isBad)] : [];
  if (phase === "verified") return back;
  return isBad && canGoBack ? [...back, proposeAgain(deployment)] : [proposeAgain(deployment), ...back];
}

/** Opens a form with the good versions, which is its question. */
export function rollBack(deployment: Deployment, isNext: boolean): Button {
  const style = isNext ? "primary" : "danger";
  return button("Roll back", DEPLOYMENT_ACTIONS.rollBack, numberOf(deployment), { style });
}

/** The same again, under a number of its own and through the same gates. */
export function proposeAgain(deployment: Deployment): Button {
  return button("Propose again", DEPLOYMENT_ACTIONS.proposeAgain, numberOf(deployment));
}

/** Nobody but people can know it, so nothing is preselected; each answer stands in a block of its own. */
export function databaseQuestion({ deployment, gates }: DeploymentScene): readonly Block[] {
  const isAsked = gates.some(({ kind }) => kind === "database");
  if (!isAsked || isOver(deployment.phase) || deployment.phase !== "waiting") return [];
  const { number, database } = deployment;
  const only = button("Program only", DEPLOYMENT_ACTIONS.database, `${number} no`);
  const both = button("Database too", DEPLOYMENT_ACTIONS.database, `${number} yes`, {
    style: "danger",
    confirm: confirm(
      "Roll back the database too?",
      "The run is told to take the database back as well. What was written since may be lost. Approvals given so far are withdrawn.",
      "Database too",
    ),
  });
  const chosen = (back: boolean) => (database === back ? " ✅ *chosen*" : "");
  return [
    { ...section(`*The program only*; the database stays as it is.${chosen(false)}`), accessory: only },
    { ...section(`*The database too*; the run is told so.${chosen(true)}`), accessory: both },
  ];
}
