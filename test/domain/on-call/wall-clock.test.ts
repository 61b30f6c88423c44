import { describe, expect, it } from "vitest";
import { hourOf, instantOf, isAtNight, lastWeekly, wallOf } from "../../../src/domain/on-call/wall-clock.ts";

const at = (iso: string): number => Date.parse(iso);

describe("the clock on the wall", () => {
  it("is shown for a zone, and null for one nobody knows", () => {
    expect(wallOf(at("2026-11-21T22:10:00Z"), "Africa/Johannesburg")).toEqual({
      year: 2026,
      month: 11,
      day: 22,
      hour: 0,
      minute: 10,
      weekday: 7,
    });
    expect(wallOf(0, "Mars/Olympus")).toBeNull();
  });

  it.each([
    ["winter", { year: 2026, month: 1, day: 5, hour: 9, minute: 0 }, "2026-01-05T08:00:00Z"],
    ["summer", { year: 2026, month: 7, day: 6, hour: 9, minute: 0 }, "2026-07-06T07:00:00Z"],
    // 02:30 is left out on the day clocks go forward.
    ["left out", { year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, "2026-03-29T01:30:00Z"],
  ])("gives the instant back: %s", (_name, wall, instant) => {
    expect(instantOf(wall, "Europe/Berlin")).toBe(at(instant));
  });

  it("gives no instant in a zone nobody knows", () => {
    expect(instantOf({ year: 2026, month: 1, day: 1, hour: 0, minute: 0 }, "Mars/Olympus")).toBeNull();
  });

  it("knows hour and night of a zone", () => {
    const late = at("2026-11-21T22:30:00Z");
    expect(hourOf(late, "UTC")).toBe(22);
    expect(isAtNight(late, "UTC")).toBe(true);
    expect(isAtNight(at("2026-11-21T06:59:00Z"), "UTC")).toBe(true);
    expect(isAtNight(at("2026-11-21T07:00:00Z"), "UTC")).toBe(false);
  });
});

describe("the last weekly time", () => {
  const monday9 = { day: 1, minute: 9 * 60 };
  it.each([
    ["on the minute", "2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z"],
    ["a moment before", "2026-11-23T08:59:59Z", "2026-11-16T09:00:00Z"],
    ["later that week", "2026-11-29T23:00:00Z", "2026-11-23T09:00:00Z"],
  ])("%s", (_name, now, last) => {
    expect(lastWeekly(at(now), monday9, "UTC")).toBe(at(last));
  });

  it("stays at nine on the wall when the clocks change in between", () => {
    const sunday = { day: 7, minute: 9 * 60 };
    expect(lastWeekly(at("2026-03-29T12:00:00Z"), sunday, "Europe/Berlin")).toBe(at("2026-03-29T07:00:00Z"));
    expect(lastWeekly(at("2026-03-28T12:00:00Z"), sunday, "Europe/Berlin")).toBe(at("2026-03-22T08:00:00Z"));
  });
});
