import { environmentOf } from "../delivery.ts";
import type { Instant } from "../ids.ts";
import { gatesNow, isExpired } from "./answer.ts";
import type { DeploymentFacts } from "./decision.ts";
import type { LookPurpose } from "./deployment.ts";
import { add, type Draft, nextEffect } from "./draft.ts";
import type { DeploymentEvent, EndPhase } from "./event.ts";
import { type Gate, isClear, isGlassBroken, isUnfinished } from "./gates.ts";

/** From the gates to the place: what is looked at again whenever a gate may have opened or a place is free. */

/** Goes on as far as it may: to its end when its time is over, into the queue, or to the place and a last look. */
export function proceed(draft: Draft): Draft {
  const { phase } = draft.deployment;
  if (phase !== "waiting" && phase !== "queued") return draft;
  if (isExpired(draft)) return end(draft, "expired");
  const gates = gatesNow(draft);
  if (!isClear(draft.deployment, gates)) return phase === "queued" ? stopAtGate(draft, gates) : draft;
  const { newer } = draft.facts;
  if (newer !== null && isOvertaken(draft, newer.clearedAt))
    return end(draft, "superseded", { why: `#${newer.number}` });
  const blocker = draft.facts.running ?? firstBefore(draft);
  return blocker === undefined ? clear(draft, gates) : queue(draft, blocker.number);
}

/**
 * A newer deploy had its gates open and the place while this one stood in the queue. Nobody overtakes a rollback there; but
 * one that was let pass before something newer went out, and was held up by a gate, would take that back unseen.
 */
function isOvertaken({ deployment }: Draft, clearedAt: Instant): boolean {
  const { kind, queued, requestedAt, approvals, brokenGlass } = deployment;
  if (kind === "deploy") return queued !== null && clearedAt > queued.since;
  const glassAt = brokenGlass?.second?.at ?? requestedAt;
  const letPassAt = Math.max(requestedAt, glassAt, ...approvals.given.map(({ at }) => at));
  return kind === "rollback" && queued === null && clearedAt > letPassAt;
}

/** Older deploys to the same environment are not waited for: this one has their commits, and they are told so. */
function firstBefore({ deployment, facts }: Draft): DeploymentFacts["ahead"][number] | undefined {
  const { kind, service, environment } = deployment;
  const overtakes = kind === "deploy" || kind === "rollback";
  return facts.ahead.find(
    (one) =>
      !(overtakes && one.kind === "deploy" && one.service === service && one.environment === environment),
  );
}

function queue(draft: Draft, behind: number): Draft {
  return draft.deployment.queued?.behind === behind ? draft : add(draft, { type: "queued", behind });
}

function clear(draft: Draft, gates: readonly Gate[]): Draft {
  return askToLook(add(draft, { type: "cleared", passedOver: closed(gates) }), "start");
}

/** Back to the gates; its places are free. */
export function stopAtGate(draft: Draft, gates: readonly Gate[]): Draft {
  return add(draft, { type: "stopped-at-gate", gates: closed(gates) });
}

export function closed(gates: readonly Gate[]): readonly Gate["kind"][] {
  return gates.filter(({ open }) => !open).map(({ kind }) => kind);
}

export function askToLook(draft: Draft, purpose: LookPurpose): Draft {
  return add(draft, { type: "look-asked", purpose, effect: nextEffect(draft, "look-up", purpose) });
}

/** Nothing but the clock asks GitHub again by itself, and not more often than this. */
export const LOOK_EVERY_MS = 30_000;

/** Checks that are not finished finish without telling us: GitHub is asked again. */
export function lookForChecks(draft: Draft): Draft {
  const { deployment, at } = draft;
  const { phase, look, lookedAt } = deployment;
  if (phase !== "waiting" || look !== null || isGlassBroken(deployment)) return draft;
  const waits = gatesNow(draft).some(isUnfinished);
  const isTime = lookedAt === null || lookedAt + LOOK_EVERY_MS <= at;
  return waits && isTime ? askToLook(draft, "proposal") : draft;
}

export function end(
  draft: Draft,
  as: EndPhase,
  { why = null, step = null }: { readonly why?: string | null; readonly step?: string | null } = {},
): Draft {
  return add(draft, { type: "ended", as, why, step, watch: as === "verified" ? watchOf(draft) : null });
}

/** A deploy is watched where the manual says so; a rollback would only be rolled back. */
function watchOf({
  deployment,
  manual,
  at,
}: Draft): Extract<DeploymentEvent, { readonly type: "ended" }>["watch"] {
  const rule = environmentOf(manual.delivery, deployment)?.rollbackWhen ?? null;
  if (deployment.kind !== "deploy" || rule === null) return null;
  return { until: at + rule.watchMs, firstAt: at + rule.everyMs };
}
