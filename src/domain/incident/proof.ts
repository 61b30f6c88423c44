import type { Instant } from "../ids.ts";
import type { ProofLimits } from "../profile.ts";
import { add, type Draft } from "./draft.ts";
import type { Incident, Page, PageStage } from "./incident.ts";
import { currentPage, runOf } from "./runs.ts";

/**
 * A page proves itself by its stages. One that does not come in time is told, and the next way is tried: another route
 * and direct messages first, and when those reach nobody either, the next step of the chain.
 */

/** What follows a stall, when nobody could be told through Slack either. */
const NEXT_PERSON_AFTER_MS = 60_000;

/** When a page counts as stalled, and at which stage; null when it proved itself or nobody waits for it. */
export function stallsAt(
  incident: Incident,
  page: Page,
  limits: ProofLimits,
): { readonly stage: PageStage; readonly at: Instant; readonly afterMs: number } | null {
  if (!isAwaited(incident, page)) return null;
  if (page.acceptedAt === null) {
    const afterMs = limits.acceptedMs;
    return page.stalled === null ? { stage: "accepted", at: page.requestedAt + afterMs, afterMs } : null;
  }
  // Of an event for a routing key nothing can be read back.
  if (page.via !== "policy" || page.notified.length > 0 || page.stalled?.stage === "notified") return null;
  const afterMs = limits.notifiedMs;
  return { stage: "notified", at: page.acceptedAt + afterMs, afterMs };
}

/** When the next step begins because this one reached nobody in any way; null when it did, or may still. */
export function unprovenAt(incident: Incident, page: Page): Instant | null {
  const { stalled } = page;
  if (stalled === null || !isAwaited(incident, page)) return null;
  const reached = (page.summoned ?? []).length > 0;
  const proved = page.acceptedAt !== null && (stalled.stage === "accepted" || page.notified.length > 0);
  return reached || proved ? null : stalled.at + NEXT_PERSON_AFTER_MS;
}

/** It was sent by a second way too, which is another incident in PagerDuty. */
export function wentTwice({ stalled }: Page): boolean {
  return stalled?.stage === "notified";
}

/** The page of the step that a run is at, while nobody answered. */
function isAwaited(incident: Incident, page: Page): boolean {
  const run = runOf(incident, page.escalation);
  if (run?.state !== "running" || page.acknowledged !== null) return false;
  return currentPage(incident, run)?.effect === page.effect;
}

export function stall(draft: Draft, page: Page, stage: PageStage, afterMs: number): Draft {
  const { effect, policy } = page;
  return add(draft, { type: "page-stalled", effect, policy, stage, afterMs });
}

/** A page that was refused stalls at once: waiting would prove nothing. */
export function stallRefused(draft: Draft, page: Page): Draft {
  if (page.stalled !== null || !isAwaited(draft.incident, page)) return draft;
  return stall(draft, page, "accepted", draft.at - page.requestedAt);
}
