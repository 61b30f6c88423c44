import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { press } from "../support/hands.ts";
import { channelOf, end, openPaging, type Paged, pagesOf, SECOND, straightTo } from "../support/paging.ts";
import { eventually, type Stage, stored } from "../support/stage.ts";

/** A page that went out by both ways stands twice in PagerDuty, and whoever answers one answers both. */

let stage: Stage;
const begun: Paged[] = [];
beforeAll(async () => {
  stage = await openPaging("eventchain", {
    env: { PAGERDUTY_ROUTING_KEY: "routing-key", PAGERDUTY_WEBHOOK_SECRET: "webhook" },
  });
  stage.pagerduty.connectWebhook({ url: `http://127.0.0.1:${stage.bot().port}/webhooks/pagerduty` });
});
afterEach(async () => {
  stage.faults.clear();
  await end(...begun.splice(0));
});
afterAll(() => stage.stop());

/** PagerDuty accepts the first way and calls nobody, so that the second is tried. */
async function pagedTwice(title: string): Promise<Paged> {
  stage.faults.add({ vendor: "pagerduty", kind: "accept-and-call-nobody", call: "POST /incidents" });
  await stage.incident(`declare ${title} --severity P0`, { user: "eva" });
  await stage.settled();
  const channel = channelOf(stage, title);
  const { declaredAt } = await stored(stage, channel);
  const paged = { stage, title, channel, declaredAt };
  begun.push(paged);
  await straightTo(paged, 100 * SECOND);
  expect(states(paged)).toEqual(["rest triggered", "events triggered"]);
  return paged;
}

function states(paged: Paged): readonly string[] {
  return pagesOf(paged).map(({ via, status }) => `${via} ${status}`);
}

it("an acknowledgement here quiets both, and the end of the incident ends both", async () => {
  const paged = await pagedTwice("Twice and taken here");
  await press(stage, "I have it", { user: "dana", channel: paged.channel });
  await stage.settled();
  expect(states(paged)).toEqual(["rest acknowledged", "events acknowledged"]);
  await stage.incident("resolve It is over", { user: "eva", channel: paged.channel });
  await stage.settled();
  expect(states(paged)).toEqual(["rest resolved", "events resolved"]);
});

it.each(["acknowledge", "resolve"] as const)("to %s its second way over there answers both", async (how) => {
  const paged = await pagedTwice(`Twice and ${how}d there`);
  stage.pagerduty[how](pagesOf(paged)[1]?.id ?? "", "amara@example.com");
  await eventually(
    async () => (await stored(stage, paged.channel)).phase === "acknowledged",
    "the answer to show here",
  );
  await stage.settled();
  expect(states(paged)).toEqual(["rest acknowledged", `events ${how}d`]);
  await stage.incident("resolve It is over", { user: "eva", channel: paged.channel });
  await stage.settled();
  expect(states(paged)).toEqual(["rest resolved", "events resolved"]);
});
