import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorOf, type Stage, setStage } from "./slack-world.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.strike());

const made = async (name = "inc-7") =>
  String((await stage.client.conversations.create({ name })).channel?.id);

describe("channels", () => {
  it("are made by the bot, which is their first member", async () => {
    const id = await made();
    expect(stage.slack.channel("#inc-7")).toMatchObject({
      id,
      kind: "public",
      members: ["U0TOCSIN"],
      archived: false,
    });
  });

  it.each([
    ["", "invalid_name_required"],
    ["a".repeat(81), "invalid_name_maxlength"],
    ["Has Spaces", "invalid_name_specials"],
    ["Upper", "invalid_name_specials"],
    ["dot.dot", "invalid_name_specials"],
    ["---", "invalid_name_punctuation"],
    ["general", "name_taken"],
    ["a".repeat(80), "no error"],
  ])("named %j: %s", async (name, error) => {
    expect(await errorOf(stage.client.apiCall("conversations.create", { name }))).toBe(error);
  });

  it("keep their name when archived", async () => {
    const channel = await made();
    await stage.client.conversations.archive({ channel });
    expect(await errorOf(made())).toBe("name_taken");
    expect(await errorOf(stage.client.conversations.archive({ channel }))).toBe("already_archived");
    expect(await errorOf(stage.client.chat.postMessage({ channel, text: "late" }))).toBe("is_archived");
    expect(await errorOf(stage.client.conversations.invite({ channel, users: "U0BEN" }))).toBe("is_archived");
  });

  it("have a topic of at most 250 characters and a purpose", async () => {
    const channel = await made();
    await stage.client.conversations.setTopic({ channel, topic: "P1 · investigating" });
    await stage.client.conversations.setPurpose({ channel, purpose: "why" });
    expect((await stage.client.conversations.info({ channel })).channel).toMatchObject({
      topic: { value: "P1 · investigating" },
      purpose: { value: "why" },
      num_members: 1,
    });
    expect(await errorOf(stage.client.conversations.setTopic({ channel, topic: "x".repeat(251) }))).toBe(
      "too_long",
    );
  });

  it("are listed page by page, private ones only to members", async () => {
    const seen: string[] = [];
    let cursor: string | undefined = "";
    do {
      const page: Awaited<ReturnType<typeof stage.client.conversations.list>> =
        await stage.client.conversations.list({ limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...(page.channels ?? []).map((it) => String(it.name)));
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
    expect(seen).toEqual(["general", "incidents", "ops"]);
    await stage.client.conversations.create({ name: "secret", is_private: true });
    expect((await stage.client.conversations.list({ types: "private_channel" })).channels).toMatchObject([
      { name: "secret", is_private: true },
    ]);
    expect(await errorOf(stage.client.conversations.list({ cursor: "bogus" }))).toBe("invalid_cursor");
  });

  it("are renamed by the same rules", async () => {
    const channel = await made();
    await stage.client.conversations.rename({ channel, name: "inc-8" });
    expect(stage.slack.channel("inc-8")?.id).toBe(channel);
    expect(await errorOf(stage.client.conversations.rename({ channel, name: "ops" }))).toBe("name_taken");
  });
});

describe("invitations", () => {
  it.each([
    ["U0BEN", "no error"],
    ["U0BEN,U0DANA", "no error"],
    ["U0NOBODY", "user_not_found"],
    ["U0GUS", "cant_invite"],
    ["U0TOCSIN", "cant_invite_self"],
    ["", "invalid_arguments"],
  ])("of %j: %s", async (users, error) => {
    const channel = await made();
    expect(await errorOf(stage.client.apiCall("conversations.invite", { channel, users }))).toBe(error);
  });

  it("of one who is there already, and into a channel the bot is not in", async () => {
    const channel = await made();
    await stage.client.conversations.invite({ channel, users: "U0BEN" });
    expect(await errorOf(stage.client.conversations.invite({ channel, users: "U0BEN" }))).toBe(
      "already_in_channel",
    );
    expect(await errorOf(stage.client.conversations.invite({ channel: "C0OPS", users: "U0GUS" }))).toBe(
      "not_in_channel",
    );
    expect(await errorOf(stage.client.conversations.invite({ channel: "C0NONE", users: "U0GUS" }))).toBe(
      "channel_not_found",
    );
  });

  it("one bad name keeps the others out unless forced", async () => {
    const channel = await made();
    expect(await errorOf(stage.client.conversations.invite({ channel, users: "U0BEN,U0GUS" }))).toBe(
      "cant_invite",
    );
    expect(stage.slack.channel(channel)?.members).toEqual(["U0TOCSIN"]);
    const forced = await stage.client.conversations.invite({ channel, users: "U0BEN,U0GUS", force: true });
    expect(forced["errors"]).toEqual([{ user: "U0GUS", ok: false, error: "cant_invite" }]);
    expect((await stage.client.conversations.members({ channel })).members).toEqual(["U0TOCSIN", "U0BEN"]);
  });
});

describe("the bot", () => {
  it("joins public channels", async () => {
    await stage.client.conversations.join({ channel: "C0OPS" });
    expect(stage.slack.channel("ops")?.members).toContain("U0TOCSIN");
    expect((await stage.client.conversations.join({ channel: "C0OPS" }))["warning"]).toBe(
      "already_in_channel",
    );
  });

  it("opens a direct message once", async () => {
    const first = await stage.client.conversations.open({ users: "U0BEN" });
    const second = await stage.client.conversations.open({ users: "U0BEN" });
    expect(first.channel?.id).toMatch(/^D/);
    expect(second.channel?.id).toBe(first.channel?.id);
    expect(await errorOf(stage.client.conversations.open({ users: "U0NOBODY" }))).toBe("user_not_found");
  });
});
