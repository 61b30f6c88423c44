import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Deployment } from "../../src/domain/deployment/deployment.ts";
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
  SUITE,
  toldTimes,
} from "../support/runs-seen.ts";
import { eventually, openStage, type Stage } from "../support/stage.ts";
import { saidTwice } from "../support/world-picture.ts";

/** What becomes of a run shows by GitHub's webhook at once, and by asking where the webhook is lost, doubled, late or forged. */

const HANGS = { file: "deploy.yml", at: "Roll out" };

let stage: Stage;
let numbers = 0;
beforeAll(async () => {
  stage = await openStage({ profile: QUICK, background: true });
  await stage.advance(10 * SECOND);
});
afterEach(() => {
  stage.faults.clear();
  stage.github.clearWebhook();
});
afterAll(async () => {
  expect(saidTwice(stage.slack)).toEqual([]);
  await stage.stop();
});

const address = (): string => `http://127.0.0.1:${stage.bot().port}/webhooks/github`;
const run = () => stage.github.runs(SUITE).at(-1)?.id ?? 0;

function connect(): void {
  stage.github.connectWebhook({ url: address() });
}

async function current(): Promise<Deployment> {
  const deployment = await stage.bot().deployments.desk.find(numbers);
  if (deployment === null) throw new Error(`there is no #${numbers}`);
  return deployment;
}

/** Staging needs nobody's approval. */
async function propose(environment: "staging" | "production" = "staging"): Promise<void> {
  numbers += 1;
  const typed = `suite main to ${environment}`;
  expect(await stage.deploy(typed, { user: "chidi", channel: HERE })).toContain(`#${numbers}`);
  await stage.settled();
}

async function until(words: string, withinMs = 3 * MINUTE): Promise<void> {
  for (let left = withinMs; !cardSays(stage).includes(words); left -= 5 * SECOND) {
    if (left <= 0) throw new Error(`waited for "${words}", and the card says: ${cardSays(stage)}`);
    await stage.follow(5 * SECOND);
  }
}

/** It runs, and stands still where only GitHub's news moves it on. */
async function hanging(): Promise<void> {
  quickRuns(stage.github, HANGS);
  await propose();
  await until("Roll out");
}

/** How long the clock went on until it was so; by half seconds, while everything that looks at it looks. */
async function timeUntil(mostMs: number, so: () => Promise<boolean>): Promise<number> {
  for (let passed = 0; passed <= mostMs; passed += 500) {
    await stage.settled();
    if (await so()) return passed;
    await stage.clock.tick(500);
  }
  return Number.POSITIVE_INFINITY;
}

/** How often a run was looked at since then. */
const looks = (since: number): number =>
  stage.github.asked().filter(({ method, at }) => method.endsWith("/jobs") && at >= since).length;

async function deliver(
  body: object,
  how: { readonly delivery: string; readonly secret?: string },
): Promise<number> {
  const text = JSON.stringify(body);
  const signature = createHmac("sha256", how.secret ?? "webhook")
    .update(text)
    .digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-github-event": "workflow_run",
    "x-github-delivery": how.delivery,
    "x-hub-signature-256": `sha256=${signature}`,
  };
  const answered = await fetch(address(), { method: "POST", headers, body: text });
  await answered.arrayBuffer();
  return answered.status;
}

/** The run ends right after it was looked at: the longest there is to wait, in seconds. */
async function secondsAfterALook(): Promise<number> {
  const from = stage.clock.now() + 1;
  expect(await timeUntil(30 * SECOND, async () => looks(from) > 0)).toBeLessThan(Number.POSITIVE_INFINITY);
  stage.github.succeed(run());
  return (await timeUntil(30 * SECOND, phaseIs("verified"))) / SECOND;
}

const phaseIs = (phase: Deployment["phase"]) => async () => (await current()).phase === phase;

describe("progress of a run", () => {
  it("shows without waiting for the next look when its webhook comes", async () => {
    connect();
    await hanging();
    const before = stage.clock.now();
    stage.github.succeed(run());
    await eventually(phaseIs("verified"), "the end of the run to be known");
    expect(stage.clock.now()).toBe(before);
    await stage.settled();
    expect(cardSays(stage)).toContain("· verified");
  });

  it("shows within 15 seconds when its webhooks are lost, and when there is none, however long it runs", async () => {
    connect();
    stage.faults.add({ vendor: "github", kind: "webhooks-lost" });
    await hanging();
    expect(await secondsAfterALook()).toBeLessThanOrEqual(7);
    stage.github.clearWebhook();
    await hanging();
    await stage.advance(20 * MINUTE);
    expect(await secondsAfterALook()).toBeLessThanOrEqual(15);
  });

  it.each(["webhooks-doubled", "webhooks-reordered", "webhooks-late"] as const)(
    "comes to the same end when they are %s",
    async (kind) => {
      connect();
      quickRuns(stage.github);
      stage.faults.add({ vendor: "github", kind, slowMs: 30 * SECOND });
      const before = ran(stage).length;
      await propose();
      await until("· verified");
      const { version } = await current();
      await stage.follow(MINUTE);
      expect(ran(stage).slice(before)).toEqual(["deploy.yml"]);
      expect((await current()).version).toBe(version);
      expect(cardSays(stage)).toContain("· verified");
    },
  );

  it("is found by its webhook when nobody knew whether it began, and all was given up", async () => {
    connect();
    stage.faults.add({ vendor: "github", call: DISPATCH, kind: "drop-after-accepting", times: 1 });
    stage.faults.add({ vendor: "github", call: RUNS, kind: "garbage" });
    quickRuns(stage.github, HANGS);
    await propose();
    await until("I cannot tell whether deploy.yml started");
    stage.faults.clear();
    const before = stage.clock.now();
    stage.github.succeed(run());
    await eventually(async () => (await current()).steps[0]?.run !== null, "the run to be found");
    expect(stage.clock.now()).toBe(before);
    await until("· verified");
  });
});

