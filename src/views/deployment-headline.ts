import { type Deployment, type DeploymentPhase, isOver, type Step } from "../domain/deployment/deployment.ts";
import { isGlassBroken, isPassable } from "../domain/deployment/gates.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentScene } from "../engine/deployment-ports.ts";
import { nameOf, stepNow, whatIs } from "./deployment-words.ts";
import { gateWord } from "./gate-lines.ts";
import { listed, oneLine, plural } from "./text.ts";

// The first line of a card: what it is and where it stands. Plain text, unescaped.

const SIGNS: Readonly<Record<DeploymentPhase, string>> = {
  looking: "🔎",
  waiting: "✋",
  queued: "⏳",
  confirming: "🔎",
  running: "▶️",
  undoing: "↩️",
  verified: "✅",
  failed: "❌",
  cancelled: "⏹",
  rejected: "🚫",
  expired: "⌛",
  superseded: "⏭",
  shown: "👁",
};

/** `✋ #12 · deploy api → production · waits for 1 approval`. */
export function deploymentHeadline(scene: DeploymentScene, profile: Profile): string {
  const { deployment } = scene;
  const dry = deployment.dryRun ? "DRY RUN · " : "";
  return `${sign(deployment)} ${dry}${nameOf(deployment)} · ${whatIs(deployment, profile)} · ${stand(scene)}`;
}

/** The same without its gates, for lists. */
export function shortStand(deployment: Deployment): string {
  return stand({ deployment, gates: [] });
}

/** What people must act upon shows in the sign, too. */
export function sign(deployment: Deployment): string {
  const step = stepNow(deployment);
  if (deployment.watch?.tripped != null) return "⚠️";
  if (isOver(deployment.phase)) return SIGNS[deployment.phase];
  return step?.state === "lost" || step?.state === "doubtful" ? "❓" : SIGNS[deployment.phase];
}

function stand({ deployment, gates }: Pick<DeploymentScene, "deployment" | "gates">): string {
  switch (deployment.phase) {
    case "looking":
      return "GitHub is being asked";
    case "waiting":
      return waitsFor({ deployment, gates });
    case "queued":
      return deployment.queued === null ? "queued" : `queued behind #${deployment.queued.behind}`;
    case "confirming":
      return "last look before it starts";
    case "running":
      return running(deployment);
    case "undoing":
      return undoing(deployment);
    case "verified":
      return verified(deployment);
    case "failed":
      return failed(deployment);
    case "cancelled":
    case "rejected":
    case "expired":
      return deployment.phase;
    case "superseded":
      return deployment.end?.why == null ? "superseded" : `superseded by ${oneLine(deployment.end.why)}`;
    case "shown":
      return "nothing was started";
  }
}

function waitsFor({ deployment, gates }: Pick<DeploymentScene, "deployment" | "gates">): string {
  const isBroken = isGlassBroken(deployment);
  const closed = gates.filter((gate) => !gate.open && !(isBroken && isPassable(gate))).map(gateWord);
  if (closed.length === 0) return gates.length === 0 ? ownGates(deployment, isBroken) : "goes on in a moment";
  const shown = closed.length > 3 ? [...closed.slice(0, 2), `${closed.length - 2} more`] : closed;
  return `waits for ${listed(shown)}`;
}

/** For lists, where the others are not looked at: what it knows of itself. */
function ownGates({ approvals, checklist }: Deployment, isBroken: boolean): string {
  const open = Math.max(0, approvals.needed - approvals.given.length);
  const left = checklist.filter(({ ticked }) => ticked === null).length;
  const parts = [
    ...(open === 0 ? [] : [plural(open, "approval", "approvals")]),
    ...(left === 0 ? [] : [plural(left, "tick", "ticks")]),
  ];
  return isBroken || parts.length === 0 ? "waits at its gates" : `waits at its gates: ${listed(parts)} to go`;
}

function running(deployment: Deployment): string {
  const step = stepNow(deployment);
  if (step === undefined) return "goes on in a moment";
  const at = `${countOf(deployment, step)}`;
  const cancelled = deployment.cancelling === null ? "" : "is to be cancelled, ";
  return `${cancelled}${doing(step)}${at}`;
}

/** Where there is more than one. */
function countOf({ steps }: Deployment, { key }: Step): string {
  const main = steps.filter((step) => !step.key.includes("."));
  const index = main.findIndex((step) => step.key === key);
  return main.length < 2 || index === -1 ? "" : `, step ${index + 1} of ${main.length}`;
}

function doing({ name, state, does, saidSilent }: Step): string {
  const what = oneLine(name);
  switch (state) {
    case "starting":
      return `GitHub is asked to start ${what}`;
    case "doubtful":
      return `the run of ${what} is being looked for`;
    case "lost":
      return `cannot tell whether ${what} started`;
    case "running":
      if (does.kind === "run" && saidSilent) return `nothing heard of ${what}`;
      return does.kind === "run" ? `running ${what}` : what;
    case "pending":
    case "succeeded":
    case "failed":
    case "cancelled":
    case "skipped":
      return what;
  }
}

function undoing(deployment: Deployment): string {
  const failedOne = deployment.steps.find(({ state }) => state === "failed" || state === "cancelled");
  const step = stepNow(deployment);
  const what = failedOne === undefined ? "a step failed" : `${oneLine(failedOne.name)} ${failedOne.state}`;
  return `${what}, undoing${step === undefined ? "" : `: ${doing(step)}`}`;
}

function verified({ kind, watch }: Deployment): string {
  const word = kind === "deploy" || kind === "rollback" ? "verified" : "done";
  if (watch === null) return word;
  return watch.tripped === null ? `${word}, being watched` : `${word}, then it looked bad`;
}

function failed({ steps, end }: Deployment): string {
  const step = steps.find(({ key }) => key === end?.step);
  return step === undefined ? "failed" : `failed at ${oneLine(step.name)}`;
}
