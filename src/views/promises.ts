import type { Instant } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile, Target } from "../domain/profile.ts";
import { dueAt } from "../domain/targets.ts";
import { severityOf } from "./headline.ts";
import { date, duration } from "./text.ts";

// What the manual promises for the severity the incident has now: somebody has it by then, it is over by then.

export type Promised = {
  readonly what: "response" | "resolution";
  readonly target: Target;
  readonly dueAt: Instant;
  readonly metAt: Instant | null;
};

export function promisesOf(incident: Incident, profile: Profile): readonly Promised[] {
  const severity = severityOf(profile, incident.severity);
  const promise = (
    what: Promised["what"],
    target: Target | null,
    metAt: Instant | null,
  ): readonly Promised[] =>
    target === null ? [] : [{ what, target, dueAt: dueAt(target, incident.declaredAt, profile), metAt }];
  return [
    ...promise("response", severity?.respond ?? null, incident.acknowledgedAt),
    ...promise("resolution", severity?.resolve ?? null, incident.resolvedAt),
  ];
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

/** `kept, 4 minutes before the target of 15 minutes` or `missed by 2 minutes`, for a promise that came to an end. */
export function verdict(promised: Promised): string {
  const target = `target: ${targetWords(promised.target)}`;
  if (promised.metAt === null) return `not reached (${target})`;
  const late = promised.metAt - promised.dueAt;
  if (late <= 0)
    return late === 0 ? `kept, just in time (${target})` : `kept, ${duration(late)} to spare (${target})`;
  return `missed by ${duration(late)} (${target})`;
}

/** The card's line on each promise; it must stay true without being rendered again, so it names times, not remainders. */
export function promiseLines(incident: Incident, profile: Profile): readonly string[] {
  return promisesOf(incident, profile).map((promised) => {
    const word = promised.what === "response" ? "Respond" : "Resolve";
    if (promised.metAt !== null) return `${word} target ${verdict(promised)}`;
    return `${word} by ${date(promised.dueAt)}`;
  });
}
