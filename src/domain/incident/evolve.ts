import type { EffectId, IncidentId, Instant, SlackUserId } from "../ids.ts";
import type { Phase } from "../profile.ts";
import { isAtLeast } from "./answer.ts";
import type { Actor, Incident, IncidentEvent, RecordedEvent } from "./incident.ts";
import { isSameWork } from "./receipts.ts";

/** An event with who caused it, when it was said, and the incident it belongs to. */
export type Happened = {
  readonly event: IncidentEvent;
  readonly by: Actor;
  readonly at: Instant;
  readonly id: IncidentId;
};

type EventOf<T extends IncidentEvent["type"]> = Extract<IncidentEvent, { readonly type: T }>;
/** Every event but the first. */
type Later = Exclude<IncidentEvent, EventOf<"declared">>;

/** The incident after one more event: a copy, one version on. Throws when the first event is not a person's `declared`. */
export function evolve(state: Incident | null, recorded: Happened): Incident {
  const { event } = recorded;
  if (event.type === "declared") return begun(event, recorded);
  if (state === null) throw new Error(`an incident begins with declared, not with ${event.type}`);
  const changed: Incident = { ...state, ...changes(state, event, recorded) };
  return { ...changed, version: state.version + 1, participants: withThose(state.participants, recorded) };
}

/** The incident as its timeline tells it, equal to the stored state; null for an empty timeline. */
export function fold(timeline: readonly RecordedEvent[]): Incident | null {
  return timeline
    .toSorted((a, b) => a.sequence - b.sequence)
    .reduce<Incident | null>((state, row) => evolve(state, { ...row, id: row.incident }), null);
}

function begun(event: EventOf<"declared">, { by, at, id }: Happened): Incident {
  if (by.kind !== "person") throw new Error("an incident is declared by a person");
  const { type: _, ...declared } = event;
  return {
    ...declared,
    id,
    version: 1,
    phase: "declared",
    declaredBy: by.user,
    declaredAt: at,
    channel: null,
    card: null,
    announcement: null,
    roles: {},
    participants: [by.user],
    pages: [],
    troubles: [],
    lastUpdate: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    mitigatedAt: null,
    resolvedAt: null,
    closedAt: null,
    postmortem: null,
  };
}

function changes(state: Incident, event: Later, { by, at }: Happened): Partial<Incident> {
  switch (event.type) {
    case "page-requested":
    case "page-accepted":
      return { pages: pagesAfter(state.pages, event, at) };
    case "page-withdrawn":
      return withdrawn(state, event);
    case "channel-created":
      return { channel: { id: event.channel, name: event.name } };
    case "card-posted":
      return { card: { channel: event.channel, ts: event.ts } };
    case "announced":
      return { announcement: { channel: event.channel, ts: event.ts } };
    case "acknowledged":
      return acknowledgement(state, by, at);
    case "status-changed":
      return moved(state, event, { by, at });
    case "severity-changed":
      return { severity: event.to, rank: event.rank };
    case "update-posted":
      return { lastUpdate: { at, by, text: event.message } };
    case "role-assigned":
      return { roles: { ...state.roles, [event.role]: event.user } };
    case "reopened":
      return {
        status: event.to,
        phase: "acknowledged",
        resolvedAt: null,
        closedAt: null,
        pages: state.pages.map((page) => (page.acceptedAt === null ? page : { ...page, over: true })),
      };
    case "postmortem-shared":
      return { postmortem: { fileId: event.fileId, permalink: event.permalink, at } };
    case "effect-troubled":
    case "effect-retried":
    case "effect-cured":
      return { troubles: troublesAfter(state.troubles, event, at) };
    case "effect-waived":
      return {
        troubles: troublesAfter(state.troubles, event, at),
        pages: givenUp(state.pages, event.effect, at),
      };
    case "declared-again":
    case "joined":
    case "left":
    case "note-added":
    case "postmortem-requested":
      return {};
  }
}

