import { describe, expect, it } from "vitest";
import type { Profile, Target } from "../../src/domain/profile.ts";
import { dueAt, dueTimes } from "../../src/domain/targets.ts";
import { aProfile } from "../support/profile.ts";

const HOUR = 3_600_000;

type Calendar = NonNullable<Profile["calendar"]>;

function calendar(changes: Partial<Calendar> = {}): { calendar: Calendar; timezone: string } {
  const office: Calendar = {
    days: [1, 2, 3, 4, 5],
    fromMinute: 8 * 60,
    toMinute: 17 * 60,
    timezone: "Africa/Johannesburg",
    holidays: [],
  };
  return { calendar: { ...office, ...changes }, timezone: "UTC" };
}

function due(target: Target, from: string, profile: Pick<Profile, "calendar" | "timezone">): string {
  return new Date(dueAt(target, Date.parse(from), profile)).toISOString().slice(0, 16);
}

const business = (hours: number): Target => ({ kind: "business", ms: hours * HOUR });
const NEXT_DAY: Target = { kind: "next-business-day" };

describe("elapsed time", () => {
  it("runs by the clock, also at night and over a change of the clocks", () => {
    const night = "2026-03-29T00:30Z";
    expect(due({ kind: "elapsed", ms: 4 * HOUR }, night, calendar({ timezone: "Europe/Berlin" }))).toBe(
      "2026-03-29T04:30",
    );
  });
});

// Johannesburg is two hours ahead of UTC all year: 08:00 there is 06:00 UTC. 2026-11-16 is a Monday.
describe("business time", () => {
  it.each([
    ["within the day", 2, "2026-11-16T07:00Z", "2026-11-16T09:00"],
    ["before opening", 2, "2026-11-16T02:00Z", "2026-11-16T08:00"],
    ["up to the last minute", 9, "2026-11-16T06:00Z", "2026-11-16T15:00"],
    ["over night", 2, "2026-11-16T14:00Z", "2026-11-17T07:00"],
    ["after closing", 1, "2026-11-16T20:00Z", "2026-11-17T07:00"],
    ["over the weekend", 2, "2026-11-20T14:00Z", "2026-11-23T07:00"],
    ["on Saturday", 1, "2026-11-21T10:00Z", "2026-11-23T07:00"],
    ["no time at all, when closed: at opening", 0, "2026-11-16T02:00Z", "2026-11-16T06:00"],
  ])("%s", (_, hours, from, expected) => {
    expect(due(business(hours), from, calendar())).toBe(expected);
  });

  it("does not run on holidays", () => {
    expect(due(business(2), "2026-11-16T14:00Z", calendar({ holidays: ["2026-11-17"] }))).toBe(
      "2026-11-18T07:00",
    );
  });

  it("counts a day on which the clocks go forward as the hour shorter that it is", () => {
    const berlin = calendar({ days: [6, 7], fromMinute: 0, toMinute: 1_440, timezone: "Europe/Berlin" });
    // Sunday 2026-03-29 has 23 hours; it begins at 23:00 UTC on Saturday and ends at 22:00 UTC.
    expect(due(business(23), "2026-03-28T23:00Z", berlin)).toBe("2026-03-29T22:00");
    expect(due(business(24), "2026-03-28T23:00Z", berlin)).toBe("2026-04-03T23:00");
  });

  it("opens by the clock on the wall after the clocks went back", () => {
    const newYork = calendar({ timezone: "America/New_York" });
    // 08:00 is 12:00 UTC on Friday 2026-10-30 and 13:00 UTC on Monday 2026-11-02.
    expect(due(business(1), "2026-10-30T21:30Z", newYork)).toBe("2026-11-02T14:00");
  });

  it("runs all the time without a calendar", () => {
    expect(due(business(30), "2026-11-20T14:00Z", aProfile({ calendar: null }))).toBe("2026-11-21T20:00");
  });

  it("falls back to the clock when a calendar has no day at all", () => {
    expect(due(business(1), "2026-11-16T14:00Z", calendar({ days: [] }))).toBe("2026-11-16T15:00");
  });
});

describe("the next business day", () => {
  it.each([
    ["from a working morning", "2026-11-16T07:00Z", "2026-11-17T15:00"],
    ["from Friday", "2026-11-20T07:00Z", "2026-11-23T15:00"],
    ["from Sunday", "2026-11-22T07:00Z", "2026-11-23T15:00"],
    ["by the day of the calendar's own zone", "2026-11-16T22:30Z", "2026-11-18T15:00"],
  ])("ends with its hours, %s", (_, from, expected) => {
    expect(due(NEXT_DAY, from, calendar())).toBe(expected);
  });

  it("is tomorrow when a calendar has no day at all", () => {
    expect(due(NEXT_DAY, "2026-11-16T07:00Z", calendar({ days: [], timezone: "UTC" }))).toBe(
      "2026-11-17T23:59",
    );
  });
});

describe("dueTimes", () => {
  it("says both, and null where the manual has no target", () => {
    const from = Date.parse("2026-11-16T07:00Z");
    const respond = { kind: "elapsed", ms: HOUR } as const;
    expect(dueTimes({ respond, resolve: null }, from, calendar())).toEqual({
      respondBy: from + HOUR,
      resolveBy: null,
    });
    expect(dueTimes({ respond: null, resolve: respond }, from, calendar())).toEqual({
      respondBy: null,
      resolveBy: from + HOUR,
    });
  });
});
