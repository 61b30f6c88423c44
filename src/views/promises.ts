import type { Instant } from "../domain/ids.ts";
import type { Incident, PromiseClock } from "../domain/incident/incident.ts";
import type { Target } from "../domain/profile.ts";
import { actorSaid } from "./people.ts";
import { date, duration, say } from "./text.ts";

// What the manual promises: somebody has it by then, it is over by then. Every severity an incident has had leaves its
// promises on the record; those of the present one run.

/** The promises of the severity it has now. */
export function currentPromises({ clocks }: Pick<Incident, "clocks">): readonly PromiseClock[] {
  return clocks.filter(({ supersededAt }) => supersededAt === null);
}

/** `15 minutes`, `4 hours of business time`, `the next business day`. */
export function targetWords(target: Target): string {
  switch (target.kind) {
    case "elapsed":
      return duration(target.ms);
    case "business":
      return `${duration(target.ms)} of business time`;
    case "next-business-day":
      return "the next business day";
  }
}

/** `kept, 4 minutes to spare (target: 15 minutes)` or `missed by 2 minutes (…)`, for a promise that came to an end. */
export function verdict({ target, dueAt, metAt }: PromiseClock): string {
  const aimed = `target: ${targetWords(target)}`;
  if (metAt === null) return `not reached (${aimed})`;
  const late = metAt - dueAt;
  if (late <= 0)
    return late === 0 ? `kept, just in time (${aimed})` : `kept, ${duration(late)} to spare (${aimed})`;
  return `missed by ${duration(late)} (${aimed})`;
}

/**
 * How much of a promise's time has passed, in per cent. Business time stands still at night, so the way between the
 * marks that the rules have reckoned is taken as even.
 */
export function shareOf(clock: PromiseClock, incident: Incident, now: Instant): number {
  const at = incident.paused === null ? now : Math.min(now, incident.paused.since);
  const [half, threeQuarters, ninety] = clock.marks;
  const points = [
    [incident.declaredAt, 0],
    [half, 50],
    [threeQuarters, 75],
    [ninety, 90],
    [clock.dueAt, 100],
  ] as const;
  const next = points.findIndex(([instant]) => at < instant);
  if (next === -1) return 100;
  const [to, share] = points[next] ?? points[0];
  const [from, before] = points[next - 1] ?? points[0];
  return next === 0 ? 0 : Math.floor(before + ((share - before) * (at - from)) / Math.max(1, to - from));
}

/** The card's line on each promise; it must stay true without being rendered again, so it names times, not remainders. */
export function promiseLines(incident: Incident): readonly string[] {
  const lines = currentPromises(incident).map((clock) => {
    const word = clock.what === "response" ? "Respond" : "Resolve";
    if (clock.metAt !== null) return `${word} target ${verdict(clock)}`;
    if (clock.told === 100) return `⏰ *${word} target missed*, it was due ${date(clock.dueAt)}`;
    if (incident.paused !== null) return `${word} target paused (it is ${targetWords(clock.target)} in all)`;
    return `${word} by ${date(clock.dueAt)}`;
  });
  return [...lines, ...pausedLine(incident)];
}

/** Since when the clocks rest, by whom, and why. */
export function pausedLine({ paused }: Pick<Incident, "paused">): readonly string[] {
  if (paused === null) return [];
  return [`⏸ Clocks paused ${date(paused.since)} by ${actorSaid(paused.by)}: ${say(paused.why, 150)}`];
}
