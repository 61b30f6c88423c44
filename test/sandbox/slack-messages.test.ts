import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorOf, type Stage, setStage } from "./slack-world.ts";

let stage: Stage;
let channel: string;
beforeEach(async () => {
  stage = await setStage();
  channel = String((await stage.client.conversations.create({ name: "inc-1" })).channel?.id);
});
afterEach(() => stage.strike());

const section = (text: string) => ({ type: "section", text: { type: "mrkdwn" as const, text } });
const post = async (text: string, more: object = {}) =>
  String((await stage.client.chat.postMessage({ channel, text, ...more })).ts);
const call = (method: string, args: Record<string, unknown>) => errorOf(stage.client.apiCall(method, args));

describe("posting", () => {
  it("goes by id, by name and to a person", async () => {
    await post("by id");
    await stage.client.chat.postMessage({ channel: "#inc-1", text: "by name" });
    const direct = await stage.client.chat.postMessage({ channel: "U0BEN", text: "to you" });
    expect(stage.slack.messages(channel).map((it) => it.text)).toEqual(["by id", "by name"]);
    expect(stage.slack.channel(String(direct.channel))).toMatchObject({
      kind: "im",
      members: ["U0TOCSIN", "U0BEN"],
    });
  });

  it.each([
    ["nowhere", { channel: "C0NONE", text: "x" }, "channel_not_found"],
    ["nothing", { channel: "C0INCIDENTS" }, "no_text"],
    ["an empty section", { channel: "C0INCIDENTS", blocks: [section("")] }, "invalid_blocks"],
    ["broken JSON", { channel: "C0INCIDENTS", blocks: "[{" }, "invalid_blocks_format"],
    [
      "too much",
      { channel: "C0INCIDENTS", blocks: Array(5).fill(section("x".repeat(3000))) },
      "msg_blocks_too_long",
    ],
    [
      "into no thread",
      { channel: "C0INCIDENTS", text: "x", thread_ts: "1.000001" },
      "cannot_reply_to_message",
    ],
    [
      "half metadata",
      { channel: "C0INCIDENTS", text: "x", metadata: { event_type: "a" } },
      "invalid_metadata_format",
    ],
    ["to a public channel the bot is not in", { channel: "C0OPS", text: "x" }, "no error"],
    ["without a channel", { text: "x" }, "invalid_arguments"],
  ])("of %s", async (_what, args, error) => {
    expect(await call("chat.postMessage", args)).toBe(error);
  });

  it("names the block it does not like", async () => {
    const refused = await stage.client.chat
      .postMessage({ channel, text: "x", blocks: [section("x".repeat(3001))] })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      data: {
        errors: ["must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
        response_metadata: {
          messages: ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"],
        },
      },
    });
  });

  it("gives ever later time stamps, even when the clock stands still", async () => {
    await stage.strike();
    stage = await setStage({ now: () => 1_700_000_000_000 });
    const stamps = [];
    for (const text of ["a", "b", "c"])
      stamps.push((await stage.client.chat.postMessage({ channel: "C0INCIDENTS", text })).ts);
    expect(stamps).toEqual(["1700000000.000000", "1700000000.000001", "1700000000.000002"]);
  });
});

describe("reading", () => {
  it("newest first, by page, with metadata only when asked", async () => {
    const metadata = { event_type: "effect", event_payload: { id: "e1" } };
    const first = await post("one", { metadata });
    await post("two");
    await post("three");
    await stage.client.chat.postEphemeral({ channel, user: "U0TOCSIN", text: "unseen" });
    const page = await stage.client.conversations.history({ channel, limit: 2 });
    expect([page.messages?.map((it) => it.text), page.has_more]).toEqual([["three", "two"], true]);
    const rest = await stage.client.conversations.history({
      channel,
      limit: 2,
      cursor: String(page.response_metadata?.next_cursor),
      include_all_metadata: true,
    });
    expect([rest.messages?.[0]?.metadata, rest.has_more]).toEqual([metadata, false]);
    expect(
      (await stage.client.conversations.history({ channel, oldest: first })).messages?.map((it) => [
        it.text,
        it.metadata,
      ]),
    ).toEqual([
      ["three", undefined],
      ["two", undefined],
    ]);
    expect(
      (await stage.client.conversations.history({ channel, oldest: first, latest: first, inclusive: true }))
        .messages,
    ).toHaveLength(1);
  });

  it("threads, from the parent on", async () => {
    const parent = await post("parent");
    await post("reply", { thread_ts: parent });
    expect(
      (await stage.client.conversations.replies({ channel, ts: parent })).messages?.map((it) => it.text),
    ).toEqual(["parent", "reply"]);
    expect((await stage.client.conversations.history({ channel })).messages).toMatchObject([
      { text: "parent", reply_count: 1 },
    ]);
    expect(await call("conversations.replies", { channel, ts: "1.000000" })).toBe("thread_not_found");
  });

  it("only where the bot is", async () => {
    expect(await call("conversations.history", { channel: "C0OPS" })).toBe("not_in_channel");
  });
});

