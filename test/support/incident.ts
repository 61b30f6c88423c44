import type { EffectId, IncidentId, Instant, SlackChannelId, SlackUserId } from "../../src/domain/ids.ts";
import type { IncidentCommand } from "../../src/domain/incident/command.ts";
import type { Asked, Facts } from "../../src/domain/incident/decision.ts";
import type { IncidentEvent, RecordedEvent } from "../../src/domain/incident/event.ts";
import type {
  Actor,
  Escalation,
  Incident,
  OpenTrouble,
  Page,
  PromiseClock,
} from "../../src/domain/incident/incident.ts";
import { aChain, aProfile } from "./profile.ts";

// Brands are made by casts in one place, so that tests read as prose.
export const INCIDENT_ID = "0193a1c2-7a00-7000-8000-000000000007" as IncidentId;
export const ANN = "U0ANN" as SlackUserId;
export const BEN = "U0BEN" as SlackUserId;
export const CAT = "U0CAT" as SlackUserId;
export const CHANNEL = "C0INC7" as SlackChannelId;
/** Where the declare was typed. */
export const LOBBY = "C0LOBBY" as SlackChannelId;
/** 2026-11-16 09:00 UTC, a Monday. */
export const NINE: Instant = Date.UTC(2026, 10, 16, 9);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const TOCSIN: Actor = { kind: "tocsin" };

export function person(user: SlackUserId): Actor {
  return { kind: "person", user };
}

/** `<incident id>/<version>/<rest>`, as the domain builds it. */
export function effectId(version: number, rest: string): EffectId {
  return `${INCIDENT_ID}/${version}/${rest}` as EffectId;
}

/** INC-7, a P3 declared by Ann, whose channel and card exist. Give only what differs. */
export function anIncident(changes: Partial<Incident> = {}): Incident {
  return {
    id: INCIDENT_ID,
    number: 7,
    version: 3,
    profileHash: aProfile().hash,
    title: "Checkout is slow",
    description: null,
    severity: "P3",
    rank: 3,
    status: "open",
    phase: "declared",
    service: null,
    component: null,
    private: false,
    drill: false,
    declaredBy: ANN,
    declaredAt: NINE,
    declaredIn: LOBBY,
    channel: { id: CHANNEL, name: "inc-7-checkout-is-slow" },
    card: { channel: CHANNEL, ts: "1763283600.000100" },
    announcement: null,
    roles: {},
    participants: [ANN],
    pages: [],
    escalations: [],
    pagedRank: null,
    clocks: [],
    paused: null,
    updates: { everyMs: null, dueAt: null, askAt: null, askedFor: null, snoozed: false },
    suspect: null,
    nudged: { commander: false, severity: false, quietAt: null },
    severityChosen: true,
    lastSignAt: NINE,
    troubles: [],
    lastUpdate: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    mitigatedAt: null,
    resolvedAt: null,
    closedAt: null,
    postmortem: null,
    ...changes,
  };
}

/** The same incident after acknowledge, mitigation and resolve, ten minutes apart. */
export function aResolvedIncident(changes: Partial<Incident> = {}): Incident {
  return anIncident({
    status: "resolved",
    phase: "resolved",
    acknowledgedAt: NINE + 10 * MINUTE,
    acknowledgedBy: ANN,
    mitigatedAt: NINE + 20 * MINUTE,
    resolvedAt: NINE + 30 * MINUTE,
    ...changes,
  });
}

/** A page that was asked for and not yet taken by PagerDuty. */
export function aPage(changes: Partial<Page> = {}): Page {
  return {
    effect: effectId(2, "page/default"),
    policy: "default",
    requestedAt: NINE,
    acceptedAt: null,
    pagerDutyId: null,
    url: null,
    via: null,
    givenUpAt: null,
    over: false,
    escalation: "2",
    step: 0,
    round: 1,
    target: { kind: "pagerduty", policy: "on-call" },
    notified: [],
    acknowledged: null,
    unacknowledgedAt: null,
    resolvedAt: null,
    stalled: null,
    summoned: null,
    level: null,
    levelAt: null,
    ...changes,
  };
}

/** A run of the default policy that began with the declare and is at its first step. */
export function aRun(changes: Partial<Escalation> = {}): Escalation {
  const chain = changes.chain ?? aChain();
  return {
    key: "2",
    policy: "default",
    chain,
    from: 0,
    to: chain.steps.length - 1,
    startedAt: NINE,
    why: null,
    cause: "declared",
    state: "running",
    round: 1,
    step: 0,
    unreached: true,
    nextAt: NINE + (chain.steps[0]?.timeoutMs ?? 0),
    held: null,
    acknowledgements: [],
    expiresAt: null,
    ...changes,
  };
}

/** A response promised for fifteen minutes after the declare. */
export function aClock(changes: Partial<PromiseClock> = {}): PromiseClock {
  const dueAt = changes.dueAt ?? NINE + 15 * MINUTE;
  const at = (share: number): Instant => NINE + (dueAt - NINE) * share;
  return {
    what: "response",
    severity: "P1",
    target: { kind: "elapsed", ms: dueAt - NINE },
    setAt: NINE,
    dueAt,
    marks: [at(0.5), at(0.75), at(0.9)],
    told: 0,
    metAt: null,
    supersededAt: null,
    ...changes,
  };
}

/** A page that waits for a person. */
export function aTrouble(changes: Partial<OpenTrouble> = {}): OpenTrouble {
  return {
    effect: effectId(2, "page/default"),
    kind: "page",
    what: "page the default policy",
    reason: "PagerDuty does not know the policy on-call.",
    cure: "Correct escalation.default in the profile, then try again.",
    since: NINE,
    state: "failed",
    ...changes,
  };
}

/** A declare as typed by a person in the lobby. */
export function declare(
  changes: Partial<Extract<IncidentCommand, { type: "declare" }>> = {},
): Extract<IncidentCommand, { type: "declare" }> {
  return {
    type: "declare",
    title: "Checkout is slow",
    description: null,
    severity: null,
    component: null,
    private: false,
    drill: false,
    declaredIn: LOBBY,
    from: null,
    page: null,
    ...changes,
  };
}

/** The command as Ann asks it five minutes after the declare, unless told otherwise. */
export function asked(command: IncidentCommand, changes: Partial<Omit<Asked, "command">> = {}): Asked {
  return { command, by: person(ANN), guest: false, at: NINE + 5 * MINUTE, newId: INCIDENT_ID, ...changes };
}

export function facts(changes: Partial<Facts> = {}): Facts {
  return { nextNumber: 7, duplicateOf: null, ...changes };
}

/** One row of the timeline. */
export function recorded(event: IncidentEvent, changes: Partial<RecordedEvent> = {}): RecordedEvent {
  return {
    incident: INCIDENT_ID,
    sequence: 1,
    by: person(ANN),
    at: NINE,
    recordedAt: changes.at ?? NINE,
    event,
    ...changes,
  };
}
