import { describe, expect, it } from "vitest";
import type { EscalationPolicy, Profile } from "../../src/domain/profile.ts";
import { parseProfile } from "../../src/profile/load.ts";

const SMALLEST = "organisation: Example\nseverities: { P1: {} }\n";
const MINUTE_MS = 60_000;

const parse = (text: string): Profile => parseProfile(SMALLEST + text, "test.yml");
const policyIn = (written: string): EscalationPolicy | undefined =>
  parse(`people: { ops: { slack_group: ops } }\nescalation: { first: { ${written} } }`).escalation[0];

describe("who runs a chain when the manual does not say", () => {
  it.each([
    ["one policy of PagerDuty", "steps: [{ page: { pagerduty: a } }]", "pagerduty"],
    ["the same, with a time-out", "steps: [{ page: { pagerduty: a }, timeout: 5m }]", "pagerduty"],
    ["the same, repeated", "steps: [{ page: { pagerduty: a } }], repeat: 1", "tocsin"],
    ["the same, for two people", "steps: [{ page: { pagerduty: a } }], acknowledgements: 2", "tocsin"],
    ["the same, by the manual's word", "run_by: tocsin, steps: [{ page: { pagerduty: a } }]", "tocsin"],
    ["two policies", "steps: [{ page: { pagerduty: a } }, { page: { pagerduty: b } }]", "tocsin"],
    ["a schedule", "steps: [{ page: { schedule: a } }]", "tocsin"],
    ["a people group", "steps: [{ page: { group: ops } }]", "tocsin"],
  ])("%s", (_, written, runBy) => {
    expect(policyIn(written)?.runBy).toBe(runBy);
  });
});

describe("hours of a policy", () => {
  it("are its own, in the profile's time zone when it names none", () => {
    const text = `timezone: Europe/Lisbon
escalation:
  days:
    name: By day
    hours: { business_hours: "Mon-Fri 09:00-18:00", holidays: ["2026-12-25"] }
    outside_hours: nights
    steps: [{ page: { pagerduty: days } }]
  nights:
    hours: { business_hours: "Sat-Sun 00:00-24:00", timezone: UTC }
    outside_hours: wait
    steps: [{ page: { pagerduty: nights } }]
  always: { steps: [{ page: { pagerduty: always } }] }
`;
    expect(
      parse(text).escalation.map(({ name, hours, outsideHours }) => ({ name, hours, outsideHours })),
    ).toEqual([
      {
        name: "By day",
        hours: {
          days: [1, 2, 3, 4, 5],
          fromMinute: 540,
          toMinute: 1080,
          timezone: "Europe/Lisbon",
          holidays: ["2026-12-25"],
        },
        outsideHours: { kind: "policy", policy: "nights" },
      },
      {
        name: "nights",
        hours: { days: [6, 7], fromMinute: 0, toMinute: 1440, timezone: "UTC", holidays: [] },
        outsideHours: { kind: "wait" },
      },
      { name: "always", hours: null, outsideHours: null },
    ]);
  });

  it("are the calendar's when the policy has none", () => {
    const text = `calendar: { business_hours: "Mon-Fri 09:00-17:00" }
escalation: { days: { outside_hours: wait, steps: [{ page: { pagerduty: days } }] } }`;
    expect(parse(text).escalation[0]).toMatchObject({ hours: null, outsideHours: { kind: "wait" } });
  });

  it("let several policies lead to the same one", () => {
    const text = `calendar: { business_hours: "Mon-Fri 09:00-17:00" }
escalation:
  shop: { outside_hours: nights, steps: [{ page: { pagerduty: shop } }] }
  stock: { outside_hours: nights, steps: [{ page: { pagerduty: stock } }] }
  nights: { steps: [{ page: { pagerduty: nights } }] }
`;
    expect(parse(text).escalation).toHaveLength(3);
  });

  it("are not missed while the calendar itself is at fault", () => {
    const text = `calendar: { business_hours: "Mon-Fri" }
escalation: { days: { outside_hours: wait, steps: [{ page: { pagerduty: days } }] } }`;
    expect(() => parse(text)).toThrow(/^\S+ calendar\.business_hours: [^\n]+$/);
  });

  it("are not called idle while what holds outside them is at fault", () => {
    const text = `escalation:
  days:
    hours: { business_hours: "Mon-Fri 08:00-17:00" }
    outside_hours: 5
    steps: [{ page: { pagerduty: days } }]`;
    expect(() => parse(text)).toThrow(/^\S+ escalation\.days\.outside_hours: must be text, [^\n]+$/);
  });
});

describe("proof, nudges, on-call and access", () => {
  it("have their defaults", () => {
    expect(parse("")).toMatchObject({
      proof: { acceptedMs: 30_000, notifiedMs: 90_000 },
      nudges: { commanderMs: 10 * MINUTE_MS, severityMs: 10 * MINUTE_MS, quietMs: 60 * MINUTE_MS },
      onCall: { channel: null, userGroups: [], weekly: null },
      access: { page: "everyone" },
    });
  });

  it("are read as written, each by itself", () => {
    const text = `people: { ops: { slack_group: ops } }
escalation: { default: { steps: [{ page: { pagerduty: on-call } }] }, spare: { steps: [{ page: { pagerduty: S } }] } }
proof: { accepted: 1m }
nudges: { commander: never, quiet: 2h }
on_call: { channel: "#on-call", user_groups: { default: "@on-call", spare: spare }, weekly: "sun 23:59" }
access: { page: [ops] }
`;
    expect(parse(text)).toMatchObject({
      proof: { acceptedMs: MINUTE_MS, notifiedMs: 90_000 },
      nudges: { commanderMs: null, severityMs: 10 * MINUTE_MS, quietMs: 120 * MINUTE_MS },
      onCall: {
        channel: "on-call",
        userGroups: [
          { policy: "default", handle: "on-call" },
          { policy: "spare", handle: "spare" },
        ],
        weekly: { day: 7, minute: 1439 },
      },
      access: { page: ["ops"] },
    });
  });

  it.each([
    ["proof: { accepted: 5s, notified: 15m }", { acceptedMs: 5_000, notifiedMs: 15 * MINUTE_MS }],
    ["proof: { accepted: 5m, notified: 15s }", { acceptedMs: 5 * MINUTE_MS, notifiedMs: 15_000 }],
  ])("take their least and most: %s", (text, proof) => {
    expect(parse(text).proof).toEqual(proof);
  });

  it.each(["24:00", "09:60", "9:00"])("a weekly summary is not posted at %s", (time) => {
    expect(() => parse(`on_call: { channel: "#a", weekly: "Mon ${time}" }`)).toThrow(/is not understood/);
  });
});
