import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { card, timeline } from "../support/hands.ts";
import {
  at,
  declared,
  end,
  MINUTE,
  nextLine,
  openPaging,
  type Paged,
  pagesOf,
  rang,
  SECOND,
  shouts,
  shows,
  told,
} from "../support/paging.ts";
import { eventually, idOf, type Stage, stored } from "../support/stage.ts";

/** What people do in PagerDuty: by webhooks, which get lost, doubled, reordered and forged, and by its log. */

let stage: Stage;
const begun: Paged[] = [];
beforeAll(async () => {
  stage = await openPaging("example", { env: { PAGERDUTY_WEBHOOK_SECRET: "webhook" } });
  stage.pagerduty.connectWebhook({ url: hook() });
});
afterEach(async () => {
  stage.faults.clear();
  await end(...begun.splice(0));
});
afterAll(() => stage.stop());

const hook = (): string => `http://127.0.0.1:${stage.bot().port}/webhooks/pagerduty`;

async function declare(title: string): Promise<Paged & { readonly page: string }> {
  const paged = await declared(stage, title, "SEV1");
  begun.push(paged);
  return { ...paged, page: pagesOf(paged)[0]?.id ?? "" };
}

/** Posts one event as PagerDuty does, or as somebody else might. */
async function deliver(
  event: { readonly type: string; readonly page: string; readonly at?: number; readonly id?: string },
  signature?: string | null,
): Promise<number> {
  const body = JSON.stringify({
    event: {
      id: event.id ?? `E-${Math.random()}`,
      event_type: event.type,
      occurred_at: new Date(event.at ?? stage.clock.now()).toISOString(),
      agent: { id: "PBEN001", type: "user_reference", summary: "Ben" },
      data: { id: event.page, incident_key: null },
    },
  });
  const right = `v1=${createHmac("sha256", "webhook").update(body).digest("hex")}`;
  const headers = signature === null ? {} : { "x-pagerduty-signature": signature ?? right };
  const answered = await fetch(hook(), { method: "POST", headers, body });
  await answered.arrayBuffer();
  return answered.status;
}

const acknowledgedBy = (paged: Paged, who: string) => () =>
  told(paged, `Acknowledged by <@${idOf(stage.slack, who)}> in PagerDuty`).length > 0;

describe("acknowledged and resolved there", () => {
  it.each([
    ["by webhook", null],
    ["by the log, with every webhook lost", "webhooks-lost"],
    ["with every webhook doubled", "webhooks-doubled"],
    ["with webhooks that overtake each other", "webhooks-reordered"],
  ] as const)("shows here within five seconds, once: %s", async (how, fault) => {
    const paged = await declare(`There ${how.replaceAll(",", "")}`);
    if (fault !== null) stage.faults.add({ vendor: "pagerduty", kind: fault });
    stage.pagerduty.acknowledge(paged.page, "ben@example.com");
    expect(await shows(stage, acknowledgedBy(paged, "ben"))).toBeLessThanOrEqual(5 * SECOND);
    expect(card(stage, paged.channel)).toContain(`acknowledged by <@${idOf(stage.slack, "ben")}>`);
    stage.pagerduty.resolve(paged.page, "ben@example.com");
    const closed = () => told(paged, "resolved by").length > 0;
    expect(await shows(stage, closed)).toBeLessThanOrEqual(5 * SECOND);
    await stage.advance(10 * SECOND);
    expect(told(paged, "Acknowledged by")).toHaveLength(1);
    expect(told(paged, "Page to *on-call* resolved by")).toHaveLength(1);
    // The incident itself is resolved here, by a person who says what made it stop.
    expect((await stored(stage, paged.channel)).phase).toBe("acknowledged");
  });
});

describe("webhooks that are not to be believed", () => {
  it.each([
    ["unsigned", null, 401],
    ["wrongly signed", `v1=${"0".repeat(64)}`, 401],
  ])("%s: refused, and nothing happens", async (how, signature, status) => {
    const paged = await declare(`Forged ${how}`);
    const event = { type: "incident.acknowledged", page: paged.page };
    expect(await deliver(event, signature)).toBe(status);
    await at(paged, 30 * SECOND);
    expect((await stored(stage, paged.channel)).acknowledgedAt).toBeNull();
  });

  it("stale, signed rightly days ago: taken and ignored", async () => {
    const paged = await declare("Replayed");
    const old = stage.clock.now() - 4 * 24 * 60 * MINUTE;
    expect(await deliver({ type: "incident.acknowledged", page: paged.page, at: old })).toBe(200);
    await at(paged, 30 * SECOND);
    expect((await stored(stage, paged.channel)).acknowledgedAt).toBeNull();
  });

  it("delivered five times with one id: one acknowledgement", async () => {
    const paged = await declare("Five times");
    const event = { type: "incident.acknowledged", page: paged.page, id: "E-5" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(event)));
    expect(new Set(answers)).toEqual(new Set([200]));
    await stage.settled();
    expect(told(paged, "Acknowledged by")).toHaveLength(1);
  });
});

