import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHomes } from "../support/child-home.ts";
import type { KillPoint } from "../support/kill-points.ts";
import { comesTrue, type KillStage, openKillStage } from "../support/kill-stage.ts";
import { saidTwice } from "../support/world-picture.ts";

/** Killed while a timer is being kept, in real time: the next person is called once, the reminder is said once. */

const PROFILE = "test/fixtures/clocks/quick.yml";
const STEP_MS = 20_000;
/** Under a minute on an idle machine; a server takes a dead worker's job over only after some 13 s, each time. */
const LIMIT_MS = 180_000;

const at = (when: KillPoint["when"]): readonly KillPoint[] => [
  { effect: "page", call: "POST /incidents", saying: /assignments/, when },
  { effect: "post", call: "chat.postMessage", saying: /of the response target/, when },
];

let homes: Awaited<ReturnType<typeof openHomes>>;
beforeAll(async () => {
  homes = await openHomes();
});
afterAll(() => homes.remove());

async function life(points: readonly KillPoint[], play: (stage: KillStage) => Promise<void>): Promise<void> {
  const stage = await openKillStage(points, await homes.make(), { profile: PROFILE });
  try {
    await play(stage);
  } finally {
    await stage.stop();
  }
}

/** Whom PagerDuty was to call, in order. */
function called(stage: KillStage): readonly string[] {
  return stage.pagerduty.incidents().map(({ assigned }) => assigned.join());
}

function said(stage: KillStage, words: string): readonly string[] {
  const rooms = stage.slack.channels().filter(({ creator }) => creator === stage.slack.botUserId);
  const texts = rooms.flatMap(({ id }) => stage.slack.messages(id)).map(({ text }) => text);
  return texts.filter((text) => text.includes(words));
}

/** Both steps were called, and everything else is done and said once. */
async function bothOnce(stage: KillStage): Promise<void> {
  await comesTrue(() => called(stage).length >= 2, "the next step to be called");
  await stage.settled();
  expect(called(stage)).toEqual(["PAMARA1", "PBEN001"]);
  expect(stage.pagerduty.incidents().map(({ status }) => status)).toEqual(["triggered", "triggered"]);
  expect(said(stage, "Nobody answered, so the next step")).toHaveLength(1);
  expect(saidTwice(stage.slack)).toEqual([]);
}

describe.concurrent("killed while a timer is being kept", () => {
  it("its page and its reminder on the wire, not done, and done: each once", { timeout: LIMIT_MS }, () =>
    life([...at("arrived"), ...at("done")], async (stage) => {
      await stage.incident("declare Reports are slow --severity S1");
      await stage.incident("declare Checkout fails --severity S2");
      await comesTrue(() => stage.unreached().length === 0, "the bot to be killed everywhere", 120_000);
      await bothOnce(stage);
      const told = said(stage, "of the response target");
      expect(new Set(told).size).toBe(told.length);
    }),
  );

  it("between its commit and the call: the next person is called once", { timeout: LIMIT_MS }, () =>
    life([], async (stage) => {
      await stage.incident("declare Checkout fails --severity S2");
      await stage.settled();
      const [first] = stage.pagerduty.incidents();
      const due = (first?.createdAt ?? 0) + STEP_MS;
      // By then PagerDuty's log was read; nothing but the timer commits any more.
      await comesTrue(() => Date.now() > due - 6_000, "the step to be nearly due");
      const doomed = await stage.bot();
      await doomed.dieAfterNextCommit();
      await doomed.gone;
      expect(called(stage)).toEqual(["PAMARA1"]);
      // It is due so long after it was asked for, which was a little before PagerDuty made it.
      expect(Date.now()).toBeGreaterThanOrEqual(due - 4_000);
      await stage.restart();
      await bothOnce(stage);
    }),
  );
});
