import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Fault, Faults } from "../../../sandbox/faults.ts";
import { serve } from "../../../sandbox/http.ts";
import { Journal } from "../../../sandbox/journal.ts";
import { createSlackStandIn, type SlackStandIn } from "../../../sandbox/slack/stand-in.ts";
import type { EffectId, SlackChannelId, SlackUserId } from "../../../src/domain/ids.ts";
import type { Attempt, Chat } from "../../../src/engine/ports.ts";
import { createChat } from "../../../src/integrations/slack/chat.ts";

/** Each thing the bot does to Slack, against the workspace that the journeys, the drill and the page use. */

const AMARA = "U0AMARA" as SlackUserId;
const MESSAGE = { text: "INC-7", blocks: [{ type: "section", text: { type: "mrkdwn", text: "*INC-7*" } }] };
const DONE = { kind: "done", receipt: null };

let slack: SlackStandIn;
let chat: Chat;
let faults: Faults;
let startedAt = 0;
let close: () => Promise<void> = async () => undefined;
beforeEach(async () => {
  ({ slack, faults, close } = await standIn());
  chat = chatOf(slack);
});
afterEach(() => close());

async function standIn(scopes?: readonly string[]) {
  const faults = new Faults();
  let url = "";
  const slack = createSlackStandIn({
    faults,
    journal: new Journal(null),
    botToken: "xoxb-test",
    appToken: "xapp-test",
    signingSecret: "secret",
    url: () => url,
    ...(scopes === undefined ? {} : { scopes }),
  });
  const server = await serve(slack.routes);
  url = server.url;
  startedAt = Date.now();
  const close = async () => {
    await slack.close();
    await server.close();
  };
  return { slack, faults, close };
}

function chatOf(world: SlackStandIn): Chat {
  const botUserId = async () => world.botUserId;
  return createChat({
    token: "xoxb-test",
    apiUrl: world.apiUrl,
    botUserId,
    timeoutMs: 600,
    log: () => undefined,
  });
}

const attempt = (number: number): Attempt => ({
  effect: "0191/2/x" as EffectId,
  number,
  firstTriedAt: startedAt,
});
const idOf = (name: string) => (slack.channel(name)?.id ?? "") as SlackChannelId;
const said = (channel: string) => slack.messages(channel).filter(({ user }) => user === slack.botUserId);

type Deed = {
  readonly call: string;
  readonly run: (number: number) => Promise<{ readonly kind: string }>;
  readonly count: () => number;
};
const DEEDS: Record<string, Deed> = {
  "makes a channel": {
    call: "conversations.create",
    run: (number) => chat.createChannel({ name: "inc-7-db", private: false, attempt: attempt(number) }),
    count: () => slack.channels().filter(({ name }) => name.startsWith("inc-7")).length,
  },
  "makes a private channel": {
    call: "conversations.create",
    run: (number) => chat.createChannel({ name: "inc-8-db", private: true, attempt: attempt(number) }),
    count: () => slack.channels().filter(({ name }) => name.startsWith("inc-8")).length,
  },
  "posts in a channel": {
    call: "chat.postMessage",
    run: (number) => chat.post({ channel: idOf("incidents"), message: MESSAGE, attempt: attempt(number) }),
    count: () => said("incidents").length,
  },
  "posts in a channel given by name": {
    call: "chat.postMessage",
    run: (number) => chat.post({ channel: "incidents", message: MESSAGE, attempt: attempt(number) }),
    count: () => said("incidents").length,
  },
  "posts to a person": {
    call: "chat.postMessage",
    run: (number) => chat.post({ channel: AMARA, message: MESSAGE, attempt: attempt(number) }),
    count: () =>
      slack
        .channels()
        .filter(({ kind }) => kind === "im")
        .flatMap(({ id }) => said(id)).length,
  },
  "shares a file": {
    call: "files.completeUploadExternal",
    run: (number) =>
      chat.shareFile({
        channel: idOf("incidents"),
        filename: "postmortem.md",
        title: "Post-mortem",
        content: "# Why",
        attempt: attempt(number),
      }),
    count: () => said("incidents").flatMap(({ files }) => files).length,
  },
  "adds a bookmark": {
    call: "bookmarks.add",
    run: () => chat.addBookmark(idOf("incidents"), { title: "Runbook", url: "https://example.com/r" }),
    count: () => slack.channel("incidents")?.bookmarks.length ?? 0,
  },
  "invites a person": {
    call: "conversations.invite",
    run: async () => {
      const made = await chat.createChannel({ name: "inc-9", private: false, attempt: attempt(2) });
      return made.kind === "done" ? chat.invite(made.receipt.id, AMARA) : made;
    },
    count: () => slack.channel("inc-9")?.members.filter((member) => member === AMARA).length ?? 0,
  },
};

