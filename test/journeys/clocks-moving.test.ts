import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  declared,
  HOUR,
  MINUTE,
  openClockwork,
  pagesOf,
  posts,
  seconds,
  typed,
  withinOne,
} from "../support/clockwork.ts";
import { card, fillIn, press, seenBy } from "../support/hands.ts";
import type { Stage } from "../support/stage.ts";

/** Promises under changes of severity, pauses and missed targets, and what the review says of them. */

const NOTICE = /% of the (response|resolution) target|Missed: the (response|resolution) target/;

function notices(stage: Stage, channel: string): readonly string[] {
  return posts(stage, channel, NOTICE).map(
    ({ text }) => /(\d+%|Missed).*? target of \w+/.exec(text)?.[0] ?? text,
  );
}

/** The post-mortem draft, as a person reads it. */
async function review(stage: Stage, channel: string): Promise<string> {
  await typed(stage, channel, "postmortem");
  return (
    stage
      .messages(channel)
      .flatMap(({ files }) => files)
      .at(-1)?.content ?? ""
  );
}

describe("promises of sebenza", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openClockwork("2026-11-25T08:00:00Z", "profiles/sebenza.yml");
  });
  afterAll(() => stage.stop());

  it("keeps both targets on the record when the severity changes, and tells of several at once only the greatest", async () => {
    const channel = await declared(stage, "Getting worse", "P2");
    const since = stage.clock.now();
    await stage.advance(12 * MINUTE);
    expect(notices(stage, channel)).toEqual([]);
    await typed(stage, channel, "severity P1 everybody is affected");
    await stage.advance(10 * MINUTE);
    expect(notices(stage, channel)).toEqual([
      "75% of the response target of P1",
      "90% of the response target of P1",
      "Missed: the response target of P1",
    ]);
    const told = seconds(posts(stage, channel, NOTICE), since);
    expect(withinOne(told, [720, 810, 900])).toEqual([720, 810, 900]);
    await typed(stage, channel, "ack");
    await typed(stage, channel, "resolve capacity added");
    const draft = await review(stage, channel);
    expect(draft).toMatch(/Response target of P2: .*P1/);
    expect(draft).toMatch(/Resolution target of P2: .*P1/);
    expect(draft).toMatch(/Response target: missed by 7 minutes/);
    expect(draft).toMatch(/Resolution target: kept/);
  });

  it("brings in the next level of the chain at 75 % of the resolution target, and once", async () => {
    const channel = await declared(stage, "Long work", "P1");
    const since = stage.clock.now();
    await typed(stage, channel, "ack");
    await typed(stage, channel, "status monitoring a fix is out");
    await stage.advance(2 * HOUR + 59 * MINUTE);
    expect(pagesOf(stage, "Long work")).toHaveLength(1);
    await stage.advance(2 * MINUTE);
    const pages = pagesOf(stage, "Long work");
    expect(pages).toHaveLength(2);
    expect(
      seconds(
        pages.map(({ createdAt }) => ({ at: createdAt })),
        since,
      ),
    ).toEqual([0, 3 * 3_600]);
    const told = posts(stage, channel, "three quarters of the resolution target");
    expect(told).toHaveLength(1);
    expect(posts(stage, channel, /📟 Paged \*the operations engineer/)).toHaveLength(1);
    await typed(stage, channel, "ack", "ben");
    await stage.advance(40 * MINUTE);
    expect(pagesOf(stage, "Long work")).toHaveLength(2);
    expect(notices(stage, channel).at(-1)).toBe("90% of the resolution target of P1");
    await typed(stage, channel, "resolve done");
  });

  it("rests with a reason and goes on with what was left", async () => {
    const channel = await declared(stage, "Waiting for a vendor", "P3");
    const since = stage.clock.now();
    await stage.advance(30 * MINUTE);
    await typed(stage, channel, "next");
    expect(seenBy(stage, "amara", channel).at(-1)).toMatch(
      /Response: by .*in 1 hour 30 minutes .*25% has passed/,
    );
    await press(stage, "Pause the clocks", { channel });
    await fillIn(stage, "amara", { why: "the vendor answers tomorrow" });
    await stage.settled();
    expect(posts(stage, channel, /Clocks paused by .*the vendor answers tomorrow/)).toHaveLength(1);
    expect(card(stage, channel)).toMatch(/Clocks paused .*the vendor answers tomorrow/);
    await stage.advance(3 * HOUR);
    expect(notices(stage, channel)).toEqual([]);
    expect(await typed(stage, channel, "next")).toMatch(/Response: paused at 25%/);
    expect(await typed(stage, channel, "pause twice")).toMatch("rest already");
    await typed(stage, channel, "resume");
    expect(posts(stage, channel, /Clocks resumed by .* after 3 hours; response is now due/)).toHaveLength(1);
    expect(card(stage, channel)).not.toContain("Clocks paused");
    await stage.advance(2 * HOUR);
    expect(notices(stage, channel)).toEqual(
      [50, 75, 90]
        .map((share) => `${share}% of the response target of P3`)
        .concat("Missed: the response target of P3"),
    );
    expect(seconds(posts(stage, channel, NOTICE), since)).toEqual(
      [4, 4.5, 4.8, 5].map((hours) => hours * 3_600),
    );
    await typed(stage, channel, "resolve the vendor answered");
    const draft = await review(stage, channel);
    expect(draft).toContain("the vendor answers tomorrow");
  });

  it("shows on the card and in next what is promised, and missed", async () => {
    const channel = await declared(stage, "Nobody looks", "P3");
    expect(card(stage, channel)).toMatch(/Respond by .*Resolve by/);
    await stage.advance(2 * HOUR + MINUTE);
    expect(card(stage, channel)).toContain("Respond target missed");
    expect(await typed(stage, channel, "next")).toMatch(/Response: ⏰ \*was due\*.*1 minute ago/);
    await typed(stage, channel, "ack");
    expect(await typed(stage, channel, "next")).toContain("Response: missed by 1 minute");
    await typed(stage, channel, "resolve done");
  });

  it("needs a reason to rest, and an incident that rests to go on", async () => {
    const channel = await declared(stage, "Nothing to rest", "P3");
    await typed(stage, channel, "pause");
    expect(card(stage, channel)).not.toContain("Clocks paused");
    expect(await typed(stage, channel, "resume")).toMatch(/not paused|do not rest|are running/i);
    await typed(stage, channel, "resolve done");
  });
});

describe("a missed response", () => {
  it("moves eventchain's chain at once instead of with its next time-out", async () => {
    const stage = await openClockwork("2026-11-25T08:00:00Z", "profiles/eventchain.yml");
    try {
      const channel = await declared(stage, "All is down", "P0");
      const since = stage.clock.now();
      await stage.advance(20 * MINUTE);
      const pages = pagesOf(stage, "All is down").map(({ createdAt }) => ({ at: createdAt }));
      // Four levels, four minutes each; the second round begins when the response is missed, a minute early.
      expect(seconds(pages, since)).toEqual([0, 4, 8, 12, 15, 19].map((minutes) => minutes * 60));
      const words = "The response target is missed, so round 2 begins: page to *eventchain-on-call*";
      expect(posts(stage, channel, words)).toHaveLength(1);
    } finally {
      await stage.stop();
    }
  });
});
