import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { card, press } from "../support/hands.ts";
import {
  at,
  declared,
  end,
  expectRang,
  HOUR,
  MINUTE,
  nextLine,
  type Paged,
  pagesOf,
  SECOND,
  shows,
  told,
} from "../support/paging.ts";
import { idOf, openStage, type Stage } from "../support/stage.ts";

/** Rules that no manual under profiles/ has: two people needed, hours, another team, and an edit while a chain runs. */

const FRIDAY_NIGHT = Date.UTC(2026, 10, 20, 22);
const FRIDAY_NOON = Date.UTC(2026, 10, 20, 12);
const MONDAY_NINE = Date.UTC(2026, 10, 23, 9);
const PROFILE = "test/fixtures/profiles/paging.yml";

const begun: Paged[] = [];
let stage: Stage;
afterEach(() => end(...begun.splice(0)));

async function declare(title: string, severity: string): Promise<Paged> {
  const paged = await declared(stage, title, severity);
  begun.push(paged);
  return paged;
}

describe("two people are needed", () => {
  beforeAll(async () => {
    stage = await openStage({ background: true, profile: PROFILE, startAt: FRIDAY_NOON });
  });
  afterAll(() => stage.stop());

  it("one is not enough: it goes on calling, says how many are missing, and rests with the second", async () => {
    const paged = await declare("Both please", "SEV1");
    await at(paged, MINUTE);
    const answer = await stage.incident("ack", { user: "dana", channel: paged.channel });
    expect(answer).toContain(
      "You are 1 of 2 who must have it, so it goes on calling until 1 person more does.",
    );
    await stage.settled();
    expect(card(stage, paged.channel)).toContain("1 of 2 who must have it");
    // The same person twice is still one.
    await stage.incident("ack", { user: "dana", channel: paged.channel });
    await at(paged, 5 * MINUTE);
    expectRang(paged, [
      ["Dana", 0],
      ["Femi", 5 * MINUTE],
    ]);
    stage.pagerduty.acknowledge(pagesOf(paged)[1]?.id ?? "", "femi@example.com");
    const femi = idOf(stage.slack, "femi");
    const acknowledged = () => told(paged, `Acknowledged by <@${femi}>`).length === 1;
    expect(await shows(stage, acknowledged)).toBeLessThanOrEqual(5 * SECOND);
    await at(paged, 12 * MINUTE);
    expect(nextLine(card(stage, paged.channel))).toBe("");
    expect(pagesOf(paged).map(({ status }) => status)).toEqual(["acknowledged", "acknowledged"]);
  });

  it("another team is called beside it: both chains run, and one answer in Slack stops what it may", async () => {
    const paged = await declare("Two teams", "SEV1");
    await stage.incident("page night it is the database", { user: "eva", channel: paged.channel });
    await at(paged, MINUTE);
    expect(told(paged, "it is the database").join("\n")).toContain(`<@${idOf(stage.slack, "eva")}>`);
    expectRang(paged, [
      ["Dana", 0],
      ["Grace", 0],
    ]);
    const again = await stage.incident("page night once more", { user: "eva", channel: paged.channel });
    expect(again).toContain("is being called for INC-2 already");
    await press(stage, "I have it", { user: "grace", channel: paged.channel });
    await at(paged, 2 * MINUTE);
    // Grace's own chain rests; the two people of the other one are not there yet.
    expect(pagesOf(paged).map(({ status }) => status)).toEqual(["triggered", "acknowledged"]);
    await at(paged, 5 * MINUTE);
    expectRang(paged, [
      ["Dana", 0],
      ["Grace", 0],
      ["Femi", 5 * MINUTE],
    ]);
  });

  it("in the hours of the manual the policy is taken as it stands", async () => {
    const paged = await declare("By day", "SEV2");
    expectRang(paged, [["Chidi", 0]]);
  });
});

describe("outside business hours", () => {
  beforeAll(async () => {
    stage = await openStage({ background: true, profile: PROFILE, startAt: FRIDAY_NIGHT });
  });
  afterAll(() => stage.stop());

  it("another policy is called where the manual names one", async () => {
    const paged = await declare("By night", "SEV2");
    await at(paged, MINUTE);
    expectRang(paged, [["Grace", 0]]);
  });

  it("or nobody until the hours begin: said at once, and at that second it begins, over the weekend", async () => {
    const paged = await declare("After the weekend", "SEV3");
    expect(pagesOf(paged)).toEqual([]);
    const waits = nextLine(card(stage, paged.channel));
    expect(waits).toContain("Waits for the manual's hours");
    expect(waits).toContain("2026-11-23 09:00 UTC");
    const monday = MONDAY_NINE - paged.declaredAt;
    await at(paged, monday - 2 * SECOND);
    expect(pagesOf(paged)).toEqual([]);
    await at(paged, monday);
    await at(paged, monday + 10 * MINUTE);
    expectRang(paged, [
      ["Chidi", monday],
      ["Grace", monday + 10 * MINUTE],
    ]);
    expect(monday).toBeGreaterThan(58 * HOUR);
  });
});

describe("the manual is edited while a chain runs", () => {
  beforeAll(async () => {
    stage = await openStage({ background: true, profile: PROFILE, startAt: FRIDAY_NOON });
  });
  afterAll(() => stage.stop());

  it("the running chain stays as it began, and the next one is the new", async () => {
    const before = await declare("Began before", "SEV1");
    await at(before, MINUTE);
    await stage.restart({ profile: "test/fixtures/profiles/paging-edited.yml" });
    const after = await declare("Began after", "SEV1");
    await at(after, 2 * MINUTE);
    await at(before, 5 * MINUTE);
    await at(before, 10 * MINUTE);
    expectRang(before, [
      ["Dana", 0],
      ["Femi", 5 * MINUTE],
      ["Dana", 10 * MINUTE],
    ]);
    expect(nextLine(card(stage, before.channel))).toContain("the team lead (step 2 of 2, round 2 of 2)");
    expectRang(after, [
      ["Chidi", 0],
      ["Grace", 2 * MINUTE],
    ]);
  });
});
