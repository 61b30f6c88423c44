import type { EffectId, IncidentId, Instant, SlackUserId } from "../ids.ts";
import type { Phase } from "../profile.ts";
import { isAtLeast } from "./answer.ts";
import type { IncidentEvent, RecordedEvent } from "./event.ts";
import {
  metClocks,
  resumedClocks,
  rhythmFrom,
  rhythmOf,
  startedClocks,
  superseded,
  toldClocks,
} from "./evolve-clocks.ts";
import * as runs from "./evolve-runs.ts";
import type { Actor, Incident, Page } from "./incident.ts";
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
  const participants = withThose(state.participants, recorded);
  return { ...changed, ...signOf(changed, recorded), version: state.version + 1, participants };
}

/** Whatever a person does shows that somebody is at it; a pinned message may have been said long before. */
function signOf({ lastSignAt, escalations }: Incident, { event, by, at }: Happened): Partial<Incident> {
  const isSign = by.kind !== "tocsin" && event.type !== "left" && event.type !== "declared-again";
  if (!isSign || at < lastSignAt) return {};
  return { lastSignAt: at, escalations: runs.signOfLife(escalations) };
}

/** The incident as its timeline tells it, equal to the stored state; null for an empty timeline. */
export function fold(timeline: readonly RecordedEvent[]): Incident | null {
  return timeline
    .toSorted((a, b) => a.sequence - b.sequence)
    .reduce<Incident | null>((state, row) => evolve(state, { ...row, id: row.incident }), null);
}

function begun(event: EventOf<"declared">, { by, at, id }: Happened): Incident {
  if (by.kind !== "person") throw new Error("an incident is declared by a person");
  const { type: _, promises, updateEveryMs, ...declared } = event;
  return {
    ...declared,
    ...UNTOUCHED,
    id,
    version: 1,
    declaredBy: by.user,
    declaredAt: at,
    participants: [by.user],
    clocks: startedClocks({ severity: event.severity, promises, at }, UNTOUCHED),
    updates: rhythmFrom(updateEveryMs, at),
    lastSignAt: at,
  };
}

const UNTOUCHED = {
  phase: "declared",
  channel: null,
  card: null,
  announcement: null,
  roles: {},
  pages: [],
  escalations: [],
  pagedRank: null,
  paused: null,
  suspect: null,
  nudged: { commander: false, severity: false, quietAt: null },
  troubles: [],
  lastUpdate: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  mitigatedAt: null,
  resolvedAt: null,
  closedAt: null,
  postmortem: null,
} as const;

function changes(state: Incident, event: Later, happened: Happened): Partial<Incident> {
  const { by, at } = happened;
  switch (event.type) {
    case "escalation-begun":
      return runs.begun(state, event, happened);
    case "page-requested":
      return runs.requested(state, event, happened);
    case "page-accepted":
      return runs.accepted(state, event, happened);
    case "page-withdrawn":
    case "step-skipped":
      return runs.withdrawn(state, event);
    case "page-notified":
      return { pages: paged(state, event, (page) => ({ notified: allNotified(page, event) })) };
    case "page-escalated":
      return { pages: paged(state, event, () => ({ level: event.level, levelAt: at })) };
    case "page-stalled":
      return { pages: paged(state, event, () => ({ stalled: { stage: event.stage, at } })) };
    case "page-resolved":
      return { pages: paged(state, event, () => ({ resolvedAt: at })) };
    case "page-unacknowledged":
      return runs.unacknowledged(state, event, happened);
    case "summoned":
      return runs.summonedTo(state, event);
    case "escalation-exhausted":
      return runs.exhausted(state, event);
    case "escalation-stopped":
      return runs.stopped(state, event);
    case "escalation-held":
      return runs.held(state, event, happened);
    case "acknowledgement-reminded":
      return runs.reminded(state, event);
    case "acknowledgement-expired":
      return runs.expired(state, event);
    case "promise-told":
      return { clocks: toldClocks(state.clocks, event) };
    case "clocks-paused":
      return { paused: { since: at, by, why: event.why } };
    case "clocks-resumed":
      return { paused: null, clocks: resumedClocks(state.clocks, event.promises) };
    case "update-asked":
      return {
        updates: {
          ...state.updates,
          dueAt: event.nextAt,
          askAt: event.nextAt,
          askedFor: event.dueAt,
          snoozed: state.updates.askedFor === event.dueAt,
        },
      };
    case "update-snoozed":
      return { updates: { ...state.updates, askAt: event.until, snoozed: true } };
    case "deployment-suspected":
      return { suspect: event.deployment };
    case "nudged":
      return { nudged: nudgedAbout(state.nudged, event, at) };
    case "channel-created":
      return { channel: { id: event.channel, name: event.name } };
    case "card-posted":
      return { card: { channel: event.channel, ts: event.ts } };
    case "announced":
      return { announcement: { channel: event.channel, ts: event.ts } };
    case "acknowledged":
      return { ...runs.acknowledgedRuns(state, event, happened), ...acknowledgement(state, by, at) };
    case "status-changed":
      return moved(state, event, happened);
    case "severity-changed":
      return graded(state, event, at);
    case "update-posted":
      return {
        lastUpdate: { at, by, text: event.message },
        updates: { ...rhythmFrom(state.updates.everyMs, at), dueAt: event.nextAt, askAt: event.nextAt },
      };
    case "role-assigned":
      return { roles: { ...state.roles, [event.role]: event.user } };
    case "reopened":
      return reopened(state, event, at);
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
    case "talked":
    case "caught-up":
    case "postmortem-requested":
      return {};
  }
}

