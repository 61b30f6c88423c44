import { describe, expect, it } from "vitest";
import type { Profile, Target } from "../../src/domain/profile.ts";
import { dueAt, isOpen, opensAt, resumed, timesOf } from "../../src/domain/targets.ts";
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

/** `16 07:30`: day of the month and time, UTC. */
function read(instant: number): string {
  return new Date(instant).toISOString().slice(8, 16).replace("T", " ");
}

function times(
  target: Target,
  from: string,
  profile: Pick<Profile, "calendar" | "timezone"> = calendar(),
): readonly string[] {
  const { marks, dueAt: end } = timesOf(target, Date.parse(from), profile);
  return [...marks, end].map(read);
}

describe("half, three quarters and nine tenths of a target", () => {
  it("are of the time it runs in", () => {
    const elapsed = { kind: "elapsed", ms: 4 * HOUR } as const;
    expect(times(elapsed, "2026-11-20T14:00Z")).toEqual(["20 16:00", "20 17:00", "20 17:36", "20 18:00"]);
    // One hour on Friday, three on Monday.
    expect(times(business(4), "2026-11-20T14:00Z")).toEqual(["23 07:00", "23 08:00", "23 08:36", "23 09:00"]);
    // Two hours on Friday, nine on Monday.
    expect(times(NEXT_DAY, "2026-11-20T13:00Z")).toEqual(["23 09:30", "23 12:15", "23 13:54", "23 15:00"]);
  });

  it("are whole milliseconds, from whatever instant", () => {
    const from = Date.parse("2026-11-20T13:00:00.123Z");
    for (const target of [NEXT_DAY, business(1.0000001), { kind: "elapsed", ms: 1_001 } as const])
      for (const mark of timesOf(target, from, calendar()).marks) expect(Number.isInteger(mark)).toBe(true);
  });

  it("run all the time without a calendar, and by the wall over a change of the clocks", () => {
    const always = { calendar: null, timezone: "Europe/Berlin" };
    // The day after Saturday 2026-03-28 has 23 hours, ten of Saturday are left.
    expect(times(NEXT_DAY, "2026-03-28T13:00Z", always)).toEqual([
      "29 05:30",
      "29 13:45",
      "29 18:42",
      "29 22:00",
    ]);
  });
});

describe("a rest", () => {
  const rest = (
    target: Target,
    from: string,
    until: string,
    began = "2026-11-16T07:00Z",
  ): readonly string[] => {
    const before = timesOf(target, Date.parse(began), calendar());
    const during = { from: Date.parse(from), to: Date.parse(until) };
    const { marks, dueAt: end } = resumed(target, before, during, calendar());
    return [...marks, end].map(read);
  };

  it("shifts what was still to come, and leaves what was over", () => {
    const elapsed = { kind: "elapsed", ms: 4 * HOUR } as const;
    expect(rest(elapsed, "2026-11-16T09:30Z", "2026-11-16T12:30Z")).toEqual([
      "16 09:00",
      "16 13:00",
      "16 13:36",
      "16 14:00",
    ]);
  });

  it("of a night costs business time nothing, a rest by day costs that day's hours", () => {
    expect(rest(business(4), "2026-11-16T16:00Z", "2026-11-17T05:00Z", "2026-11-16T14:00Z")).toEqual(
      times(business(4), "2026-11-16T14:00Z"),
    );
    expect(rest(business(4), "2026-11-16T14:30Z", "2026-11-17T07:00Z", "2026-11-16T14:00Z")).toEqual([
      "17 08:30",
      "17 09:30",
      "17 10:06",
      "17 10:30",
    ]);
  });
});

describe("the hours of a calendar", () => {
  it.each([
    ["2026-11-16T05:59:59Z", false, "16 06:00"],
    ["2026-11-16T06:00Z", true, "16 06:00"],
    ["2026-11-16T14:59:59Z", true, "16 14:59"],
    ["2026-11-16T15:00Z", false, "17 06:00"],
    ["2026-11-21T10:00Z", false, "23 06:00"],
  ])("at %s", (at, open, next) => {
    const { calendar: office } = calendar();
    expect(isOpen(office, Date.parse(at))).toBe(open);
    expect(read(opensAt(office, Date.parse(at)))).toBe(next);
  });

  it("follow the wall over a change of the clocks", () => {
    const { calendar: berlin } = calendar({ timezone: "Europe/Berlin", days: [1, 2, 3, 4, 5, 6, 7] });
    expect(read(opensAt(berlin, Date.parse("2026-03-28T20:00Z")))).toBe("29 06:00");
    expect(read(opensAt(berlin, Date.parse("2026-03-27T20:00Z")))).toBe("28 07:00");
    expect(read(opensAt(berlin, Date.parse("2026-10-24T20:00Z")))).toBe("25 07:00");
  });

  it("without any day never begin", () => {
    const { calendar: never } = calendar({ days: [] });
    expect(isOpen(never, 0)).toBe(false);
    expect(opensAt(never, 5)).toBe(5);
  });
});
