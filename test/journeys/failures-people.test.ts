import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directChannel, seenBy, toldDirectly } from "../support/hands.ts";
import { idOf, openStage, type Stage } from "../support/stage.ts";

/** Appears nowhere but in the private incident. */
const CANARY = "Canary seven";
const CANARIES = /canary[\s-]seven/i;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  for (const user of ["amara", "eva"]) await stage.slack.openHome(user);
  await stage.slack.eventsSettled();
});
afterAll(() => stage.stop());

function direct(user: string): string {
  const room = directChannel(stage, user);
  if (room === null) throw new Error(`${user} has no direct message with the bot`);
  return room;
}

describe("commands in a direct message", () => {
  it.each(["ack", "status monitoring", "note hello", "resolve over", "show", "timeline", "next"])(
    "/incident %s asks which incident is meant",
    async (text) => {
      const reply = await stage.incident(text, { user: "eva", channel: direct("eva") });
      expect(reply).toContain("Which incident?");
      expect(reply).toContain("`/incident list`");
    },
  );

  it("name an incident and reach it", async () => {
    await stage.incident("declare Reached by name");
    await stage.settled();
    const number = stage.slack
      .channels()
      .find(({ name }) => name.endsWith("reached-by-name"))
      ?.name.split("-")[1];
    const reply = await stage.incident(`ack INC-${number}`, { user: "eva", channel: direct("eva") });
    expect(reply).toContain(`You have INC-${number}`);
    expect(await stage.incident("ack INC-99999", { user: "eva", channel: direct("eva") })).toContain(
      "There is no such incident",
    );
  });
});

describe("a private incident", () => {
  let channel = "";
  let number = "";
  beforeAll(async () => {
    const reply = await stage.incident(`declare ${CANARY} --severity P1 --private`);
    expect(reply).toContain("PRIVATE");
    await stage.settled();
    const room = stage.slack.channels().find(({ name }) => CANARIES.test(name));
    channel = room?.name ?? "";
    number = channel.split("-")[1] ?? "";
    expect(room?.kind).toBe("private");
    for (const text of [`note ${CANARY} has a name`, `update ${CANARY} goes on`, "severity P2 calmer"])
      await stage.incident(text, { channel });
    await stage.settled();
  });

  it("is not announced, not listed, not in Home and not shown to who is outside", async () => {
    expect(stage.texts("incidents").filter((text) => CANARIES.test(text))).toEqual([]);
    expect(await stage.incident("list", { user: "eva" })).not.toMatch(CANARIES);
    for (const text of [
      `show INC-${number}`,
      `timeline INC-${number}`,
      `ack INC-${number}`,
      `note INC-${number} x`,
    ])
      expect(await stage.incident(text, { user: "eva" })).toContain(
        "There is no such incident, or it is private",
      );
    await stage.slack.openHome("eva");
    await stage.slack.eventsSettled();
    expect(JSON.stringify(stage.slack.home(idOf(stage.slack, "eva")))).not.toMatch(CANARIES);
  });

  it("is listed, shown and in Home for who takes part", async () => {
    expect(await stage.incident("list")).toMatch(CANARIES);
    expect(await stage.incident(`show INC-${number}`)).toMatch(CANARIES);
    await stage.slack.openHome("amara");
    await stage.slack.eventsSettled();
    expect(JSON.stringify(stage.slack.home(idOf(stage.slack, "amara")))).toMatch(CANARIES);
  });

  it("is not given away to somebody who declares the same: theirs is another", async () => {
    const reply = await stage.incident(`declare ${CANARY}`, { user: "eva" });
    expect(reply).toContain("is declared and saved");
    expect(reply).not.toContain(`INC-${number} `);
    await stage.settled();
    expect(stage.slack.channel(channel)?.members).not.toContain(idOf(stage.slack, "eva"));
  });
});

describe("a private incident whose channel cannot be made", () => {
  it("is told to who declared it and to nobody else", async () => {
    const words = "Whisper nine";
    stage.faults.add({
      vendor: "slack",
      kind: "error",
      error: "restricted_action",
      call: "conversations.create",
      times: 1,
    });
    await stage.incident(`declare ${words} --private`);
    await stage.settled();
    expect(toldDirectly(stage, "amara").join("\n")).toContain("make the incident channel");
    expect(seenBy(stage, "eva", "incidents").join("\n")).not.toContain(words);
  });
});

it("of all that ever left the bot, only calls for its own people carry words of a private incident", async () => {
  const own = await openStage();
  try {
    await own.incident(`declare ${CANARY} --severity P1 --private`);
    await own.settled();
    const room = own.slack.channels().find(({ name }) => CANARIES.test(name));
    await own.incident(`update ${CANARY} goes on`, { channel: room?.name ?? "" });
    await own.incident(`escalate ${CANARY} is worse`, { channel: room?.name ?? "" });
    await own.incident(`page @ben ${CANARY} needs you`, { channel: room?.name ?? "" });
    await own.settled();
    await own.incident(`resolve ${CANARY} is over`, { channel: room?.name ?? "" });
    await own.incident("postmortem", { channel: room?.name ?? "" });
    await own.settled();
    const carrying = own.slack.calls().filter(({ args }) => CANARIES.test(JSON.stringify(args)));
    expect(carrying.length).toBeGreaterThan(5);
    const elsewhere = carrying.filter(({ method, args }) => {
      const to = args["channel"] ?? args["channel_id"];
      if (method === "conversations.create") return String(args["is_private"]) !== "true";
      return to !== room?.id && method !== "files.getUploadURLExternal";
    });
    expect(elsewhere.map(({ method, args }) => `${method} ${JSON.stringify(args).slice(0, 200)}`)).toEqual(
      [],
    );
    expect(own.pagerduty.asked().filter(({ args }) => CANARIES.test(JSON.stringify(args)))).toEqual([]);
    expect(own.pagerduty.incidents().map(({ title }) => title)).toEqual(
      Array(3).fill("INC-1 P1: private incident"),
    );
  } finally {
    await own.stop();
  }
});
