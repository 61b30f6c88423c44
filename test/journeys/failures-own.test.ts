import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fillIn, sees, timeline } from "../support/hands.ts";
import { eventually, openStage, type Stage } from "../support/stage.ts";

/** The bot's own failures: its database, its token, its socket. */

let stage: Stage;

describe("the database is away", () => {
  let away = false;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(() => back());
  afterAll(() => stage.stop());

  async function leave(): Promise<void> {
    await sql`alter table incidents rename to incidents_away`.execute(stage.database.kysely);
    away = true;
  }
  async function back(): Promise<void> {
    if (!away) return;
    await sql`alter table incidents_away rename to incidents`.execute(stage.database.kysely);
    away = false;
  }
  const pagesOf = (title: string) => stage.pagerduty.incidents().filter((page) => page.title.includes(title));
  const roomsOf = (slug: string) => stage.slack.channels().filter(({ name }) => name.endsWith(slug));
  const listed = async (title: string) => (await stage.incident("list")).split(title).length - 1;
  /** The bot's look at what waits, every two seconds, and everything that follows from it. */
  async function stored(title: string): Promise<void> {
    await eventually(async () => {
      await stage.clock.tick(2_000);
      return (await listed(title)) > 0;
    }, `"${title}" to appear by itself`);
    await stage.settled();
  }

  it("a declare wakes whoever is on call all the same, and tells the way on paper", async () => {
    await leave();
    const reply = await stage.incident("declare Into the void --severity P1");
    expect(reply).toContain("Kept on disk, not saved yet");
    expect(reply).toContain("PagerDuty has accepted the page");
    expect(reply).toContain("Call by phone, in this order");
    expect(reply).toContain("Talk in *#incidents*");
    expect(reply).toContain("Write down times");
    expect(reply).not.toMatch(/INC-\d/u);
    expect(pagesOf("Into the void")).toHaveLength(1);
    expect(pagesOf("Into the void")[0]?.title).not.toMatch(/INC-\d/u);
    expect(roomsOf("into-the-void")).toEqual([]);

    await back();
    await stored("Into the void");
    expect(roomsOf("into-the-void")).toHaveLength(1);
    expect(pagesOf("Into the void")).toHaveLength(1);
    const channel = roomsOf("into-the-void")[0]?.name ?? "";
    expect(await timeline(stage, channel)).toContain("accepted");
  });

  it("somebody who closed the page in PagerDuty meanwhile is not woken again", async () => {
    await leave();
    await stage.incident("declare Closed by hand --severity P1");
    const [page] = pagesOf("Closed by hand");
    stage.pagerduty.resolve(page?.id ?? "", "amara@example.com");
    await back();
    await stored("Closed by hand");
    expect(pagesOf("Closed by hand")).toHaveLength(1);
  });

  it("PagerDuty away as well: it is told that nothing was accepted, and the page goes out when it is back", async () => {
    stage.faults.add({ vendor: "pagerduty", kind: "down" });
    await leave();
    const reply = await stage.incident("declare Both away --severity P1");
    expect(reply).toContain("PagerDuty has not accepted it yet");
    stage.faults.clear();
    await eventually(async () => {
      await stage.clock.tick(1_000);
      return pagesOf("Both away").length > 0;
    }, "the page to go out although the database is still away");
    await back();
    await stored("Both away");
    expect(pagesOf("Both away")).toHaveLength(1);
  });

  it("a form is kept too, and the same title declared by somebody else is one incident", async () => {
    await stage.incident("", { user: "ben" });
    await leave();
    await fillIn(stage, "ben", { title: "Typed in the dark", severity: "P1" });
    const again = await stage.incident("declare Typed in the dark --severity P1");
    expect(again).toContain("This is kept already");
    await back();
    await stored("Typed in the dark");
    expect(await listed("Typed in the dark")).toBe(1);
    expect(pagesOf("Typed in the dark")).toHaveLength(1);
    expect(roomsOf("typed-in-the-dark")).toHaveLength(1);
  });

  it("what the rules refuse is refused as ever; any other command is not saved", async () => {
    await leave();
    expect(await stage.incident("declare Odd --severity P9")).toContain("P9");
    expect(await stage.incident("note hello")).toContain("Nothing was saved.");
    await back();
    await stage.clock.tick(4_000);
    expect(await listed("Odd")).toBe(0);
  });
});

