import type { Effect, EffectBody } from "../../src/domain/effect.ts";
import type { IncidentEvent } from "../../src/domain/incident/event.ts";
import { evolve } from "../../src/domain/incident/evolve.ts";
import type { Actor, Incident } from "../../src/domain/incident/incident.ts";
import { react } from "../../src/domain/incident/react.ts";
import { ANN, INCIDENT_ID, MINUTE, NINE, person } from "./incident.ts";
import { aProfile } from "./profile.ts";

export const LATER = NINE + 5 * MINUTE;

/** What the bot does about these events, told five minutes after the declare. */
export function when(
  before: Incident | null,
  events: readonly IncidentEvent[],
  profile = aProfile(),
  by: Actor = person(ANN),
): readonly Effect[] {
  const recorded = events.map((event) => ({ event, by, at: LATER, id: INCIDENT_ID }));
  const after = recorded.reduce<Incident | null>((state, row) => evolve(state, row), before);
  if (after === null) throw new Error("at least one event");
  return react(before, after, recorded, profile);
}

/** `invite U0BEN`, `post status-changed to incident-channel`: effects as one reads them. */
function said(effect: EffectBody): string {
  if (effect.kind === "add-bookmark") return `bookmark ${effect.title}`;
  if (effect.kind === "invite") return `invite ${Object.values(effect.who).slice(1).join(" ")}`;
  if (effect.kind === "page") return `page ${effect.policy}`;
  if (effect.kind !== "post") return effect.kind;
  return `post ${effect.about.type} to ${effect.to.kind === "person" ? effect.to.user : effect.to.kind}`;
}

/** The same as one reads it. */
export function words(...args: Parameters<typeof when>): readonly string[] {
  return when(...args).map(said);
}

/** Whether it is told where everybody reads it. */
export function isAloud(effect: EffectBody): boolean {
  if (effect.kind === "post") return effect.to.kind === "announcements";
  return effect.kind === "announce" || effect.kind === "refresh-announcement";
}