describe("a webhook that is none of ours", () => {
  const body = (of: { readonly repository: string; readonly id: number }) => ({
    action: "completed",
    repository: { full_name: of.repository },
    workflow_run: JSON.parse(
      stage.github.deliveries().findLast(({ event }) => event === "workflow_run")?.body ?? "{}",
    ).workflow_run,
  });

  it("is refused when it is wrongly signed, and changes nothing when it is stale, told again or of unknown runs", async () => {
    connect();
    quickRuns(stage.github);
    await propose();
    await until("· verified");
    const { version } = await current();
    const asked = stage.github.asked().at(-1);
    const known = body({ repository: SUITE, id: run() });
    const foreign = { ...known, repository: { full_name: "acme/elsewhere" } };
    const unknown = { ...known, workflow_run: { ...known.workflow_run, id: 4_711 } };
    expect([
      await deliver(known, { delivery: "forged", secret: "guessed" }),
      await deliver(known, { delivery: "stale" }),
      await deliver(foreign, { delivery: "foreign" }),
      await deliver(unknown, { delivery: "unknown" }),
    ]).toEqual([401, 202, 202, 202]);
    const [first] = stage.github.deliveries().filter((one) => one.run === run());
    stage.github.redeliver(first?.id ?? "");
    await stage.settled();
    expect((await current()).version).toBe(version);
    expect(stage.github.asked().at(-1)).toBe(asked);
  });

  it("has GitHub asked once for one delivery, and moves nothing that GitHub does not confirm", async () => {
    connect();
    await hanging();
    const known = body({ repository: SUITE, id: run() });
    const lying = {
      ...known,
      workflow_run: { ...known.workflow_run, id: run(), status: "completed", conclusion: "success" },
    };
    await stage.clock.tick(1);
    const from = stage.clock.now();
    await deliver(lying, { delivery: "once" });
    await eventually(() => looks(from) === 1, "GitHub to be asked");
    await deliver(lying, { delivery: "once" });
    await stage.settled();
    expect(looks(from)).toBe(1);
    expect((await current()).phase).toBe("running");
    stage.github.succeed(run());
    await until("· verified");
  });
});

describe("a run that nobody hears of", () => {
  it("is said to be silent once, is still asked for, and goes on", async () => {
    await hanging();
    const silent = "Nothing was heard of deploy.yml";
    const before = toldTimes(stage, silent);
    await stage.follow(30 * SECOND);
    expect(cardSays(stage)).not.toContain(silent);
    await stage.follow(4 * MINUTE);
    expect(cardSays(stage)).toContain(silent);
    expect(toldTimes(stage, silent)).toBe(before + 1);
    stage.github.resume(run());
    await until("· verified");
    expect(cardSays(stage)).not.toContain(silent);
    expect(toldTimes(stage, silent)).toBe(before + 1);
  });
});

describe("a run that is run again on GitHub after it failed", () => {
  it("changes nothing of a deployment that is over: the card says that it failed", async () => {
    connect();
    await hanging();
    stage.github.fail(run());
    await until("· failed at Deploy");
    const { version } = await current();
    stage.github.rerun(run());
    stage.github.succeed(run());
    await stage.follow(MINUTE);
    expect(stage.github.run(run()).conclusion).toBe("success");
    expect((await current()).version).toBe(version);
    expect(cardSays(stage)).toContain("· failed at Deploy");
  });

  it.each([
    ["by webhook", true],
    ["by asking", false],
  ] as const)(
    "shows %s while what it left is undone, and stays the one that failed",
    async (_, byWebhook) => {
      if (byWebhook) connect();
      quickRuns(stage.github, { file: "switch.yml", at: "Switch traffic" });
      const before = ran(stage).length;
      await propose("production");
      await pressCard(stage, "U0AMARA", "deployment.approve");
      await until("running Switch");
      await until("Switch traffic");
      const failed = run();
      stage.github.fail(failed);
      await until("undoing: running Switch back");
      stage.github.rerun(failed);
      const isShown = async () => (await current()).steps[1]?.run?.attempt === 2;
      expect(await timeUntil(30 * SECOND, isShown)).toBeLessThanOrEqual(15.5 * SECOND);
      expect((await current()).steps[1]?.state).toBe("failed");
      stage.github.succeed(failed);
      await until("Switch traffic");
      const undo = stage.github.runs(SUITE).at(-1)?.id ?? 0;
      stage.github.succeed(undo);
      await until("· failed at Switch");
      expect(ran(stage).slice(before)).toEqual(["deploy.yml", "switch.yml idle", "switch.yml previous"]);
    },
  );
});
