import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { attempt, CHANNEL, type ScriptedSlack, scriptedSlack } from "./scripted-slack.ts";

const ADA = { kind: "done", receipt: "U0ADA" };

let slack: ScriptedSlack;
beforeEach(async () => {
  slack = await scriptedSlack({ timeoutMs: 400 });
});
afterEach(() => slack.close());

describe("a person by e-mail", () => {
  it("is asked for once in five minutes", async () => {
    slack.on("users.lookupByEmail", { ok: true, user: { id: "U0ADA" } });
    expect(await slack.chat.userByEmail("ada@example.org")).toEqual(ADA);
    slack.advance(299_999);
    expect(await slack.chat.userByEmail(" Ada@Example.org ")).toEqual(ADA);
    expect(slack.asked).toHaveLength(1);
    slack.advance(1);
    expect(await slack.chat.userByEmail("ada@example.org")).toEqual(ADA);
    expect(slack.asked).toHaveLength(2);
  });

  it("that nobody has is told, and asked again next time", async () => {
    slack.on(
      "users.lookupByEmail",
      { ok: false, error: "users_not_found" },
      { ok: true, user: { id: "U0ADA" } },
    );
    expect(await slack.chat.userByEmail("ada@example.org")).toEqual({
      kind: "failed",
      reason:
        "ada@example.org: Slack would not find the person by e-mail: nobody in this workspace has that e-mail address (users_not_found).",
      cure: "Correct the e-mail address or id in the profile, or invite the person by hand.",
    });
    expect(await slack.chat.userByEmail("ada@example.org")).toEqual(ADA);
  });
});

describe("a user group", () => {
  const GROUPS = {
    ok: true,
    usergroups: [
      { id: "S01", handle: "dba" },
      { id: "S02", handle: "SRE" },
    ],
  };

  it("is found by its handle and asked for once in five minutes", async () => {
    slack.on("usergroups.list", GROUPS);
    slack.on("usergroups.users.list", { ok: true, users: ["U0ADA", "U0BOB"] });
    const members = { kind: "done", receipt: ["U0ADA", "U0BOB"] };
    expect(await slack.chat.groupMembers("@sre")).toEqual(members);
    expect(await slack.chat.groupMembers("sre")).toEqual(members);
    expect(slack.asked).toHaveLength(2);
    expect(slack.asked[1]?.args).toEqual({ usergroup: "S02" });
  });

  it("that does not exist is told", async () => {
    slack.on("usergroups.list", GROUPS);
    expect(await slack.chat.groupMembers("nobody")).toEqual({
      kind: "failed",
      reason: "There is no user group @nobody in this workspace, or it is disabled.",
      cure: "Correct the handle in the profile, or make the user group in Slack.",
    });
  });

  it.each(["paid_teams_only", "plan_upgrade_required"])(
    "on a free plan (%s) is politely declined",
    async (error) => {
      slack.on("usergroups.list", { ok: false, error });
      expect(await slack.chat.groupMembers("sre")).toEqual({
        kind: "failed",
        reason: `Slack would not list the user groups: user groups exist only on paid plans (${error}).`,
        cure: "Name the people in the profile by e-mail or Slack id instead of by user group.",
      });
    },
  );
});

describe("sharing a file", () => {
  const MARKED = /^postmortem-[0-9a-f]{8}\.md$/;
  const share = (number: number) =>
    slack.chat.shareFile({
      channel: CHANNEL,
      filename: "postmortem.md",
      title: "INC-7: post-mortem",
      content: "# Ärger\n",
      attempt: attempt(number),
    });
  const ready = () => {
    slack.on("files.getUploadURLExternal", {
      ok: true,
      upload_url: `${slack.url}/upload/v1/abc`,
      file_id: "F01",
    });
    slack.on("upload/v1/abc", { status: 200, body: "OK - 9" });
    slack.on("files.completeUploadExternal", {
      ok: true,
      files: [{ id: "F01", permalink: "https://example.org/F01" }],
    });
  };

  it("uploads the bytes without the token and shares them", async () => {
    ready();
    expect(await share(1)).toEqual({
      kind: "done",
      receipt: { fileId: "F01", permalink: "https://example.org/F01" },
    });
    const [ticket, upload, complete] = slack.asked;
    expect(ticket?.args).toEqual({ filename: expect.stringMatching(MARKED), length: "9" });
    expect(upload?.body).toBe("# Ärger\n");
    expect(upload?.headers.authorization).toBeUndefined();
    expect(complete?.args).toEqual({
      channel_id: CHANNEL,
      files: '[{"id":"F01","title":"INC-7: post-mortem"}]',
    });
  });

  it("shared although the answer was lost: the second attempt adopts it", async () => {
    ready();
    slack.on("files.completeUploadExternal", "drop");
    expect(await share(1)).toMatchObject({ kind: "retry" });
    const name = slack.asked[0]?.args["filename"];
    slack.on("conversations.history", {
      ok: true,
      messages: [{ ts: "1.1", files: [{ id: "F01", name, permalink: "p" }] }],
    });
    expect(await share(2)).toEqual({ kind: "done", receipt: { fileId: "F01", permalink: "p" } });
    expect(slack.methods().filter((method) => method === "files.completeUploadExternal")).toHaveLength(1);
  });

  it("does not share again while it cannot look", async () => {
    ready();
    slack.on("conversations.history", { status: 500, body: "" });
    expect(await share(2)).toMatchObject({ kind: "retry" });
    expect(slack.methods()).toEqual(["conversations.history"]);
  });

  it.each([
    [
      { status: 503, body: "" },
      { kind: "retry", afterMs: 0 },
    ],
    [
      { status: 429, body: "", headers: { "retry-after": "4" } },
      { kind: "retry", afterMs: 4_000 },
    ],
    [
      { status: 403, body: "" },
      { kind: "failed", reason: "Slack would not take the file: it answered HTTP 403." },
    ],
    ["drop" as const, { kind: "retry", afterMs: 0 }],
    ["hang" as const, { kind: "retry", reason: expect.stringContaining("did not answer within 0.4 s") }],
  ])("tells what became of the upload: %o", async (reply, outcome) => {
    ready();
    slack.on("upload/v1/abc", reply);
    expect(await share(1)).toMatchObject(outcome);
    expect(slack.methods()).not.toContain("files.completeUploadExternal");
  });

  it("says when uploads are switched off", async () => {
    slack.on("files.getUploadURLExternal", { ok: false, error: "file_uploads_disabled" });
    expect(await share(1)).toMatchObject({
      kind: "failed",
      reason:
        "Slack would not prepare the upload: the workspace has switched uploads off (file_uploads_disabled).",
    });
  });
});
