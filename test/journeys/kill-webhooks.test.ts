import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHomes } from "../support/child-home.ts";
import type { WebhookMoment } from "../support/die-at-webhook.ts";
import { comesTrue, type KillStage, openKillStage } from "../support/kill-stage.ts";
import { saidTwice } from "../support/world-picture.ts";

/** Killed over a webhook of PagerDuty's, which then hears no answer and tells it again: it counts once, and it counts. */

const PROFILE = "test/fixtures/clocks/quick.yml";
const LIMIT_MS = 150_000;

let homes: Awaited<ReturnType<typeof openHomes>>;
beforeAll(async () => {
  homes = await openHomes();
});
afterAll(() => homes.remove());

/** Every text of the incident's channel; the card's blocks are among them. */
function texts(stage: KillStage): readonly string[] {
  const rooms = stage.slack.channels().filter(({ creator }) => creator === stage.slack.botUserId);
  return rooms
    .flatMap(({ id }) => stage.slack.messages(id))
    .map(({ text, blocks }) => JSON.stringify([text, blocks]));
}

function said(stage: KillStage, words: string): number {
  return texts(stage).filter((text) => text.includes(words)).length;
}

/** The bot dies of what `act` makes PagerDuty tell it; another begins and is told again. */
async function diesOf(
  stage: KillStage,
  moment: WebhookMoment,
  { type, act }: { readonly type: string; readonly act: () => unknown },
): Promise<void> {
  const doomed = await stage.bot();
  await doomed.dieAtWebhook(moment, `incident.${type}`);
  await Promise.all([act(), doomed.gone]);
  await stage.restart();
  const tries = () => stage.deliveries().filter((one) => one.type === `incident.${type}`);
  await comesTrue(() => tries().at(-1)?.status === 200, `${type} to be taken`);
  expect(tries()[0]?.status).toBeNull();
  expect(new Set(tries().map(({ id }) => id)).size).toBe(1);
}

async function live(moment: WebhookMoment): Promise<void> {
  const stage = await openKillStage([], await homes.make(), { profile: PROFILE, webhooks: true });
  try {
    const declare = () => stage.once("declare Checkout fails --severity S3");
    // That one only says that the log has something to tell, so nothing is committed for it before it is answered.
    if (moment === "received") await diesOf(stage, moment, { type: "triggered", act: declare });
    else await declare();
    await comesTrue(() => said(stage, "→ notified") > 0, "the page to be proved");
    await stage.settled();
    const page = stage.pagerduty.incidents()[0]?.id ?? "";
    // From here on nothing but the webhook tells.
    stage.faults.add({
      vendor: "pagerduty",
      call: "GET /incidents/{id}/log_entries",
      kind: "error",
      status: 503,
    });
    await diesOf(stage, moment, {
      type: "acknowledged",
      act: () => stage.pagerduty.acknowledge(page, "ben@example.com"),
    });
    await comesTrue(
      () => said(stage, "Acknowledged by Ben in PagerDuty") > 0,
      "the acknowledgement to be told",
    );
    await diesOf(stage, moment, {
      type: "resolved",
      act: () => stage.pagerduty.resolve(page, "ben@example.com"),
    });
    await comesTrue(() => said(stage, "resolved by Ben") > 0, "the end of the page to be told");
    await stage.settled();

    expect(said(stage, "Acknowledged by Ben in PagerDuty")).toBe(1);
    expect(said(stage, "Page to *on-call* resolved by Ben")).toBe(1);
    expect(stage.pagerduty.incidents()).toHaveLength(1);
    expect(saidTwice(stage.slack)).toEqual([]);
  } finally {
    await stage.stop();
  }
}

describe.concurrent("a webhook's bot is killed before it has answered", () => {
  it("when the webhook has come and nothing is done", { timeout: LIMIT_MS }, () => live("received"));

  it("when all is decided and written, and not committed", { timeout: LIMIT_MS }, () => live("decided"));

  it("when it is committed", { timeout: LIMIT_MS }, () => live("committed"));
});
