import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { json } from "../../sandbox/http.ts";
import { errorOf, payloadOf, SECRET, type Stage, setStage } from "./slack-world.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await setStage({ ackMs: 150 });
});
afterEach(() => stage.strike());

const plain = (text: string) => ({ type: "plain_text" as const, text });
const typed = (text: string) =>
  stage.slack.command({ user: "amara", channel: "incidents", command: "/incident", text });
const seenBy = (user: string) => stage.slack.messages("incidents", user).map((it) => it.text);

describe("a command", () => {
  it("arrives as Slack sends it, signed", async () => {
    await typed("declare API down");
    const asked = stage.heard[0];
    const fields = Object.fromEntries(new URLSearchParams(asked?.body));
    expect(fields).toMatchObject({
      team_id: "T0SANDBOX",
      team_domain: "sandbox",
      channel_id: "C0INCIDENTS",
      channel_name: "incidents",
      user_id: "U0AMARA",
      user_name: "amara",
      command: "/incident",
      text: "declare API down",
      api_app_id: "A0TOCSIN",
      is_enterprise_install: "false",
    });
    expect(fields["response_url"]).toContain(`${stage.url}/slack/response/`);
    const seconds = String(asked?.headers["x-slack-request-timestamp"]);
    const digest = createHmac("sha256", SECRET).update(`v0:${seconds}:${asked?.body}`).digest("hex");
    expect(asked?.headers["x-slack-signature"]).toBe(`v0=${digest}`);
    expect(asked?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });

  it.each([
    ["role lead @ben", "role lead <@U0BEN|ben>"],
    ["page @ops now", "page <!subteam^S0OPS|@ops> now"],
    ["see #ops", "see <#C0OPS|ops>"],
    ["mail ben@example.com", "mail <mailto:ben@example.com|ben@example.com>"],
    ["<!channel> & co", "&lt;!channel&gt; &amp; co"],
    ["@nobody #nowhere", "@nobody #nowhere"],
    ["http://x.example/a#ops?b=@ben", "<http://x.example/a#ops?b=@ben>"],
  ])("typed as %j reads %j", async (text, escaped) => {
    await typed(text);
    expect(new URLSearchParams(stage.heard[0]?.body).get("text")).toBe(escaped);
  });

  it("shows a reply only to the one who typed it", async () => {
    stage.answerWith(() => json(200, { text: "Try `/incident help`" }));
    expect((await typed("x")).status).toBe(200);
    expect([seenBy("U0AMARA"), seenBy("U0BEN")]).toEqual([["Try `/incident help`"], []]);
  });

  it("shows a plain text reply, and one for everybody", async () => {
    stage.answerWith(() => ({ status: 200, body: "noted" }));
    await typed("x");
    stage.answerWith(() => json(200, { response_type: "in_channel", text: "INC-1 declared" }));
    await typed("x");
    expect(seenBy("U0BEN")).toEqual(["INC-1 declared"]);
    expect(seenBy("U0AMARA")).toEqual(["noted", "INC-1 declared"]);
  });

  it("that is not acknowledged in time shows Slack's own line", async () => {
    stage.answerWith(() => null);
    expect(await typed("x")).toMatchObject({
      status: 0,
      body: '/incident failed with the error "operation_timeout"',
    });
    expect(seenBy("U0AMARA")).toEqual(['/incident failed with the error "operation_timeout"']);
  });

  it("that is answered 500, or by nobody, shows it too", async () => {
    stage.answerWith(() => ({ status: 500, body: "boom" }));
    expect((await typed("x")).body).toBe('/incident failed with the error "http_service_error"');
    stage.slack.connect({ url: "http://127.0.0.1:1", signingSecret: SECRET });
    expect((await typed("x")).body).toBe('/incident failed with the error "dispatch_failed"');
  });

  it("is refused where the person is not", async () => {
    await expect(
      stage.slack.command({ user: "gus", channel: "ops", command: "/incident", text: "" }),
    ).rejects.toThrow("gus is not in #ops");
  });
});

describe("a button", () => {
  const post = async () =>
    String(
      (
        await stage.client.chat.postMessage({
          channel: "C0INCIDENTS",
          text: "card",
          blocks: [
            { type: "section", text: { type: "mrkdwn", text: "*INC-1*" } },
            {
              type: "actions",
              block_id: "row",
              elements: [
                {
                  type: "button",
                  action_id: "incident.acknowledge",
                  text: plain("Acknowledge"),
                  value: "INC-1",
                },
              ],
            },
          ],
        })
      ).ts,
    );

  it("tells the bot what, where and by whom", async () => {
    const ts = await post();
    await stage.slack.act({
      user: "ben",
      actionId: "incident.acknowledge",
      message: { channel: "incidents", ts },
    });
    expect(payloadOf(stage.heard[0])).toMatchObject({
      type: "block_actions",
      user: { id: "U0BEN", username: "ben" },
      channel: { id: "C0INCIDENTS", name: "incidents" },
      container: { type: "message", message_ts: ts, channel_id: "C0INCIDENTS", is_ephemeral: false },
      message: { ts, bot_id: "B0TOCSIN" },
      actions: [{ action_id: "incident.acknowledge", block_id: "row", type: "button", value: "INC-1" }],
    });
  });

  it("gives an address to answer to: replaced, ephemeral, five times", async () => {
    const ts = await post();
    await stage.slack.act({
      user: "ben",
      actionId: "incident.acknowledge",
      message: { channel: "incidents", ts },
    });
    const address = String(payloadOf(stage.heard[0])["response_url"]);
    const respond = (body: object) => fetch(address, { method: "POST", body: JSON.stringify(body) });
    expect((await respond({ replace_original: true, text: "acknowledged" })).status).toBe(200);
    await respond({ text: "only you" });
    expect(seenBy("U0BEN")).toEqual(["acknowledged", "only you"]);
    expect((await respond({})).status).toBe(400);
    await respond({ text: "3" });
    await respond({ text: "4" });
    await respond({ delete_original: true });
    expect(await (await respond({ text: "6" })).json()).toEqual({ ok: false, error: "used_url" });
    expect(seenBy("U0BEN")).toEqual(["only you", "3", "4"]);
  });

  it("on an ephemeral message comes without the message", async () => {
    stage.answerWith(() =>
      json(200, {
        text: "who?",
        blocks: [{ type: "actions", elements: [{ type: "users_select", action_id: "pick" }] }],
      }),
    );
    await typed("x");
    const ts = String(stage.slack.messages("incidents", "U0AMARA")[0]?.ts);
    await stage.slack.act({
      user: "amara",
      actionId: "pick",
      message: { channel: "incidents", ts },
      selected: "U0BEN",
    });
    const payload = payloadOf(stage.heard[1]);
    expect(payload).toMatchObject({
      container: { is_ephemeral: true },
      actions: [{ type: "users_select", selected_user: "U0BEN" }],
    });
    expect(payload).not.toHaveProperty("message");
  });

  it("that is not there cannot be pressed", async () => {
    const ts = await post();
    await expect(
      stage.slack.act({ user: "ben", actionId: "nope", message: { channel: "incidents", ts } }),
    ).rejects.toThrow('nothing here has the action id "nope"');
  });
});

describe("shortcuts", () => {
  it("carry the message, or only the person", async () => {
    const said = await stage.slack.say({ user: "ben", channel: "incidents", text: "it is slow, @dana" });
    await stage.slack.messageShortcut({
      user: "amara",
      callbackId: "declare",
      channel: "incidents",
      ts: said.ts,
    });
    expect(payloadOf(stage.heard[0])).toMatchObject({
      type: "message_action",
      callback_id: "declare",
      message_ts: said.ts,
      message: { text: "it is slow, <@U0DANA>", user: "U0BEN" },
    });
    await stage.slack.globalShortcut({ user: "amara", callbackId: "declare" });
    const payload = payloadOf(stage.heard[1]);
    expect(payload).toMatchObject({ type: "shortcut", callback_id: "declare", user: { id: "U0AMARA" } });
    expect(
      await errorOf(
        stage.client.views.open({
          trigger_id: String(payload["trigger_id"]),
          view: { type: "modal", title: plain("t"), blocks: [] },
        }),
      ),
    ).toBe("no error");
  });
});