describe("an acknowledgement there races a resolve here", () => {
  it.each(["the acknowledgement first", "the resolve first"])(
    "%s: it is resolved, on both sides",
    async (order) => {
      const paged = await declare(`Race with ${order}`);
      const there = () => deliver({ type: "incident.acknowledged", page: paged.page });
      const here = () => stage.incident("resolve It was the cache", { user: "eva", channel: paged.channel });
      const both = order.startsWith("the resolve") ? [here(), there()] : [there(), here()];
      await Promise.all(both);
      await stage.settled();
      await stage.advance(10 * SECOND);
      expect((await stored(stage, paged.channel)).phase).toBe("resolved");
      expect(pagesOf(paged).map(({ status }) => status)).toEqual(["resolved"]);
      expect(nextLine(card(stage, paged.channel))).toBe("");
    },
  );

  it("one that comes long after the end un-resolves nothing", async () => {
    const paged = await declare("Long over");
    await stage.incident("resolve It was the cache", { user: "eva", channel: paged.channel });
    await stage.settled();
    for (const type of ["incident.acknowledged", "incident.unacknowledged", "incident.escalated"])
      expect(await deliver({ type, page: paged.page, at: stage.clock.now() + SECOND })).toBe(200);
    await stage.advance(MINUTE);
    const { phase, escalations } = await stored(stage, paged.channel);
    expect([phase, ...escalations.map(({ state }) => state)]).toEqual(["resolved", "stopped"]);
    expect(pagesOf(paged).map(({ status }) => status)).toEqual(["resolved"]);
  });
});

describe("a chain that PagerDuty runs", () => {
  it("shows its levels as PagerDuty asks them, and never pages beside it", async () => {
    const paged = await declare("Their chain");
    expect(nextLine(card(stage, paged.channel))).toContain("PagerDuty asks level 1 of on-call: Amara");
    await at(paged, 5 * MINUTE);
    const second = () => told(paged, "PagerDuty asks level 2 now: Ben").length === 1;
    expect(await shows(stage, second)).toBeLessThanOrEqual(5 * SECOND);
    expect(nextLine(card(stage, paged.channel))).toContain("PagerDuty asks level 2 of on-call: Ben");
    await at(paged, 10 * MINUTE);
    await shows(stage, () => told(paged, "PagerDuty asks level 3 now: Chidi").length === 1);
    expect(rang(paged).map(([who]) => who)).toEqual(["Amara", "Ben", "Chidi"]);
    expect(pagesOf(paged)).toHaveLength(1);
    expect(shouts(stage, paged.title)).toEqual([]);
    const refused = await stage.incident("escalate", { user: "eva", channel: paged.channel });
    expect(refused).toContain("PagerDuty runs");
    // Whoever is asked last has their five minutes as well; then it is ours to shout.
    await at(paged, 15 * MINUTE - 2 * SECOND);
    expect(shouts(stage, paged.title)).toEqual([]);
    await at(paged, 15 * MINUTE + 6 * SECOND);
    expect(shouts(stage, paged.title)).toHaveLength(1);
  });

  it("an acknowledgement that PagerDuty takes back by its clock is shown, and it is called again", async () => {
    stage.pagerduty.setAcknowledgementTimeout("Sebenza Logistics Suite", 600);
    const paged = await declare("Taken back");
    stage.pagerduty.acknowledge(paged.page, "amara@example.com");
    await shows(stage, acknowledgedBy(paged, "amara"));
    expect(nextLine(card(stage, paged.channel))).toBe("");
    await at(paged, 10 * MINUTE + 5 * SECOND);
    await shows(stage, () => told(paged, "acknowledgement was taken back in PagerDuty").length === 1);
    expect(nextLine(card(stage, paged.channel))).toContain("PagerDuty asks level 1");
    await eventually(
      async () => (await timeline(stage, paged.channel, "eva")).includes("taken back"),
      "the timeline to have it",
    );
    stage.pagerduty.setAcknowledgementTimeout("Sebenza Logistics Suite", null);
  });
});
