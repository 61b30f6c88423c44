import { afterEach, expect, it } from "vitest";
import { card, seenBy, timeline, toldDirectly } from "../support/hands.ts";
import { idOf, openStage, type Stage, type StageOptions } from "../support/stage.ts";

/** What people read once the world has moved on: a page not sent, a channel that is dead, a person who left. */

const WOKEN = "Nobody is being woken; `/incident page INC-1` does it.";

let stage: Stage;
afterEach(() => stage.stop());

/** Declares and answers the name of the incident's channel. */
async function declared(words: string, options: StageOptions = {}): Promise<string> {
  stage = await openStage(options);
  await stage.incident(`declare ${words}`);
  await stage.settled();
  const found = stage.slack.channels().find(({ name }) => name.startsWith("inc-1-"));
  if (found === undefined) throw new Error("INC-1 has no channel");
  return found.name;
}

it("a page that was not sent is gone, a reopen says that nobody is woken, and getting worse pages", async () => {
  stage = await openStage();
  stage.faults.add({ vendor: "pagerduty", kind: "error", status: 503 });
  await stage.incident("declare Checkout fails --severity P1");
  await stage.settled();
  const channel = stage.slack.channels().find(({ name }) => name.startsWith("inc-1-"))?.name ?? "";
  await stage.incident("resolve gone", { channel });
  stage.faults.clear();
  await stage.advance(60_000);
  expect(await timeline(stage, channel)).toContain("withdrawn, it calls nobody: the incident was resolved");
  expect(card(stage, channel)).not.toContain("📟");

  expect(await stage.incident("reopen it is back", { channel })).toContain(WOKEN);
  await stage.settled();
  expect(card(stage, channel)).toContain(WOKEN);
  expect(stage.texts(channel).find((text) => text.includes("Reopened"))).toContain(WOKEN);
  expect(stage.pagerduty.incidents()).toEqual([]);

  expect(await stage.incident("severity P2 calmer", { channel })).toContain(WOKEN);
  expect(await stage.incident("severity P1 worse", { channel })).toContain("not yet accepted by PagerDuty");
  await stage.settled();
  expect(stage.pagerduty.incidents()).toHaveLength(1);
  expect(card(stage, channel)).not.toContain(WOKEN);
});

it("trouble that an archived channel cannot be told reaches who declared and the announcements", async () => {
  const channel = await declared("Checkout fails --severity P4");
  stage.faults.add({
    vendor: "slack",
    call: "chat.postMessage",
    kind: "error",
    error: "is_archived",
    times: 1,
  });
  stage.faults.add({ vendor: "pagerduty", kind: "error", status: 401 });
  await stage.incident("page", { channel });
  await stage.settled();
  for (const told of [toldDirectly(stage, "amara"), stage.texts("incidents")]) {
    const words = told.join("\n");
    expect(words).toContain("Not done:* post in the incident channel");
    expect(words).toContain("Put a valid REST key into PAGERDUTY_TOKEN");
    expect(words).toContain("not yet accepted by PagerDuty");
  }
});

it("whoever leaves a private incident sees it no longer from outside, until they are back", async () => {
  const channel = await declared("Salary sheet is out --severity P1 --private");
  expect(stage.slack.channel(channel)?.members.toSorted()).toEqual(
    [idOf(stage.slack, "amara"), stage.slack.botUserId].toSorted(),
  );
  await stage.incident("role incident-commander @eva", { channel });
  await stage.settled();
  await stage.incident("note seen by eva", { user: "eva", channel });
  await stage.slack.leave({ user: "eva", channel });
  await stage.slack.eventsSettled();
  await stage.settled();
  for (const text of ["show INC-1", "timeline INC-1", "note INC-1 more"])
    expect(await stage.incident(text, { user: "eva" })).toContain(
      "There is no such incident, or it is private",
    );
  expect(await stage.incident("list", { user: "eva" })).not.toContain("Salary");
  expect(card(stage, channel)).toContain(`only these people know of it: <@${idOf(stage.slack, "amara")}>.`);
  expect(await timeline(stage, channel)).toContain("seen by eva");

  await stage.incident("role communications-lead @eva", { channel });
  await stage.settled();
  await stage.slack.eventsSettled();
  expect(await stage.incident("show INC-1", { user: "eva" })).toContain("Salary");
});

it("with a routing key alone nobody is said to be paged: PagerDuty accepted an event", async () => {
  const channel = await declared("Checkout fails --severity P1", { paging: "events" });
  const words = "PagerDuty accepted the event";
  expect(card(stage, channel)).toContain(words);
  expect([...stage.texts(channel), ...seenBy(stage, "amara", "incidents")].join("\n")).not.toMatch(
    /\bpaged\b/i,
  );
  expect(stage.texts(channel).join("\n")).toContain(
    "the service behind the routing key decides who is called",
  );
});
