import { describe, expect, it } from "vitest";
import { declared, HOUR, MINUTE, openClockwork, pagesOf, posts, typed } from "../support/clockwork.ts";
import type { Stage } from "../support/stage.ts";

/** The night in which the clocks change: what takes a time takes that time, what has its hours follows the wall. */

const PROFILE = "test/fixtures/clocks/berlin.yml";

/** Instants as the minute they fell into, in UTC. */
function utc(found: readonly { readonly at: number }[]): readonly string[] {
  return found.map(({ at }) => new Date(at + 500).toISOString().slice(0, 16));
}

function pageTimes(stage: Stage, title: string): readonly string[] {
  return utc(pagesOf(stage, title).map(({ createdAt }) => ({ at: createdAt })));
}

describe.each([
  // 03:00 becomes 02:00: 10:00 on the wall is 09:00 UTC from then on, and was 08:00 UTC the day before.
  {
    night: "the clocks go back",
    before: "2026-10-25T00:50",
    next: "2026-10-25T01:05",
    opens: "2026-10-25T08:00",
    eve: "2026-10-24T14:00",
    // An hour is left on the eve's day, three on the Sunday; half and three quarters at 10:00 and 11:00 on the wall.
    half: "2026-10-25T09:00",
    threeQuarters: "2026-10-25T10:00",
    due: "2026-10-25T11:00",
    nextDayEnds: "2026-10-25T16:00",
  },
  // 02:00 becomes 03:00: 10:00 on the wall is 08:00 UTC from then on, and was 09:00 UTC the day before.
  {
    night: "the clocks go forward",
    before: "2027-03-28T00:50",
    next: "2027-03-28T01:05",
    opens: "2027-03-28T07:00",
    eve: "2027-03-27T15:00",
    half: "2027-03-28T08:00",
    threeQuarters: "2027-03-28T09:00",
    due: "2027-03-28T10:00",
    nextDayEnds: "2027-03-28T15:00",
  },
])("when $night", ({ before, next, opens, eve, half, threeQuarters, due, nextDayEnds }) => {
  it("the next step comes after its quarter of an hour, and who waits for the morning is called at nine", async () => {
    const stage = await openClockwork(`${before}:00Z`, PROFILE);
    try {
      const at = Date.parse(`${before}:00Z`);
      const channel = await declared(stage, "Over the change", "S1");
      await declared(stage, "Waits for nine", "S2");
      expect(pageTimes(stage, "Waits for nine")).toEqual([]);
      await stage.advance(at + 16 * MINUTE - stage.clock.now());
      expect(pageTimes(stage, "Over the change")).toEqual([before, next]);
      await typed(stage, channel, "ack");
      await stage.advance(at + 8 * HOUR - stage.clock.now());
      expect(pageTimes(stage, "Waits for nine")).toEqual([opens]);
      expect(pageTimes(stage, "Over the change")).toEqual([before, next]);
      // Every half hour, in hours as long as they really are.
      const asked = posts(stage, channel, "An update is due").map(({ at: then }) => (then - at) / MINUTE);
      expect(asked.map(Math.round)).toEqual(
        Array.from({ length: 16 }, (_, index) => 30 * (index + 1)).slice(0, asked.length),
      );
      expect(asked.length).toBeGreaterThanOrEqual(15);
    } finally {
      await stage.stop();
    }
  });

  it("business time goes by the clock on the wall", async () => {
    const stage = await openClockwork(`${eve}:00Z`, PROFILE);
    try {
      const channel = await declared(stage, "Over the weekend", "S4");
      const slow = await declared(stage, "Until tomorrow", "S3");
      await stage.advance(Date.parse(`${nextDayEnds}:00Z`) + MINUTE - stage.clock.now());
      const told = posts(stage, channel, "the response target of S4");
      const [first, second, , last] = utc(told);
      expect([first, second, last]).toEqual([half, threeQuarters, due]);
      expect(utc(posts(stage, slow, "Missed: the response target of S3"))).toEqual([nextDayEnds]);
    } finally {
      await stage.stop();
    }
  });
});
