import { describe, expect, it } from "vitest";
import { parseUntil } from "../../src/commands/ops-time.ts";

// A Monday, 14:00 in UTC, 16:00 in Johannesburg.
const NOW = Date.UTC(2026, 10, 16, 14);
const at = (iso: string): number => Date.parse(iso);

describe("until when", () => {
  it.each([
    ["until 18:00", "Africa/Johannesburg", "2026-11-16T16:00:00Z"],
    ["until 18:00", "UTC", "2026-11-16T18:00:00Z"],
    ["until 6pm", "UTC", "2026-11-16T18:00:00Z"],
    // The next nine o'clock, since the one of today is over.
    ["until 9:00", "UTC", "2026-11-17T09:00:00Z"],
    ["till tomorrow 9am", "Africa/Johannesburg", "2026-11-17T07:00:00Z"],
    ["until friday 17:00", "UTC", "2026-11-20T17:00:00Z"],
    ["until midnight", "UTC", "2026-11-17T00:00:00Z"],
    ["until 20:00 UTC", "Africa/Johannesburg", "2026-11-16T20:00:00Z"],
    ["until in 2 hours", "Africa/Johannesburg", "2026-11-16T16:00:00Z"],
    ["for 2h", "UTC", "2026-11-16T16:00:00Z"],
    ["for 90m", "UTC", "2026-11-16T15:30:00Z"],
    ["for 2 hours and 30 minutes", "UTC", "2026-11-16T16:30:00Z"],
    ["for 1d", "UTC", "2026-11-17T14:00:00Z"],
    ["until 18:00", "Mars/Olympus", "2026-11-16T18:00:00Z"],
  ])("%s in %s", (text, zone, instant) => {
    expect(parseUntil(text, NOW, zone)).toEqual({ kind: "at", until: at(instant), rest: "" });
  });

  it.each([
    ["until 18:00 backend", "backend"],
    ["for 2h the data policy", "the data policy"],
  ])("leaves the policy of %s", (text, rest) => {
    expect(parseUntil(text, NOW, "UTC")).toMatchObject({ kind: "at", rest });
  });

  it("counts the wall's hours when the clocks change in between", () => {
    const evening = Date.UTC(2026, 2, 28, 20);
    expect(parseUntil("until tomorrow 9:00", evening, "Europe/Berlin")).toMatchObject({
      until: at("2026-03-29T07:00:00Z"),
    });
  });

  it.each([
    ["", "Say until when"],
    ["backend", "Say until when"],
    ["for 2", "2 what?"],
    ["for 2h 30", "30 what?"],
    ["for ever", "for how long"],
    ["until 18", "Do you mean 18:00"],
    ["until tomorrow", "At what time then?"],
    ["until the cows come home", "do not understand that time"],
    ["until about 18:00", "do not understand that time"],
    ["until yesterday 9:00", "is over already"],
    ["until 2026-11-16 13:00", "is over already"],
    ["for 0m", "for how long"],
    ["for 8d", "more than 7 days"],
    ["until 2027-01-01 9:00", "more than 7 days"],
  ])("refuses %j", (text, sentence) => {
    expect(parseUntil(text, NOW, "UTC")).toEqual({
      kind: "wrong",
      sentence: expect.stringContaining(sentence),
    });
  });
});
