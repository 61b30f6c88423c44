import {
  type CommandOf,
  type Given,
  gatesNow,
  isRequester,
  notWaiting,
  refuse,
  tidy,
  withRight,
} from "./answer.ts";
import type { Rights } from "./command.ts";
import type { DeploymentDecision, DeploymentRefusal } from "./decision.ts";
import type { BrokenGlass, Deployment } from "./deployment.ts";
import { add, draftOf, settled } from "./draft.ts";
import { type Gate, isGlassBroken, isPassable } from "./gates.ts";
import { closed, end, proceed } from "./proceed.ts";

/** People who let it pass: approvals, a rejection, and two who break the glass. */

export function approve(given: Given, { sha }: CommandOf<"approve">): DeploymentDecision {
  const { deployment } = given;
  const wrong = notWaiting(given, "waiting") ?? otherCommit(deployment, sha);
  if (wrong !== null) return refuse(wrong);
  if (deployment.approvals.needed === 0) return refuse({ reason: "nothing-closed" });
  const held = withRight(given.rights, "approve");
  if ("refusal" in held) return refuse(held.refusal);
  const { user } = held.rights;
  if (isRequester(held.rights, deployment)) return refuse({ reason: "own-request" });
  if (deployment.approvals.given.some(({ by }) => by === user)) return refuse({ reason: "already-approved" });
  return settled(proceed(add(draftOf(given), { type: "approved", user })));
}

/** What people saw on the card is what they let pass. */
function otherCommit({ pinned }: Deployment, shown: string | null): DeploymentRefusal | null {
  const sha = pinned?.sha ?? null;
  return shown === sha ? null : { reason: "ref-moved", sha };
}

/** Until something runs. Whoever asked for it may cancel instead. */
export function reject(given: Given, command: CommandOf<"reject">): DeploymentDecision {
  const { phase } = given.deployment;
  if (phase === "running" || phase === "undoing") return refuse({ reason: "not-waiting", phase });
  const held = withRight(given.rights, "approve");
  if ("refusal" in held) return refuse(held.refusal);
  const why = tidy(command.why);
  return why === null ? refuse({ reason: "empty-text" }) : settled(end(draftOf(given), "rejected", { why }));
}

/** Two people, one with a reason: then every gate is passed that a person's answer does not open. */
export function breakGlass(given: Given, command: CommandOf<"break-glass">): DeploymentDecision {
  const { deployment } = given;
  const wrong = notWaiting(given, "waiting") ?? otherCommit(deployment, command.sha);
  if (wrong !== null) return refuse(wrong);
  if (isGlassBroken(deployment)) return refuse({ reason: "glass-is-broken" });
  const passable = gatesNow(given).filter((gate) => !gate.open && isPassable(gate));
  if (passable.length === 0) return refuse({ reason: "nothing-closed" });
  const { brokenGlass } = deployment;
  return brokenGlass === null
    ? breakFirst(given, command, closed(passable))
    : breakSecond(given, brokenGlass, closed(passable));
}

function breakFirst(
  given: Given,
  command: CommandOf<"break-glass">,
  gates: readonly Gate["kind"][],
): DeploymentDecision {
  const held = withRight(given.rights, "override");
  if ("refusal" in held) return refuse(held.refusal);
  const why = tidy(command.why);
  if (why === null) return refuse({ reason: "empty-text" });
  const { user } = held.rights;
  const isSame = isRequester(held.rights, given.deployment);
  return settled(add(draftOf(given), { type: "glass-broken", user, isRequester: isSame, why, gates }));
}

/** Who may override, or might have approved; never the person who broke it, and no request is approved by who made it. */
function breakSecond(given: Given, first: BrokenGlass, gates: readonly Gate["kind"][]): DeploymentDecision {
  const held = withRight(given.rights, "override", "approve");
  if ("refusal" in held) return refuse(held.refusal);
  const { rights } = held;
  if (isSamePerson(rights, first, given.deployment)) return refuse({ reason: "needs-second-person" });
  if (rights.mayOverride !== true && isRequester(rights, given.deployment))
    return refuse({ reason: "own-request" });
  return settled(proceed(add(draftOf(given), { type: "glass-seconded", user: rights.user, gates })));
}

function isSamePerson(rights: Rights, first: BrokenGlass, deployment: Deployment): boolean {
  return rights.user === first.by || (first.isRequester && isRequester(rights, deployment));
}
