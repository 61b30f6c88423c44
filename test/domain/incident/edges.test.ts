import { describe, expect, it } from "vitest";
import type { IncidentCommand } from "../../../src/domain/incident/command.ts";
import { decide } from "../../../src/domain/incident/decide.ts";
import { dueOf, nextDueAt } from "../../../src/domain/incident/due.ts";
import type { IncidentEvent } from "../../../src/domain/incident/event.ts";
import { evolve } from "../../../src/domain/incident/evolve.ts";
import { isWaiting, openPages } from "../../../src/domain/incident/pages.ts";
import { react } from "../../../src/domain/incident/react.ts";
import {
  anIncident,
  aPage,
  aRun,
  asked,
  BEN,
  CHANNEL,
  declare,
  facts,
  INCIDENT_ID,
  MINUTE,
  NINE,
  person,
  TOCSIN,
} from "../../support/incident.ts";
import { PAGE } from "../../support/incident-events.ts";
import { aChain, aPolicy, aProfile } from "../../support/profile.ts";

const profile = aProfile({ nudges: { commanderMs: null, severityMs: null, quietMs: null } });

/** States that the rules themselves never make, as an older version or a hand may have left them. */
describe("a state that no rule makes does no harm", () => {
  it("a run that calls and has no next step has nothing due, and is not held", () => {
    const stuck = anIncident({ escalations: [aRun({ nextAt: null })] });
    expect(nextDueAt(stuck, profile)).toBeNull();
    const hold: IncidentCommand = { type: "hold", forMs: MINUTE, why: "wait" };
    expect(decide(stuck, asked(hold), facts(), profile)).toMatchObject({
      refusal: { reason: "nothing-to-hold" },
    });
  });

  it("a run that rests without anybody counts from the last sign of life", () => {
    const rests = anIncident({ escalations: [aRun({ state: "acknowledged", nextAt: null })] });
    expect(dueOf(rests, profile)).toMatchObject([{ kind: "remind", expiresAt: NINE + 30 * MINUTE }]);
  });

  it("a question for an update that nobody promised is asked once", () => {
    const updates = { everyMs: null, dueAt: null, askAt: NINE, askedFor: null, snoozed: false };
    const decision = decide(
      anIncident({ updates }),
      asked({ type: "time-due", away: null }, { by: TOCSIN }),
      facts(),
      profile,
    );
    expect(decision).toMatchObject({ events: [{ event: { type: "update-asked", nextAt: null } }] });
  });

  it("a chain of PagerDuty without its step is shouted when it is due", () => {
    const run = aRun({
      chain: aChain({ steps: [], runBy: "pagerduty", repeat: 0 }),
      to: 0,
      nextAt: NINE + MINUTE,
    });
    const level = { level: 1, people: [], escalatesAt: NINE + 5 * MINUTE };
    const [step] = dueOf(anIncident({ escalations: [run], pages: [aPage({ level })] }), profile).filter(
      ({ kind }) => kind === "step",
    );
    expect(step?.at).toBe(NINE + 5 * MINUTE);
    const rests = anIncident({ escalations: [{ ...run, state: "acknowledged" }], pages: [aPage()] });
    const back: IncidentEvent = { type: "page-unacknowledged", effect: PAGE, policy: "default" };
    expect(
      evolve(rests, { event: back, by: TOCSIN, at: NINE + MINUTE, id: INCIDENT_ID }).escalations[0],
    ).toMatchObject({ state: "running", nextAt: NINE + MINUTE });
  });

  it("an acknowledged page without its run is not acknowledged further", () => {
    const pages = [aPage({ acknowledged: { by: person(BEN), at: NINE } })];
    const news = {
      at: NINE + MINUTE,
      notified: [],
      acknowledged: { by: { name: "Dana", user: null }, at: NINE + MINUTE },
      unacknowledgedAt: null,
      resolved: null,
      level: null,
    };
    const command: IncidentCommand = { type: "record-page-news", page: PAGE, news };
    expect(decide(anIncident({ pages }), asked(command, { by: TOCSIN }), facts(), profile)).toEqual({
      kind: "quiet",
    });
  });

  it.each<IncidentEvent>([
    { type: "summoned", page: PAGE, users: [BEN] },
    { type: "page-unacknowledged", effect: PAGE, policy: "default" },
    { type: "page-notified", effect: PAGE, policy: "default", notified: [] },
    { type: "page-stalled", effect: PAGE, policy: "default", stage: "accepted", afterMs: 0 },
    { type: "page-resolved", effect: PAGE, policy: "default" },
  ])("$type of a page that nobody knows", (event) => {
    const state = anIncident({ escalations: [aRun()] });
    expect(evolve(state, { event, by: TOCSIN, at: NINE, id: INCIDENT_ID })).toEqual({ ...state, version: 4 });
  });

  it("nothing happened: nothing is done but what shows the state", () => {
    expect(react(anIncident(), anIncident(), [], profile).every(({ kind }) => kind !== "post")).toBe(true);
  });
});

it("a policy without steps, which the profile's check refuses, is a bug, loudly", () => {
  const empty = aProfile({ escalation: [aPolicy("empty", { steps: [] })] });
  expect(() => decide(null, asked(declare({ severity: "P1" })), facts(), empty)).toThrow("has no step 0");
});

it("who has it before anybody was called may have the first level called", () => {
  const waits = anIncident({ escalations: [aRun({ state: "acknowledged", nextAt: null, step: null })] });
  expect(decide(waits, asked({ type: "escalate", why: null }), facts(), profile)).toMatchObject({
    events: [{ event: { type: "escalation-begun", from: 0 } }, { event: { step: 0 } }],
  });
});

it("a severity's on-call that the manual does not describe is PagerDuty's own policy", () => {
  const severities = profile.severities.map((one) => ({ ...one, escalation: "PXYZ", invite: ["on-call"] }));
  const created: IncidentEvent = { type: "channel-created", channel: CHANNEL, name: "inc-7" };
  const before = anIncident({ channel: null, card: null });
  const row = { event: created, by: TOCSIN, at: NINE, id: INCIDENT_ID };
  expect(react(before, evolve(before, row), [row], { ...profile, severities })).toContainEqual(
    expect.objectContaining({ kind: "invite", who: { kind: "on-call", policy: "PXYZ" } }),
  );
});

it("a page waits until it is accepted or given up, and calls until its incident was over", () => {
  const accepted = aPage({ acceptedAt: NINE });
  const pages = [aPage(), aPage({ givenUpAt: NINE }), accepted, { ...accepted, over: true }];
  expect(pages.map(isWaiting)).toEqual([true, false, false, false]);
  expect(openPages(anIncident({ pages }))).toEqual([pages[0], accepted]);
});
