import { describe, expect, it } from "vitest";
import { digestOf } from "../../../src/domain/on-call/digest.ts";
import { aClock, anIncident, aPage, aResolvedIncident, MINUTE, NINE } from "../../support/incident.ts";
import { aProfile } from "../../support/profile.ts";

const DAY = 24 * 60 * MINUTE;
const profile = aProfile();
const span = { from: NINE - 60 * MINUTE, to: NINE + DAY };
const digest = (...incidents: Parameters<typeof digestOf>[0]["incidents"]) =>
  digestOf({ incidents, privateDeclared: 0 }, span, profile);

describe("a digest", () => {
  it("of nothing is nothing, and counts private incidents without a name", () => {
    const empty = digestOf({ incidents: [], privateDeclared: 2 }, span, profile);
    expect(empty).toMatchObject({ declared: [], open: [], undone: [], missed: [], privateDeclared: 2 });
    expect(empty.pages).toEqual({ count: 0, atNight: 0, byPerson: [], byHour: [] });
  });

  it("names what was declared in the time, worst severity first, and leaves drills out", () => {
    const found = digest(
      anIncident(),
      anIncident({ number: 8, severity: "P1", rank: 1 }),
      anIncident({ number: 9, severity: "P1", rank: 1, channel: null }),
      anIncident({ number: 10, drill: true }),
      anIncident({ number: 3, declaredAt: span.from - 1 }),
    );
    expect(found.declared.map(({ number }) => number)).toEqual([7, 8, 9]);
    expect(found.bySeverity).toEqual([
      { severity: "P1", count: 2 },
      { severity: "P3", count: 1 },
    ]);
    expect(found.open.map(({ number }) => number)).toEqual([7, 8, 9, 3]);
  });

  it("names what is not done: nobody has it, trouble, a post-mortem that is owed", () => {
    const trouble = {
      effect: aPage().effect,
      kind: "invite",
      what: "invite <@U1>",
      since: NINE,
      state: "failed",
      reason: "No.",
      cure: "Do it.",
    } as const;
    const found = digest(
      anIncident({ troubles: [trouble] }),
      anIncident({ number: 8, acknowledgedAt: NINE }),
      aResolvedIncident({ number: 9, severity: "P1", rank: 1 }),
      aResolvedIncident({ number: 10 }),
      aResolvedIncident({
        number: 11,
        severity: "P1",
        postmortem: { fileId: "F1", permalink: null, at: NINE },
      }),
    );
    expect(found.undone.map(({ number, what }) => [number, what.kind])).toEqual([
      [7, "trouble"],
      [7, "unacknowledged"],
      [9, "postmortem"],
    ]);
  });

  it("decides promises that fell into the time, and no paused or superseded ones", () => {
    const dueAt = NINE + 15 * MINUTE;
    const found = digest(
      anIncident({
        clocks: [
          aClock({ dueAt, metAt: dueAt }),
          aClock({ dueAt, metAt: dueAt + 1 }),
          aClock({ dueAt, what: "resolution" }),
          aClock({ dueAt, supersededAt: NINE }),
          aClock({ dueAt: span.to }),
          aClock({ dueAt: span.from - 1 }),
        ],
      }),
      anIncident({
        clocks: [aClock({ dueAt }), aClock({ dueAt, metAt: dueAt - 1 })],
        paused: { since: NINE, by: { kind: "tocsin" }, why: "parts" },
      }),
    );
    expect(found.promises).toEqual({ kept: 2, missed: 2 });
    expect(found.missed.map(({ promise }) => promise)).toEqual(["response", "resolution"]);
  });

  it("counts accepted pages by hour, at night, and each person once a page", () => {
    const ann = { name: "Ann", at: NINE, how: "push" };
    const ben = { name: "Ben", at: NINE, how: null };
    const found = digest(
      anIncident({
        pages: [
          aPage({ acceptedAt: NINE, notified: [ben, ann, ann] }),
          aPage({ acceptedAt: NINE + 14 * 60 * MINUTE, notified: [ann] }),
          aPage(),
          aPage({ acceptedAt: span.from - 1 }),
        ],
      }),
    );
    expect(found.pages).toEqual({
      count: 2,
      atNight: 1,
      byPerson: [
        { name: "Ann", count: 2 },
        { name: "Ben", count: 1 },
      ],
      byHour: [
        { hour: 9, count: 1 },
        { hour: 23, count: 1 },
      ],
    });
  });
});
