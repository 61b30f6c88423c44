import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { card, fillIn, openForm, press, sees, timeline } from "../support/hands.ts";
import { idOf, openStage, type Stage } from "../support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());

function channelsOf(slug: string): readonly string[] {
  return stage.slack
    .channels()
    .map(({ name }) => name)
    .filter((name) => name.endsWith(slug));
}

/** How often these words stand in the timeline that people read. */
async function timesInTimeline(words: string, channel: string, user = "amara"): Promise<number> {
  return (await timeline(stage, channel, user)).split(words).length - 1;
}

describe("the same thing asked twice", () => {
  it("by two people at once: one incident, both told, the second brought in", async () => {
    const replies = await Promise.all([
      stage.incident("declare Checkout is down", { user: "chidi" }),
      stage.incident("declare  checkout is DOWN", { user: "dana" }),
    ]);
    expect(replies.filter((reply) => reply.includes("is declared and saved"))).toHaveLength(1);
    const other = replies.filter((reply) => reply.includes("nothing was declared twice"));
    expect(other).toHaveLength(1);
    expect(other[0]).toMatch(/INC-\d+ with the same title was declared a moment ago by <@U0(CHIDI|DANA)>/);
    await stage.settled();
    const [channel = "", ...others] = channelsOf("checkout-is-down");
    expect(others).toEqual([]);
    const members = stage.slack.channel(channel)?.members ?? [];
    expect(members).toEqual(expect.arrayContaining([idOf(stage.slack, "chidi"), idOf(stage.slack, "dana")]));
    expect(await timesInTimeline("Declared again by", channel, "dana")).toBe(1);
  });

  it("a form sent twice by an impatient thumb: one incident", async () => {
    await stage.incident("", { user: "ben" });
    const form = { title: "Impatient thumb" };
    const answers = await Promise.all([fillIn(stage, "ben", form), fillIn(stage, "ben", form)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await stage.settled();
    expect(channelsOf("impatient-thumb")).toHaveLength(1);
  });

  it("a note sent twice by an impatient thumb: one entry", async () => {
    await stage.incident("declare Impatient note");
    await stage.settled();
    const [channel = ""] = channelsOf("impatient-note");
    await press(stage, "Add a note", { channel });
    const form = { text: "the pool is exhausted" };
    await Promise.all([fillIn(stage, "amara", form), fillIn(stage, "amara", form)]);
    expect(await timesInTimeline("the pool is exhausted", channel)).toBe(1);
  });

  it("a button pressed twice: done once, and the second is told", async () => {
    await stage.incident("declare Double click --severity P1");
    await stage.settled();
    const [channel = ""] = channelsOf("double-click");
    await Promise.all([
      press(stage, "I have it", { channel }),
      press(stage, "I have it", { channel, user: "ben" }),
    ]);
    await stage.settled();
    expect(await timesInTimeline("Acknowledged by", channel)).toBe(1);
    expect(stage.texts(channel).filter((text) => text.includes("🙋 Acknowledged"))).toHaveLength(1);
    const holder = /Acknowledged by <@U0(\w+)>/.exec(await timeline(stage, channel))?.[1];
    const other = holder === "AMARA" ? "ben" : "amara";
    await sees(stage, other, channel, `<@U0${holder}> has INC-`);
  });

  it("Try again pressed by two people for a page that is late: still one page", async () => {
    stage.faults.add({ vendor: "pagerduty", kind: "down", call: "POST /incidents" });
    await stage.incident("declare Two retries --severity P1");
    await stage.settled();
    await stage.advance(15_000);
    const [channel = ""] = channelsOf("two-retries");
    stage.faults.clear();
    const of = "page on-call";
    await Promise.all([
      press(stage, "Try again", { channel, of }),
      press(stage, "Try again", { channel, of, user: "ben" }),
    ]);
    await stage.settled();
    await stage.advance(60_000);
    expect(stage.pagerduty.incidents().filter(({ title }) => title.includes("Two retries"))).toHaveLength(1);
    expect(stage.texts(channel).filter((text) => text.includes("📟 Paged *on-call*"))).toHaveLength(1);
    expect(card(stage, channel)).not.toContain("Not done");
    // Otherwise its chain goes on in the tests that follow.
    await stage.incident("resolve It answers again", { channel });
  });

  it.each([
    ["message", "chat.postMessage", "show the post-mortem draft"],
    ["file", "files.completeUploadExternal", "share the post-mortem draft"],
  ])("Try again pressed by two people for a late %s: there is one of it", async (what, call, of) => {
    await stage.incident(`declare Late ${what}`);
    await stage.settled();
    const [channel = ""] = channelsOf(`late-${what}`);
    await stage.incident("resolve It is over", { channel });
    await stage.settled();
    stage.faults.add({ vendor: "slack", kind: "error", status: 500, call, times: 5 });
    await stage.incident("postmortem", { channel });
    await stage.advance(20_000);
    await stage.slack.join({ user: "ben", channel });
    expect(card(stage, channel)).toContain(of);
    await Promise.all([
      press(stage, "Try again", { channel, of }),
      press(stage, "Try again", { channel, of, user: "ben" }),
    ]);
    await stage.settled();
    await stage.advance(120_000);
    expect(stage.messages(channel).flatMap(({ files }) => files)).toHaveLength(1);
    expect(stage.texts(channel).filter((text) => text.includes("*Post-mortem draft of"))).toHaveLength(1);
  });
});

describe("Slack sends an event more than once", () => {
  let channel = "";
  beforeAll(async () => {
    await stage.incident("declare Echo chamber");
    await stage.settled();
    channel = channelsOf("echo-chamber")[0] ?? "";
  });

  /** What Slack sends when Ben pins what Amara said. */
  async function pinOf(text: string) {
    const id = stage.slack.channel(channel)?.id ?? "";
    const { ts, user } = await stage.slack.say({ user: "amara", channel, text });
    const message = { type: "message", user, text, ts };
    return {
      type: "pin_added",
      user: idOf(stage.slack, "ben"),
      channel_id: id,
      item: { type: "message", channel: id, message },
      event_ts: ts,
    };
  }

  /** Each in a second of its own, as a signature is good for one delivery only. */
  async function deliver(event: Record<string, unknown>, how: { eventId: string; retryNum?: number }) {
    await stage.clock.tick(1_000);
    return stage.slack.sendEvent(event, how);
  }

  it("four times, in every order of its tries: one entry each", async () => {
    for (const [at, order] of permutations([0, 1, 2, 3]).entries()) {
      const event = await pinOf(`pinned in order ${at}.`);
      for (const retryNum of order) {
        const eventId = `EvOrder${at}`;
        const answer = await deliver(event, retryNum === 0 ? { eventId } : { eventId, retryNum });
        expect(answer.status).toBe(200);
      }
    }
    const told = await timeline(stage, channel);
    for (let at = 0; at < 24; at += 1) expect(told.split(`pinned in order ${at}.`)).toHaveLength(2);
  });

  it("eleven times under eleven names: one entry", async () => {
    const event = await pinOf("the graph turned red");
    for (let copy = 0; copy < 11; copy += 1) await deliver(event, { eventId: `EvCopy${copy}` });
    expect(await timesInTimeline("the graph turned red", channel)).toBe(1);
  });

  it("and only its second try arrives: it counts", async () => {
    await deliver(await pinOf("only the retry came"), { eventId: "EvLate", retryNum: 2 });
    expect(await timesInTimeline("only the retry came", channel)).toBe(1);
  });
});

it("a corrected form is another request than the one that was wrong", async () => {
  await stage.incident("", { user: "eva" });
  await fillIn(stage, "eva", { title: "   " });
  expect(openForm(stage, "eva").errors["title"]).toContain("An incident needs a title");
  await fillIn(stage, "eva", { title: "Corrected title" });
  await stage.settled();
  expect(channelsOf("corrected-title")).toHaveLength(1);
});

function permutations(values: readonly number[]): readonly (readonly number[])[] {
  if (values.length <= 1) return [values];
  return values.flatMap((first) =>
    permutations(values.filter((value) => value !== first)).map((rest) => [first, ...rest]),
  );
}
