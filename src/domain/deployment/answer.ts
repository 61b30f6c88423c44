import { environmentOf } from "../delivery.ts";
import type { Instant } from "../ids.ts";
import type { Actor } from "../incident/incident.ts";
import type { DeploymentCommand, Rights } from "./command.ts";
import type { DeploymentDecision, DeploymentFacts, DeploymentRefusal, Manual, Right } from "./decision.ts";
import type { Deployment } from "./deployment.ts";
import { type Gate, gatesOf } from "./gates.ts";

/** The words the rules of `decide` answer in, and the few questions several of them ask. */

export type CommandOf<T extends DeploymentCommand["type"]> = Extract<DeploymentCommand, { readonly type: T }>;

/** What every rule about an existing deployment is handed beside the command. */
export type Given = {
  readonly deployment: Deployment;
  readonly by: Actor;
  readonly rights: Rights | null;
  readonly at: Instant;
  readonly facts: DeploymentFacts;
  readonly manual: Manual;
};

export const QUIET: DeploymentDecision = { kind: "quiet" };

export function refuse(refusal: DeploymentRefusal): DeploymentDecision {
  return { kind: "refused", refusal };
}

/** The text without white space around it; null when nothing is left. */
export function tidy(text: string | null): string | null {
  return text?.trim() || null;
}

export function gatesNow({
  deployment,
  facts,
  manual,
}: Pick<Given, "deployment" | "facts" | "manual">): readonly Gate[] {
  return gatesOf({ deployment, environment: environmentOf(manual.delivery, deployment), facts });
}

type Held = { readonly rights: Rights } | { readonly refusal: DeploymentRefusal };

/** Whoever has one of these rights; the refusal names the first. What is not known is no. */
export function withRight(rights: Rights | null, first: Right, ...others: readonly Right[]): Held {
  if (rights === null) return { refusal: { reason: "may-not", what: first, known: false } };
  const held = [first, ...others].map((what) => heldBy(rights, what));
  if (held.includes(true)) return { rights };
  return { refusal: { reason: "may-not", what: first, known: !held.includes(null) } };
}

function heldBy({ mayDeploy, mayApprove, mayOverride }: Rights, what: Right): boolean | null {
  return { deploy: mayDeploy, approve: mayApprove, override: mayOverride }[what];
}

/** By Slack id, or by another account of the same person. */
export function isRequester({ user, isRequester: isSame }: Rights, { requestedBy }: Deployment): boolean {
  return isSame || user === requestedBy;
}

/** The time for approvals is over, whether the clock was looked at since or not. */
export function isExpired({ deployment, at }: Pick<Given, "deployment" | "at">): boolean {
  return at >= deployment.approvals.expireAt;
}

/** Why nobody can be asked about gates now, or null when they can: it waits at one, and its time is not over. */
export function notWaiting(
  given: Given,
  ...phases: readonly Deployment["phase"][]
): DeploymentRefusal | null {
  const { phase } = given.deployment;
  if (!phases.includes(phase)) return { reason: "not-waiting", phase };
  return isExpired(given) ? { reason: "expired" } : null;
}
