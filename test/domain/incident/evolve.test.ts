import { describe, expect, it } from "vitest";
import type { IncidentEvent } from "../../../src/domain/incident/event.ts";
import { evolve, fold } from "../../../src/domain/incident/evolve.ts";
import type { Actor, Incident } from "../../../src/domain/incident/incident.ts";
import {
  ANN,
  anIncident,
  aPage,
  aResolvedIncident,
  aTrouble,
  BEN,
  CHANNEL,
  effectId,
  INCIDENT_ID,
  LOBBY,
  MINUTE,
  NINE,
  person,
  recorded,
  TOCSIN,
} from "../../support/incident.ts";
import { ACKNOWLEDGED, declared } from "../../support/incident-events.ts";

const LATER = NINE + 5 * MINUTE;

function evolved(state: Incident | null, event: IncidentEvent, by: Actor = person(ANN)): Incident {
  return evolve(state, { event, by, at: LATER, id: INCIDENT_ID });
}

function moved(
  phase: "declared" | "acknowledged" | "mitigated" | "resolved" | "closed",
  message: string | null = null,
): IncidentEvent {
  return { type: "status-changed", from: "open", to: phase, fromPhase: "declared", phase, message };
}

describe("the first event", () => {
  it("begins the incident, and nothing else does", () => {
    expect(evolved(null, declared())).toEqual(
      anIncident({ version: 1, declaredAt: LATER, lastSignAt: LATER, channel: null, card: null }),
    );
    expect(() => evolved(null, ACKNOWLEDGED)).toThrow("begins with declared, not with acknowledged");
    expect(() => evolved(null, declared(), TOCSIN)).toThrow("declared by a person");
  });
});

describe("each event changes what it names, and the version", () => {
  const trouble = aTrouble();
  const page = aPage();
  it.each<[string, Partial<Incident>, IncidentEvent, Partial<Incident>]>([
    [
      "channel-created",
      { channel: null },
      { type: "channel-created", channel: CHANNEL, name: "inc-7" },
      { channel: { id: CHANNEL, name: "inc-7" } },
    ],
    [
      "card-posted",
      { card: null },
      { type: "card-posted", channel: CHANNEL, ts: "9.9" },
      { card: { channel: CHANNEL, ts: "9.9" } },
    ],
    [
      "announced",
      {},
      { type: "announced", channel: LOBBY, ts: "9.9" },
      { announcement: { channel: LOBBY, ts: "9.9" } },
    ],
    [
      "severity-changed",
      {},
      {
        type: "severity-changed",
        from: "P3",
        to: "P1",
        fromRank: 3,
        rank: 1,
        why: null,
        promises: [],
        updateEveryMs: null,
      },
      { severity: "P1", rank: 1 },
    ],
    [
      "update-posted",
      {},
      { type: "update-posted", message: "slow", nextAt: null },
      { lastUpdate: { at: LATER, by: person(ANN), text: "slow" } },
    ],
    [
      "role-assigned",
      { roles: { scribe: ANN } },
      { type: "role-assigned", role: "lead", user: BEN },
      { roles: { scribe: ANN, lead: BEN }, participants: [ANN, BEN] },
    ],
    ["joined", {}, { type: "joined", user: BEN }, { participants: [ANN, BEN] }],
    [
      "left, which is no sign of life",
      { participants: [ANN, BEN] },
      { type: "left", user: BEN },
      { participants: [ANN], lastSignAt: NINE },
    ],
    [
      "declared-again, which is no sign of life",
      {},
      { type: "declared-again", by: BEN },
      { participants: [ANN, BEN], lastSignAt: NINE },
    ],
    [
      "note-added: being quoted is not taking part",
      {},
      { type: "note-added", text: "x", author: BEN, source: "pin", permalink: null },
      { participants: [ANN] },
    ],
    ["postmortem-requested", {}, { type: "postmortem-requested" }, {}],
    [
      "postmortem-shared",
      {},
      { type: "postmortem-shared", fileId: "F1", permalink: null },
      { postmortem: { fileId: "F1", permalink: null, at: LATER } },
    ],
    [
      "page-requested",
      {},
      {
        type: "page-requested",
        effect: page.effect,
        policy: "default",
        why: null,
        escalation: "2",
        step: 0,
        round: 1,
        target: page.target,
        cause: "begun",
        nextAt: LATER + MINUTE,
        lateMs: 0,
      },
      { pages: [{ ...page, requestedAt: LATER }] },
    ],
    [
      "page-accepted, of two",
      { pages: [page, aPage({ effect: effectId(5, "page/default") })] },
      {
        type: "page-accepted",
        effect: page.effect,
        policy: "default",
        pagerDutyId: "PD1",
        url: null,
        via: "policy",
        unknown: [],
        afterMs: 0,
      },
      {
        pages: [
          { ...page, acceptedAt: LATER, pagerDutyId: "PD1", via: "policy" },
          aPage({ effect: effectId(5, "page/default") }),
        ],
      },
    ],
    [
      "effect-retried, of two",
      { troubles: [trouble, aTrouble({ effect: effectId(5, "invite") })] },
      { type: "effect-retried", effect: trouble.effect, kind: "page", what: "", hurried: false },
      {
        troubles: [{ ...trouble, state: "retrying", cure: "" }, aTrouble({ effect: effectId(5, "invite") })],
      },
    ],
    [
      "effect-cured",
      { troubles: [trouble] },
      { type: "effect-cured", effect: trouble.effect, kind: "page", what: "" },
      { troubles: [] },
    ],
    [
      "effect-waived, of a page: kept, since its last try may still be accepted",
      { troubles: [trouble], pages: [page, aPage({ effect: effectId(5, "page/default") })] },
      { type: "effect-waived", effect: trouble.effect, kind: "page", what: "", why: null },
      {
        troubles: [],
        pages: [{ ...page, givenUpAt: LATER }, aPage({ effect: effectId(5, "page/default") })],
      },
    ],
    [
      "page-withdrawn, with its trouble",
      {
        pages: [page, aPage({ effect: effectId(5, "page/default") })],
        troubles: [trouble, aTrouble({ effect: effectId(5, "invite") })],
      },
      {
        type: "page-withdrawn",
        effect: page.effect,
        policy: "default",
        target: { kind: "pagerduty", policy: "on-call" },
        why: "over",
      },
      {
        pages: [aPage({ effect: effectId(5, "page/default") })],
        troubles: [aTrouble({ effect: effectId(5, "invite") })],
      },
    ],
    [
      "effect-waived",
      { troubles: [trouble] },
      { type: "effect-waived", effect: trouble.effect, kind: "page", what: "", why: null },
      { troubles: [] },
    ],
  ])("%s", (_, before, event, changes) => {
    const state = anIncident(before);
    expect(evolved(state, event)).toEqual({ ...state, lastSignAt: LATER, ...changes, version: 4 });
  });

  it("counts who acted among the participants, once, and never the bot", () => {
    expect(evolved(anIncident(), ACKNOWLEDGED, person(BEN)).participants).toEqual([ANN, BEN]);
    expect(evolved(anIncident(), ACKNOWLEDGED, TOCSIN).participants).toEqual([ANN]);
  });
});

