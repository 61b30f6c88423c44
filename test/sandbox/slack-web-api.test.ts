import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Journal } from "../../sandbox/journal.ts";
import { errorOf, type Stage, setStage, silent } from "./slack-world.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.strike());

const clientOf = (token?: string) =>
  new WebClient(token, {
    slackApiUrl: stage.slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 300,
    logger: silent,
  });
const post = (text = "x") => clientOf("xoxb-test").chat.postMessage({ channel: "C0INCIDENTS", text });
const posted = () => stage.slack.messages("incidents").length;

describe("every method", () => {
  it.each([
    [undefined, "auth.test", "not_authed"],
    ["xoxb-wrong", "auth.test", "invalid_auth"],
    ["xapp-test", "auth.test", "not_allowed_token_type"],
    ["xoxb-test", "apps.connections.open", "not_allowed_token_type"],
    ["xoxb-test", "auth.teapot", "unknown_method"],
    ["xoxb-test", "auth.test", "no error"],
    [undefined, "api.test", "no error"],
  ])("with token %s, %s: %s", async (token, method, error) => {
    expect(await errorOf(clientOf(token).apiCall(method))).toBe(error);
  });

  it("needs its scope, and says which", async () => {
    await stage.strike();
    stage = await setStage({ scopes: ["chat:write", "channels:read"] });
    const refused = await stage.client.conversations
      .create({ name: "x", is_private: true })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      data: { error: "missing_scope", needed: "groups:write", provided: "chat:write,channels:read" },
    });
    expect(await errorOf(stage.client.chat.postMessage({ channel: "C0OPS", text: "x" }))).toBe(
      "not_in_channel",
    );
    expect(await errorOf(stage.client.conversations.list({ types: "public_channel,private_channel" }))).toBe(
      "missing_scope",
    );
  });

  it("reads JSON, forms, and the token from either place", async () => {
    const json = await fetch(`${stage.slack.apiUrl}chat.postMessage`, {
      method: "POST",
      headers: { authorization: "Bearer xoxb-test", "content-type": "application/json" },
      body: JSON.stringify({ channel: "C0INCIDENTS", text: "a" }),
    });
    const form = await fetch(`${stage.slack.apiUrl}chat.postMessage`, {
      method: "POST",
      body: new URLSearchParams({ token: "xoxb-test", channel: "C0INCIDENTS", text: "b" }),
    });
    expect([await json.json(), await form.json()]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(stage.slack.calls().map((it) => it.args)).toEqual([
      { channel: "C0INCIDENTS", text: "a" },
      { channel: "C0INCIDENTS", text: "b" },
    ]);
  });

  it("may be held to one message a second and channel", async () => {
    await stage.strike();
    let now = 1_700_000_000_000;
    stage = await setStage({ strictPace: true, now: () => now });
    await post();
    await expect(post()).rejects.toMatchObject({ code: "slack_webapi_rate_limited_error", retryAfter: 1 });
    now += 1_000;
    await post();
    expect(posted()).toBe(2);
  });
});

describe("faults", () => {
  it.each([
    [{ kind: "down" }, 0],
    [{ kind: "slow", slowMs: 20 }, 1],
    [{ kind: "rate-limited", retryAfterSeconds: 7 }, 0],
    [{ kind: "error", error: "fatal_error" }, 0],
    [{ kind: "error", error: "fatal_error", afterDoing: true }, 1],
    [{ kind: "error", status: 503 }, 0],
    [{ kind: "nothing" }, 0],
    [{ kind: "garbage" }, 0],
    [{ kind: "drop-after-accepting" }, 1],
  ] as const)("%j leaves %i messages", async (fault, count) => {
    stage.faults.add({ vendor: "slack", call: "chat.postMessage", times: 1, ...fault });
    const failed = await post().then(
      () => null,
      (error: unknown) => error,
    );
    expect([failed === null, posted()]).toEqual([fault.kind === "slow", count]);
    if (fault.kind === "rate-limited") expect(failed).toMatchObject({ retryAfter: 7 });
    expect(stage.slack.calls()).toHaveLength(1);
    expect(await errorOf(post())).toBe("no error");
  });
});

describe("what is kept", () => {
  it("outlives a kill: nothing is flushed at the end, everything before the answer", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "slack-")), "journal");
    await stage.strike();
    stage = await setStage({ journal: new Journal(path) });
    const made = await stage.client.conversations.create({ name: "inc-1" });
    const channel = String(made.channel?.id);
    await stage.client.conversations.invite({ channel, users: "U0BEN" });
    const first = await stage.client.chat.postMessage({
      channel,
      text: "card",
      metadata: { event_type: "e", event_payload: { id: "1" } },
    });
    await stage.client.pins.add({ channel, timestamp: String(first.ts) });
    await stage.client.chat.postEphemeral({ channel, user: "U0BEN", text: "psst" });
    await stage.client.views.publish({
      user_id: "U0BEN",
      view: { type: "home", blocks: [{ type: "divider" }] },
    });
    const before = [stage.slack.channels(), stage.slack.messages(channel, "U0BEN"), stage.slack.home("ben")];
    await stage.strike();
    stage = await setStage({ journal: new Journal(path) });
    expect([stage.slack.channels(), stage.slack.messages(channel, "U0BEN"), stage.slack.home("ben")]).toEqual(
      before,
    );
    const second = await stage.client.chat.postMessage({ channel, text: "more" });
    expect(Number(second.ts)).toBeGreaterThan(Number(first.ts));
    const another = await stage.client.conversations.create({ name: "inc-2" });
    expect(another.channel?.id).not.toBe(channel);
  });
});
