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
import { idOf, type Stage } from "../support/stage.ts";

/** Critical reaches whoever is on call by the schedule, and then the VP Engineering and the CTO, both at once. */

let stage: Stage;
let onCall: string;
beforeAll(async () => {
  stage = await openPaging("inventory");
  const [first] = stage.pagerduty.onCall({ policy: "inventory-on-call", level: 1 });
  onCall = stage.pagerduty.people().find(({ id }) => id === first)?.name ?? "";
});
const begun: Paged[] = [];
afterEach(() => end(...begun.splice(0)));
afterAll(() => stage.stop());

async function declare(title: string, severity: string): Promise<Paged> {
  const paged = await declared(stage, title, severity);
  begun.push(paged);
  return paged;
}

describe("Critical", () => {
  it("reaches VP Engineering and CTO at the fifth minute, and a missed response moves it one step, not two", async () => {
    const paged = await declare("Everything down", "Critical");
    expect(nextLine(card(stage, paged.channel))).toContain(
      "vp-engineering-and-cto (step 2 of 2, round 1 of 3)",
    );
    await at(paged, 5 * MINUTE - 2 * SECOND);
    expectRang(paged, [[onCall, 0]]);
    for (const minute of [5, 10]) await at(paged, minute * MINUTE);
    // Due at the same second: the step's own time, and the response that nobody gave.
    for (const minute of [15, 20, 25]) await at(paged, minute * MINUTE);
    expect(shouts(stage, paged.title)).toEqual([]);
    await at(paged, 30 * MINUTE);
    expect(shouts(stage, paged.title)).toHaveLength(1);
    const both = (minute: number) =>
      ["Hugo", "Ines"].map((who): readonly [string, number] => [who, minute * MINUTE]);
    expectRang(paged, [
      [onCall, 0],
      ...both(5),
      [onCall, 10 * MINUTE],
      ...both(15),
      [onCall, 20 * MINUTE],
      ...both(25),
    ]);
    const members = stage.slack.channel(paged.channel)?.members ?? [];
    expect(members).toEqual(expect.arrayContaining([idOf(stage.slack, "ines"), idOf(stage.slack, "hugo")]));
  });

  it("one of the two is enough: the other's telephone is told to stop", async () => {
    const paged = await declare("One of two", "Critical");
    await at(paged, 5 * MINUTE);
    const [, both] = pagesOf(paged);
    stage.pagerduty.acknowledge(both?.id ?? "", "ines@example.com");
    const ines = idOf(stage.slack, "ines");
    const seen = () => told(paged, `Acknowledged by <@${ines}> in PagerDuty`).length === 1;
    expect(await shows(stage, seen)).toBeLessThanOrEqual(5 * SECOND);
    expect(card(stage, paged.channel)).toContain(`acknowledged by <@${ines}>`);
    expect(pagesOf(paged).map(({ status }) => status)).toEqual(["acknowledged", "acknowledged"]);
    await at(paged, 14 * MINUTE);
    expect(pagesOf(paged)).toHaveLength(2);
  });

  it("is fetched at once when whoever has it asks for more: the next level, beside who has it", async () => {
    const paged = await declare("More hands", "Critical");
    await press(stage, "I have it", { user: onCall.toLowerCase(), channel: paged.channel });
    await stage.settled();
    const answer = await stage.incident("escalate we cannot decide this", {
      user: onCall.toLowerCase(),
      channel: paged.channel,
    });
    expect(answer).toContain("The next step of INC-3 begins now");
    await stage.settled();
    await at(paged, MINUTE);
    expect(told(paged, "we cannot decide this").join("\n")).toContain("more help was asked for");
    expect(pagesOf(paged).map(({ status }) => status)).toEqual(["acknowledged", "triggered"]);
  });
});

describe("what is less than Critical", () => {
  it("High calls the engineering lead after twenty minutes, and neither VP nor CTO ever", async () => {
    const paged = await declare("Half of it", "High");
    for (const minute of [20, 40, 60, 80]) await at(paged, minute * MINUTE);
    expectRang(paged, [
      [onCall, 0],
      ["Femi", 20 * MINUTE],
      [onCall, 40 * MINUTE],
      ["Femi", 60 * MINUTE],
    ]);
    expect(shouts(stage, paged.title)).toHaveLength(1);
  });

  it.each(["Medium", "Low"])("%s wakes nobody", async (severity) => {
    const paged = await declare(`Only ${severity}`, severity);
    await at(paged, 3 * 60 * MINUTE);
    expect(pagesOf(paged)).toEqual([]);
    expect(nextLine(card(stage, paged.channel))).toBe("");
  });
});
