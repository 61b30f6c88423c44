import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createChat } from "../../../src/integrations/slack/chat.ts";
import { attempt, CHANNEL, type Reply, type ScriptedSlack, scriptedSlack, USER } from "./scripted-slack.ts";

const MESSAGE = { text: "hello", blocks: [] };
const GOES_ON =
  "Nothing to do: Tocsin looks whether it happened and tries again by itself. Is Slack ill? slack-status.com knows.";
const WAITS = "Nothing to do: Tocsin waits as long as Slack asks, then tries again by itself.";

let slack: ScriptedSlack;
beforeEach(async () => {
  slack = await scriptedSlack({ timeoutMs: 400 });
});
afterEach(() => slack.close());

async function postAnswered(reply: Reply) {
  slack.on("chat.postMessage", reply);
  return slack.chat.post({ channel: CHANNEL, message: MESSAGE, attempt: attempt(1) });
}

describe("an answer that leaves it open is looked into and tried again", () => {
  const maybe = (what: string) => `Slack ${what} when asked to post the message; it may have happened.`;
  it.each<[string, Reply, string]>([
    ["HTTP 500", { status: 500, body: "oops" }, maybe("answered HTTP 500")],
    ["HTTP 502", { status: 502, body: "<html>" }, maybe("answered HTTP 502")],
    ["HTTP 503", { status: 503, body: "" }, maybe("answered HTTP 503")],
    ["HTTP 504", { status: 504, body: "" }, maybe("answered HTTP 504")],
    ["HTTP 408", { status: 408, body: "" }, maybe("answered HTTP 408")],
    ["HTTP 204", { status: 204, body: "" }, maybe("answered HTTP 204")],
    ["fatal_error", { ok: false, error: "fatal_error" }, maybe('answered "fatal_error"')],
    ["internal_error", { ok: false, error: "internal_error" }, maybe('answered "internal_error"')],
    [
      "service_unavailable",
      { ok: false, error: "service_unavailable" },
      maybe('answered "service_unavailable"'),
    ],
    ["no answer in time", "hang", maybe("did not answer within 0.4 s")],
    [
      "HTML instead of JSON",
      { status: 200, body: "<html>Sorry</html>" },
      maybe("answered with something unreadable"),
    ],
    [
      "half a JSON",
      { status: 200, body: '{"ok":true,"ts":"17' },
      maybe("answered with something unreadable"),
    ],
    ["an empty body", { status: 200, body: "" }, maybe("answered with something unreadable")],
    ["JSON null", { status: 200, body: "null" }, maybe("answered with something unreadable")],
    ["ok without what was made", { ok: true }, maybe("answered with something unreadable")],
    ["not ok without a word", { ok: false }, maybe("answered with something unreadable")],
  ])("%s", async (_name, reply, reason) => {
    expect(await postAnswered(reply)).toEqual({ kind: "retry", afterMs: 0, reason, cure: GOES_ON });
    expect(slack.asked).toHaveLength(1);
  });

  it("a dropped connection", async () => {
    const outcome = await postAnswered("drop");
    expect(outcome).toMatchObject({ kind: "retry", afterMs: 0 });
    expect(slack.asked).toHaveLength(1);
  });

  it("a body that stops arriving", async () => {
    const { createServer } = await import("node:http");
    const stalling = createServer((_ask, reply) => reply.writeHead(200).write('{"ok":'));
    await new Promise<void>((resolve) => stalling.listen(0, "127.0.0.1", resolve));
    const address = stalling.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const outcome = await chatAt(`http://127.0.0.1:${port}/`).setTopic(CHANNEL, "t");
    expect(outcome).toMatchObject({
      kind: "retry",
      reason: expect.stringContaining("did not answer within 0.4 s"),
    });
    stalling.closeAllConnections();
    stalling.close();
  });

  it("a refused connection names its cause", async () => {
    const gone = slack.url;
    await slack.close();
    const outcome = await chatAt(gone).setTopic(CHANNEL, "t");
    expect(outcome).toEqual({
      kind: "retry",
      afterMs: 0,
      reason:
        "Slack could not be reached or hung up (ECONNREFUSED) when asked to set the channel's topic; it may have happened.",
      cure: GOES_ON,
    });
  });
});

