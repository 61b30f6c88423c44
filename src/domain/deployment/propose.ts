import { environmentOf } from "../delivery.ts";
import type { SlackUserId } from "../ids.ts";
import { type CommandOf, refuse, tidy, withRight } from "./answer.ts";
import type {
  DeploymentAsked,
  DeploymentDecision,
  DeploymentFacts,
  DeploymentRefusal,
  Manual,
  Version,
} from "./decision.ts";
import type { LookPurpose } from "./deployment.ts";
import { effectIdOf } from "./effect-id.ts";
import type { DeploymentEvent } from "./event.ts";
import { type Plan, placesOf, planOf, stepsOf } from "./plan.ts";

/** A deployment begins: what the manual says for it is written down, and GitHub is asked what the ref is. */

type Proposal = {
  readonly asked: DeploymentAsked;
  readonly command: CommandOf<"propose">;
  readonly facts: DeploymentFacts;
  readonly manual: Manual;
};

/** What is run on GitHub has to be named by a branch; this one where the manual names none. */
const USUAL_REF = "main";

export function propose(proposal: Proposal): DeploymentDecision {
  const { asked, command, facts, manual } = proposal;
  const found = planOf(manual.delivery, command);
  if ("refusal" in found) return refuse(found.refusal);
  const { plan } = found;
  const asking = whoAsks(proposal, plan);
  if ("refusal" in asking) return refuse(asking.refusal);
  if (facts.duplicateOf !== null)
    return refuse({ reason: "already-proposed", number: facts.duplicateOf.number });
  const { kind, ref: typed, restoreTo } = command;
  const version = kind === "rollback" ? (typed === null ? facts.goodBefore : facts.goodNamed) : null;
  if (kind === "rollback" && version === null) return refuse({ reason: "nothing-to-roll-back-to", typed });
  if (kind === "restore" && restoreTo !== null && restoreTo >= asked.at)
    return refuse({ reason: "time-not-past" });
  return {
    kind: "accepted",
    events: [proposed(proposal, { ...asking, plan, version }), firstLook(asked)],
  };
}

/** Asked for again under the same id. */
export function alreadyProposed(number: number): DeploymentDecision {
  return refuse({ reason: "already-proposed", number });
}

type Asking = { readonly requestedBy: SlackUserId; readonly isAllowed: boolean };

/** Looking is free. Tocsin itself only rolls back, for somebody, and where the manual lets it: that is its approval too. */
function whoAsks(
  { asked, command, manual }: Proposal,
  plan: Plan,
): Asking | { readonly refusal: DeploymentRefusal } {
  const { by, rights } = asked;
  if (by.kind === "person") {
    const held = command.dryRun ? null : withRight(rights, "deploy");
    if (held !== null && "refusal" in held) return held;
    return { requestedBy: by.user, isAllowed: false };
  }
  const rule = environmentOf(manual.delivery, plan)?.rollbackWhen ?? null;
  const isAllowed = by.kind === "tocsin" && command.kind === "rollback" && rule?.answer === "act";
  if (command.for === null || !isAllowed)
    return { refusal: { reason: "may-not", what: "deploy", known: true } };
  return { requestedBy: command.for, isAllowed };
}

function proposed(
  { asked, command, facts, manual }: Proposal,
  {
    plan,
    version,
    requestedBy,
    isAllowed,
  }: Asking & { readonly plan: Plan; readonly version: Version | null },
): DeploymentEvent {
  if (facts.nextNumber === null) throw new Error("a proposal needs the next number");
  const { kind, dryRun, requestedIn } = command;
  const { service, environment, subject, approvals } = plan;
  const usualRef = environmentOf(manual.delivery, plan)?.ref ?? USUAL_REF;
  const typed = kind === "deploy" ? tidy(command.ref) : null;
  return {
    type: "proposed",
    number: facts.nextNumber,
    profileHash: manual.hash,
    kind,
    service,
    environment,
    subject,
    places: placesOf(plan),
    dryRun,
    requestedBy,
    requestedIn,
    why: tidy(command.why),
    ref: version?.ref ?? typed ?? usualRef,
    backTo: version,
    database: kind === "rollback" ? command.database : null,
    restoreTo: kind === "restore" ? command.restoreTo : null,
    steps: stepsOf(plan.steps),
    checklist: plan.checklist,
    needed: isAllowed ? 0 : approvals.count,
    from: approvals.from,
    expireAt: asked.at + approvals.expireMs,
  };
}

function firstLook({ newId: deployment }: DeploymentAsked): DeploymentEvent {
  const purpose: LookPurpose = "proposal";
  // The second event of a new deployment.
  const effect = effectIdOf({ deployment, version: 2, kind: "look-up", what: purpose });
  return { type: "look-asked", purpose, effect };
}
