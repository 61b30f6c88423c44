import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, idOf, openStage, type Stage, stored } from "../support/stage.ts";

/** What is done in PagerDuty shows here: by its webhook at once, and where that is lost, by its log within seconds. */

const SECOND = 1_000;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ background: true, env: { PAGERDUTY_WEBHOOK_SECRET: "webhook" } });
});
afterAll(() => stage.stop());

async function declared(title: string): Promise<{ readonly channel: string; readonly page: string }> {
  await stage.incident(`declare ${title} --severity P1`);
  await stage.settled();
  const slug = title.toLowerCase().replaceAll(" ", "-");
  const channel = stage.slack.channels().find(({ name }) => name.endsWith(slug))?.name ?? "";
  const page = stage.pagerduty.incidents().find((one) => one.title.includes(title))?.id ?? "";
  return { channel, page };
}

/** Moves the clock by tenths of a second until it is so, and answers how long that took. */
async function timeUntil(mostMs: number, so: () => Promise<boolean>): Promise<number> {
  for (let passed = 0; passed <= mostMs; passed += 100) {
    await stage.settled();
    if (await so()) return passed;
    await stage.clock.tick(100);
  }
  return Number.POSITIVE_INFINITY;
}

describe("an acknowledgement in PagerDuty", () => {
  const isAcknowledged = (channel: string) => async () =>
    (await stored(stage, channel)).acknowledgedAt !== null;

  it("shows here without time passing when its webhook comes, as by the person Slack knows", async () => {
    const { channel, page } = await declared("Told by webhook");
    stage.pagerduty.connectWebhook({ url: `http://127.0.0.1:${stage.bot().port}/webhooks/pagerduty` });
    const before = stage.clock.now();
    stage.pagerduty.acknowledge(page, "amara@example.com");
    await eventually(isAcknowledged(channel), "the acknowledgement to be known");
    expect(stage.clock.now() - before).toBe(0);
    const { pages, acknowledgedBy } = await stored(stage, channel);
    expect(acknowledgedBy).toBe(idOf(stage.slack, "amara"));
    expect(pages[0]?.acknowledged?.by).toEqual({ kind: "person", user: idOf(stage.slack, "amara") });
  });

  it("shows here within five seconds when its webhook is lost, and so does the end there", async () => {
    const { channel, page } = await declared("Told by the log");
    stage.pagerduty.clearWebhook();
    stage.pagerduty.acknowledge(page, "amara@example.com");
    const acknowledged = await timeUntil(10 * SECOND, isAcknowledged(channel));
    expect(acknowledged).toBeLessThanOrEqual(5 * SECOND);
    expect((await stored(stage, channel)).acknowledgedBy).toBe(idOf(stage.slack, "amara"));
    stage.pagerduty.resolve(page, "amara@example.com");
    const isResolved = async () => (await stored(stage, channel)).pages[0]?.resolvedAt !== null;
    const resolved = await timeUntil(10 * SECOND, isResolved);
    expect(resolved).toBeLessThanOrEqual(5 * SECOND);
  });

  it("proves meanwhile that somebody was notified", async () => {
    const { channel } = await declared("Proven by the log");
    const isNotified = async () => ((await stored(stage, channel)).pages[0]?.notified.length ?? 0) > 0;
    expect(await timeUntil(10 * SECOND, isNotified)).toBeLessThanOrEqual(5 * SECOND);
  });
});

describe("a webhook that is not PagerDuty's", () => {
  it("is refused, and changes nothing", async () => {
    const { channel, page } = await declared("Forged");
    const event = {
      id: "E1",
      event_type: "incident.acknowledged",
      occurred_at: new Date(stage.clock.now()).toISOString(),
      agent: { id: "PX", type: "user_reference", summary: "Mallory" },
      data: { id: page, incident_key: null },
    };
    const answered = await fetch(`http://127.0.0.1:${stage.bot().port}/webhooks/pagerduty`, {
      method: "POST",
      headers: { "x-pagerduty-signature": `v1=${"0".repeat(64)}` },
      body: JSON.stringify({ event }),
    });
    expect([answered.status, (await answered.text()).trim()]).toEqual([
      401,
      "The signature does not match PAGERDUTY_WEBHOOK_SECRET.",
    ]);
    expect((await stored(stage, channel)).acknowledgedAt).toBe(null);
  });
});
