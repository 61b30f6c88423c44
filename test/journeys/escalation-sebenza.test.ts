import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { card, fillIn, press } from "../support/hands.ts";
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
  told,
} from "../support/paging.ts";
import { idOf, type Stage } from "../support/stage.ts";

/** On-call 5 min → operations engineer 10 min → incident commander 15 min, three rounds; and what people do to it. */

let stage: Stage;
const begun: Paged[] = [];
beforeAll(async () => {
  stage = await openPaging("sebenza");
  // Whoever runs the chain, only one of the two does: PagerDuty's own further levels call nobody here.
  for (const level of [2, 3]) stage.pagerduty.setOnCall({ policy: "on-call", level, people: [] });
});
afterEach(async () => {
  await end(...begun.splice(0));
  stage.pagerduty.setOnCall({ policy: "on-call", level: 1, people: ["amara@example.com"] });
});
afterAll(() => stage.stop());

async function declare(title: string, severity = "P1"): Promise<Paged> {
  const paged = await declared(stage, title, severity);
  begun.push(paged);
  return paged;
}

const OPERATORS = (ms: number): readonly (readonly [string, number])[] => [
  ["Amara", ms],
  ["Ben", ms],
];

describe("nobody answers a P1", () => {
  it("calls on-call, the operators and whoever leads, each at their second", async () => {
    const paged = await declare("Nobody comes");
    expect(nextLine(card(stage, paged.channel))).toContain(
      "the operations engineer (step 2 of 3, round 1 of 3)",
    );
    // The missed response falls on the third step's own time, and is one step with it.
    for (const minute of [5, 15, 30]) await at(paged, minute * MINUTE);
    expectRang(paged, [
      ["Amara", 0],
      ...OPERATORS(5 * MINUTE),
      ...OPERATORS(15 * MINUTE),
      ["Amara", 30 * MINUTE],
    ]);
    expect(told(paged, "round 2 begins: page to *on-call*")).toHaveLength(1);
  });

  it("calls whoever holds the role by then, rather than everybody who may", async () => {
    const paged = await declare("Role is held");
    await stage.incident("role operations-engineer @chidi", {
      user: "eva",
      channel: paged.channel,
    });
    await at(paged, 5 * MINUTE);
    expectRang(paged, [
      ["Amara", 0],
      ["Chidi", 5 * MINUTE],
    ]);
  });
});

describe("Sooner and Hold", () => {
  it("Sooner calls the next step now, and the one after it counts from there", async () => {
    const paged = await declare("Too slow");
    await at(paged, MINUTE);
    await press(stage, "Sooner", { user: "eva", channel: paged.channel });
    await at(paged, 2 * MINUTE);
    expect(told(paged, "Sooner, as asked: page to *the operations engineer*")).toHaveLength(1);
    await at(paged, 11 * MINUTE - 2 * SECOND);
    expectRang(paged, [["Amara", 0], ...OPERATORS(MINUTE)]);
    await at(paged, 11 * MINUTE);
    expectRang(paged, [["Amara", 0], ...OPERATORS(MINUTE), ...OPERATORS(11 * MINUTE)]);
  });

  it("Hold calls nobody more until its end, says who and why, and then goes on", async () => {
    const paged = await declare("Give me time");
    await at(paged, MINUTE);
    await press(stage, "Hold", { user: "eva", channel: paged.channel });
    await fillIn(stage, "eva", { minutes: "10", why: "Amara is on the phone" });
    await stage.settled();
    const shown = card(stage, paged.channel);
    expect(shown).toContain(`by <@${idOf(stage.slack, "eva")}>: Amara is on the phone`);
    expect(shown).toContain("Held until");
    expect(told(paged, "⏸ Escalation *Engineers* held until")).toHaveLength(1);
    await at(paged, 11 * MINUTE - 2 * SECOND);
    expectRang(paged, [["Amara", 0]]);
    await at(paged, 11 * MINUTE);
    expectRang(paged, [["Amara", 0], ...OPERATORS(11 * MINUTE)]);
    expect(card(stage, paged.channel)).not.toContain("Held until");
  });

  it("Hold is also typed, needs a reason, and lasts an hour at most", async () => {
    const paged = await declare("Typed hold");
    const type = (text: string) => stage.incident(text, { user: "eva", channel: paged.channel });
    expect(await type("hold 10m")).toContain("why nobody more is to be called");
    expect(await type("hold 2h we are slow")).toContain("A hold lasts 1 hour at most");
    await at(paged, 4 * MINUTE);
    expect(await type("hold 10m on the phone")).toContain("Nobody more is called for");
    await at(paged, 13 * MINUTE);
    expect(pagesOf(paged)).toHaveLength(1);
    await at(paged, 14 * MINUTE);
    expect(pagesOf(paged)).toHaveLength(2);
  });
});

describe("nobody is on call on the first step", () => {
  it("is said, and the next step is called in the same second", async () => {
    stage.pagerduty.setOnCall({ policy: "on-call", level: 1, people: [] });
    const paged = await declare("Empty rota");
    await at(paged, 3 * SECOND);
    // Said although the channel was still being made when it happened.
    expect(told(paged, "Step skipped, *on-call* cannot be reached")).toEqual([
      expect.stringContaining("Nobody is on call"),
    ]);
    expect(told(paged, "Nobody could be reached there, so the next step at once")).toHaveLength(1);
    expectRang(paged, OPERATORS(0));
    expect(nextLine(card(stage, paged.channel))).toContain(
      "the incident commander (step 3 of 3, round 1 of 3)",
    );
  });
});

describe("the severity rises", () => {
  it("pages by then, once, and not again when it goes down and up", async () => {
    const paged = await declare("Up and down", "P3");
    const change = async (severity: string) => {
      await stage.incident(`severity ${severity} as it looks now`, { user: "eva", channel: paged.channel });
      await stage.settled();
    };
    await at(paged, MINUTE);
    expect(pagesOf(paged)).toEqual([]);
    await change("P1");
    expectRang(paged, [["Amara", MINUTE]]);
    for (const severity of ["P3", "P1", "P2", "P1"]) await change(severity);
    expect(pagesOf(paged)).toHaveLength(1);
    await at(paged, 6 * MINUTE);
    expect(pagesOf(paged)).toHaveLength(2);
  });

  it("of what somebody has already: pages again once, because it is worse than they took on", async () => {
    const paged = await declare("Worse than thought", "P2");
    await press(stage, "I have it", { user: "amara", channel: paged.channel });
    await at(paged, MINUTE);
    for (const severity of ["P1", "P2", "P1"]) {
      await stage.incident(`severity ${severity} it spreads`, { user: "eva", channel: paged.channel });
      await stage.settled();
    }
    await at(paged, 2 * MINUTE);
    expectRang(paged, [
      ["Amara", 0],
      ["Amara", MINUTE],
    ]);
    expect(pagesOf(paged).map(({ status }) => status)).toEqual(["acknowledged", "triggered"]);
  });
});

it("a resolved incident calls nobody, whatever was due", async () => {
  const paged = await declare("False alarm");
  await at(paged, 4 * MINUTE);
  await press(stage, "Hold", { user: "eva", channel: paged.channel });
  await fillIn(stage, "eva", { minutes: "5", why: "looking" });
  await stage.incident("resolve A false alarm", { user: "eva", channel: paged.channel });
  await at(paged, 100 * MINUTE);
  expectRang(paged, [["Amara", 0]]);
  expect(shouts(stage, paged.title)).toEqual([]);
  expect(pagesOf(paged).map(({ status }) => status)).toEqual(["resolved"]);
});