describe("too fast", () => {
  it.each<[string, Reply, number]>([
    ["429 with Retry-After", { status: 429, body: "", headers: { "retry-after": "30" } }, 30_000],
    ["429 without Retry-After", { status: 429, body: "" }, 0],
    [
      "429 with a date",
      { status: 429, body: "", headers: { "retry-after": "Fri, 01 Jan 2027 00:00:00 GMT" } },
      0,
    ],
    [
      "the word with a time",
      { status: 200, body: '{"ok":false,"error":"ratelimited"}', headers: { "retry-after": "7" } },
      7_000,
    ],
    ["the word alone", { ok: false, error: "rate_limited" }, 0],
  ])("%s", async (_name, reply, afterMs) => {
    const soon = afterMs > 0 ? ` for ${afterMs / 1000} s` : "";
    const reason = `Slack asked to wait${soon} before it will post the message.`;
    expect(await postAnswered(reply)).toEqual({ kind: "retry", afterMs, reason, cure: WAITS });
  });

  it("does not hold up other calls", async () => {
    slack.on("chat.postMessage", { status: 429, body: "", headers: { "retry-after": "60" } });
    const [post, topic] = await Promise.all([
      slack.chat.post({ channel: CHANNEL, message: MESSAGE, attempt: attempt(1) }),
      slack.chat.setTopic(CHANNEL, "t"),
    ]);
    expect(post.kind).toBe("retry");
    expect(topic.kind).toBe("done");
  });
});

describe("refused", () => {
  const REINSTALL = "Reinstall the Slack app, put the new bot token into SLACK_BOT_TOKEN and restart Tocsin.";
  it.each<[Record<string, unknown>, string, string]>([
    [
      { error: "missing_scope", needed: "chat:write", provided: "commands" },
      "the app lacks the scope chat:write (missing_scope).",
      'Add the scope chat:write under "OAuth & Permissions" of the Slack app and reinstall the app.',
    ],
    [{ error: "token_revoked" }, "the bot token was revoked (token_revoked).", REINSTALL],
    [
      { error: "account_inactive" },
      "the app was removed from the workspace, or its bot user was deactivated (account_inactive).",
      REINSTALL,
    ],
    [
      { error: "not_in_channel" },
      "the bot is not in the channel (not_in_channel).",
      "Invite the bot to the channel with `/invite`, then try again.",
    ],
    [
      { error: "is_archived" },
      "the channel is archived (is_archived).",
      "Unarchive the channel in Slack, then try again.",
    ],
    [
      {
        error: "invalid_blocks",
        response_metadata: { messages: ["[ERROR] must be less than 151 characters"] },
      },
      "a part of the message or form has a form Slack does not accept (invalid_blocks): [ERROR] must be less than 151 characters.",
      "This is a fault of Tocsin: report it with the text above; meanwhile do it by hand in Slack.",
    ],
    [
      { error: "brand_new_word" },
      'Slack says "brand_new_word".',
      'Look "brand_new_word" up in Slack\'s documentation, or do it by hand in Slack.',
    ],
    [
      { error: "constructor" },
      'Slack says "constructor".',
      'Look "constructor" up in Slack\'s documentation, or do it by hand in Slack.',
    ],
  ])("%o", async (answer, because, cure) => {
    const reason = `Slack would not post the message: ${because}`;
    expect(await postAnswered({ ok: false, ...answer })).toEqual({ kind: "failed", reason, cure });
  });

  it.each([400, 403, 404, 413])("HTTP %d", async (status) => {
    expect(await postAnswered({ status, body: "no" })).toEqual({
      kind: "failed",
      reason: `Slack would not post the message: it answered HTTP ${status}.`,
      cure: "Check SLACK_API_URL and any proxy between Tocsin and Slack, then try again.",
    });
  });
});

it("logs every call once, with its outcome and without the token", async () => {
  slack.on("conversations.setTopic", { ok: true }, { ok: false, error: "too_long" });
  await slack.chat.setTopic(CHANNEL, "short");
  await slack.chat.setTopic(CHANNEL, "long");
  const reason =
    "Slack would not set the channel's topic: the topic is longer than 250 characters (too_long).";
  expect(slack.lines).toEqual([
    { method: "conversations.setTopic", ms: expect.any(Number), outcome: "done", slack: "answers" },
    { method: "conversations.setTopic", ms: expect.any(Number), outcome: "failed", reason, slack: "answers" },
  ]);
  expect(slack.asked[0]?.headers.authorization).toBe("Bearer xoxb-test");
  expect(slack.asked[0]?.body).not.toContain("xoxb");
});

it.each([
  [{ ok: false, error: "token_revoked" }, "shut-out"],
  [{ ok: false, error: "account_inactive" }, "shut-out"],
  [{ ok: false, error: "fatal_error" }, "answers"],
  [{ status: 429, body: "", headers: { "retry-after": "1" } }, "answers"],
  [{ status: 503, body: "no" }, "silent"],
] as const)("%o tells of Slack itself: %s", async (answer, state) => {
  slack.on("conversations.setTopic", answer);
  await slack.chat.setTopic(CHANNEL, "short");
  expect(slack.lines.at(-1)).toMatchObject({ slack: state });
});

function chatAt(apiUrl: string) {
  return createChat({
    token: "xoxb-test",
    apiUrl,
    botUserId: async () => USER,
    timeoutMs: 400,
    log: () => undefined,
  });
}
