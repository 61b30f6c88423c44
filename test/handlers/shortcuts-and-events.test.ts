import { describe, expect, it } from "vitest";
import { createRoutes } from "../../src/handlers/index.ts";
import { type EdgeDouble, edgeDouble, type Given, refused, textOf } from "../commands/edge.ts";
import { ANN, anIncident, BEN, CHANNEL, LOBBY } from "../support/incident.ts";

type Outcome = EdgeDouble & { said: string };

async function run(
  kind: "shortcuts" | "events",
  id: string,
  body: object,
  given: Given = {},
): Promise<Outcome> {
  const double = edgeDouble(given);
  const route = createRoutes(double.edge)[kind].get(id);
  if (route === undefined) throw new Error(`${id} has no route`);
  return { ...double, said: textOf(await route(body)) };
}

const SAID = Date.UTC(2026, 10, 16, 8, 59, 30);
const TS = `${SAID / 1000}.000200`;

function messageShortcut(more: object = {}, message: object = {}): object {
  return {
    type: "message_action",
    callback_id: "x",
    user: { id: ANN },
    team: { id: "T1", domain: "acme" },
    trigger_id: "111.222",
    response_url: "http://127.0.0.1:1/r",
    channel: { id: CHANNEL, name: "inc-7" },
    message_ts: TS,
    message: {
      type: "message",
      user: BEN,
      text: "the &lt;pool&gt; is full, <@U0ANN|ann>",
      ts: TS,
      ...message,
    },
    ...more,
  };
}

const PERMALINK = `https://acme.slack.com/archives/${CHANNEL}/p${TS.replace(".", "")}`;

describe("shortcuts", () => {
  it("the global one opens the form to declare", async () => {
    const { views, said } = await run("shortcuts", "incident.declare", {
      type: "shortcut",
      user: { id: ANN },
      trigger_id: "9.9",
    });
    expect(views[0]).toMatchObject({ trigger: "9.9", view: { callback_id: "incident.declare" } });
    expect(said).toBe("");
  });

  it("declaring from a message carries its words, author, time and link", async () => {
    const { views } = await run("shortcuts", "incident.declare-from-message", messageShortcut());
    expect(JSON.parse(String(views[0]?.view["private_metadata"]))).toEqual({
      declaredIn: CHANNEL,
      from: { text: "the <pool> is full, @ann", author: BEN, saidAt: SAID, permalink: PERMALINK },
    });
  });

  it("a message becomes a note of its author at its own time", async () => {
    const { asks, said } = await run("shortcuts", "incident.add-note", messageShortcut());
    expect(asks).toEqual([
      {
        command: {
          type: "add-note",
          text: "the <pool> is full, @ann",
          author: BEN,
          saidAt: SAID,
          source: "shortcut",
          permalink: PERMALINK,
        },
        by: { kind: "person", user: ANN },
        incident: { kind: "channel", channel: CHANNEL },
        key: "slack:trigger:111.222",
      },
    ]);
    expect(said).toContain("The note is in the timeline of INC-7.");
  });

  it("a message of a bot has no author, one that is a file says which, and no domain gives no link", async () => {
    const body = messageShortcut(
      { team: null },
      { user: undefined, bot_id: "B1", text: "", files: [{ name: "graph.png" }] },
    );
    const { asks } = await run("shortcuts", "incident.add-note", body);
    expect(asks[0]?.command).toMatchObject({ author: null, text: "shared graph.png", permalink: null });
  });

  it("a refusal is told to the person who asked", async () => {
    const result = refused({ reason: "no-such-incident" }, null);
    expect((await run("shortcuts", "incident.add-note", messageShortcut(), { result })).said).toContain(
      "There is no such incident",
    );
  });

  it.each(["incident.declare", "incident.declare-from-message"])(
    "%s that does not open names the words",
    async (id) => {
      const { said } = await run("shortcuts", id, messageShortcut(), {
        opened: { kind: "failed", reason: "expired", cure: "again" },
      });
      expect(said).toContain("/incident declare &lt;title&gt;");
    },
  );
});

function pin(eventId: string, item: object = {}): object {
  const message = { type: "message", user: BEN, text: "rolled back", ts: TS, permalink: PERMALINK };
  return {
    type: "event_callback",
    event_id: eventId,
    event: { type: "pin_added", user: ANN, channel_id: CHANNEL, item: { type: "message", message, ...item } },
  };
}

