import { SocketModeClient } from "@slack/socket-mode";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { payloadOf, type Stage, setStage, silent } from "./slack-world.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await setStage({ ackMs: 150, eventRetriesMs: [0, 5, 10] });
});
afterEach(() => stage.strike());

const events = () => stage.heard.map((asked) => payloadOf(asked)["event"]);

describe("events", () => {
  it("come in an envelope, as JSON, signed", async () => {
    await stage.slack.openHome("ben");
    await stage.slack.eventsSettled();
    expect(payloadOf(stage.heard[0])).toMatchObject({
      type: "event_callback",
      team_id: "T0SANDBOX",
      api_app_id: "A0TOCSIN",
      event_id: expect.stringMatching(/^Ev/),
      event_time: expect.any(Number),
      authorizations: [{ team_id: "T0SANDBOX", user_id: "U0TOCSIN", is_bot: true }],
      event: { type: "app_home_opened", user: "U0BEN", tab: "home" },
    });
    expect(stage.heard[0]?.headers["x-slack-signature"]).toMatch(/^v0=[0-9a-f]{64}$/);
  });

  it("tell who joined and what was pinned, where the bot is", async () => {
    const channel = String((await stage.client.conversations.create({ name: "inc-1" })).channel?.id);
    await stage.client.conversations.invite({ channel, users: "U0BEN" });
    await stage.slack.join({ user: "dana", channel: "inc-1" });
    const said = await stage.slack.say({ user: "dana", channel: "inc-1", text: "restarted the pool" });
    await stage.slack.pin({ user: "ben", channel: "inc-1", ts: said.ts });
    await stage.slack.pin({ user: "ben", channel: "inc-1", ts: said.ts });
    const elsewhere = await stage.slack.say({ user: "ben", channel: "ops", text: "unseen" });
    await stage.slack.pin({ user: "ben", channel: "ops", ts: elsewhere.ts });
    await stage.slack.eventsSettled();
    expect(events()).toMatchObject([
      { type: "member_joined_channel", user: "U0BEN", channel, inviter: "U0TOCSIN" },
      { type: "member_joined_channel", user: "U0DANA", channel },
      {
        type: "pin_added",
        user: "U0BEN",
        channel_id: channel,
        item_user: "U0DANA",
        item: { message: { text: "restarted the pool", ts: said.ts, user: "U0DANA" } },
      },
    ]);
  });

  it("tell who left, and take them out of the channel; where the bot is", async () => {
    const channel = String((await stage.client.conversations.create({ name: "inc-1" })).channel?.id);
    await stage.slack.join({ user: "dana", channel: "inc-1" });
    await stage.slack.leave({ user: "dana", channel: "inc-1" });
    await stage.slack.leave({ user: "ben", channel: "ops" });
    await stage.slack.eventsSettled();
    expect(events().slice(1)).toMatchObject([
      { type: "member_left_channel", user: "U0DANA", channel, channel_type: "C" },
    ]);
    expect(stage.slack.channel("inc-1")?.members).not.toContain("U0DANA");
    await expect(stage.slack.leave({ user: "dana", channel: "inc-1" })).rejects.toThrow("not in #inc-1");
  });

  it("tell messages only to those who subscribed", async () => {
    await stage.strike();
    stage = await setStage({ subscribed: ["message.channels", "app_mention"] });
    await stage.slack.say({ user: "ben", channel: "ops", text: "the bot is not here" });
    await stage.slack.say({ user: "ben", channel: "incidents", text: "hello @tocsin" });
    await stage.slack.eventsSettled();
    expect(events()).toMatchObject([
      { type: "message", channel_type: "channel", text: "hello <@U0TOCSIN>", user: "U0BEN" },
      { type: "app_mention", text: "hello <@U0TOCSIN>" },
    ]);
  });

  it("are sent again, the same, until they are answered", async () => {
    let failures = 2;
    stage.answerWith(() => (failures-- > 0 ? { status: 500, body: "" } : { status: 200, body: "" }));
    expect((await stage.slack.sendEvent({ type: "pin_added" }, { eventId: "Ev1" })).status).toBe(500);
    await vi.waitFor(() => expect(stage.heard).toHaveLength(3));
    expect(
      stage.heard.map((it) => [
        it.headers["x-slack-retry-num"],
        it.headers["x-slack-retry-reason"],
        payloadOf(it)["event_id"],
      ]),
    ).toEqual([
      [undefined, undefined, "Ev1"],
      ["1", "http_error", "Ev1"],
      ["2", "http_error", "Ev1"],
    ]);
  });

  it("name a time-out as the reason, and stop when asked to", async () => {
    stage.answerWith((asked) =>
      asked.headers["x-slack-retry-num"] === undefined
        ? null
        : { status: 500, headers: { "x-slack-no-retry": "1" }, body: "" },
    );
    expect((await stage.slack.sendEvent({ type: "pin_added" })).status).toBe(0);
    await vi.waitFor(() => expect(stage.heard).toHaveLength(2));
    expect(stage.heard[1]?.headers["x-slack-retry-reason"]).toBe("http_timeout");
    await stage.slack.eventsSettled();
    expect(stage.heard).toHaveLength(2);
  });

  it("can be sent as a redelivery at will", async () => {
    await stage.slack.sendEvent({ type: "pin_added" }, { eventId: "Ev1", retryNum: 2 });
    expect(stage.heard[0]?.headers["x-slack-retry-num"]).toBe("2");
  });
});

