import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { card, directChannel, press, timeline, toldDirectly } from "../support/hands.ts";
import {
  at,
  channelOf,
  declared,
  end,
  expectRang,
  HOUR,
  known,
  MINUTE,
  openPaging,
  type Paged,
  pagesOf,
  rang,
  SECOND,
  straightTo,
  told,
} from "../support/paging.ts";
import { eventually, idOf, type Stage, stored } from "../support/stage.ts";

/** A page proves itself by its stages, and where it does not, people are found another way. */

let stage: Stage;
const begun: Paged[] = [];
beforeAll(async () => {
  stage = await openPaging("eventchain", {
    env: { PAGERDUTY_ROUTING_KEY: "routing-key" },
  });
  // Who is on call is known before it is needed.
  await eventually(
    () => stage.pagerduty.asked().some(({ method }) => method.includes("/oncalls")),
    "the bot to ask who is on call",
  );
});
afterEach(async () => {
  stage.faults.clear();
  await end(...begun.splice(0));
});
afterAll(() => stage.stop());

async function declare(title: string): Promise<Paged> {
  const paged = await declared(stage, title, "P0");
  begun.push(paged);
  return paged;
}

/** While PagerDuty tells nothing. */
async function declareBlind(title: string): Promise<Paged> {
  await stage.incident(`declare ${title} --severity P0`, { user: "eva" });
  await stage.settled();
  const channel = channelOf(stage, title);
  const { declaredAt } = await stored(stage, channel);
  begun.push({ stage, title, channel, declaredAt });
  return { stage, title, channel, declaredAt };
}

function asked(who: string, { title }: Paged): readonly string[] {
  return toldDirectly(stage, who).filter((text) => text.includes("you are needed") && text.includes(title));
}

it("the card tells the stages with their times: accepted, notified, acknowledged", async () => {
  const paged = await declare("All is well");
  await at(paged, MINUTE);
  await press(stage, "I have it", { user: "dana", channel: paged.channel });
  await stage.settled();
  const line = card(stage, paged.channel)
    .split("\n")
    .find((text) => text.includes("📟 Paged eventchain-on-call"));
  const time = "<!date\\^\\d+\\^[^>]+>";
  const dana = idOf(stage.slack, "dana");
  expect(line).toMatch(
    new RegExp(`accepted ${time}.* → notified Dana \\(push\\) ${time} → acknowledged by <@${dana}> ${time}`),
  );
  expect(asked("dana", paged)).toEqual([]);
});

describe("PagerDuty accepts and calls nobody", () => {
  it("is told, tried on a second way, and told to people directly, all within two minutes", async () => {
    stage.faults.add({ vendor: "pagerduty", kind: "accept-and-call-nobody", call: "POST /incidents" });
    const paged = await declare("Silent vendor");
    await straightTo(paged, 89 * SECOND);
    expect(rang(paged)).toEqual([]);
    expect(card(stage, paged.channel)).toContain("nothing shows a call yet");
    await straightTo(paged, 2 * MINUTE);
    expect(told(paged, "nothing shows that it called anybody").join("\n")).toContain("I have it");
    // The key's own service calls whoever it calls: the telephone of one person at least rings.
    expect(rang(paged).map(([who, ms]) => [who, ms < 2 * MINUTE])).toEqual([["Amara", true]]);
    expect(asked("dana", paged)).toHaveLength(1);
    expect(told(paged, `<@${idOf(stage.slack, "dana")}>`).join("\n")).toContain("Who can, take it.");
    await press(stage, "I have it", {
      user: "dana",
      channel: directChannel(stage, "dana") ?? "",
      of: paged.title,
    });
    await stage.settled();
    expect(told(paged, `Acknowledged by <@${idOf(stage.slack, "dana")}>`)).toHaveLength(1);
    await straightTo(paged, 10 * MINUTE);
    expect(pagesOf(paged).filter(({ via }) => via === "rest")).toHaveLength(1);
  });

  it("the next person is called at their time all the same", async () => {
    stage.faults.add({
      vendor: "pagerduty",
      kind: "accept-and-call-nobody",
      call: "POST /incidents",
      times: 1,
    });
    const paged = await declare("Silent once");
    await at(paged, 4 * MINUTE);
    expect(rang(paged).filter(([who]) => who === "Femi")).toHaveLength(1);
  });
});

