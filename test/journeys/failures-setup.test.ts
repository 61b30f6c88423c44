import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../sandbox/faults.ts";
import { defaultSeed } from "../../sandbox/slack/seed.ts";
import { announcementOf, card, fillIn, press, pressEach, seenBy, timeline } from "../support/hands.ts";
import { idOf, openStage, type Stage } from "../support/stage.ts";

const MINUTE = 60_000;

let stage: Stage;
beforeAll(async () => {
  const seed = defaultSeed();
  const ops = seed.groups.map((group) => ({ ...group, users: ["U0GUS", ...group.users] }));
  stage = await openStage({ slackTimeoutMs: 500, seed: { ...seed, groups: ops } });
});
afterEach(() => stage.faults.clear());
afterAll(() => stage.stop());

function channelOf(words: string) {
  const found = stage.slack.channels().find(({ name }) => name.includes(words));
  if (found === undefined) throw new Error(`no channel is called ${words}`);
  return found;
}

function failing(call: string, fault: Partial<Fault> = {}): void {
  stage.faults.add({ vendor: "slack", kind: "error", error: "restricted_action", call, ...fault });
}

/** Declares while the channel has to wait a little, so that what is posted in it comes after everything else. */
async function declareSlowly(title: string, meanwhile: () => void): Promise<void> {
  failing("conversations.create", { kind: "rate-limited", retryAfterSeconds: 5, times: 1 });
  await stage.incident(`declare ${title} --component cache`);
  await stage.settled();
  meanwhile();
  await stage.advance(10_000);
}

const DONE: Readonly<Record<string, (slug: string, title: string) => void>> = {
  topic: (slug) => expect(channelOf(slug).topic).toContain("P3"),
  bookmark: (slug) =>
    expect(channelOf(slug).bookmarks.map(({ title }) => title)).toEqual(
      expect.arrayContaining(["Application", "Development"]),
    ),
  pin: (slug) => expect(channelOf(slug).pins).toHaveLength(1),
  card: (slug, title) =>
    expect(stage.texts(slug).some((text) => text.includes(title) && text.includes("*Severity*"))).toBe(true),
  announcement: (slug, title) => expect(announcementOf(stage, title)).toContain(`<#${channelOf(slug).id}>`),
  invite: (slug) => expect(channelOf(slug).members).toContain(idOf(stage.slack, "amara")),
};

describe("one step of the set-up is refused", () => {
  it.each<[keyof typeof DONE & string, string, string]>([
    ["topic", "conversations.setTopic", "set the channel's topic"],
    ["bookmark", "bookmarks.add", "add the bookmark"],
    ["pin", "pins.add", "pin the incident card"],
    ["invite", "conversations.invite", "into the channel"],
  ])("%s: all others are done, it is told, and Try again does it", async (step, call, what) => {
    const title = `Refused ${step}`;
    const slug = `inc-${stage.slack.channels().filter(({ name }) => name.startsWith("inc-")).length + 1}-refused-${step}`;
    failing(call);
    await declareSlowly(title, () => undefined);
    for (const [other, isDone] of Object.entries(DONE)) if (other !== step) isDone(slug, title);
    const told = stage.texts(slug).filter((text) => text.includes("*Not done:*") && text.includes(what));
    expect(told.join("\n")).toContain("a workspace setting forbids it");
    expect(told.join("\n")).toContain("*Way out:*");
    stage.faults.clear();
    if (step === "invite") await stage.slack.join({ user: "ben", channel: slug });
    const user = step === "invite" ? "ben" : "amara";
    await pressEach(stage, "Try again", { user, channel: slug, of: what });
    await stage.settled();
    DONE[step]?.(slug, title);
  });

  it("the card: all others are done, it is told, and Try again posts it", async () => {
    const title = "Refused card";
    await declareSlowly(title, () => failing("chat.postMessage", { times: 1 }));
    const slug = channelOf("refused-card").name;
    for (const step of ["topic", "bookmark", "announcement", "invite"]) DONE[step]?.(slug, title);
    expect(channelOf(slug).pins).toEqual([]);
    expect(stage.texts(slug).join("\n")).toContain("post the incident card");
    await press(stage, "Try again", { channel: slug, of: "post the incident card" });
    await stage.settled();
    DONE["card"]?.(slug, title);
    DONE["pin"]?.(slug, title);
  });

  it("the announcement: all others are done, who declared is told, and Try again announces", async () => {
    const title = "Refused announcement";
    failing("chat.postMessage", { times: 1 });
    await declareSlowly(title, () => undefined);
    const slug = channelOf("refused-announcement").name;
    for (const step of ["topic", "bookmark", "card", "pin", "invite"]) DONE[step]?.(slug, title);
    expect(() => announcementOf(stage, title)).toThrow("is not announced");
    expect(card(stage, slug)).toContain("announce the incident");
    await press(stage, "Try again", { channel: slug, of: "announce the incident" });
    await stage.settled();
    DONE["announcement"]?.(slug, title);
    expect(card(stage, slug)).not.toContain("announce the incident");
  });

  it("the file of the post-mortem: the draft is in the channel all the same, and Try again shares it", async () => {
    await stage.incident("declare Refused file");
    await stage.settled();
    const { name: slug } = channelOf("refused-file");
    await stage.incident("resolve It went away", { channel: slug });
    failing("files.getUploadURLExternal");
    await stage.incident("postmortem", { channel: slug });
    await stage.settled();
    const files = () => stage.messages(slug).flatMap((message) => message.files);
    expect(files()).toEqual([]);
    expect(stage.texts(slug).join("\n")).toContain("Post-mortem draft of INC-");
    expect(stage.texts(slug).join("\n")).toContain("share the post-mortem draft as a file");
    stage.faults.clear();
    await press(stage, "Try again", { channel: slug, of: "share the post-mortem draft" });
    await stage.settled();
    expect(files()).toHaveLength(1);
  });
});

