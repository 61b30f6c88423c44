import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { attempt, CHANNEL, type ScriptedSlack, scriptedSlack, USER } from "./scripted-slack.ts";

const MESSAGE = { text: "INC-7", blocks: [{ type: "divider" }] };
const EFFECT = attempt(1).effect;
const OURS = {
  ts: "1700000001.000100",
  metadata: { event_type: "tocsin_effect", event_payload: { id: EFFECT } },
};
const POSTED = { ok: true, channel: CHANNEL, ts: "1700000009.000100" };

let slack: ScriptedSlack;
beforeEach(async () => {
  slack = await scriptedSlack();
});
afterEach(() => slack.close());

const post = (number: number, channel: string = CHANNEL) =>
  slack.chat.post({ channel, message: MESSAGE, attempt: attempt(number) });

describe("posting", () => {
  it("posts once, marked with the effect's id, without previews", async () => {
    slack.on("chat.postMessage", POSTED);
    expect(await post(1)).toEqual({ kind: "done", receipt: { channel: CHANNEL, ts: "1700000009.000100" } });
    expect(slack.methods()).toEqual(["chat.postMessage"]);
    expect(slack.asked[0]?.args).toEqual({
      channel: CHANNEL,
      text: "INC-7",
      blocks: '[{"type":"divider"}]',
      metadata: JSON.stringify({ event_type: "tocsin_effect", event_payload: { id: EFFECT } }),
      unfurl_links: "false",
      unfurl_media: "false",
    });
  });

  it("sends the plain blocks where a workspace takes no newer ones, posted and updated", async () => {
    const message = { ...MESSAGE, blocks: [{ type: "plan" }], plain: [{ type: "divider" }] };
    const refused = { ok: false, error: "invalid_blocks" };
    slack.on("chat.postMessage", refused, POSTED);
    slack.on("chat.update", refused, { ok: true, ts: POSTED.ts });
    const posted = await slack.chat.post({ channel: CHANNEL, message, attempt: attempt(1) });
    const updated = await slack.chat.update({ channel: CHANNEL, ts: POSTED.ts, message });
    expect(posted).toEqual({ kind: "done", receipt: { channel: CHANNEL, ts: POSTED.ts } });
    expect(updated).toEqual({ kind: "done", receipt: null });
    const plan = '[{"type":"plan"}]';
    const plain = '[{"type":"divider"}]';
    expect(slack.asked.map(({ args }) => args["blocks"])).toEqual([plan, plain, plan, plain]);
  });

  it("sends them once where they are taken, and never after another refusal", async () => {
    const message = { ...MESSAGE, blocks: [{ type: "plan" }], plain: [{ type: "divider" }] };
    slack.on("chat.postMessage", POSTED, { ok: false, error: "not_in_channel" });
    await slack.chat.post({ channel: CHANNEL, message, attempt: attempt(1) });
    const refused = await slack.chat.post({ channel: CHANNEL, message, attempt: attempt(1) });
    expect(refused).toMatchObject({ kind: "failed" });
    expect(slack.methods()).toEqual(["chat.postMessage", "chat.postMessage"]);
  });

  it("posted although the answer was lost: the second attempt adopts it and says nothing twice", async () => {
    slack.on("chat.postMessage", { ok: false, error: "fatal_error" });
    slack.on("conversations.history", { ok: true, messages: [{ ts: "1700000002.0", text: "hi" }, OURS] });
    expect(await post(1)).toMatchObject({ kind: "retry" });
    expect(await post(2)).toEqual({ kind: "done", receipt: { channel: CHANNEL, ts: OURS.ts } });
    expect(slack.methods()).toEqual(["chat.postMessage", "conversations.history"]);
    expect(slack.asked[1]?.args).toMatchObject({
      channel: CHANNEL,
      oldest: "1699999995.000000",
      include_all_metadata: "true",
    });
  });

  it("finds it on a later page", async () => {
    const first = { ok: true, messages: [], response_metadata: { next_cursor: "older" } };
    slack.on("conversations.history", first, { ok: true, messages: [OURS] });
    expect(await post(2)).toMatchObject({ kind: "done", receipt: { ts: OURS.ts } });
    expect(slack.asked.at(-1)?.args["cursor"]).toBe("older");
  });

  it("posts when it is not there, whatever others have put into their messages", async () => {
    const odd = [
      { ts: "1.1", metadata: { event_type: "deploy", event_payload: {} } },
      { ts: "1.2", metadata: "rubbish", files: ["rubbish"] },
      { ts: "1.3", metadata: { ...OURS.metadata, event_payload: { id: "another effect" } } },
    ];
    slack.on("conversations.history", { ok: true, messages: odd });
    slack.on("chat.postMessage", POSTED);
    expect(await post(2)).toMatchObject({ kind: "done", receipt: { ts: POSTED.ts } });
  });

  it("does not post while it cannot look", async () => {
    slack.on("conversations.history", { status: 429, body: "", headers: { "retry-after": "60" } });
    expect(await post(2)).toMatchObject({ kind: "retry", afterMs: 60_000 });
    expect(slack.methods()).not.toContain("chat.postMessage");
  });

  it.each([
    [
      { ok: false, error: "missing_scope", needed: "channels:history" },
      "the app lacks the scope channels:history",
    ],
    [{ ok: false, error: "not_in_channel" }, "the bot is not in the channel"],
  ])("posts when it may never look, and writes down the doubt", async (answer, because) => {
    slack.on("conversations.history", answer);
    slack.on("chat.postMessage", POSTED);
    expect(await post(2)).toMatchObject({ kind: "done" });
    expect(slack.lines).toContainEqual(
      expect.objectContaining({
        method: "chat.postMessage",
        outcome: "doubt",
        reason: expect.stringContaining(because),
      }),
    );
  });

  it("to a person posts to the direct message, and looks there", async () => {
    slack.on("chat.postMessage", { ok: true, channel: "D0ADA", ts: "1.1" });
    expect(await post(1, USER)).toEqual({ kind: "done", receipt: { channel: "D0ADA", ts: "1.1" } });
    slack.on("conversations.open", { ok: true, channel: { id: "D0ADA" } });
    slack.on("conversations.history", { ok: true, messages: [OURS] });
    expect(await post(2, USER)).toEqual({ kind: "done", receipt: { channel: "D0ADA", ts: OURS.ts } });
    expect(slack.asked.at(-1)?.args["channel"]).toBe("D0ADA");
  });

  it("to a channel given by name lets Slack find it, and looks it up for the second attempt", async () => {
    slack.on("chat.postMessage", POSTED);
    await post(1, "incidents");
    expect(slack.asked[0]?.args["channel"]).toBe("#incidents");
    slack.on("conversations.list", { ok: true, channels: [{ id: CHANNEL, name: "incidents" }] });
    slack.on("conversations.history", { ok: true, messages: [OURS] });
    expect(await post(2, "incidents")).toEqual({ kind: "done", receipt: { channel: CHANNEL, ts: OURS.ts } });
  });
});

