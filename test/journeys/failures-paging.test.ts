import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../sandbox/faults.ts";
import { card, everyWord, press, timeline, toldDirectly } from "../support/hands.ts";
import { openStage, type Stage } from "../support/stage.ts";

const MINUTE = 60_000;
const SECOND = 1_000;
const THE_PAGE = "page on-call";
/** The word a person acts on by going back to sleep, wherever it stands. */
function claims(text: string): readonly string[] {
  return text.match(/.{0,60}\bpaged\b.{0,40}/gi) ?? [];
}

/** The PagerDuty incidents made for a title. */
function pages(stage: Stage, title: string) {
  return stage.pagerduty.incidents().filter((page) => page.title.includes(title));
}

function channelOf(stage: Stage, slug: string): string {
  const found = stage.slack.channels().find(({ name }) => name.endsWith(slug));
  if (found === undefined) throw new Error(`no channel ends in ${slug}`);
  return found.name;
}

/** Everything the bot let anybody read that has the title or was read in its channel. */
function words(stage: Stage, title: string, channel: string): string {
  const about = everyWord(stage).split("\n");
  return [...about.filter((line) => line.includes(title)), ...stage.texts(channel)].join("\n");
}

/** Channel, card, topic, announcement: what PagerDuty has no part in. */
function expectSlackComplete(stage: Stage, title: string, channel: string): void {
  expect(stage.slack.channel(channel)?.topic).toContain("P1");
  expect(card(stage, channel)).toContain("*Severity*");
  expect(stage.slack.channel(channel)?.members).toContain("U0AMARA");
  expect(stage.texts("incidents").some((text) => text.includes(title) && text.includes("*Severity:*"))).toBe(
    true,
  );
}

/** By policy people are paged; of an event for a routing key no more is known than that it was accepted. */
function expectAccepted(paging: "rest" | "events", text: string): void {
  expect(claims(text)).toHaveLength(paging === "rest" ? 1 : 0);
  expect(text).toMatch(paging === "rest" ? /PagerDuty accepted/ : /PagerDuty accepted the event/);
}

