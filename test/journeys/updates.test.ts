import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  declared,
  HOUR,
  MINUTE,
  openClockwork,
  posts,
  SECOND,
  seconds,
  talks,
  typed,
  withinOne,
} from "../support/clockwork.ts";
import { card, fillIn, press, seenBy, toldDirectly } from "../support/hands.ts";
import type { Stage } from "../support/stage.ts";

/** The rhythm of updates, what is missed in an incident, and signs of life. */

const ASKED = "An update is due";

let stage: Stage;
beforeAll(async () => {
  stage = await openClockwork("2026-11-25T08:00:00Z", "profiles/sebenza.yml");
});
afterAll(() => stage.stop());

/** Minutes after `since` at which the words stood in the channel. */
function minutes(channel: string, words: string | RegExp, since: number, expected: readonly number[]) {
  const wanted = expected.map((each) => each * 60);
  return withinOne(seconds(posts(stage, channel, words), since), wanted).map((second) => second / 60);
}

describe("updates of a P1, every 30 minutes", () => {
  it("are asked for when they are due, with a button that gives one, which begins the rhythm anew", async () => {
    const since = stage.clock.now();
    const channel = await declared(stage, "Asked for", "P1");
    await typed(stage, channel, "ack");
    await stage.advance(31 * MINUTE);
    expect(minutes(channel, ASKED, since, [30])).toEqual([30]);
    await press(stage, "Post an update", { channel, of: ASKED });
    await fillIn(stage, "amara", { message: "the pool is being enlarged" });
    await stage.settled();
    const posted = stage.clock.now();
    expect(posts(stage, channel, "the pool is being enlarged").length).toBeGreaterThan(0);
    await stage.advance(31 * MINUTE);
    const expected = [30, (posted - since) / MINUTE + 30];
    expect(minutes(channel, ASKED, since, expected)).toEqual(expected);
    for (const { text } of posts(stage, channel, ASKED)) expect(text).not.toMatch(/<[@!](?!date)/);
    await typed(stage, channel, "resolve done");
  });

  it("can be put off once, which does not move the rhythm", async () => {
    const since = stage.clock.now();
    const channel = await declared(stage, "Put off", "P1");
    await typed(stage, channel, "ack");
    await stage.advance(30 * MINUTE + SECOND);
    await press(stage, "In 10 minutes", { channel, of: ASKED });
    await stage.settled();
    const again = (stage.clock.now() - since) / MINUTE + 10;
    expect(await typed(stage, channel, "snooze")).toMatch(/once|already/i);
    await stage.advance(31 * MINUTE);
    expect(minutes(channel, ASKED, since, [30, again, 60])).toEqual([30, again, 60]);
    await typed(stage, channel, "resolve done");
  });

  it("come when the last one promised the next, and then by the rhythm", async () => {
    const since = stage.clock.now();
    const channel = await declared(stage, "Promised", "P1");
    await typed(stage, channel, "ack");
    await stage.advance(10 * MINUTE);
    await typed(stage, channel, "update we look at the pool --next 20m");
    const posted = (stage.clock.now() - since) / MINUTE;
    await talks(stage, channel, "amara", "still looking");
    await stage.advance(21 * MINUTE);
    await talks(stage, channel, "amara", "still looking");
    await stage.advance(30 * MINUTE);
    const expected = [posted + 20, posted + 50];
    expect(minutes(channel, ASKED, since, expected)).toEqual(expected);
    expect(await typed(stage, channel, "next")).toMatch(/Next update: .*\*was due\*.*every 30 minutes/);
    await typed(stage, channel, "resolve done");
    await stage.advance(HOUR);
    expect(posts(stage, channel, ASKED)).toHaveLength(2);
  });
});

describe("what is missed", () => {
  it("is somebody in charge, after 10 minutes and once", async () => {
    const since = stage.clock.now();
    const channel = await declared(stage, "Nobody leads", "P2");
    await typed(stage, channel, "ack");
    await stage.advance(25 * MINUTE);
    expect(minutes(channel, "Nobody is *Incident commander* yet", since, [10])).toEqual([10]);
    await typed(stage, channel, "resolve done");
  });

  it("is nothing where somebody took the lead, or where nobody is woken", async () => {
    const led = await declared(stage, "Somebody leads", "P1");
    await typed(stage, led, "take incident-commander");
    const small = await declared(stage, "Small thing", "P3");
    await stage.advance(15 * MINUTE);
    expect([
      ...posts(stage, led, "Incident commander* yet"),
      ...posts(stage, small, "yet: who takes it"),
    ]).toEqual([]);
    await typed(stage, led, "resolve done");
    await typed(stage, small, "resolve done");
  });

  it("is the severity, when nobody chose it", async () => {
    const since = stage.clock.now();
    await stage.incident("declare Unrated");
    await stage.settled();
    const channel = stage.slack.channels().find(({ name }) => name.endsWith("unrated"))?.name ?? "";
    await stage.advance(25 * MINUTE);
    const words = "Nobody has chosen the severity, so the manual's *P3* stands";
    expect(minutes(channel, words, since, [10])).toEqual([10]);
    await press(stage, "Change severity", { channel, of: words });
    await fillIn(stage, "amara", { severity: "P4" });
    await stage.settled();
    expect(card(stage, channel)).toContain("P4");
    await typed(stage, channel, "resolve done");
  });

  it("is a word, an hour after the last one; talk is one", async () => {
    const since = stage.clock.now();
    const channel = await declared(stage, "Gone quiet", "P2");
    await typed(stage, channel, "take incident-commander");
    await typed(stage, channel, "ack");
    await typed(stage, channel, "status monitoring a fix is out");
    await stage.advance(40 * MINUTE);
    await talks(stage, channel, "amara", "looks fine so far");
    const spoke = (stage.clock.now() - since) / MINUTE;
    await stage.advance(2 * HOUR);
    expect(minutes(channel, "It has gone quiet here", since, [spoke + 60])).toEqual([spoke + 60]);
    expect(toldDirectly(stage, "ben").join("\n")).not.toContain("gone quiet");
    await typed(stage, channel, "resolve done");
  });

  it("is a word of whoever acknowledged: talk keeps the acknowledgement, silence does not", async () => {
    const channel = await declared(stage, "Silent hands", "P1");
    await typed(stage, channel, "ack");
    await stage.advance(26 * MINUTE);
    expect(posts(stage, channel, "till on it?")).toHaveLength(1);
    await talks(stage, channel, "amara", "yes, restarting the pool");
    await stage.advance(20 * MINUTE);
    expect(posts(stage, channel, "counts no more")).toHaveLength(0);
    await stage.advance(11 * MINUTE);
    expect(posts(stage, channel, /No sign of life for .*counts no more/)).toHaveLength(1);
    expect(seenBy(stage, "ben", channel).join("\n")).toContain("No sign of life");
    await typed(stage, channel, "resolve done");
  });
});
