import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../sandbox/faults.ts";
import { defaultSeed } from "../../sandbox/slack/seed.ts";
import type { SandboxChannel } from "../../sandbox/slack/world.ts";
import { announcementOf, card, press, timeline, toldDirectly } from "../support/hands.ts";
import { openStage, type Stage } from "../support/stage.ts";

const MINUTE = 60_000;
const NOT_MADE = "make the incident channel";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ slackTimeoutMs: 500 });
});
afterEach(() => stage.faults.clear());
afterAll(() => stage.stop());

/** Channels made for incidents whose name has these words in it. */
function channels(words: string): readonly string[] {
  return stage.slack
    .channels()
    .filter(({ name, creator }) => name.includes(words) && creator === stage.slack.botUserId)
    .map(({ name }) => name);
}

function failing(fault: Omit<Fault, "vendor">): void {
  stage.faults.add({ vendor: "slack", ...fault });
}

describe("Slack does not make the channel for ten minutes", () => {
  it.each<[string, Omit<Fault, "vendor">]>([
    ["asks to wait", { kind: "rate-limited", retryAfterSeconds: 30 }],
    ["answers 500", { kind: "error", status: 500 }],
    ["answers nothing", { kind: "nothing" }],
    ["answers garbage", { kind: "garbage" }],
    ["makes it and hangs up", { kind: "drop-after-accepting" }],
    ["makes it and says fatal_error", { kind: "error", error: "fatal_error", afterDoing: true }],
  ])("and %s: told at once where people are, made once when it can be", async (how, fault) => {
    const title = `Late ${how.replaceAll("_", " ")}`;
    const slug = title.toLowerCase().replaceAll(" ", "-");
    failing({ ...fault, call: "conversations.create" });
    const paged = stage.pagerduty.incidents().length;
    const reply = await stage.incident(`declare ${title} --severity P1`);
    expect(reply).toContain("is declared and saved");
    const number = /INC-\d+/.exec(reply)?.[0] ?? "";
    await stage.settled();
    expect(stage.pagerduty.incidents()).toHaveLength(paged + 1);
    // Somebody has it, so the chain does not go on while Slack is the matter here.
    await stage.incident(`ack ${number}`, { user: "ben" });
    expect(announcementOf(stage, title)).toContain("its channel does not exist yet");

    await stage.advance(10 * MINUTE);
    const told = toldDirectly(stage, "amara").filter((text) => text.includes(title));
    expect(told.join("\n")).toContain(NOT_MADE);
    expect(told.join("\n")).toContain("*Way out:*");
    expect(told.join("\n")).toContain("Try again");
    const aloud = stage.texts("incidents").filter((text) => text.includes(title) && text.includes(NOT_MADE));
    expect(aloud.join("\n")).toContain("Try again");

    stage.faults.clear();
    await stage.advance(MINUTE);
    expect(channels(slug)).toHaveLength(1);
    const [channel = ""] = channels(slug);
    expect(card(stage, channel)).not.toContain("Not done");
    expect(await timeline(stage, channel)).toContain(`Done after all: ${NOT_MADE}`);
    expect(stage.texts(channel).join("\n")).toContain(`Done after all: ${NOT_MADE}`);
    expect(announcementOf(stage, title)).not.toContain("does not exist yet");
    expect(stage.pagerduty.incidents()).toHaveLength(paged + 1);
    await stage.incident("resolve It has its channel", { channel });
  });

  it("and has nothing at all to say: the page goes out all the same", async () => {
    failing({ kind: "down" });
    const paged = stage.pagerduty.incidents().length;
    expect(await stage.incident("declare All of Slack is away --severity P1")).toContain(
      "is declared and saved",
    );
    await stage.settled();
    expect(stage.pagerduty.incidents()).toHaveLength(paged + 1);
    stage.faults.clear();
    await stage.advance(2 * MINUTE);
    expect(channels("all-of-slack-is-away")).toHaveLength(1);
    const announced = stage.texts("incidents").filter((text) => text.includes("*Severity:*"));
    expect(announced.filter((text) => text.includes("All of Slack is away"))).toHaveLength(1);
  });

  it("and forbids it: given up at once, told, and made when the cause is gone and somebody presses", async () => {
    failing({ kind: "error", error: "restricted_action", call: "conversations.create" });
    await stage.incident("declare Forbidden room");
    await stage.settled();
    const told = toldDirectly(stage, "amara").filter((text) => text.includes("Forbidden room"));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("*Not done:*");
    expect(told[0]).toContain("a workspace setting forbids it");
    stage.faults.clear();
    await stage.advance(10 * MINUTE);
    expect(channels("forbidden-room")).toEqual([]);
    await press(stage, "Try again", { channel: "incidents", of: "Forbidden room" });
    await stage.settled();
    expect(channels("forbidden-room")).toHaveLength(1);
  });
});

describe("the name of the channel", () => {
  it.each<[string, string, RegExp]>([
    ["200 characters", `Long ${"x".repeat(195)}`, /^inc-\d+-long-x{20,}$/],
    ["Cyrillic", "Оплата не проходит", /^inc-\d+-oplata-ne-prokhodit$/],
    ["punctuation alone", "?!…", /^inc-\d+$/],
    ["emoji", "🔥🔥", /^inc-\d+$/],
  ])("from a title of %s is one Slack takes", async (_, title, name) => {
    const before = new Set(channels(""));
    await stage.incident(`declare ${title}`);
    await stage.settled();
    const [made, ...others] = channels("").filter((one) => !before.has(one));
    expect(made).toMatch(name);
    expect(others).toEqual([]);
    expect(made?.length).toBeLessThanOrEqual(80);
    expect(card(stage, made ?? "")).toContain(title.slice(0, 60));
  });

  it("is for each of two declares of the same second another", async () => {
    await Promise.all([
      stage.incident("declare Twin alarm one"),
      stage.incident("declare Twin alarm two", { user: "ben" }),
    ]);
    await stage.settled();
    expect(channels("twin-alarm")).toHaveLength(2);
  });
});

describe("the name of the channel is taken", () => {
  let taken: Stage;
  beforeAll(async () => {
    const seed = defaultSeed();
    const [general, ...rest] = seed.channels;
    if (general === undefined) throw new Error("the seed has channels");
    const there = (name: string, changes: Partial<SandboxChannel>): SandboxChannel => ({
      ...general,
      id: `C0${name.toUpperCase()}`,
      name,
      ...changes,
    });
    taken = await openStage({
      seed: {
        ...seed,
        channels: [
          general,
          ...rest,
          there("inc-1-open", {}),
          there("inc-2-archived", { archived: true }),
          there("inc-3-unseen", { kind: "private" }),
        ],
      },
    });
  });
  afterAll(() => taken.stop());

  it.each(["open", "archived", "unseen"])("by one that is %s: it gets the next free name", async (kind) => {
    await taken.incident(`declare ${kind}`);
    await taken.settled();
    const name = taken.slack.channels().find((one) => one.name.endsWith(`-${kind}-2`))?.name;
    expect(name).toMatch(/^inc-\d-/);
    expect(card(taken, name ?? "")).not.toContain("Not done");
    expect(taken.messages(name?.replace(/-2$/, "") ?? "")).toEqual([]);
  });
});
