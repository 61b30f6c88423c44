import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { ChildBot } from "../support/child-bot.ts";
import { openHomes } from "../support/child-home.ts";
import type { KillPoint } from "../support/kill-points.ts";
import { comesTrue, type KillStage, openKillStage } from "../support/kill-stage.ts";
import {
  cardSays,
  DISPATCH,
  pressCard,
  QUICK,
  quickRuns,
  ran,
  SUITE,
  toldTimes,
} from "../support/runs-seen.ts";
import { saidTwice } from "../support/world-picture.ts";

/** Killed at each point of a deployment: each step has one run in the end, or nobody knows, which is said, and none begins. */

/** Half a minute on an idle machine; a server takes a dead worker's job over only after some 13 s, each time. */
const LIMIT_MS = 180_000;
const LOOKED_FOR_MS = 2 * 60_000;
const APPROVE = "deployment.approve";

const startOf = (file: string): string => `POST /actions/workflows/${file}/dispatches`;
const LOOK = "GET /git/ref/heads/main";
const FOLLOW = "GET /actions/runs/{id}";
const ONCE = ["deploy.yml", "switch.yml idle"];

let homes: Awaited<ReturnType<typeof openHomes>>;
beforeAll(async () => {
  homes = await openHomes();
});
afterAll(() => homes.remove());

function at(when: KillPoint["when"], call: string, saying?: RegExp): KillPoint {
  return { effect: call, call, when, ...(saying === undefined ? {} : { saying }) };
}

/** In the end every kill point was come to, and nothing was said twice. */
async function play(points: readonly KillPoint[], act: (stage: KillStage) => Promise<void>): Promise<void> {
  const stage = await openKillStage(points, await homes.make(), { profile: QUICK });
  try {
    quickRuns(stage.github);
    await act(stage);
    expect(stage.unreached()).toEqual([]);
    expect(saidTwice(stage.slack)).toEqual([]);
  } finally {
    await stage.stop();
  }
}

/** Asked again by whoever heard no answer, or whose rights are not known yet. */
async function proposed(stage: KillStage): Promise<void> {
  const isThere = async (): Promise<boolean> => {
    const answer = await stage.deploy("suite main to production because it is time", "U0CHIDI");
    return /is proposed|asks for the same/.test(answer ?? "");
  };
  await comesTrue(isThere, "the deployment to be proposed");
  await shows(stage, "waits for 1 approval");
}

function shows(stage: KillStage, words: string): Promise<void> {
  return comesTrue(() => cardSays(stage).includes(words), `the card to say "${words}"`, 120_000);
}

/** Until it counts: who may approve is known some moments after a bot began. */
async function approved(stage: KillStage): Promise<void> {
  const counts = async (): Promise<boolean> => {
    await stage.bot();
    await pressCard(stage, "U0AMARA", APPROVE).catch(() => null);
    return !cardSays(stage).includes("waits for 1 approval");
  };
  await comesTrue(counts, "the approval to count");
}

/** Both runs have succeeded, there is no third, and nobody is asked anything. */
async function verifiedOnce(stage: KillStage): Promise<void> {
  await shows(stage, "· verified");
  expect(ran(stage)).toEqual(ONCE);
  expect(cardSays(stage)).not.toMatch(/cannot tell|did not say/);
}