describe("changing", () => {
  it("keeps blocks and metadata that are not given", async () => {
    const metadata = { event_type: "effect", event_payload: { id: "e1" } };
    const ts = await post("one", { blocks: [section("a")], metadata });
    await stage.client.chat.update({ channel, ts, text: "two" });
    expect(stage.slack.messages(channel)[0]).toMatchObject({
      text: "two",
      blocks: [section("a")],
      metadata,
      edited: true,
    });
    await stage.client.chat.update({ channel, ts, text: "three", blocks: [] });
    expect(stage.slack.messages(channel)[0]?.blocks).toEqual([]);
  });

  it("is refused for what is not there or not the bot's", async () => {
    const said = await stage.slack.say({ user: "amara", channel: "incidents", text: "mine" });
    expect(await call("chat.update", { channel, ts: "1.000000", text: "x" })).toBe("message_not_found");
    expect(await call("chat.update", { channel: "C0INCIDENTS", ts: said.ts, text: "x" })).toBe(
      "cant_update_message",
    );
    expect(await call("chat.delete", { channel: "C0INCIDENTS", ts: said.ts })).toBe("cant_delete_message");
    const ts = await post("gone soon");
    await stage.client.chat.delete({ channel, ts });
    expect(stage.slack.messages(channel)).toEqual([]);
  });

  it("of an ephemeral message is impossible, and only members get one", async () => {
    const sent = await stage.client.chat.postEphemeral({
      channel: "C0INCIDENTS",
      user: "U0BEN",
      text: "psst",
    });
    expect(await call("chat.update", { channel: "C0INCIDENTS", ts: sent.message_ts, text: "x" })).toBe(
      "message_not_found",
    );
    expect(await call("chat.postEphemeral", { channel, user: "U0BEN", text: "psst" })).toBe(
      "user_not_in_channel",
    );
    expect(stage.slack.messages("incidents", "U0BEN").map((it) => it.onlyFor)).toEqual(["U0BEN"]);
  });
});

describe("marks", () => {
  it("pins once", async () => {
    const timestamp = await post("card");
    await stage.client.pins.add({ channel, timestamp });
    expect(await call("pins.add", { channel, timestamp })).toBe("already_pinned");
    expect(await call("pins.add", { channel, timestamp: "1.000000" })).toBe("message_not_found");
    expect((await stage.client.pins.list({ channel })).items).toMatchObject([
      { type: "message", message: { text: "card" } },
    ]);
    await stage.client.pins.remove({ channel, timestamp });
    expect(await call("pins.remove", { channel, timestamp })).toBe("no_pin");
  });

  it("bookmarks links", async () => {
    const added = await stage.client.bookmarks.add({
      channel_id: channel,
      title: "Runbook",
      type: "link",
      link: "http://127.0.0.1/runbook",
    });
    await stage.client.bookmarks.edit({
      channel_id: channel,
      bookmark_id: String(added.bookmark?.id),
      title: "Runbooks",
    });
    expect((await stage.client.bookmarks.list({ channel_id: channel })).bookmarks).toMatchObject([
      { title: "Runbooks", link: "http://127.0.0.1/runbook" },
    ]);
    expect(
      await call("bookmarks.add", { channel_id: channel, title: "x", type: "link", link: "nowhere" }),
    ).toBe("invalid_link");
  });

  it("reacts once", async () => {
    const timestamp = await post("card");
    await stage.client.reactions.add({ channel, timestamp, name: "eyes" });
    expect(await call("reactions.add", { channel, timestamp, name: "eyes" })).toBe("already_reacted");
  });
});

describe("files", () => {
  it("are uploaded by the real client and shown in the channel", async () => {
    const done = await stage.client.filesUploadV2({
      channel_id: channel,
      filename: "inc-1.md",
      title: "Post-mortem",
      content: "# INC-1\n\nWhät happened\n",
      initial_comment: "Draft",
    });
    const id = String(done.files[0]?.files?.[0]?.id);
    const message = stage.slack.messages(channel)[0];
    expect(message).toMatchObject({
      text: "Draft",
      files: [{ id, name: "inc-1.md", title: "Post-mortem", content: "# INC-1\n\nWhät happened\n" }],
    });
    expect((await stage.client.files.info({ file: id })).file).toMatchObject({
      title: "Post-mortem",
      shares: { public: { [channel]: [{ ts: message?.ts }] } },
    });
    expect((await stage.client.files.list({ channel })).files).toHaveLength(1);
    expect(await (await fetch(String(message?.files[0]?.permalink))).text()).toBe(
      "# INC-1\n\nWhät happened\n",
    );
  });

  it("that were never sent cannot be completed", async () => {
    const asked = await stage.client.files.getUploadURLExternal({ filename: "a.md", length: 3 });
    expect(
      await call("files.completeUploadExternal", {
        files: JSON.stringify([{ id: asked.file_id }]),
        channel_id: channel,
      }),
    ).toBe("file_not_found");
  });
});

describe("people", () => {
  it("are found by e-mail, listed, and grouped", async () => {
    expect((await stage.client.users.lookupByEmail({ email: "Amara@example.com" })).user?.id).toBe("U0AMARA");
    expect(await call("users.lookupByEmail", { email: "nobody@example.com" })).toBe("users_not_found");
    expect(await call("users.info", { user: "U0NOBODY" })).toBe("user_not_found");
    expect(
      (await stage.client.users.list({})).members?.filter((it) => it.is_restricted).map((it) => it.name),
    ).toEqual(["gus"]);
    const groups = await stage.client.usergroups.list({ include_users: true });
    expect(groups.usergroups).toMatchObject([{ handle: "ops", users: ["U0AMARA", "U0BEN"] }]);
    expect((await stage.client.usergroups.users.list({ usergroup: "S0OPS" })).users).toEqual([
      "U0AMARA",
      "U0BEN",
    ]);
  });
});