describe("Slack revokes the token in the middle of an incident", () => {
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.stop());

  const alarms = () => stage.pagerduty.incidents().filter(({ title }) => title.includes("Tocsin is mute"));

  it("another channel tells it within a minute, once, and pages of incidents go out as before", async () => {
    await stage.incident("declare Before the silence --severity P1");
    await stage.settled();
    const began = stage.clock.now();
    stage.faults.add({ vendor: "slack", kind: "error", error: "token_revoked" });
    await stage.incident("declare While mute --severity P1");
    await eventually(() => alarms().length > 0, "PagerDuty to be told that the bot is mute", 30_000);
    expect(stage.clock.now() - began).toBeLessThan(60_000);
    await stage.settled();
    expect(stage.pagerduty.incidents().filter(({ title }) => title.includes("While mute"))).toHaveLength(1);
    await stage.clock.tick(120_000);
    expect(alarms()).toHaveLength(1);
  });

  it("it is resolved by itself when Slack answers again", async () => {
    stage.faults.clear();
    await eventually(
      async () => {
        await stage.clock.tick(5_000);
        return alarms().every(({ status }) => status === "resolved");
      },
      "the alarm to be resolved",
      40_000,
    );
  });
});

describe("Slack asks to connect anew while people work", () => {
  beforeAll(async () => {
    stage = await openStage({ socketMode: true });
  });
  afterAll(() => stage.stop());

  it.each([
    ["refresh_requested", "refresh"],
    ["warning", "warning"],
  ] as const)(
    "after a %s every command is answered, each change is there once, and the socket is back",
    async (reason, title) => {
      await stage.incident(`declare Under load ${title}`);
      await stage.settled();
      const channel = stage.slack.channels().find(({ name }) => name.endsWith(`under-load-${title}`));
      const notes = Array.from({ length: 20 }, (_, index) => `note number ${index} of ${reason}.`);
      const answers = notes.map((note, index) => {
        if (index === 10) stage.slack.disconnectSockets(reason);
        return stage.incident(note, { channel: channel?.name ?? "" });
      });
      for (const answer of await Promise.all(answers)) expect(answer).toContain("is in the timeline");
      await eventually(() => stage.slack.socketCount() > 0, "the socket to be back");
      await eventually(async () => {
        const ready = await fetch(`http://127.0.0.1:${stage.bot().port}/readyz`);
        return ready.status === 200;
      }, "the bot to be ready");
      const kept = await timeline(stage, channel?.name ?? "");
      for (const note of notes) expect(kept.split(note.slice("note ".length))).toHaveLength(2);
    },
  );

  it("an event that was not acknowledged when the socket broke is delivered again and counts once", async () => {
    await stage.incident("declare Broken socket");
    await stage.settled();
    const channel = stage.slack.channels().find(({ name }) => name.endsWith("broken-socket"))?.name ?? "";
    const { ts, user } = await stage.slack.say({ user: "amara", channel, text: "words worth keeping" });
    const id = stage.slack.channel(channel)?.id;
    const item = {
      type: "message",
      channel: id,
      message: { type: "message", user, text: "words worth keeping", ts },
    };
    const event = { type: "pin_added", user, channel_id: id, item, event_ts: ts };
    stage.slack.disconnectSockets("refresh_requested");
    await eventually(async () => {
      const sent = await stage.slack.sendEvent(event, { eventId: "EvBroken" });
      return sent.status === 200;
    }, "the event to be acknowledged");
    await stage.settled();
    expect((await timeline(stage, channel)).split("words worth keeping")).toHaveLength(2);
    await sees(stage, "amara", channel, "words worth keeping");
  });
});