describe("events", () => {
  it("a pinned message is noted with its own author and time, whoever pinned it", async () => {
    const { asks } = await run("events", "pin_added", pin("Ev1"));
    expect(asks).toEqual([
      {
        command: {
          type: "add-note",
          text: "rolled back",
          author: BEN,
          saidAt: SAID,
          source: "pin",
          permalink: PERMALINK,
        },
        by: { kind: "person", user: ANN },
        incident: { kind: "channel", channel: CHANNEL },
        key: `slack:pin:${CHANNEL}:${TS}`,
      },
    ]);
  });

  it("copies of one pin under other event ids are one request", async () => {
    const first = (await run("events", "pin_added", pin("Ev1"))).asks[0]?.key;
    expect((await run("events", "pin_added", pin("Ev2"))).asks[0]?.key).toBe(first);
  });

  it("a pinned file is nothing to note", async () => {
    expect((await run("events", "pin_added", pin("Ev1", { message: undefined }))).asks).toEqual([]);
  });

  it("whoever joins the channel takes part", async () => {
    const body = { event_id: "Ev9", event: { type: "member_joined_channel", user: BEN, channel: CHANNEL } };
    const { asks } = await run("events", "member_joined_channel", body);
    expect(asks).toEqual([
      {
        command: { type: "join", user: BEN },
        by: { kind: "person", user: BEN },
        incident: { kind: "channel", channel: CHANNEL },
        key: "slack:event:Ev9",
      },
    ]);
  });

  it("whoever leaves it, or is removed, takes part no more", async () => {
    const body = { event_id: "Ev8", event: { type: "member_left_channel", user: BEN, channel: CHANNEL } };
    const { asks } = await run("events", "member_left_channel", body);
    expect(asks).toEqual([
      {
        command: { type: "leave", user: BEN },
        by: { kind: "tocsin" },
        incident: { kind: "channel", channel: CHANNEL },
        key: "slack:event:Ev8",
      },
    ]);
  });

  const talk = (more: object = {}): object => ({
    event_id: "Ev7",
    event: { type: "message", channel: CHANNEL, user: BEN, text: "I look at the pool", ts: TS, ...more },
  });

  it.each<[string, object]>([
    ["words", {}],
    ["a file", { subtype: "file_share", text: "" }],
    ["an answer in a thread", { thread_ts: TS }],
    ["a thread's answer shown to all", { subtype: "thread_broadcast" }],
    ["/me", { subtype: "me_message" }],
  ])("talk in an incident's channel is a sign of life, and what it says is not kept: %s", async (_, more) => {
    const { asks, said } = await run("events", "message", talk(more));
    expect(asks).toEqual([
      {
        command: { type: "talk" },
        by: { kind: "person", user: BEN },
        incident: { kind: "id", id: anIncident().id },
        key: null,
      },
    ]);
    expect(said).toBe("");
  });

  it.each<[string, object]>([
    ["a bot's words", { bot_id: "B1" }],
    ["an old bot's words", { subtype: "bot_message", user: undefined }],
    ["an edit", { subtype: "message_changed", user: undefined }],
    ["a deletion", { subtype: "message_deleted", user: undefined }],
    ["somebody who came", { subtype: "channel_join" }],
    ["somebody who went", { subtype: "channel_leave" }],
    ["a new topic", { subtype: "channel_topic" }],
    ["a new topic of a private channel", { subtype: "group_topic" }],
    ["another name for the channel", { subtype: "channel_name" }],
    ["a new purpose", { subtype: "channel_purpose" }],
    ["an invitation to a private channel", { subtype: "group_join" }],
    ["words in a channel without an incident", { channel: LOBBY }],
  ])("is no talk: %s", async (_, more) => {
    expect((await run("events", "message", talk(more))).asks).toEqual([]);
  });

  it("what the database cannot keep is left out of a pinned message", async () => {
    const message = { user: BEN, text: "half \ud83d and \u0000nothing", ts: TS };
    const { asks } = await run("events", "pin_added", pin("Ev1", { message }));
    expect(asks[0]?.command).toMatchObject({ text: "half \ufffd and nothing" });
  });

  it("a channel without an incident is nobody's trouble", async () => {
    const { said } = await run("events", "pin_added", pin("Ev1"), {
      result: refused({ reason: "no-such-incident" }, null),
    });
    expect(said).toBe("");
  });

  it("Home is published for whoever opened it, and only its own tab", async () => {
    const opened = (tab: string) => ({ event: { type: "app_home_opened", user: ANN, tab, channel: "D1" } });
    const { homes, asks } = await run("events", "app_home_opened", opened("home"));
    expect(homes).toHaveLength(1);
    expect(homes[0]).toMatchObject({ user: ANN, view: { type: "home" } });
    expect(asks).toEqual([]);
    expect((await run("events", "app_home_opened", opened("messages"))).homes).toEqual([]);
  });

  it.each([
    ["pin_added", pin("Ev1")],
    ["member_joined_channel", { event_id: "Ev9", event: { user: BEN, channel: CHANNEL } }],
    ["member_left_channel", { event_id: "Ev8", event: { user: BEN, channel: CHANNEL } }],
    ["app_home_opened", { event: { user: ANN } }],
    ["message", talk()],
  ])("%s rejects when the database does not answer, so that Slack sends it again", async (id, body) => {
    await expect(run("events", id, body, { down: true })).rejects.toMatchObject({ name: "NotSaved" });
  });
});
