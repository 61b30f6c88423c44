import { type CommandOf, type Given, gatesNow, isExpired, notWaiting, QUIET, refuse } from "./answer.ts";
import type { DeploymentDecision, Version } from "./decision.ts";
import type { Deployment, Pinned } from "./deployment.ts";
import { add, type Draft, draftOf, settled } from "./draft.ts";
import { isClear } from "./gates.ts";
import { askToLook, end, proceed, stopAtGate } from "./proceed.ts";
import { beginNext } from "./steps.ts";

/** What GitHub said of the ref: when it was proposed, now and then while it waits, and once more before anything runs. */

export function recordOutlook(given: Given, command: CommandOf<"record-outlook">): DeploymentDecision {
  const { deployment } = given;
  if (deployment.look?.effect !== command.effect) return QUIET;
  const pinned = pinnedBy(deployment, command.pinned);
  const draft = lapse(draftOf(given), command.lapsed);
  const before = deployment.pinned;
  if (before !== null && pinned !== null && before.sha !== pinned.sha)
    return settled(proceed(moved(draft, { from: before.sha, to: pinned, outlook: command.outlook })));
  const looked = add(draft, { type: "looked-up", pinned, outlook: command.outlook });
  if (deployment.dryRun) return settled(end(looked, "shown"));
  return settled(looked.deployment.phase === "confirming" ? confirm(looked) : proceed(looked));
}

/** A rollback keeps the commit of the ledger, and what deploys nothing has none. */
function pinnedBy({ kind, pinned }: Deployment, told: Pinned | null): Pinned | null {
  switch (kind) {
    case "deploy":
      if (told === null) throw new Error("the look-up of a deploy names its commit");
      return told;
    case "rollback":
      return told?.sha === pinned?.sha ? told : pinned;
    case "backup":
    case "verify-backup":
    case "restore":
    case "failover":
      return null;
  }
}

/** Who lost the right since they approved has approved nothing. */
function lapse(draft: Draft, lapsed: CommandOf<"record-outlook">["lapsed"]): Draft {
  const { approvals, brokenGlass } = draft.deployment;
  const counted = [
    ...approvals.given.map(({ by }) => by),
    ...(brokenGlass === null ? [] : [brokenGlass.by]),
    ...(brokenGlass?.second ? [brokenGlass.second.by] : []),
  ];
  const users = [...new Set(counted.filter((user) => lapsed.includes(user)))];
  return users.length === 0 ? draft : add(draft, { type: "approvals-lapsed", users });
}

function moved(
  draft: Draft,
  news: {
    readonly from: string;
    readonly to: Pinned;
    readonly outlook: CommandOf<"record-outlook">["outlook"];
  },
): Draft {
  const withdrawn = draft.deployment.approvals.given.map(({ by }) => by);
  return add(draft, { type: "ref-moved", ...news, withdrawn });
}

/** The last look before it starts: the same commit, and every gate as open as when it was cleared. */
function confirm(draft: Draft): Draft {
  if (isExpired(draft)) return end(draft, "expired");
  const same = doneMeanwhile(draft);
  if (same !== null) return end(draft, "superseded", { why: `#${same.number}` });
  const gates = gatesNow(draft);
  return isClear(draft.deployment, gates) ? beginNext(draft) : stopAtGate(draft, gates);
}

/** While it stood in the queue another one verified its very commit there: to run it again would bring nothing. */
function doneMeanwhile({ deployment, facts }: Draft): Version | null {
  const { kind, pinned, requestedAt } = deployment;
  const { lastGood } = facts;
  const isSame = kind === "deploy" && lastGood !== null && lastGood.sha === pinned?.sha;
  return isSame && lastGood.at > requestedAt ? lastGood : null;
}

/** Before anything was known that is its end; later it waits until GitHub can be asked. */
export function recordNoOutlook(given: Given, command: CommandOf<"record-no-outlook">): DeploymentDecision {
  const { deployment } = given;
  const { look, phase } = deployment;
  if (look?.effect !== command.effect) return QUIET;
  const { reason, cure } = command;
  const failed = add(draftOf(given), { type: "look-failed", purpose: look.purpose, reason, cure });
  return settled(phase === "looking" ? end(failed, "failed", { why: reason }) : failed);
}

/** By the clock or by who left a place it is quiet when nothing changed; a person has GitHub asked once more. */
export function lookAgain(given: Given): DeploymentDecision {
  const isPerson = given.by.kind === "person";
  const refusal = notWaiting(given, "waiting", "queued");
  if (isPerson && refusal !== null) return refuse(refusal);
  const draft = proceed(draftOf(given));
  const { phase, look } = draft.deployment;
  return settled(isPerson && phase === "waiting" && look === null ? askToLook(draft, "proposal") : draft);
}