describe("trouble", () => {
  const trouble = aTrouble();
  const { effect, kind, what, reason, cure } = trouble;
  it("is kept with the time it began", () => {
    const first = evolved(anIncident(), {
      type: "effect-troubled",
      effect,
      kind,
      what,
      trouble: { reason, cure },
      state: "retrying",
    });
    expect(first.troubles).toEqual([{ ...trouble, since: LATER, state: "retrying" }]);
    const again = anIncident({ troubles: [trouble] });
    const worse = evolved(again, {
      type: "effect-troubled",
      effect,
      kind,
      what,
      trouble: { reason: "No.", cure },
      state: "failed",
    });
    expect(worse.troubles).toEqual([{ ...trouble, reason: "No.", since: NINE }]);
  });
});

describe("milestones", () => {
  it.each<[string, Partial<Incident>]>([
    ["declared", {}],
    ["acknowledged", { acknowledgedAt: LATER, acknowledgedBy: ANN }],
    ["mitigated", { acknowledgedAt: LATER, acknowledgedBy: ANN, mitigatedAt: LATER }],
    ["resolved", { acknowledgedAt: LATER, acknowledgedBy: ANN, mitigatedAt: LATER, resolvedAt: LATER }],
    [
      "closed",
      { acknowledgedAt: LATER, acknowledgedBy: ANN, mitigatedAt: LATER, resolvedAt: LATER, closedAt: LATER },
    ],
  ])("a status of the phase %s reaches all up to it", (phase, reached) => {
    const state = anIncident({ status: "elsewhere" });
    const next = evolved(state, moved(phase as "declared"));
    expect(next).toEqual({
      ...state,
      ...reached,
      status: phase,
      phase,
      lastSignAt: LATER,
      version: 4,
    });
  });

  it("are kept from the first time", () => {
    const next = evolved(aResolvedIncident(), moved("closed"), person(BEN));
    expect(next).toMatchObject({
      acknowledgedAt: NINE + 10 * MINUTE,
      acknowledgedBy: ANN,
      resolvedAt: NINE + 30 * MINUTE,
    });
    expect(next.closedAt).toBe(LATER);
  });

  it("acknowledge once, by a person or the vendor", () => {
    expect(evolved(anIncident(), ACKNOWLEDGED)).toMatchObject({
      acknowledgedAt: LATER,
      acknowledgedBy: ANN,
    });
    expect(evolved(anIncident(), ACKNOWLEDGED, TOCSIN)).toMatchObject({
      acknowledgedAt: LATER,
      acknowledgedBy: null,
    });
  });

  it("end anew after a reopen, and the first answer stays", () => {
    const reopened = evolved(
      aResolvedIncident({
        closedAt: NINE,
        pages: [aPage({ acceptedAt: NINE }), aPage({ effect: effectId(5, "page/default") })],
      }),
      {
        type: "reopened",
        from: "closed",
        to: "investigating",
        why: "back",
      },
    );
    expect(reopened).toMatchObject({
      status: "investigating",
      phase: "acknowledged",
      resolvedAt: null,
      closedAt: null,
      pages: [aPage({ acceptedAt: NINE, over: true }), aPage({ effect: effectId(5, "page/default") })],
    });
    expect(reopened.acknowledgedAt).toBe(NINE + 10 * MINUTE);
  });

  it("a status with a message is an update", () => {
    expect(evolved(anIncident(), moved("mitigated", "better")).lastUpdate).toEqual({
      at: LATER,
      by: person(ANN),
      text: "better",
    });
  });
});

describe("fold", () => {
  it("tells the incident from its timeline, in whatever order the rows come", () => {
    const rows = [
      recorded(ACKNOWLEDGED, { sequence: 2, at: LATER, by: person(BEN) }),
      recorded(declared(), { sequence: 1 }),
    ];
    expect(fold(rows)).toMatchObject({
      version: 2,
      declaredBy: ANN,
      acknowledgedBy: BEN,
      acknowledgedAt: LATER,
    });
  });

  it("of nothing is nothing", () => {
    expect(fold([])).toBeNull();
  });
});
