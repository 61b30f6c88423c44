import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { card, fillIn, openForm, press, sees, timeline } from "../support/hands.ts";
import { eventually, idOf, openStage, type Stage } from "../support/stage.ts";

let stage: Stage;
let away = false;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => back());
afterAll(() => stage.stop());

/** From now on whatever touches an incident fails, as with a server that refuses. */
async function leave(): Promise<void> {
  await sql`alter table incidents rename to incidents_away`.execute(stage.database.kysely);
  away = true;
}

async function back(): Promise<void> {
  if (!away) return;
  await sql`alter table incidents_away rename to incidents`.execute(stage.database.kysely);
  away = false;
}

async function declare(title: string): Promise<string> {
  await stage.incident(`declare ${title}`);
  await stage.settled();
  const slug = title.toLowerCase().replaceAll(" ", "-");
  return stage.slack.channels().find(({ name }) => name.endsWith(slug))?.name ?? "";
}

const NOTHING_SAVED = "Nothing was saved.";

describe("the database is away", () => {
  it.each(["note hello", "list", "show", "timeline"])(
    "/incident %s: nothing was saved, and what to do",
    async (text) => {
      const channel = await declare(`Before ${text.split(" ")[0]}`);
      const [pages, channels] = [stage.pagerduty.incidents().length, stage.slack.channels().length];
      await leave();
      const reply = await stage.incident(text, { channel });
      expect(reply).toContain(NOTHING_SAVED);
      expect(reply).toContain("page them in PagerDuty by hand");
      await back();
      await stage.settled();
      expect(stage.pagerduty.incidents()).toHaveLength(pages);
      expect(stage.slack.channels()).toHaveLength(channels);
      expect(await timeline(stage, channel)).not.toContain("hello");
    },
  );

  it("a button: the same, and the button works when it is back", async () => {
    const channel = await declare("Button in the dark");
    await leave();
    await press(stage, "I have it", { channel });
    await sees(stage, "amara", channel, NOTHING_SAVED);
    await back();
    expect(card(stage, channel)).toContain("nobody yet");
    await press(stage, "I have it", { channel });
    await stage.settled();
    expect(await timeline(stage, channel)).toContain("Acknowledged by <@U0AMARA>");
  });

  it("a form: it stays open with what was typed, and can be sent again", async () => {
    const channel = await declare("Form in the dark");
    await press(stage, "Add a note", { channel });
    await leave();
    const form = { text: "typed in the dark" };
    await fillIn(stage, "amara", form);
    expect(Object.values(openForm(stage, "amara").errors).join()).toContain(NOTHING_SAVED);
    await back();
    await fillIn(stage, "amara", form);
    await stage.settled();
    expect((await timeline(stage, channel)).split("typed in the dark")).toHaveLength(2);
  });

  it("an event: answered 500, so that Slack sends it again, and it counts when it does", async () => {
    const channel = await declare("Pin in the dark");
    const { ts, user } = await stage.slack.say({ user: "amara", channel, text: "the pinned words" });
    const id = stage.slack.channel(channel)?.id;
    const message = { type: "message", user, text: "the pinned words", ts };
    const item = { type: "message", channel: id, message };
    const event = { type: "pin_added", user, channel_id: id, item, event_ts: ts };
    await leave();
    expect((await stage.slack.sendEvent(event, { eventId: "EvDark" })).status).toBe(500);
    await back();
    await stage.clock.tick(1_000);
    const again = await stage.slack.sendEvent(event, { eventId: "EvDark", retryNum: 2 });
    expect(again.status).toBe(200);
    expect((await timeline(stage, channel)).split("the pinned words")).toHaveLength(2);
  });

  it("while effects wait: they are carried out when it is back, each once", async () => {
    stage.faults.add({
      vendor: "slack",
      kind: "rate-limited",
      retryAfterSeconds: 5,
      call: "conversations.create",
      times: 1,
    });
    await stage.incident("declare Halfway --severity P1");
    await stage.settled();
    await leave();
    await stage.clock.tick(30_000);
    await back();
    await stage.advance(120_000);
    const made = stage.slack.channels().filter(({ name }) => name.endsWith("halfway"));
    expect(made).toHaveLength(1);
    expect(stage.texts(made[0]?.name ?? "").filter((text) => text.includes("*Severity*"))).toHaveLength(1);
    expect(stage.pagerduty.incidents().filter(({ title }) => title.includes("Halfway"))).toHaveLength(1);
  });

  it("nothing crashed: afterwards everything works as before", async () => {
    const channel = await declare("Daylight");
    expect(card(stage, channel)).toContain("Daylight");
    expect(await stage.incident("list")).toContain("Daylight");
    expect(idOf(stage.slack, "amara")).toBe("U0AMARA");
  });
});

describe("the database stops answering in the middle", () => {
  it("the person reads within Slack's three seconds that it is kept, and it is there once", async () => {
    let letGo = (): void => undefined;
    let taken = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      taken = resolve;
    });
    const holding = stage.database.kysely.transaction().execute(async (trx) => {
      await sql`lock table incidents, counters in access exclusive mode`.execute(trx);
      taken();
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
    });
    await held;
    const reply = await stage.incident("declare Slow as honey");
    letGo();
    await holding;
    // A server gives the lock up in time and says so; inside the process nothing can be known before it is over. Either
    // way it is kept, and found when it was stored after all.
    expect(reply).toContain("Kept on disk, not saved yet");
    const listed = async (): Promise<number> =>
      (await stage.incident("list")).split("Slow as honey").length - 1;
    await eventually(async () => {
      await stage.clock.tick(2_000);
      return (await listed()) > 0;
    }, "the kept incident to appear by itself");
    await stage.settled();
    expect(await listed()).toBe(1);
    expect(await stage.incident("declare Slow as honey")).toContain("nothing was declared twice");
  });
});