const AFTER_DOING: readonly Omit<Fault, "vendor" | "call">[] = [
  { kind: "error", error: "fatal_error", afterDoing: true },
  { kind: "error", status: 502, afterDoing: true },
  { kind: "drop-after-accepting" },
  { kind: "garbage", afterDoing: true },
  { kind: "nothing", afterDoing: true },
];
const BEFORE_DOING: readonly Omit<Fault, "vendor" | "call">[] = [
  { kind: "down" },
  { kind: "error", error: "internal_error" },
  { kind: "rate-limited", retryAfterSeconds: 2 },
];

describe.each(Object.entries(DEEDS))("%s", (_name, deed) => {
  it("at the first attempt", async () => {
    expect(await deed.run(1)).toMatchObject({ kind: "done" });
    expect(deed.count()).toBe(1);
  });

  it.each([...AFTER_DOING, ...BEFORE_DOING])(
    "once, whatever became of the first answer: %o",
    async (fault) => {
      faults.add({ vendor: "slack", call: deed.call, times: 1, ...fault });
      expect(await deed.run(1)).toMatchObject({ kind: "retry" });
      expect(await deed.run(2)).toMatchObject({ kind: "done" });
      expect(deed.count()).toBe(1);
    },
  );
});

it("takes the next name when a person's channel has the one wanted, and still finds its own after a lost answer", async () => {
  const ask = { name: "ops", private: false };
  faults.add({ vendor: "slack", call: "conversations.list", times: 1, kind: "down" });
  expect(await chat.createChannel({ ...ask, attempt: attempt(1) })).toMatchObject({
    receipt: { name: "ops-2" },
  });
  expect(await chat.createChannel({ ...ask, attempt: attempt(2) })).toMatchObject({ kind: "retry" });
  expect(await chat.createChannel({ ...ask, attempt: attempt(3) })).toMatchObject({
    receipt: { name: "ops-2" },
  });
  expect(slack.channel("ops-3")).toBeNull();
});

it("edits, pins and describes what it made, and shows forms' refusals", async () => {
  const channel = idOf("incidents");
  const posted = await chat.post({ channel, message: MESSAGE, attempt: attempt(1) });
  const ts = posted.kind === "done" ? posted.receipt.ts : "";
  expect(await chat.update({ channel, ts, message: { ...MESSAGE, text: "INC-7 resolved" } })).toEqual(DONE);
  expect(slack.messages("incidents").at(-1)).toMatchObject({
    text: "INC-7 resolved",
    metadata: { event_type: "tocsin_effect" },
  });
  expect([await chat.pin(channel, ts), await chat.pin(channel, ts)]).toEqual([DONE, DONE]);
  expect(slack.channel("incidents")?.pins).toEqual([ts]);
  expect(await chat.setTopic(channel, "INC-7")).toEqual(DONE);
  expect(
    await chat.openView("1.2.never", { type: "modal", title: { type: "plain_text", text: "T" }, blocks: [] }),
  ).toMatchObject({ kind: "failed" });
  expect(await chat.publishHome(AMARA, { type: "home", blocks: [] })).toEqual(DONE);
});

it("finds people", async () => {
  expect(await chat.userByEmail("amara@example.com")).toEqual({ kind: "done", receipt: AMARA });
  expect(await chat.userByEmail("nobody@example.com")).toMatchObject({ kind: "failed" });
  expect(await chat.groupMembers("ops")).toEqual({ kind: "done", receipt: [AMARA, "U0BEN"] });
});

it("names the scope that is missing", async () => {
  await close();
  ({ slack, close } = await standIn(["chat:write"]));
  expect(await chatOf(slack).setTopic(idOf("incidents"), "INC-7")).toEqual({
    kind: "failed",
    reason:
      "Slack would not set the channel's topic: the app lacks the scope channels:manage (missing_scope).",
    cure: 'Add the scope channels:manage under "OAuth & Permissions" of the Slack app and reinstall the app.',
  });
});
