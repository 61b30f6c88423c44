import { environmentOf } from "../delivery.ts";
import { type CommandOf, type Given, notWaiting, QUIET, refuse, withRight } from "./answer.ts";
import type { DeploymentDecision } from "./decision.ts";
import { add, draftOf, settled } from "./draft.ts";
import { proceed } from "./proceed.ts";

/** What people prepare while it waits: the checklist, and what becomes of the database. */

export function tick(given: Given, { item, on }: CommandOf<"tick">): DeploymentDecision {
  const wrong = notWaiting(given, "waiting", "queued");
  if (wrong !== null) return refuse(wrong);
  const held = withRight(given.rights, "deploy", "approve");
  if ("refusal" in held) return refuse(held.refusal);
  const known = given.deployment.checklist[item];
  if (known === undefined) return refuse({ reason: "no-such-item" });
  if ((known.ticked !== null) === on) return QUIET;
  const { user } = held.rights;
  return settled(proceed(add(draftOf(given), { type: "ticked", item, on, user })));
}

/** What was approved before was another choice: those approvals are withdrawn. */
export function chooseDatabase(given: Given, { back }: CommandOf<"choose-database">): DeploymentDecision {
  const { deployment, manual } = given;
  const wrong = notWaiting(given, "waiting", "queued");
  if (wrong !== null) return refuse(wrong);
  const isAsked = environmentOf(manual.delivery, deployment)?.asksAboutDatabase === true;
  if (deployment.kind !== "rollback" || !isAsked) return refuse({ reason: "nothing-closed" });
  const held = withRight(given.rights, "deploy", "approve");
  if ("refusal" in held) return refuse(held.refusal);
  if (deployment.database === back) return QUIET;
  const withdrawn = deployment.approvals.given.map(({ by }) => by);
  return settled(proceed(add(draftOf(given), { type: "database-chosen", back, withdrawn })));
}