describe.each<["rest" | "events", string]>([
  ["rest", "POST /incidents"],
  ["events", "POST /v2/enqueue"],
])("PagerDuty by %s", (paging, call) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ paging, pagerTimeoutMs: 400 });
  });
  afterEach(() => stage.faults.clear());
  afterAll(() => stage.stop());

  const failing = (fault: Partial<Fault>): void =>
    stage.faults.add({ vendor: "pagerduty", kind: "error", call, ...fault });

  async function declare(title: string, severity = "P1"): Promise<string> {
    await stage.incident(`declare ${title} --severity ${severity}`);
    await stage.settled();
    return channelOf(stage, title.toLowerCase().replaceAll(" ", "-"));
  }

  it.each<[string, Partial<Fault>]>([
    ["answers 429", { kind: "rate-limited", retryAfterSeconds: 2 }],
    ["answers 500", { status: 500 }],
    ["answers garbage", { kind: "garbage" }],
    ["answers nothing", { kind: "nothing" }],
    ["is down", { kind: "down" }],
  ])("%s: told after 15 seconds and paged once when it can be", async (how, fault) => {
    const title = `Sick ${how}`;
    failing(fault);
    const channel = await declare(title);
    expectSlackComplete(stage, title, channel);
    expect(card(stage, channel)).toContain("not yet accepted by PagerDuty");
    expect(card(stage, channel)).not.toContain(THE_PAGE);
    await stage.advance(15 * SECOND);
    const told = stage.texts(channel).filter((text) => text.includes("Not done yet, still trying"));
    expect(told.join("\n")).toContain(THE_PAGE);
    expect(told.join("\n")).toContain("*Way out:*");
    expect(told.join("\n")).toContain("Try again");
    expect(card(stage, channel)).toContain(`still trying:* ${THE_PAGE}`);
    expect(claims(words(stage, title, channel))).toEqual([]);

    stage.faults.clear();
    await press(stage, "Try again", { channel, of: THE_PAGE });
    await stage.settled();
    expectAccepted(paging, card(stage, channel));
    expect(card(stage, channel)).not.toContain(THE_PAGE);
    await stage.advance(2 * MINUTE);
    expect(pages(stage, title)).toHaveLength(1);
    expect(await timeline(stage, channel)).toContain(`Done after all: ${THE_PAGE}`);
  });

  it.each<[string, Partial<Fault>]>([
    ["hangs up", { kind: "drop-after-accepting", times: 1 }],
    ["answers garbage", { kind: "garbage", afterDoing: true, times: 1 }],
    ["answers nothing", { kind: "nothing", afterDoing: true, times: 1 }],
  ])("takes it and %s: one page, known as soon as it is looked for", async (how, fault) => {
    failing(fault);
    const channel = await declare(`Taken and ${how}`);
    await stage.advance(15 * SECOND);
    expect(pages(stage, `Taken and ${how}`)).toHaveLength(1);
    expectAccepted(paging, card(stage, channel));
    expect(stage.texts(channel).join("\n")).not.toContain(`still trying:* ${THE_PAGE}`);
  });

  it("acknowledges in PagerDuty what is acknowledged in Slack, and resolves what is resolved", async () => {
    const channel = await declare("Both sides agree");
    expectAccepted(paging, card(stage, channel));
    expect(pages(stage, "Both sides agree")[0]?.status).toBe("triggered");
    await press(stage, "I have it", { user: "amara", channel });
    await stage.settled();
    expect(pages(stage, "Both sides agree")[0]?.status).toBe("acknowledged");
    await stage.incident("resolve It was the cache", { channel });
    await stage.settled();
    expect(pages(stage, "Both sides agree").map(({ status }) => status)).toEqual(["resolved"]);
  });

  it("calls nobody once somebody has it before the page was accepted", async () => {
    failing({ status: 500 });
    const channel = await declare("Quick hands");
    await stage.incident("ack", { channel });
    stage.faults.clear();
    await stage.advance(MINUTE);
    expect(pages(stage, "Quick hands")).toEqual([]);
    expect(await timeline(stage, channel)).toContain("withdrawn, it calls nobody: somebody has it");
    expect(card(stage, channel)).not.toContain(THE_PAGE);
    expect(card(stage, channel)).not.toContain("Nobody is being woken");
    expect(claims(words(stage, "Quick hands", channel))).toEqual([]);
  });

  it("stops calling when somebody has it before the answer is read that was lost", async () => {
    failing({ kind: "drop-after-accepting" });
    const channel = await declare("Quicker than the answer");
    expect(pages(stage, "Quicker than").map(({ status }) => status)).toEqual(["triggered"]);
    await stage.incident("ack", { channel });
    stage.faults.clear();
    await stage.advance(MINUTE);
    expect(pages(stage, "Quicker than").map(({ status }) => status)).toEqual(["resolved"]);
    expect(card(stage, channel)).not.toContain(THE_PAGE);
  });

  it.each(["P3", "P4"])("has nobody woken for %s", async (severity) => {
    const channel = await declare(`Small thing ${severity}`, severity);
    await stage.advance(MINUTE);
    expect(pages(stage, `Small thing ${severity}`)).toEqual([]);
    expect(claims(words(stage, `Small thing ${severity}`, channel))).toEqual([]);
  });

  it("wakes people once when it gets worse, and not again when it goes down and up", async () => {
    const channel = await declare("Up and down", "P3");
    expect(pages(stage, "Up and down")).toEqual([]);
    for (const severity of ["P1", "P3", "P1"]) {
      await stage.incident(`severity ${severity} as it looks now`, { channel });
      await stage.settled();
      expect(pages(stage, "Up and down")).toHaveLength(1);
    }
  });

  it("wakes nobody any more when it was resolved before the page was accepted", async () => {
    failing({ kind: "down" });
    const channel = await declare("Over already");
    await stage.incident("resolve False alarm", { channel });
    stage.faults.clear();
    await stage.advance(10 * MINUTE);
    expect(pages(stage, "Over already")).toEqual([]);
    expect(claims(words(stage, "Over already", channel))).toEqual([]);
    expect(card(stage, channel)).not.toContain("still trying");
  });

  it("stops calling people when the page had gone out unanswered and the incident was resolved meanwhile", async () => {
    failing({ kind: "drop-after-accepting" });
    const channel = await declare("Answer lost then over");
    expect(pages(stage, "Answer lost then over").map(({ status }) => status)).toEqual(["triggered"]);
    await stage.incident("resolve False alarm", { channel });
    stage.faults.clear();
    await stage.advance(10 * MINUTE);
    expect(pages(stage, "Answer lost then over").map(({ status }) => status)).toEqual(["resolved"]);
  });
});

