import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { card, press } from "../support/hands.ts";
import {
  at,
  declared,
  end,
  expectRang,
  MINUTE,
  nextLine,
  openPaging,
  type Paged,
  pagesOf,
  SECOND,
  shouts,
  shows,
  told,
} from "../support/paging.ts";
import { eventually, idOf, type Stage, stored } from "../support/stage.ts";

/** On-call → team lead → engineering manager → CTO, four minutes each; an answer is promised within fifteen. */

let stage: Stage;
beforeAll(async () => {
  stage = await openPaging("eventchain");
});
const begun: Paged[] = [];
afterEach(() => end(...begun.splice(0)));
afterAll(() => stage.stop());

async function declare(title: string, severity: string): Promise<Paged> {
  const paged = await declared(stage, title, severity);
  begun.push(paged);
  return paged;
}

describe("nobody answers a P0", () => {
  it("calls everybody at their second, three times over, shows who is next, and then shouts", async () => {
    const paged = await declare("Nobody comes", "P0");
    expect(nextLine(card(stage, paged.channel))).toMatch(/the team lead \(step 2 of 4, round 1 of 3\)$/);
    // The response that was due after 15 minutes moves the chain before the CTO's four minutes are over.
    const steps: readonly (readonly [minute: number, next: string, said: string])[] = [
      [4, "the engineering manager (step 3 of 4, round 1 of 3)", "so the next step: page to *the team lead*"],
      [8, "the CTO (step 4 of 4, round 1 of 3)", "so the next step: page to *the engineering manager*"],
      [12, "eventchain-on-call (step 1 of 4, round 2 of 3)", "so the next step: page to *the CTO*"],
      [15, "the team lead (step 2 of 4, round 2 of 3)", "response target is missed, so round 2 begins"],
      [19, "the engineering manager (step 3 of 4, round 2 of 3)", "page to *the team lead*"],
      [23, "the CTO (step 4 of 4, round 2 of 3)", "page to *the engineering manager*"],
      [27, "eventchain-on-call (step 1 of 4, round 3 of 3)", "page to *the CTO*"],
      [31, "the team lead (step 2 of 4, round 3 of 3)", "round 3 begins: page to *eventchain-on-call*"],
      [35, "the engineering manager (step 3 of 4, round 3 of 3)", "page to *the team lead*"],
      [39, "the CTO (step 4 of 4, round 3 of 3)", "page to *the engineering manager*"],
      [43, "nobody is left to call, so everybody is told", "page to *the CTO*"],
    ];
    for (const [minute, next, said] of steps) {
      await at(paged, minute * MINUTE);
      expect([minute, nextLine(card(stage, paged.channel))]).toEqual([minute, expect.stringContaining(next)]);
      expect([minute, ...told(paged, "requested").slice(-1)]).toEqual([
        minute,
        expect.stringContaining(said),
      ]);
    }
    expect(shouts(stage, paged.title)).toEqual([]);
    await at(paged, 47 * MINUTE);
    const [shout, ...more] = shouts(stage, paged.title);
    expect(more).toEqual([]);
    expect(shout).toContain("Nobody answered: the escalation *Immediate chain*, 3 rounds, is at its end");
    expect(shout).toContain("I have it");
    expect(told(paged, "<!channel>")).toHaveLength(1);
    expect(card(stage, paged.channel)).toContain("*Nobody answered:* the escalation Immediate chain");
    expectRang(
      paged,
      ["Dana", "Femi", "Grace", "Hugo"]
        .flatMap((who, index) => [0, 15, 31].map((from) => [who, (from + 4 * index) * MINUTE] as const))
        .sort((a, b) => a[1] - b[1]),
    );
  });

  it("calls nobody more after the shout, and an answer then still stops the telephones", async () => {
    const paged: Paged = await declare("Late answer", "P0");
    for (const minute of [4, 8, 12, 15, 19, 23, 27, 31, 35, 39, 43, 47, 60]) await at(paged, minute * MINUTE);
    expect(pagesOf(paged)).toHaveLength(12);
    await press(stage, "I have it", { user: "femi", channel: "incidents", of: paged.title });
    await stage.settled();
    expect(pagesOf(paged).map(({ status }) => status)).toEqual(Array(12).fill("acknowledged"));
    expect(card(stage, paged.channel)).not.toContain("Nobody answered");
  });
});

