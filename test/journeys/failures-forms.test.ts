import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { card, fillIn, openForm, press, seenBy, sees, timeline } from "../support/hands.ts";
import { idOf, openStage, type Stage } from "../support/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => stage.faults.clear());
afterAll(() => stage.stop());

function channelOf(slug: string): string {
  const found = stage.slack.channels().find(({ name }) => name.endsWith(slug));
  if (found === undefined) throw new Error(`no channel ends in ${slug}`);
  return found.name;
}

/** The moment of a message as the timeline shows it. */
function moment(ts: string): string {
  return `<!date^${Math.floor(Number(ts))}^`;
}

describe("declaring by the form", () => {
  it("opens on /incident alone, keeps what is wrong at its field, and declares what is right", async () => {
    expect(await stage.incident("")).toBe("");
    expect(JSON.stringify(openForm(stage, "amara").view)).toContain("The whole system is out");
    await fillIn(stage, "amara", { title: " ", description: "half of the shop" });
    expect(openForm(stage, "amara").errors["title"]).toContain("An incident needs a title");
    await fillIn(stage, "amara", {
      title: "Shop half open",
      severity: "P2",
      description: "half of the shop",
      component: "cache",
    });
    expect(JSON.stringify(openForm(stage, "amara").view)).toContain("is declared and saved");
    await stage.settled();
    const words = card(stage, channelOf("shop-half-open"));
    expect(words).toContain("P2");
    expect(words).toContain("half of the shop");
    expect(words).toContain("cache");
    expect(stage.pagerduty.incidents().filter(({ title }) => title.includes("Shop half open"))).toHaveLength(
      1,
    );
  });

  it("from a message keeps its words, its author and its time", async () => {
    const { ts } = await stage.slack.say({
      user: "ben",
      channel: "general",
      text: "the queue grows & grows",
    });
    await stage.advance(10 * 60_000);
    await stage.slack.messageShortcut({
      user: "amara",
      callbackId: "incident.declare-from-message",
      channel: "general",
      ts,
    });
    expect(JSON.stringify(openForm(stage, "amara").view)).toContain("the queue grows");
    await fillIn(stage, "amara", { title: "Queue grows" });
    await stage.settled();
    const told = await timeline(stage, channelOf("queue-grows"));
    const line = told.split("\n").find((one) => one.includes("Message it was declared from"));
    expect(line).toContain(moment(ts));
    expect(line).toContain("<@U0BEN>");
    expect(line).toContain("the queue grows &amp; grows");
    expect(told.indexOf("Message it was declared from")).toBeLessThan(told.indexOf("Declared as"));
  });
});

describe("what was said goes into the timeline with its own time and author", () => {
  it.each(["Add to timeline", "a pin"])("by %s", async (how) => {
    await stage.incident(`declare Said by ${how}`);
    await stage.settled();
    const channel = channelOf(how === "a pin" ? "said-by-a-pin" : "said-by-add-to-timeline");
    await stage.slack.join({ user: "ben", channel });
    const { ts } = await stage.slack.say({ user: "ben", channel, text: "replica lag is 40 s" });
    await stage.advance(5 * 60_000);
    await stage.incident("note five minutes later", { channel });
    if (how === "a pin") await stage.slack.pin({ user: "amara", channel, ts });
    else await stage.slack.messageShortcut({ user: "amara", callbackId: "incident.add-note", channel, ts });
    await stage.slack.eventsSettled();
    await stage.settled();
    const told = await timeline(stage, channel);
    const line = told.split("\n").find((one) => one.includes("replica lag is 40 s"));
    expect(line).toContain(moment(ts));
    expect(line).toContain("<@U0BEN>");
    expect(told.indexOf("replica lag")).toBeLessThan(told.indexOf("five minutes later"));
    if (how === "Add to timeline") await sees(stage, "amara", channel, "is in the timeline");
  });
});

describe("the form cannot be opened in Slack's three seconds", () => {
  it("/incident: the words that do the same, and nothing declared", async () => {
    const ask = {
      user: idOf(stage.slack, "dana"),
      channel: "general",
      command: "/incident",
      triggerId: "too-late",
    };
    await stage.slack.command({ ...ask, text: "help" });
    await stage.advance(4_000);
    await stage.slack.command({ ...ask, text: "" });
    const said = seenBy(stage, "dana", "general").at(-1);
    expect(said).toContain("The form could not be opened");
    expect(said).toContain("`/incident declare &lt;title&gt;`");
    expect(stage.slack.views(idOf(stage.slack, "dana"))).toEqual([]);
    expect(await stage.incident("declare By hand instead", { user: "dana" })).toContain(
      "is declared and saved",
    );
  });

  it("a button of the card: the words that do the same", async () => {
    await stage.incident("declare Slow hands");
    await stage.settled();
    const channel = channelOf("slow-hands");
    stage.faults.add({ vendor: "slack", kind: "error", error: "expired_trigger_id", call: "views.open" });
    await press(stage, "Update status", { channel });
    await sees(stage, "amara", channel, "`/incident status &lt;status&gt; [message]`");
  });
});