describe("editing", () => {
  it("replaces text and blocks", async () => {
    slack.on("chat.update", { ok: true, ts: "1.2", channel: CHANNEL });
    expect(await slack.chat.update({ channel: CHANNEL, ts: "1.2", message: MESSAGE })).toEqual({
      kind: "done",
      receipt: null,
    });
    expect(slack.asked[0]?.args).toEqual({
      channel: CHANNEL,
      ts: "1.2",
      text: "INC-7",
      blocks: '[{"type":"divider"}]',
    });
  });

  it("of a deleted message fails", async () => {
    slack.on("chat.update", { ok: false, error: "message_not_found" });
    expect(await slack.chat.update({ channel: CHANNEL, ts: "1.2", message: MESSAGE })).toEqual({
      kind: "failed",
      reason: "Slack would not edit the message: the message is gone (message_not_found).",
      cure: "Somebody deleted it; what it said is in the timeline.",
    });
  });
});

describe("forms and Home", () => {
  it("opens a form", async () => {
    expect(await slack.chat.openView("12.34.ab", { type: "modal" })).toEqual({ kind: "done", receipt: null });
    expect(slack.asked[0]?.args).toEqual({ trigger_id: "12.34.ab", view: '{"type":"modal"}' });
  });

  it("says when the click is too old", async () => {
    slack.on("views.open", { ok: false, error: "expired_trigger_id" });
    expect(await slack.chat.openView("12.34.ab", {})).toEqual({
      kind: "failed",
      reason:
        "Slack would not open the form: more than three seconds passed since the click (expired_trigger_id).",
      cure: "Click or type it again.",
    });
  });

  it("publishes Home", async () => {
    expect(await slack.chat.publishHome(USER, { type: "home" })).toEqual({ kind: "done", receipt: null });
    expect(slack.asked[0]?.args).toEqual({ user_id: USER, view: '{"type":"home"}' });
  });
});