describe("somebody answers", () => {
  /** By the time the team lead is called as well. */
  async function atTheTeamLead(title: string): Promise<Paged> {
    const paged = await declare(title, "P0");
    await at(paged, 4 * MINUTE + 30 * SECOND);
    expect(pagesOf(paged)).toHaveLength(2);
    return paged;
  }

  it.each<[string, (paged: Paged) => Promise<unknown>]>([
    ["by the button", ({ channel }) => press(stage, "I have it", { user: "femi", channel })],
    ["by /incident ack", ({ channel }) => stage.incident("ack", { user: "femi", channel })],
    [
      "on their telephone",
      async (paged) => stage.pagerduty.acknowledge(pagesOf(paged)[1]?.id ?? "", "femi@example.com"),
    ],
  ])("%s: nobody else is called, and everywhere shows who has it", async (how, answer) => {
    const paged = await atTheTeamLead(`Answered ${how.replace("/", "")}`);
    await answer(paged);
    const femi = `<@${idOf(stage.slack, "femi")}>`;
    const took = await shows(stage, () => told(paged, `Acknowledged by ${femi}`).length === 1);
    expect(took).toBeLessThanOrEqual(5 * SECOND);
    const shown = card(stage, paged.channel);
    expect(nextLine(shown)).toBe("");
    expect(shown).toContain(`acknowledged by ${femi}`);
    expect(shown).not.toContain("Sooner");
    expect(pagesOf(paged).map(({ status }) => status)).toEqual(["acknowledged", "acknowledged"]);
    await at(paged, 29 * MINUTE);
    expectRang(paged, [
      ["Dana", 0],
      ["Femi", 4 * MINUTE],
    ]);
    expect(shouts(stage, paged.title)).toEqual([]);
  });

  it("and resolves it: PagerDuty's are closed, and no clock moves anything any more", async () => {
    const paged = await atTheTeamLead("Over soon");
    await stage.incident("resolve It was the cache", { user: "femi", channel: paged.channel });
    await at(paged, 60 * MINUTE);
    expect(pagesOf(paged).map(({ status }) => status)).toEqual(["resolved", "resolved"]);
    expectRang(paged, [
      ["Dana", 0],
      ["Femi", 4 * MINUTE],
    ]);
    expect(told(paged, "Nobody answered, so")).toHaveLength(1);
  });
});

describe("somebody answered and is silent", () => {
  it("is reminded five minutes before, and then the chain begins again, once", async () => {
    const paged = await declare("Fell asleep", "P0");
    await at(paged, MINUTE);
    await press(stage, "I have it", { user: "dana", channel: paged.channel });
    // The card is up to date a moment after the press.
    const pressed = (await stored(stage, paged.channel)).lastSignAt - paged.declaredAt;
    await at(paged, pressed + 25 * MINUTE - 3 * SECOND);
    expect(told(paged, "till on it?")).toEqual([]);
    await at(paged, pressed + 25 * MINUTE + 2 * SECOND);
    expect(told(paged, "till on it?")).toEqual([
      expect.stringContaining(`<@${idOf(stage.slack, "dana")}>, still on it? Nothing was said for a while`),
    ]);
    await at(paged, pressed + 30 * MINUTE + 2 * SECOND);
    expect(told(paged, "No sign of life for 30 min")).toHaveLength(1);
    await at(paged, pressed + 34 * MINUTE + 2 * SECOND);
    expectRang(paged, [
      ["Dana", 0],
      ["Dana", pressed + 30 * MINUTE],
      ["Femi", pressed + 34 * MINUTE],
    ]);
    expect(pagesOf(paged).map(({ status }) => status)).toEqual(["acknowledged", "triggered", "triggered"]);
  });

  it("a word, or Still on it, is enough to keep it", async () => {
    const paged = await declare("Only busy", "P0");
    const dana = idOf(stage.slack, "dana");
    await at(paged, MINUTE);
    await press(stage, "I have it", { user: "dana", channel: paged.channel });
    await at(paged, 27 * MINUTE);
    const channel = stage.slack.channel(paged.channel)?.id ?? "";
    const { lastSignAt } = await stored(stage, paged.channel);
    await stage.slack.say({ user: dana, channel, text: "restoring the replica" });
    const heard = async () => (await stored(stage, paged.channel)).lastSignAt > lastSignAt;
    await eventually(heard, "the word to be heard");
    await stage.settled();
    const spoken = (await stored(stage, paged.channel)).lastSignAt - paged.declaredAt;
    await at(paged, spoken + 24 * MINUTE);
    expect(told(paged, "till on it?")).toHaveLength(1);
    await at(paged, spoken + 25 * MINUTE + 2 * SECOND);
    expect(told(paged, "till on it?")).toHaveLength(2);
    await press(stage, "Still on it", { user: "dana", channel: paged.channel });
    await at(paged, 75 * MINUTE);
    expect(told(paged, "No sign of life")).toEqual([]);
    expectRang(paged, [["Dana", 0]]);
  });
});
