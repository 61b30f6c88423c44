import type { DeploymentRefusal } from "../domain/deployment/decision.ts";
import type { Deployment } from "../domain/deployment/deployment.ts";
import { again } from "./deployment-telling.ts";
import { commandFor, hasWayBack, short } from "./deployment-words.ts";
import { date, person, say, typed } from "./text.ts";

// Refusals that have to do with how far one deployment is.

export type PhaseRefusal = Extract<
  DeploymentRefusal,
  {
    readonly reason:
      | "own-request"
      | "already-approved"
      | "not-waiting"
      | "already-ended"
      | "cannot-cancel"
      | "ref-moved"
      | "expired"
      | "needs-second-person"
      | "is-cancelling"
      | "empty-text"
      | "no-such-item"
      | "glass-is-broken"
      | "nothing-closed"
      | "not-lost"
      | "nothing-to-retry";
  }
>;

/** Which deployment, why not, and the way out. `name` is its number. */
export function phaseRefused(refused: PhaseRefusal, name: string, deployment: Deployment | null): string {
  switch (refused.reason) {
    case "own-request":
      return `You asked for ${name} yourself, by this account or another of yours, so somebody else must approve it. *Cancel* is yours.`;
    case "already-approved":
      return `You approved ${name} already; one person counts once. ${stillNeeded(deployment)}`;
    case "not-waiting":
      return notWaiting(refused.phase, name, deployment);
    case "already-ended":
      return `${name} is over (${say(refused.phase, 20)}), so nothing was changed. ${anew(deployment)}`;
    case "cannot-cancel":
      return cannotCancel(refused.why, name, deployment);
    case "ref-moved":
      return `What you saw is not what would run: ${name} is ${sha(refused.sha)} by now. Nothing was approved; look at the card as it is, and press again.`;
    case "expired":
      return `The time for ${name} is over, so nothing starts any more. ${anew(deployment)}`;
    case "needs-second-person":
      return `You broke the glass of ${name} yourself, by this account or another of yours; a second person must say so. Ask somebody who may approve or override.`;
    case "is-cancelling":
      return `${name} is being cancelled, so nothing more is started. ${anew(deployment)}`;
    case "empty-text":
      return `This needs a reason, which stands on the record of ${name}. Write a few words; nothing was changed.`;
    case "no-such-item":
      return `The checklist of ${name} has no such item. Look at the card as it is.`;
    case "glass-is-broken":
      return `The glass of ${name} is broken by two people already; nothing more is needed for that.`;
    case "nothing-closed":
      return `There is nothing of that kind to decide on ${name} now. Look at the card as it is.`;
    case "not-lost":
      return `No run of ${name} is lost by now: it was found, or somebody started another. Look at the card as it is.`;
    case "nothing-to-retry":
      return `That was done meanwhile, or cannot be tried again; a request for a run is never put twice. Look at the card of ${name}.`;
  }
}

function anew(deployment: Deployment | null): string {
  return deployment === null ? "Propose it again." : `${typed(again(deployment))} asks for it anew.`;
}

function sha(of: string | null): string {
  return of === null ? "another one" : `\`${say(short(of), 10)}\``;
}

function stillNeeded(deployment: Deployment | null): string {
  if (deployment === null) return "";
  const { given, needed } = deployment.approvals;
  return needed > given.length
    ? `${needed - given.length} more must approve.`
    : "No more approvals are needed.";
}

/** What it does instead of waiting. */
function notWaiting(phase: string, name: string, deployment: Deployment | null): string {
  const end = deployment?.end ?? null;
  switch (phase) {
    case "looking":
      return `GitHub is still being asked what ${name} is. Press again when the card says so; nothing was changed.`;
    case "waiting":
      return `${name} waits at its gates, and this is for another time. Look at the card as it is.`;
    case "queued":
      return `The gates of ${name} are open already and it stands in the queue; nothing more is needed.`;
    case "confirming":
    case "running":
      return `${name} has been let through and is under way, so nothing was changed. *Cancel* on its card stops it.`;
    case "undoing":
      return `A step of ${name} failed and is being undone, so nothing was changed. Wait for its end.`;
    case "shown":
      return `${name} was a dry run and is over; nothing was changed. ${anew(deployment)}`;
    default: {
      const when = end === null ? "" : `${by(deployment)} ${date(end.at)}`;
      return `${name} is over: ${say(phase, 20)}${when}. Nothing was changed. ${anew(deployment)}`;
    }
  }
}

function by(deployment: Deployment | null): string {
  const who = deployment?.end?.by;
  return who?.kind === "person" ? ` by ${person(who.user)}` : "";
}

function cannotCancel(
  why: Extract<DeploymentRefusal, { reason: "cannot-cancel" }>["why"],
  name: string,
  deployment: Deployment | null,
): string {
  switch (why) {
    case "ended": {
      if (deployment?.phase === "shown")
        return `${name} was a dry run: nothing was started, so there is nothing to cancel.`;
      const phase = deployment === null ? "over" : `${deployment.phase} already`;
      const back =
        deployment !== null && hasWayBack(deployment)
          ? ` If it did harm, ${typed(commandFor({ ...deployment, kind: "rollback" }))} goes back.`
          : "";
      return `${name} is ${phase}: there is nothing to cancel.${back}`;
    }
    case "cancelling":
      return `${name} is being cancelled already: GitHub was asked to end the run and has not done it yet. If it hangs, cancel the run on GitHub. When nothing is heard of it any more, I say so, and Cancel then gives it up.`;
    case "undoing":
      return `${name} undoes what a failed step left, and that is not stopped halfway. Wait for its end; when nothing is heard of it any more, I say so, and it can be given up.`;
  }
}
