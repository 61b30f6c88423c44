import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  attempt,
  BOT,
  CHANNEL,
  FIRST_TRIED,
  type ScriptedSlack,
  scriptedSlack,
  USER,
} from "./scripted-slack.ts";

const CREATED_S = FIRST_TRIED / 1000 + 2;
const TAKEN = { ok: false, error: "name_taken" };
const DONE = { kind: "done", receipt: null };

let slack: ScriptedSlack;
beforeEach(async () => {
  slack = await scriptedSlack();
});
afterEach(() => slack.close());

const made = (id: string, name: string) => ({ ok: true, channel: { id, name } });
const listed = (name: string, more: Record<string, unknown> = {}) => ({
  ok: true,
  channels: [
    { id: "C0OTHER", name: "general" },
    { id: "C0FOUND", name, creator: BOT, created: CREATED_S, ...more },
  ],
});
const create = (number: number, name = "inc-7-db") =>
  slack.chat.createChannel({ name, private: false, attempt: attempt(number) });
const namesAsked = () =>
  slack.asked.filter(({ method }) => method === "conversations.create").map(({ args }) => args["name"]);

describe("making a channel", () => {
  it("takes the name as given", async () => {
    slack.on("conversations.create", made("C0NEW", "inc-7-db"));
    expect(await create(1)).toEqual({ kind: "done", receipt: { id: "C0NEW", name: "inc-7-db" } });
    expect(slack.asked[0]?.args).toEqual({ name: "inc-7-db", is_private: "false" });
  });

  it("on the first attempt a taken name is somebody else's: the next free variant, without looking", async () => {
    slack.on("conversations.create", TAKEN, TAKEN, made("C0NEW", "inc-7-db-3"));
    expect(await create(1)).toEqual({ kind: "done", receipt: { id: "C0NEW", name: "inc-7-db-3" } });
    expect(namesAsked()).toEqual(["inc-7-db", "inc-7-db-2", "inc-7-db-3"]);
    expect(slack.methods()).not.toContain("conversations.list");
  });

  it("made although the answer was lost: the second attempt adopts it and makes no other", async () => {
    slack.on("conversations.create", { ok: false, error: "fatal_error" }, TAKEN);
    slack.on("conversations.list", listed("inc-7-db"));
    expect(await create(1)).toMatchObject({ kind: "retry" });
    expect(await create(2)).toEqual({ kind: "done", receipt: { id: "C0FOUND", name: "inc-7-db" } });
    expect(namesAsked()).toEqual(["inc-7-db", "inc-7-db"]);
  });

  it("finds it on a later page, under a variant's name", async () => {
    slack.on("conversations.create", TAKEN);
    slack.on(
      "conversations.list",
      { ok: true, channels: [], response_metadata: { next_cursor: "page-2" } },
      listed("inc-7-db-2"),
    );
    expect(await create(2)).toEqual({ kind: "done", receipt: { id: "C0FOUND", name: "inc-7-db-2" } });
    expect(slack.asked.at(-1)?.args).toMatchObject({
      cursor: "page-2",
      types: "public_channel",
      exclude_archived: "true",
    });
  });

  it.each([
    ["made by a person", { creator: "U0BOB" }],
    ["made long before", { created: CREATED_S - 3_600 }],
  ])("does not adopt one %s", async (_why, more) => {
    slack.on("conversations.create", TAKEN, made("C0NEW", "inc-7-db-2"));
    slack.on("conversations.list", listed("inc-7-db", more));
    expect(await create(2)).toEqual({ kind: "done", receipt: { id: "C0NEW", name: "inc-7-db-2" } });
  });

  it("looks for a private one among the private ones", async () => {
    slack.on("conversations.create", TAKEN);
    slack.on("conversations.list", listed("inc-7-db"));
    await slack.chat.createChannel({ name: "inc-7-db", private: true, attempt: attempt(2) });
    expect(slack.asked[0]?.args["is_private"]).toBe("true");
    expect(slack.asked.at(-1)?.args["types"]).toBe("private_channel");
  });

  it("does not repeat while it cannot look", async () => {
    slack.on("conversations.create", TAKEN);
    slack.on("conversations.list", { status: 503, body: "" });
    expect(await create(2)).toMatchObject({ kind: "retry" });
    expect(namesAsked()).toHaveLength(1);
  });

  it("takes a variant when it may never look: people need a channel more than they mind an empty one", async () => {
    slack.on("conversations.create", TAKEN, made("C0NEW", "inc-7-db-2"));
    slack.on("conversations.list", { ok: false, error: "missing_scope", needed: "channels:read" });
    expect(await create(2)).toMatchObject({ kind: "done", receipt: { name: "inc-7-db-2" } });
  });

  it("says so when nine names are taken", async () => {
    slack.on("conversations.create", TAKEN);
    expect(await create(1, "n".repeat(80))).toEqual({
      kind: "failed",
      reason: "Slack would not make the channel: its name and eight variants of it are taken (name_taken).",
      cure: "Archived channels keep their names: rename or delete one, then try again.",
    });
    expect(namesAsked().every((name) => (name ?? "").length <= 80)).toBe(true);
  });

  it("tells who forbids it", async () => {
    slack.on("conversations.create", { ok: false, error: "restricted_action" });
    expect(await create(1)).toEqual({
      kind: "failed",
      reason: "Slack would not make the channel: a workspace setting forbids it (restricted_action).",
      cure: "Ask a Slack admin to allow it for this app, or do it by hand in Slack.",
    });
  });
});

