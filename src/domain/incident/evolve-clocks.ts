import type { Instant } from "../ids.ts";
import type { IncidentEvent, Promised } from "./event.ts";
import type { Incident, PromiseClock, UpdateRhythm } from "./incident.ts";

/** How the promises and the rhythm of updates change with what happens. */

type EventOf<T extends IncidentEvent["type"]> = Extract<IncidentEvent, { readonly type: T }>;

/** The clocks of a severity that was just given. What was met before is met for the new promise too. */
export function startedClocks(
  given: { readonly severity: string; readonly promises: readonly Promised[]; readonly at: Instant },
  met: Pick<Incident, "acknowledgedAt" | "resolvedAt">,
): readonly PromiseClock[] {
  return given.promises.map((promised) => ({
    ...promised,
    severity: given.severity,
    setAt: given.at,
    told: 0,
    metAt: promised.what === "response" ? met.acknowledgedAt : met.resolvedAt,
    supersededAt: null,
  }));
}

export function superseded(clocks: readonly PromiseClock[], at: Instant): readonly PromiseClock[] {
  return clocks.map((clock) => (clock.supersededAt === null ? { ...clock, supersededAt: at } : clock));
}

/** Milestones of the incident meet the promises in force; a reopen makes the resolution due again. */
export function metClocks(
  { clocks, paused }: Pick<Incident, "clocks" | "paused">,
  { acknowledgedAt, resolvedAt }: Pick<Incident, "acknowledgedAt" | "resolvedAt">,
): readonly PromiseClock[] {
  return clocks.map((clock) => {
    if (clock.supersededAt !== null) return clock;
    const metAt = clock.what === "response" ? acknowledgedAt : resolvedAt;
    if (metAt === clock.metAt) return clock;
    // While the clocks rest nothing becomes due: what was not missed before is kept.
    const rests = paused !== null && metAt !== null && clock.dueAt > Math.max(paused.since, clock.setAt);
    return { ...clock, metAt, dueAt: rests ? Math.max(clock.dueAt, metAt) : clock.dueAt };
  });
}

export function toldClocks(
  clocks: readonly PromiseClock[],
  { what, share }: EventOf<"promise-told">,
): readonly PromiseClock[] {
  return clocks.map((clock) =>
    clock.what === what && clock.supersededAt === null ? { ...clock, told: share } : clock,
  );
}

export function resumedClocks(
  clocks: readonly PromiseClock[],
  promises: readonly Promised[],
): readonly PromiseClock[] {
  return clocks.map((clock) => {
    const promised = promises.find(({ what }) => what === clock.what);
    const runs = clock.metAt === null && clock.supersededAt === null;
    return runs && promised !== undefined
      ? { ...clock, dueAt: promised.dueAt, marks: promised.marks }
      : clock;
  });
}

/** From `at` on, counted anew: an update was given, the severity changed, or it was opened again. */
export function rhythmFrom(everyMs: number | null, at: Instant | null): UpdateRhythm {
  const dueAt = everyMs === null || at === null ? null : at + everyMs;
  return { everyMs, dueAt, askAt: dueAt, askedFor: null, snoozed: false };
}

/** Another severity's rhythm counts from the last word, or from now when that would have been due already. */
export function rhythmOf(everyMs: number | null, last: Instant, now: Instant): UpdateRhythm {
  return rhythmFrom(everyMs, everyMs !== null && last + everyMs <= now ? now : last);
}
