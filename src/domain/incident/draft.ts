import type { Instant } from "../ids.ts";
import type { Profile } from "../profile.ts";
import type { Given } from "./answer.ts";
import type { DecidedEvent, Decision } from "./decision.ts";
import type { IncidentEvent } from "./event.ts";
import { evolve } from "./evolve.ts";
import type { Actor, Incident } from "./incident.ts";

/** A decision of several events in the making: each rule sees the incident as those before it leave it. */
export type Draft = {
  readonly incident: Incident;
  readonly events: readonly DecidedEvent[];
  readonly by: Actor;
  readonly at: Instant;
  readonly profile: Profile;
};

export function draftOf({ incident, by, at, profile }: Given): Draft {
  return { incident, events: [], by, at, profile };
}

/** The draft with one more event; `said` tells of an event that others did at another time. */
export function add(
  draft: Draft,
  event: IncidentEvent,
  said: { readonly by?: Actor; readonly saidAt?: Instant } = {},
): Draft {
  const by = said.by ?? draft.by;
  const at = said.saidAt ?? draft.at;
  const incident = evolve(draft.incident, { event, by, at, id: draft.incident.id });
  return { ...draft, incident, events: [...draft.events, { event, ...said }] };
}

/** Accepted with its events; quiet when there are none. */
export function settled({ events }: Draft): Decision {
  return events.length === 0 ? { kind: "quiet" } : { kind: "accepted", events };
}
