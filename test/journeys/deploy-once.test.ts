import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../sandbox/faults.ts";
import { MINUTE, SECOND } from "../support/clockwork.ts";
import {
  cardSays,
  DISPATCH,
  HERE,
  pressCard,
  QUICK,
  quickRuns,
  RUNS,
  ran,
  toldTimes,
} from "../support/runs-seen.ts";
import { openStage, type Stage } from "../support/stage.ts";

/** One approval, one run: whatever GitHub answers or does not, and however often it is pressed. */

const ONCE = ["deploy.yml", "switch.yml idle"];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ profile: QUICK, background: true });
  quickRuns(stage.github);
  await stage.advance(10 * SECOND);
});
afterEach(() => stage.faults.clear());
afterAll(() => stage.stop());

type Since = { readonly runs: () => readonly string[]; readonly asked: () => number };

/** What came since: the runs, and how often GitHub was asked for one. */
function since(): Since {
  const before = ran(stage).length;
  const from = stage.clock.now();
  return {
    runs: () => ran(stage).slice(before),
    asked: () => stage.github.asked().filter(({ method, at }) => method === DISPATCH && at >= from).length,
  };
}

/** Proposed, and approved by two at once: the slower one reads that it is not needed any more. */
async function begin(): Promise<Since> {
  const started = since();
  expect(await stage.deploy("suite main to production", { user: "chidi", channel: HERE })).toContain(
    "is proposed",
  );
  await stage.settled();
  expect(cardSays(stage)).toContain("waits for 1 approval");
  await Promise.all(["U0AMARA", "U0BEN"].map((user) => pressCard(stage, user, "deployment.approve")));
  await stage.settled();
  expect(cardSays(stage).match(/Approved by/g)).toHaveLength(1);
  return started;
}

async function until(words: string, withinMs = 3 * MINUTE): Promise<void> {
  for (let left = withinMs; !cardSays(stage).includes(words); left -= 5 * SECOND) {
    if (left <= 0) throw new Error(`waited for "${words}", and the card says: ${cardSays(stage)}`);
    await stage.follow(5 * SECOND);
  }
}

const toDispatch = (fault: Omit<Fault, "vendor" | "call">): Fault => ({
  vendor: "github",
  call: DISPATCH,
  times: 1,
  ...fault,
});

describe("a run that began", () => {
  it.each([
    ["is asked for once when all goes well, and approved by two at once", null, null],
    ["is found when the answer was dropped", { kind: "drop-after-accepting" }, "did not say whether"],
    [
      "is found when a machine in between answered 502",
      { kind: "error", status: 502, afterDoing: true },
      "did not say whether",
    ],
    ["is found when no answer came in time", { kind: "nothing", afterDoing: true }, "did not say whether"],
    ["is found when GitHub took it and did not name it", { kind: "without-run-details" }, null],
  ] as const)("%s", { timeout: 60_000 }, async (_, fault, said) => {
    if (fault !== null) stage.faults.add(toDispatch(fault));
    const told = toldTimes(stage, "GitHub did not say whether deploy.yml started");
    const started = await begin();
    await until("· verified");
    expect([started.runs(), started.asked()]).toEqual([ONCE, 2]);
    expect(toldTimes(stage, "GitHub did not say whether deploy.yml started") - told).toBe(
      said === null ? 0 : 1,
    );
  });
});

describe("a run of which nobody knows", () => {
  it("is said to be unknown, and nothing more is asked for until one of two has it started anyway", async () => {
    stage.faults.add(toDispatch({ kind: "error", status: 502 }));
    const started = await begin();
    await until("I cannot tell whether deploy.yml started");
    await stage.follow(5 * MINUTE);
    expect([started.runs(), started.asked()]).toEqual([[], 1]);
    await pressCard(stage, "U0DANA", "deployment.check-again");
    await stage.settled();
    expect(cardSays(stage)).toContain("is being looked for");
    await until("I cannot tell whether deploy.yml started");
    await Promise.all(["U0BEN", "U0CHIDI"].map((user) => pressCard(stage, user, "deployment.start-anyway")));
    await until("· verified");
    expect([started.runs(), started.asked()]).toEqual([ONCE, 3]);
    expect(toldTimes(stage, "Started anyway by")).toBe(1);
  });

  it("is found by itself when GitHub shows it only after it was given up, and nothing is started", async () => {
    stage.faults.add(toDispatch({ kind: "drop-after-accepting" }));
    stage.faults.add({ vendor: "github", call: RUNS, kind: "garbage" });
    const started = await begin();
    await until("I cannot tell whether deploy.yml started");
    stage.faults.clear();
    await until("· verified");
    expect([started.runs(), started.asked()]).toEqual([ONCE, 2]);
  });

  it("is told of as a second one when it was started anyway and both are there", async () => {
    stage.faults.add(toDispatch({ kind: "drop-after-accepting" }));
    stage.faults.add({ vendor: "github", call: RUNS, kind: "garbage" });
    const started = await begin();
    await until("I cannot tell whether deploy.yml started");
    await pressCard(stage, "U0BEN", "deployment.start-anyway");
    stage.faults.clear();
    await until("There are two runs of deploy.yml");
    await stage.follow(MINUTE);
    await until("· verified");
    expect(started.runs()).toEqual(["deploy.yml", ...ONCE]);
    expect(toldTimes(stage, "There are two runs of")).toBe(1);
  });
});

describe("a rate limit", () => {
  it("starts it later, once", async () => {
    stage.faults.add(toDispatch({ kind: "rate-limited", retryAfterSeconds: 60 }));
    const started = await begin();
    await stage.follow(30 * SECOND);
    expect(started.runs()).toEqual([]);
    await until("· verified");
    expect([started.runs(), started.asked()]).toEqual([ONCE, 3]);
  });

  it("starts nothing any more when it was held up for long", async () => {
    stage.faults.add({ ...toDispatch({ kind: "rate-limited", retryAfterSeconds: 60 }), times: 100 });
    const started = await begin();
    await stage.advance(12 * MINUTE);
    expect(cardSays(stage)).toContain("· failed at Deploy");
    stage.faults.clear();
    await stage.advance(MINUTE);
    expect(started.runs()).toEqual([]);
    expect(cardSays(stage)).toContain("held it up for more than ten minutes");
  });
});