function paged(
  { pages }: Incident,
  { effect }: { readonly effect: EffectId },
  change: (page: Page) => Partial<Page>,
): Incident["pages"] {
  return runs.paged(pages, effect, (page) => ({ ...page, ...change(page) }));
}

/** By the time they were, whenever it was heard. */
function allNotified({ notified }: Page, event: EventOf<"page-notified">): Page["notified"] {
  return [...notified, ...event.notified].toSorted((a, b) => a.at - b.at || a.name.localeCompare(b.name));
}

function nudgedAbout(
  nudged: Incident["nudged"],
  { about }: EventOf<"nudged">,
  at: Instant,
): Incident["nudged"] {
  return about === "quiet" ? { ...nudged, quietAt: at } : { ...nudged, [about]: true };
}

/** The old severity's promises end, kept on the record, and the new one's begin. */
function graded(state: Incident, event: EventOf<"severity-changed">, at: Instant): Partial<Incident> {
  const { to: severity, rank, promises, updateEveryMs } = event;
  const last = state.lastUpdate?.at ?? state.declaredAt;
  return {
    severity,
    rank,
    pagedRank: pagedRankAfter(state, rank),
    severityChosen: true,
    clocks: [...superseded(state.clocks, at), ...startedClocks({ severity, promises, at }, state)],
    updates: isAtLeast(state.phase, "resolved")
      ? rhythmFrom(updateEveryMs, null)
      : rhythmOf(updateEveryMs, last, at),
  };
}

/** A chain of the manual's rule that calls already calls for the worse severity too. */
function pagedRankAfter({ pagedRank, escalations }: Incident, rank: number): number | null {
  const calls = escalations.some(({ state, cause }) => {
    return state === "running" && (cause === "declared" || cause === "raised");
  });
  return pagedRank !== null && calls ? Math.min(pagedRank, rank) : pagedRank;
}

function reopened(state: Incident, event: EventOf<"reopened">, at: Instant): Partial<Incident> {
  return {
    status: event.to,
    phase: "acknowledged",
    resolvedAt: null,
    closedAt: null,
    pages: state.pages.map((page) => (page.acceptedAt === null ? page : { ...page, over: true })),
    // Nobody is being woken for it now, so getting worse wakes people as if for the first time.
    pagedRank: null,
    clocks: metClocks(state, { acknowledgedAt: state.acknowledgedAt, resolvedAt: null }),
    updates: rhythmFrom(state.updates.everyMs, at),
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
  // After an acknowledgement that came to nothing, whoever ends it is not who had it.
  const answers = state.acknowledgedAt === null && isAtLeast(event.phase, "acknowledged");
  const answer = answers ? acknowledgement(state, by, at) : {};
  const resolvedAt = reached("resolved", state.resolvedAt);
  const answeredAt = answer.acknowledgedAt ?? state.acknowledgedAt;
  return {
    ...answer,
    status: event.to,
    phase: event.phase,
    mitigatedAt: reached("mitigated", state.mitigatedAt),
    resolvedAt,
    closedAt: reached("closed", state.closedAt),
    lastUpdate: event.message === null ? state.lastUpdate : { at, by, text: event.message },
    clocks: metClocks(state, { acknowledgedAt: answeredAt, resolvedAt }),
    updates: rhythmAfter(state, event, at),
    escalations: runs.ended(state.escalations, event.phase),
    paused: isAtLeast(event.phase, "resolved") ? null : state.paused,
  };
}

/** A status with a message is an update; after the end none is promised. */
function rhythmAfter(
  { updates }: Incident,
  { phase, message }: EventOf<"status-changed">,
  at: Instant,
): Incident["updates"] {
  if (isAtLeast(phase, "resolved")) return rhythmFrom(updates.everyMs, null);
  return message === null ? updates : rhythmFrom(updates.everyMs, at);
}

function acknowledgement(state: Incident, by: Actor, at: Instant): Partial<Incident> {
  const acknowledgedAt = state.acknowledgedAt ?? at;
  const acknowledgedBy = state.acknowledgedBy ?? (by.kind === "person" ? by.user : null);
  return {
    acknowledgedAt,
    acknowledgedBy,
    clocks: metClocks(state, { acknowledgedAt, resolvedAt: state.resolvedAt }),
  };
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