describe("PagerDuty refuses", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ pagerTimeoutMs: 400 });
  });
  afterEach(() => stage.faults.clear());
  afterAll(() => stage.stop());

  it.each<[string, Omit<Fault, "vendor" | "kind">, string]>([
    // First, before the policy's id is known and kept.
    ["the policy", { status: 404, call: "GET /escalation_policies" }, "*Way out:*"],
    ["the token", { status: 401 }, "Put a valid REST key into PAGERDUTY_TOKEN"],
    ["what it does not know", { status: 404, call: "POST /incidents" }, "Look whether it was deleted"],
  ])("%s: told at once with the cure, and Try again pages once it is cured", async (what, fault, cure) => {
    const title = `Refuses ${what}`;
    stage.faults.add({ vendor: "pagerduty", kind: "error", ...fault });
    await stage.incident(`declare ${title} --severity P1`);
    await stage.settled();
    const channel = channelOf(stage, title.toLowerCase().replaceAll(" ", "-"));
    expectSlackComplete(stage, title, channel);
    // Refused before the channel was there, it is told where people are; the card has it in any case.
    const rooms = [...stage.texts(channel), ...stage.texts("incidents"), ...toldDirectly(stage, "amara")];
    const told = rooms.filter((text) => text.startsWith(`⛔ *Not done:* ${THE_PAGE}`));
    expect(told.join("\n")).toContain(cure);
    expect(told.join("\n")).toContain("call whoever is on call by phone now");
    expect(told.join("\n")).toContain("Try again");
    expect(card(stage, channel)).toContain(cure);
    expect(claims(words(stage, title, channel))).toEqual([]);
    stage.faults.clear();
    // Who is on call is told through Slack meanwhile, and the next step waits for that a minute. Whom a policy calls that
    // PagerDuty denies is not known to anybody.
    await stage.advance(30 * SECOND);
    if (what === "the policy")
      expect(stage.texts(channel).join("\n")).toContain("⛔ *Not done:* tell on-call by direct message");
    else expect(toldDirectly(stage, "amara").join("\n")).toContain(title);
    expect(pages(stage, title)).toEqual([]);
    await press(stage, "Try again", { channel, of: THE_PAGE });
    await stage.settled();
    expect(pages(stage, title)).toHaveLength(1);
    expect(claims(card(stage, channel))).toHaveLength(1);
    expect(card(stage, channel)).not.toContain(THE_PAGE);
  });

  it("nothing, gives an id and makes nothing: that is not believed", async () => {
    const title = "Accepted and lost";
    stage.faults.add({ vendor: "pagerduty", kind: "accept-and-lose", call: "POST /incidents" });
    await stage.incident(`declare ${title} --severity P1`);
    await stage.settled();
    const channel = channelOf(stage, "accepted-and-lost");
    await stage.advance(15 * SECOND);
    expect(claims(words(stage, title, channel))).toEqual([]);
    expect(card(stage, channel)).toContain("and then did not know it");
    stage.faults.clear();
    await stage.advance(MINUTE);
    expect(pages(stage, title)).toHaveLength(1);
    expect(claims(card(stage, channel))).toHaveLength(1);
  });
});

describe("paging is off", () => {
  it("is said at once, with what to do, and everything else is done", async () => {
    const stage = await openStage({ paging: "off" });
    try {
      await stage.incident("declare Nobody to call --severity P1");
      await stage.settled();
      const channel = channelOf(stage, "nobody-to-call");
      expectSlackComplete(stage, "Nobody to call", channel);
      expect(card(stage, channel)).toContain("Call whoever is on call by phone now");
      expect(card(stage, channel)).toContain("Paging is off");
      await stage.advance(MINUTE);
      expect(claims(everyWord(stage))).toEqual([]);
      expect(stage.pagerduty.asked()).toEqual([]);
    } finally {
      await stage.stop();
    }
  });
});