describe("Slack does it and says something else", () => {
  it.each<[string, Partial<Fault>]>([
    ["fatal_error", { error: "fatal_error", afterDoing: true, times: 2 }],
    ["nothing in time", { kind: "nothing", afterDoing: true, times: 2 }],
    ["a broken connection", { kind: "drop-after-accepting", times: 2 }],
    ["garbage", { kind: "garbage", afterDoing: true, times: 2 }],
  ])("%s: there is one card, one announcement and one notice", async (how, fault) => {
    const title = `Doubtful ${how}`;
    await declareSlowly(title, () => failing("chat.postMessage", fault));
    const slug = channelOf(
      `doubtful-${how.replaceAll("_", " ").replaceAll(" ", "-").replace("fatal-", "fatal_")}`,
    ).name;
    failing("chat.postMessage", fault);
    await stage.incident("update Everybody keeps calm", { channel: slug });
    await stage.advance(MINUTE);
    const times = (words: string, channel: string) =>
      stage.texts(channel).filter((text) => text.includes(words)).length;
    expect(times("*Severity*", slug)).toBe(1);
    expect(times("📣 Update", slug)).toBe(1);
    expect(stage.texts("incidents").filter((text) => text.includes(title))).toHaveLength(1);
    expect(card(stage, slug)).not.toContain("Not done");
  });
});

describe("somebody cannot be invited", () => {
  it("the others are in, the card names who is not and what to do, and Waive takes it off with a reason", async () => {
    await stage.incident("declare Guest of the group --severity P1");
    await stage.settled();
    const { name: slug, members } = channelOf("guest-of-the-group");
    expect(members).toEqual(expect.arrayContaining([idOf(stage.slack, "amara"), idOf(stage.slack, "ben")]));
    expect(members).not.toContain("U0GUS");
    expect(card(stage, slug)).toContain("<@U0GUS>");
    expect(card(stage, slug)).not.toContain("<@U0BEN> into");
    expect(card(stage, slug)).toContain("invite the person by hand");

    await press(stage, "Waive", { channel: slug, of: "<@U0GUS>" });
    await fillIn(stage, "amara", { why: "Gus helps by phone" });
    await stage.settled();
    expect(card(stage, slug)).not.toContain("U0GUS");
    const told = await timeline(stage, slug);
    expect(told).toContain("Given up by <@U0AMARA>");
    expect(told).toContain("Gus helps by phone");
    expect(seenBy(stage, "ben", slug).join("\n")).toContain("Gus helps by phone");
  });
});