describe("PagerDuty is down for an hour", () => {
  it("finds people through Slack, then says what was late, and calls nobody twice", async () => {
    stage.faults.add({ vendor: "pagerduty", kind: "down" });
    const taken = await declareBlind("Taken meanwhile");
    const open = await declareBlind("Open all the while");
    await straightTo(open, 45 * SECOND);
    expect(told(open, "PagerDuty has not accepted it 30 seconds after the request")).toHaveLength(1);
    for (const one of [taken, open]) expect(asked("dana", one)).toHaveLength(1);
    const room = directChannel(stage, "dana") ?? "";
    await press(stage, "I have it", { user: "dana", channel: room, of: taken.title });
    await straightTo(open, 13 * MINUTE);
    for (const who of ["femi", "grace", "hugo"]) expect(asked(who, open)).toHaveLength(1);
    expect(asked("femi", taken)).toEqual([]);
    // Into the second round, in which the same people are called again.
    await straightTo(open, 20 * MINUTE);
    expect(asked("femi", open)).toHaveLength(2);
    // What is left of the hour, in which nothing but tries would happen.
    await stage.incident("hold 1h everybody knows", { user: "eva", channel: open.channel });
    await stage.bot().store.lookedAt(open.declaredAt + HOUR);
    await stage.clock.setTime(open.declaredAt + HOUR);
    expect(pagesOf(open)).toEqual([]);
    expect(card(stage, open.channel)).not.toMatch(/\bPaged\b/);

    stage.faults.clear();
    await straightTo(open, HOUR + MINUTE);
    await known(open);
    expect(pagesOf(taken)).toEqual([]);
    expect(await timeline(stage, taken.channel, "eva")).toContain("withdrawn, it calls nobody");
    const called = rang(open).map(([who]) => who);
    expect(called.toSorted()).toEqual(["Dana", "Femi", "Grace", "Hugo"]);
    expect(told(open, "📟 Paged *eventchain-on-call*").join("\n")).toMatch(/4\d min.* after the request/);
  }, 120_000);
});

describe("Slack is down", () => {
  it("pages go out at their seconds, and the channel has it all afterwards", async () => {
    stage.faults.add({ vendor: "slack", kind: "down" });
    await stage.incident("declare No Slack at all --severity P0", { user: "eva" });
    const declaredAt = stage.clock.now();
    await stage.advance(12 * MINUTE + SECOND);
    const blind = { stage, title: "No Slack at all", channel: "", declaredAt };
    expectRang(blind, [
      ["Dana", 0],
      ["Femi", 4 * MINUTE],
      ["Grace", 8 * MINUTE],
      ["Hugo", 12 * MINUTE],
    ]);
    stage.pagerduty.acknowledge(pagesOf(blind)[3]?.id ?? "", "hugo@example.com");
    await stage.advance(2 * MINUTE);
    stage.faults.clear();
    await stage.advance(MINUTE);
    const { name } = stage.slack.channels().find((one) => one.name.endsWith("no-slack-at-all")) ?? {
      name: "",
    };
    const paged = { ...blind, channel: name };
    begun.push(paged);
    const { acknowledgedAt } = await stored(stage, name);
    expect((acknowledgedAt ?? 0) - declaredAt).toBeLessThan(13 * MINUTE);
    expect(card(stage, name)).toContain("Hugo (push)");
    await stage.advance(4 * MINUTE);
    expect(pagesOf(paged)).toHaveLength(4);
  });
});

describe("both are down", () => {
  it("everything waits, goes out when it can, and says how late it was", async () => {
    stage.faults.add({ vendor: "slack", kind: "down" });
    stage.faults.add({ vendor: "pagerduty", kind: "down" });
    await stage.incident("declare Dark night --severity P0", { user: "eva" });
    const declaredAt = stage.clock.now();
    await stage.advance(3 * MINUTE);
    expect(stage.slack.channels().some(({ name }) => name.endsWith("dark-night"))).toBe(false);
    stage.faults.clear();
    await stage.advance(45 * SECOND);
    const { name } = stage.slack.channels().find((one) => one.name.endsWith("dark-night")) ?? { name: "" };
    const paged = { stage, title: "Dark night", channel: name, declaredAt };
    begun.push(paged);
    await known(paged);
    expect(rang(paged).map(([who]) => who)).toContain("Dana");
    expect(new Set(rang(paged).map(([who]) => who)).size).toBe(rang(paged).length);
    expect(`${card(stage, name)}\n${stage.texts(name).join("\n")}`).toMatch(
      /[3-4] min[^\n]* after the request/,
    );
  });
});
