import { afterAll, beforeAll, expect, it } from "vitest";
import { openHomes } from "../support/child-home.ts";
import { comesTrue, type KillStage, openKillStage } from "../support/kill-stage.ts";
import { saidTwice } from "../support/world-picture.ts";

/** Killed right after an acknowledgement was saved, by whichever way it came: it is not forgotten, nobody else is called. */

const STEP_MS = 20_000;
const LIMIT_MS = 180_000;

let homes: Awaited<ReturnType<typeof openHomes>>;
beforeAll(async () => {
  homes = await openHomes();
});
afterAll(() => homes.remove());

function messages(stage: KillStage, channel: string) {
  return stage.slack.messages(stage.slack.channel(channel)?.id ?? "");
}

/** How many messages say it; the card's blocks are looked through as well. */
function said(stage: KillStage, channel: string, words: string): number {
  const all = messages(stage, channel).map(({ text, blocks }) => JSON.stringify([text, blocks]));
  return all.filter((text) => text.includes(words)).length;
}

/** An incident whose page is proved; after that nothing commits until somebody does something. */
async function calling(stage: KillStage, title: string, severity = "S2"): Promise<string> {
  await stage.incident(`declare ${title} --severity ${severity}`);
  await stage.settled();
  const made = stage.slack.channels().filter(({ creator }) => creator === stage.slack.botUserId);
  const channel = made.at(-1)?.name ?? "";
  await comesTrue(() => said(stage, channel, "→ notified") > 0, "the page to be proved");
  await stage.settled();
  return channel;
}

/** The bot dies after the commit that `act` brings about, and another one begins. */
async function diesAt(stage: KillStage, act: () => Promise<unknown>): Promise<void> {
  const doomed = await stage.bot();
  await doomed.dieAfterNextCommit();
  await Promise.all([act(), doomed.gone]);
  await stage.restart();
  await stage.settled();
}

const pageOf = (stage: KillStage, title: string) =>
  stage.pagerduty.incidents().find((page) => page.title.includes(title));

it("an acknowledgement survives the bot that took it, whichever way it came", {
  timeout: LIMIT_MS,
}, async () => {
  const profile = "test/fixtures/clocks/quick.yml";
  const stage = await openKillStage([], await homes.make(), { profile, webhooks: true });
  try {
    const typed = await calling(stage, "Typed");
    await diesAt(stage, async () => expect(await stage.once("ack INC-1")).toBeNull());

    const pressed = await calling(stage, "Pressed");
    const message = {
      channel: stage.slack.channel(pressed)?.id ?? "",
      ts: stage.slack.channel(pressed)?.pins[0] ?? "",
    };
    await diesAt(stage, () =>
      stage.slack.act({ user: "U0AMARA", actionId: "incident.acknowledge", message }),
    );

    // Told again by PagerDuty, which heard no answer.
    const told = await calling(stage, "Told");
    await diesAt(stage, async () =>
      stage.pagerduty.acknowledge(pageOf(stage, "Told")?.id ?? "", "ben@example.com"),
    );

    // While no bot was there, and the webhook went nowhere: its log has it.
    const read = await calling(stage, "Read", "S3");
    await (await stage.bot()).kill();
    stage.pagerduty.clearWebhook();
    stage.pagerduty.acknowledge(pageOf(stage, "Read")?.id ?? "", "ben@example.com");
    await stage.restart();

    const all: readonly (readonly [string, string])[] = [
      [typed, "<@U0AMARA>"],
      [pressed, "<@U0AMARA>"],
      [told, "<@U0BEN>"],
      [read, "<@U0BEN>"],
    ];
    for (const [channel, by] of all)
      await comesTrue(() => said(stage, channel, `Acknowledged by ${by}`) > 0, `${channel} to be told`);
    const last = pageOf(stage, "Told")?.createdAt ?? 0;
    await comesTrue(() => Date.now() > last + STEP_MS + 2_000, "the time-outs of the steps to pass");
    await stage.settled();
    expect(
      stage.pagerduty.incidents().map(({ title, status }) => `${title.split(" ").at(-1)} ${status}`),
    ).toEqual(["Typed", "Pressed", "Told", "Read"].map((title) => `${title} acknowledged`));
    for (const [channel, by] of all) {
      expect(said(stage, channel, `Acknowledged by ${by}`)).toBe(1);
      expect(said(stage, channel, "Nobody answered")).toBe(0);
    }
    expect(saidTwice(stage.slack)).toEqual([]);
  } finally {
    await stage.stop();
  }
});
