import type { Environment } from "../delivery.ts";
import type { Instant } from "../ids.ts";
import { type Deployment, isOver, type Step } from "./deployment.ts";
import { type GateFacts, gatesOf, isGlassBroken, isPassable, isUnfinished } from "./gates.ts";
import { LOOK_EVERY_MS } from "./proceed.ts";
import { isUnderWay } from "./steps.ts";

/**
 * Everything that will happen by the clock, read off the state: nothing is set or cancelled, so no timer can be lost,
 * doubled or left behind. Each thing that is due, once done, is due no more.
 */

export type Due = { readonly at: Instant } & (
  | { readonly kind: "expire" }
  | { readonly kind: "lose"; readonly step: Step }
  | { readonly kind: "silent"; readonly step: Step; readonly sinceMs: number }
  | { readonly kind: "waited"; readonly step: Step }
  | { readonly kind: "sample"; readonly until: Instant }
  | { readonly kind: "end-watch" }
);

export function dueOf(deployment: Deployment): readonly Due[] {
  if (isOver(deployment.phase)) return watchDue(deployment);
  if (deployment.phase === "running" || deployment.phase === "undoing")
    return deployment.steps.filter(isUnderWay).flatMap(stepDue);
  return [{ kind: "expire", at: deployment.approvals.expireAt }];
}

/**
 * The earliest instant after which something happens by the clock; null when nothing will. `now` is when it is asked: a
 * gate that may open by itself is looked at again and again, whether the last look changed anything or not.
 */
export function nextDueAt(
  deployment: Deployment,
  environment: Environment | null,
  now: Instant,
): Instant | null {
  const instants = dueOf(deployment).map(({ at }) => at);
  if (mayOpenByItself(deployment, environment)) instants.push(nextLook(deployment, now));
  return instants.length === 0 ? null : Math.min(...instants);
}

function nextLook({ requestedAt }: Deployment, now: Instant): Instant {
  const looks = Math.floor((now - requestedAt) / LOOK_EVERY_MS) + 1;
  return requestedAt + looks * LOOK_EVERY_MS;
}

/** Of the world it is assumed here that nothing holds it back: what does may go away. */
const NOTHING_IN_THE_WAY: GateFacts = { lock: null, freezes: [], incidents: [], promotedAt: null };

/** Nothing is left that only people or another commit can open; or checks of it are not finished. */
function mayOpenByItself(deployment: Deployment, environment: Environment | null): boolean {
  if (deployment.phase === "queued") return true;
  if (deployment.phase !== "waiting") return false;
  const gates = gatesOf({ deployment, environment, facts: NOTHING_IN_THE_WAY });
  const shut = gates.filter((gate) => !gate.open && !(isGlassBroken(deployment) && isPassable(gate)));
  return shut.every((gate) => gate.kind === "promotion" || isUnfinished(gate)) || shut.some(isUnfinished);
}

function stepDue(step: Step): readonly Due[] {
  const { does, state, heardAt, findBy, saidSilent } = step;
  if (findBy !== null) return [{ kind: "lose", at: findBy, step }];
  if (state === "lost" || heardAt === null) return [];
  switch (does.kind) {
    case "wait":
      return [{ kind: "waited", at: heardAt + does.ms, step }];
    case "run": {
      const sinceMs = does.silentAfterMs;
      return saidSilent ? [] : [{ kind: "silent", at: heardAt + sinceMs, step, sinceMs }];
    }
    case "health":
      return [];
  }
}

function watchDue({ watch }: Deployment): readonly Due[] {
  if (watch === null || watch.nextAt === null) return [];
  if (watch.nextAt < watch.until) return [{ kind: "sample", at: watch.nextAt, until: watch.until }];
  return [{ kind: "end-watch", at: watch.until }];
}