describe("Socket Mode", () => {
  const connected = async () => {
    const socket = new SocketModeClient({
      appToken: "xapp-test",
      clientOptions: { slackApiUrl: stage.slack.apiUrl },
      logger: silent,
      clientPingTimeout: 50,
    });
    await socket.start();
    stage.slack.connect({ socketMode: true });
    return socket;
  };

  it("carries commands, buttons and events to a real client, with its acks", async () => {
    const socket = await connected();
    socket.on("slash_commands", ({ ack, body }) => void ack({ text: `got ${body.text}` }));
    const seen: string[] = [];
    socket.on("pin_added", ({ ack, body }) => {
      seen.push(body.event_id);
      void ack();
    });
    const reply = await stage.slack.command({
      user: "amara",
      channel: "incidents",
      command: "/incident",
      text: "role lead @ben",
    });
    expect(reply).toMatchObject({ status: 200, body: { text: "got role lead <@U0BEN|ben>" } });
    expect(stage.slack.messages("incidents", "U0AMARA").map((it) => it.text)).toEqual([
      "got role lead <@U0BEN|ben>",
    ]);
    expect((await stage.slack.sendEvent({ type: "pin_added" }, { eventId: "Ev1" })).status).toBe(200);
    expect(seen).toEqual(["Ev1"]);
    await socket.disconnect();
  });

  it("without a connection, or an ack, fails as Slack does", async () => {
    const ask = { user: "amara", channel: "incidents", command: "/incident", text: "" };
    stage.slack.connect({ socketMode: true });
    expect((await stage.slack.command(ask)).body).toBe("/incident failed because the app did not respond");
    const socket = await connected();
    expect((await stage.slack.command(ask)).body).toBe('/incident failed with the error "operation_timeout"');
    await socket.disconnect();
  });

  it("asks the client to come back, and it does", async () => {
    const socket = await connected();
    const again = new Promise((resolve) => socket.once("connected", resolve));
    stage.slack.disconnectSockets("refresh_requested");
    await again;
    await vi.waitFor(() => expect(stage.slack.socketCount()).toBe(1));
    await socket.disconnect();
  });

  it("opens only with a ticket, once", async () => {
    const asked = await fetch(`${stage.slack.apiUrl}apps.connections.open`, {
      method: "POST",
      headers: { authorization: "Bearer xapp-test" },
    });
    const { url } = (await asked.json()) as { url: string };
    expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/slack\/socket\?ticket=/);
    const outcome = (address: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(address);
        socket.onmessage = (message) =>
          resolve(String((JSON.parse(String(message.data)) as { type: string }).type));
        socket.onerror = () => resolve("refused");
      });
    expect([await outcome(url), await outcome(url)]).toEqual(["hello", "refused"]);
  });

  it("takes ten connections", async () => {
    const said: string[] = [];
    for (let n = 0; n < 11; n += 1) {
      const asked = await fetch(`${stage.slack.apiUrl}apps.connections.open`, {
        method: "POST",
        headers: { authorization: "Bearer xapp-test" },
      });
      const { url } = (await asked.json()) as { url: string };
      said.push(
        await new Promise<string>((resolve) =>
          new WebSocket(url).addEventListener("message", ({ data }) => resolve(String(data))),
        ),
      );
    }
    expect(said.at(-2)).toContain('"num_connections":10');
    expect(said.at(-1)).toContain("too_many_websockets");
  });
});