describe("furnishing a channel", () => {
  it("sets the topic", async () => {
    expect(await slack.chat.setTopic(CHANNEL, "INC-7 · P1")).toEqual(DONE);
    expect(slack.asked[0]?.args).toEqual({ channel: CHANNEL, topic: "INC-7 · P1" });
  });

  it("adds a bookmark that is not there", async () => {
    slack.on("bookmarks.list", { ok: true, bookmarks: [{ title: "Other" }] });
    expect(await slack.chat.addBookmark(CHANNEL, { title: "Runbook", url: "https://example.org/r" })).toEqual(
      DONE,
    );
    expect(slack.asked[1]).toMatchObject({
      method: "bookmarks.add",
      args: { channel_id: CHANNEL, title: "Runbook", type: "link", link: "https://example.org/r" },
    });
  });

  it("leaves a bookmark that is there", async () => {
    slack.on("bookmarks.list", { ok: true, bookmarks: [{ title: "Runbook" }] });
    expect(await slack.chat.addBookmark(CHANNEL, { title: "Runbook", url: "https://example.org/r" })).toEqual(
      DONE,
    );
    expect(slack.methods()).toEqual(["bookmarks.list"]);
  });

  it("does not add a bookmark while it cannot look", async () => {
    slack.on("bookmarks.list", "drop");
    expect(await slack.chat.addBookmark(CHANNEL, { title: "Runbook", url: "u" })).toMatchObject({
      kind: "retry",
    });
    expect(slack.methods()).toEqual(["bookmarks.list"]);
  });

  it.each(["already_in_channel", "cant_invite_self"])(
    "counts an invitation answered %s as done",
    async (error) => {
      slack.on("conversations.invite", { ok: false, error });
      expect(await slack.chat.invite(CHANNEL, USER)).toEqual(DONE);
    },
  );

  it.each([
    [
      "user_not_found",
      "Slack would not invite this person: there is no such person in this workspace (user_not_found).",
      "Correct the e-mail address or id in the profile, or invite the person by hand.",
    ],
    [
      "cant_invite",
      "Slack would not invite this person: this person cannot be invited: deactivated, an app, or not allowed here (cant_invite).",
      "Ask somebody else, or invite the person by hand.",
    ],
    [
      "user_is_restricted",
      "Slack would not invite this person: guests may not be there (user_is_restricted).",
      "Make the person a full member of the workspace, or go on without them.",
    ],
  ])("tells why an invitation was refused: %s", async (error, reason, cure) => {
    slack.on("conversations.invite", { ok: false, error });
    expect(await slack.chat.invite(CHANNEL, USER)).toEqual({ kind: "failed", reason, cure });
  });

  it("counts a message already pinned as done", async () => {
    slack.on("pins.add", { ok: false, error: "already_pinned" });
    expect(await slack.chat.pin(CHANNEL, "1.2")).toEqual(DONE);
    expect(slack.asked[0]?.args).toEqual({ channel: CHANNEL, timestamp: "1.2" });
  });
});
