import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  declared,
  HOUR,
  MINUTE,
  moments,
  openClockwork,
  pagesOf,
  posts,
  SECOND,
  seconds,
  talks,
  typed,
  withinOne,
} from "../support/clockwork.ts";
import { press, timeline } from "../support/hands.ts";
import type { Stage } from "../support/stage.ts";

/** Nobody looked at the clock for a while: what fell due meanwhile is done late, once, and said. */

const AWAY = "I was away";

/** What the bot said in a channel since so many messages. */
function since(stage: Stage, channel: string, seen: number): readonly string[] {
  return posts(stage, channel, /./)
    .slice(seen)
    .map(({ text }) => text.split("\n")[0] ?? "");
}

/** Without the signs before them. */
function byWords(one: string, other: string): number {
  const words = (text: string) => text.replace(/^\P{L}+/u, "");
  return words(one).localeCompare(words(other), "en");
}

/** Without what PagerDuty's own levels do meanwhile. */
function own(told: readonly string[]): readonly string[] {
  return told.filter((text) => !text.includes("PagerDuty asks level"));
}

function count(stage: Stage, channel: string): number {
  return posts(stage, channel, /./).length;
}

describe("away", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openClockwork("2026-11-25T08:00:00Z", "profiles/sebenza.yml");
  });
  afterAll(() => stage.stop());

  it("7 minutes: the chain moves one step, late, and that is said once to those whom it concerns", async () => {
    const calling = await declared(stage, "Seven calling", "P1");
    const resting = await declared(stage, "Seven resting", "P3");
    await moments(stage);
    const before = [count(stage, calling), count(stage, resting)] as const;
    await stage.restart({ awayMs: 7 * MINUTE });
    await moments(stage);
    // Which of them stands first is nobody's promise.
    expect(since(stage, calling, before[0]).toSorted(byWords)).toEqual([
      expect.stringMatching(/I was away 7 minutes.*: 1 escalation moved$/),
      expect.stringMatching(
        /Nobody answered, so the next step: page to .*operations engineer.* requested, 2 minutes \d+ seconds late/,
      ),
      expect.stringContaining("Paged *the operations engineer*"),
    ]);
    expect(since(stage, resting, before[1])).toEqual([]);
    expect(pagesOf(stage, "Seven calling")).toHaveLength(2);
    await typed(stage, calling, "resolve done");
  });

  it("20 minutes: of two steps that passed one is made up for, of the promises the greatest is told", async () => {
    const channel = await declared(stage, "Twenty calling", "P1");
    await moments(stage);
    const seen = count(stage, channel);
    await stage.restart({ awayMs: 20 * MINUTE });
    await moments(stage);
    const told = since(stage, channel, seen);
    expect(told.filter((text) => text.includes("page to"))).toHaveLength(1);
    expect(told.filter((text) => text.includes("the response target"))).toEqual([
      expect.stringMatching(/Missed: the response target of P1 .*; told 5 minutes \d+ seconds late/),
    ]);
    expect(told.filter((text) => text.includes("Nobody is *Incident commander* yet"))).toHaveLength(1);
    expect(told.filter((text) => text.includes(AWAY))).toEqual([
      expect.stringMatching(/I was away 20 minutes.*: 1 escalation moved, 2 reminders sent late$/),
    ]);
    expect(pagesOf(stage, "Twenty calling")).toHaveLength(2);
    // The next step has its whole time-out from now.
    await stage.advance(9 * MINUTE);
    expect(pagesOf(stage, "Twenty calling")).toHaveLength(2);
    await stage.advance(2 * MINUTE);
    expect(pagesOf(stage, "Twenty calling")).toHaveLength(3);
    await typed(stage, channel, "resolve done");
  });

  it("90 minutes: one update is asked for, an acknowledgement is reminded of in full, and the rhythm stays", async () => {
    const channel = await declared(stage, "Ninety at work", "P1");
    const since0 = stage.clock.now();
    await typed(stage, channel, "ack");
    await typed(stage, channel, "take incident-commander");
    await moments(stage);
    const seen = count(stage, channel);
    await stage.restart({ awayMs: 90 * MINUTE });
    await moments(stage);
    const told = since(stage, channel, seen);
    expect(told.filter((text) => text.includes("An update is due"))).toHaveLength(1);
    expect(told.filter((text) => text.includes("till on it?"))).toHaveLength(1);
    expect(told.filter((text) => text.includes(AWAY))).toEqual([
      expect.stringMatching(/I was away 1 hour 30 minutes: \d reminders sent late$/),
    ]);
    // Nobody is called before they had the time to say a word.
    expect(pagesOf(stage, "Ninety at work")).toHaveLength(1);
    await press(stage, "Still on it", { channel });
    await stage.advance(15 * MINUTE);
    await talks(stage, channel, "amara", "the new pool is filling");
    const asked = count(stage, channel);
    await stage.advance(since0 + 2 * HOUR + 10 * SECOND - stage.clock.now());
    // At 120 minutes, by the rhythm that the declaration began.
    const again = posts(stage, channel, /./)
      .slice(asked)
      .filter(({ text }) => text.includes("An update is due"));
    expect(withinOne(seconds(again, since0), [7_200])).toEqual([7_200]);
    expect(pagesOf(stage, "Ninety at work")).toHaveLength(1);
    await typed(stage, channel, "resolve done");
  });

  it("twice: what was made up for is not made up for again", async () => {
    const channel = await declared(stage, "Twice away", "P1");
    await moments(stage);
    await stage.restart({ awayMs: 7 * MINUTE });
    await moments(stage);
    const seen = count(stage, channel);
    await stage.restart();
    await moments(stage);
    expect(own(since(stage, channel, seen))).toEqual([]);
    // Ten minutes after the declaration somebody in charge is missed, and nothing else is due.
    await stage.restart({ awayMs: 3 * MINUTE });
    await moments(stage);
    const told = own(since(stage, channel, seen));
    expect(told.filter((text) => !text.includes("50% of the response target")).toSorted(byWords)).toEqual([
      expect.stringMatching(/I was away 3 minutes: \d reminders? sent late$/),
      expect.stringContaining("Nobody is *Incident commander* yet"),
    ]);
    expect(pagesOf(stage, "Twice away")).toHaveLength(2);
    await typed(stage, channel, "resolve done");
  });

  it("less than a minute: late by seconds is nothing to speak of", async () => {
    const channel = await declared(stage, "Short away", "P1");
    await stage.advance(4 * MINUTE + 30 * SECOND);
    const seen = count(stage, channel);
    await stage.restart({ awayMs: 50 * SECOND });
    await moments(stage);
    const told = since(stage, channel, seen);
    expect(told[0]).toMatch(/Nobody answered, so the next step: page to .* requested$/);
    expect(told.join("\n")).not.toContain(AWAY);
    await typed(stage, channel, "resolve done");
  });

  it("keeps what was asked of it just before, and the record says that it was late", async () => {
    const channel = await declared(stage, "Asked before", "P1");
    await typed(stage, channel, "hold 10m Ben is on his way");
    await stage.restart({ awayMs: 12 * MINUTE });
    await moments(stage);
    const record = await timeline(stage, channel);
    expect(record).toContain("Ben is on his way");
    expect(record).toMatch(/page to \*the operations engineer\* requested, \d+ minutes? .*late/);
    expect(record).toMatch(/I was away 12 minutes/);
    expect(pagesOf(stage, "Asked before")).toHaveLength(2);
  });
});