describe.concurrent("a bot that is killed while it deploys", () => {
  it(
    "asks once more for nothing when GitHub may have begun it, and says that it cannot tell",
    { timeout: LIMIT_MS },
    () =>
      play([at("arrived", startOf("deploy.yml"))], async (stage) => {
        await proposed(stage);
        await approved(stage);
        await shows(stage, "GitHub did not say whether deploy.yml started");
        expect(ran(stage)).toEqual([]);
        await stage.restart({ awayMs: LOOKED_FOR_MS });
        await shows(stage, "I cannot tell whether deploy.yml started");
        expect(ran(stage)).toEqual([]);
        // The button is gone as soon as one of them counts.
        const anyway = (user: string) => pressCard(stage, user, "deployment.start-anyway").catch(() => null);
        const counts = async (): Promise<boolean> => {
          await Promise.all([anyway("U0BEN"), anyway("U0CHIDI")]);
          return !cardSays(stage).includes("I cannot tell");
        };
        await comesTrue(counts, "one of two to have it started anyway");
        await verifiedOnce(stage);
        expect(toldTimes(stage, "Started anyway by")).toBe(1);
      }),
  );

  it(
    "finds the run of which it never heard, and the one whose answer it could not keep",
    { timeout: LIMIT_MS },
    () =>
      play([at("done", startOf("deploy.yml")), at("uncommitted", startOf("switch.yml"))], async (stage) => {
        await proposed(stage);
        await approved(stage);
        await verifiedOnce(stage);
        expect(stage.kills()).toBe(2);
      }),
  );

  it(
    "starts it once when it dies of the approval, and when it dies right after it decided to start",
    { timeout: LIMIT_MS },
    () =>
      play([], async (stage) => {
        await proposed(stage);
        await approvedByDying(stage);
        await verifiedOnce(stage);
        expect(stage.kills()).toBe(1);
      }),
  );

  it("looks again when it dies of looking, before it asks and before it starts", { timeout: LIMIT_MS }, () =>
    play([at("arrived", LOOK)], async (stage) => {
      await proposed(stage);
      stage.killAt(at("done", LOOK));
      await approved(stage);
      await verifiedOnce(stage);
      expect(stage.kills()).toBe(2);
    }),
  );

  it("follows again when it dies of following", { timeout: LIMIT_MS }, () =>
    play([at("arrived", FOLLOW), at("uncommitted", `${FOLLOW}/jobs`)], async (stage) => {
      await proposed(stage);
      await approved(stage);
      await verifiedOnce(stage);
      expect(stage.kills()).toBe(2);
    }),
  );

  it("undoes once what failed", { timeout: LIMIT_MS }, () =>
    play([at("done", startOf("switch.yml"), /previous/)], async (stage) => {
      quickRuns(stage.github, { file: "switch.yml", at: "Switch traffic" });
      await proposed(stage);
      await approved(stage);
      await comesTrue(() => ran(stage).length === 2, "the switch to be run");
      quickRuns(stage.github);
      stage.killAt(at("committed", `${FOLLOW}/jobs`));
      stage.github.fail(stage.github.runs(SUITE)[1]?.id ?? 0);
      await shows(stage, "· failed at Switch");
      expect(ran(stage)).toEqual([...ONCE, "switch.yml previous"]);
      expect(stage.kills()).toBe(2);
    }),
  );
});

// The embedded database takes one process only.
if (inject("database").kind === "server")
  it("two bots are pressed at once, and one of them goes on when the other dies", { timeout: LIMIT_MS }, () =>
    play([], async (stage) => {
      stage.faults.add({ vendor: "github", call: DISPATCH, kind: "error", status: 502, times: 1 });
      quickRuns(stage.github, { file: "deploy.yml", at: "Roll out" });
      await proposed(stage);
      const other = await stage.replica();
      await pressedAtBoth(stage, other, { action: APPROVE, while: "waits for 1 approval" });
      await shows(stage, "GitHub did not say whether deploy.yml started");
      await other.kill();
      await stage.restart({ awayMs: LOOKED_FOR_MS });
      const heir = await stage.replica();
      await shows(stage, "I cannot tell whether deploy.yml started");
      await pressedAtBoth(stage, heir, { action: "deployment.start-anyway", while: "I cannot tell" });
      await shows(stage, "Roll out");
      await (await stage.bot()).kill();
      stage.listenTo(heir);
      stage.github.resume(stage.github.runs(SUITE)[0]?.id ?? 0);
      await verifiedOnce(stage);
      expect(toldTimes(stage, "Started anyway by")).toBe(1);
      expect(cardSays(stage).match(/Approved by/g)).toHaveLength(1);
    }),
  );

/** Two people press at once, and each lands on another bot; again until one of them is known there and counts. */
async function pressedAtBoth(
  stage: KillStage,
  other: ChildBot,
  button: { readonly action: string; readonly while: string },
): Promise<void> {
  const first = await stage.bot();
  const press = (bot: ChildBot, user: string) => {
    stage.listenTo(bot);
    return pressCard(stage, user, button.action).catch(() => null);
  };
  const counts = async (): Promise<boolean> => {
    await Promise.all([press(first, "U0AMARA"), press(other, "U0BEN")]);
    return !cardSays(stage).includes(button.while);
  };
  await comesTrue(counts, `one of two to press ${button.action}`);
  stage.listenTo(first);
}

/** The bot dies with the approval in its database, and the next one right after it has put down that it will start it. */
async function approvedByDying(stage: KillStage): Promise<void> {
  await stage.settled();
  stage.killAt(at("committed", "GET /commits/{sha}/check-runs"));
  const doomed = await stage.bot();
  await doomed.dieAfterNextCommit();
  await Promise.all([pressCard(stage, "U0AMARA", APPROVE).catch(() => null), doomed.gone]);
  await stage.restart();
}