function pagesAfter(
  pages: Incident["pages"],
  event: EventOf<"page-requested" | "page-accepted">,
  at: Instant,
): Incident["pages"] {
  const { effect, policy } = event;
  if (event.type === "page-requested") return [...pages, { effect, policy, requestedAt: at, ...UNANSWERED }];
  const { pagerDutyId, url, via } = event;
  return pages.map((page) =>
    page.effect === effect ? { ...page, acceptedAt: at, pagerDutyId, url, via } : page,
  );
}

const UNANSWERED = {
  acceptedAt: null,
  pagerDutyId: null,
  url: null,
  via: null,
  givenUpAt: null,
  over: false,
} as const;

/** It calls nobody and never will, so nothing of it is left to show or to wait for; the timeline keeps it. */
function withdrawn(state: Incident, { effect }: EventOf<"page-withdrawn">): Partial<Incident> {
  return {
    pages: state.pages.filter((page) => page.effect !== effect),
    troubles: state.troubles.filter((open) => open.effect !== effect),
  };
}

/** Kept: its last try may still be under way, and be accepted after all. */
function givenUp(pages: Incident["pages"], effect: EffectId, at: Instant): Incident["pages"] {
  if (!pages.some((page) => page.effect === effect)) return pages;
  return pages.map((page) => (page.effect === effect ? { ...page, givenUpAt: at } : page));
}

/** Each milestone is kept from the first time; one that was jumped over counts as reached with the next. */
function moved(
  state: Incident,
  event: EventOf<"status-changed">,
  { by, at }: Pick<Happened, "by" | "at">,
): Partial<Incident> {
  const reached = (phase: Phase, before: Instant | null): Instant | null =>
    before ?? (isAtLeast(event.phase, phase) ? at : null);
  return {
    ...(isAtLeast(event.phase, "acknowledged") ? acknowledgement(state, by, at) : {}),
    status: event.to,
    phase: event.phase,
    mitigatedAt: reached("mitigated", state.mitigatedAt),
    resolvedAt: reached("resolved", state.resolvedAt),
    closedAt: reached("closed", state.closedAt),
    lastUpdate: event.message === null ? state.lastUpdate : { at, by, text: event.message },
  };
}

function acknowledgement(state: Incident, by: Actor, at: Instant): Partial<Incident> {
  if (state.acknowledgedAt !== null) return {};
  return { acknowledgedAt: at, acknowledgedBy: by.kind === "person" ? by.user : null };
}

function troublesAfter(
  troubles: Incident["troubles"],
  event: EventOf<"effect-troubled" | "effect-retried" | "effect-cured" | "effect-waived">,
  at: Instant,
): Incident["troubles"] {
  // The way out was to try again, so it is used up.
  if (event.type === "effect-retried" && event.hurried) return troubles;
  if (event.type === "effect-retried")
    return troubles.map((open) =>
      open.effect === event.effect ? { ...open, state: "retrying", cure: "" } : open,
    );
  const others = troubles.filter((open) => !isSameWork(open, event));
  if (event.type !== "effect-troubled") return others;
  const { effect, kind, what, trouble, state } = event;
  const since = troubles.find((open) => isSameWork(open, event))?.since ?? at;
  return [...others, { ...trouble, effect, kind, what, since, state }];
}

/**
 * The author of a quoted message does not take part by being quoted: a private incident stays closed to them. Whoever
 * left is no part of it until they come in again.
 */
function withThose(participants: readonly SlackUserId[], { event, by }: Happened): readonly SlackUserId[] {
  if (event.type === "left") return participants.filter((user) => user !== event.user);
  const named = event.type === "role-assigned" || event.type === "joined" ? [event.user] : [];
  const again = event.type === "declared-again" ? [event.by] : [];
  const acting = by.kind === "person" ? [by.user] : [];
  return [...new Set([...participants, ...acting, ...named, ...again])];
}
