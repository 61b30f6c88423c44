import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../sandbox/faults.ts";
import { declared } from "../support/clockwork.ts";
import { card } from "../support/hands.ts";
import {
  MINUTE,
  nextLine,
  openPaging,
  type Paged,
  pagesOf,
  rang,
  SECOND,
  shows,
  straightTo,
  told,
} from "../support/paging.ts";
import { idOf, type Stage, type StageOptions, stored } from "../support/stage.ts";

/**
 * The first step was answered in PagerDuty and nobody here heard of it: its webhook was lost, and the log is not read,
 * or cannot be. Before the next person is woken PagerDuty is asked; when it does not tell, they are woken all the same.
 */

const STEP_MS = 4 * MINUTE;
const LOG = "GET /incidents/{id}/log_entries";

let stage: Stage;
const begun: Paged[] = [];
afterEach(async () => {
  stage.faults.clear();
  for (const { channel } of begun.splice(0)) await stage.incident("resolve The test is over", { channel });
  await stage.settled();
});

/** Webhooks are on. */
async function open(options: StageOptions): Promise<void> {
  stage = await openPaging("eventchain", { env: { PAGERDUTY_WEBHOOK_SECRET: "webhook" }, ...options });
  stage.pagerduty.connectWebhook({ url: `http://127.0.0.1:${stage.bot().port}/webhooks/pagerduty` });
}

type Called = Paged & { readonly page: string };

/** Dana is called, and of what happens in PagerDuty from then on no webhook arrives. */
async function called(title: string): Promise<Called> {
  const channel = await declared(stage, title, "P0");
  const { declaredAt } = await stored(stage, channel);
  const paged = { stage, title, channel, declaredAt };
  begun.push(paged);
  stage.faults.add({ vendor: "pagerduty", kind: "webhooks-lost" });
  return { ...paged, page: pagesOf(paged)[0]?.id ?? "" };
}

function logFails(fault: Omit<Fault, "vendor" | "call">): void {
  stage.faults.add({ vendor: "pagerduty", call: LOG, ...fault });
}

const WITHDRAWN = "Page to *the team lead* withdrawn, it calls nobody: somebody has it";

/** Nobody was called but Dana, and everybody reads that she has it. */
async function expectAnswered(paged: Called): Promise<void> {
  const dana = idOf(stage.slack, "dana");
  await shows(stage, () => told(paged, `Acknowledged by <@${dana}> in PagerDuty`).length > 0);
  expect(rang(paged).map(([who]) => who)).toEqual(["Dana"]);
  expect(card(stage, paged.channel)).toContain(`acknowledged by <@${dana}>`);
  expect(nextLine(card(stage, paged.channel))).toBe("");
  const { phase, acknowledgedBy, escalations } = await stored(stage, paged.channel);
  expect([phase, acknowledgedBy, escalations[0]?.state]).toEqual(["acknowledged", dana, "acknowledged"]);
  await straightTo(paged, 4 * STEP_MS);
  expect(pagesOf(paged)).toHaveLength(1);
  expect(told(paged, "Acknowledged by")).toHaveLength(1);
}

/** Femi, the next one, was called when it was his turn, to the second. */
function expectNextWoken(paged: Called): void {
  const [, next, ...more] = rang(paged);
  expect([next?.[0], more]).toEqual(["Femi", []]);
  expect(Math.abs((next?.[1] ?? 0) - STEP_MS)).toBeLessThanOrEqual(SECOND);
  expect(told(paged, "withdrawn")).toEqual([]);
}

describe("the log is read by nobody: whoever did it is dead, and its lease has not run out", () => {
  // What hangs in PagerDuty hangs for longer than anybody may wait for it.
  beforeAll(() => open({ background: false, pagerTimeoutMs: 20_000 }));
  afterAll(() => stage.stop());

  it.each(["acknowledge", "resolve"] as const)(
    "the next step asks first and wakes nobody after somebody did there: %s",
    async (did) => {
      const paged = await called(`Answered by ${did}`);
      await straightTo(paged, 2 * MINUTE);
      stage.pagerduty[did](paged.page, "dana@example.com");
      await straightTo(paged, STEP_MS - SECOND);
      expect(told(paged, "Acknowledged by")).toEqual([]);
      await straightTo(paged, STEP_MS);
      await expectAnswered(paged);
      expect(told(paged, WITHDRAWN)).toHaveLength(1);
    },
  );

  it("a bot that was away over the end of the step asks first when it is back", async () => {
    const paged = await called("Answered meanwhile");
    stage.pagerduty.acknowledge(paged.page, "dana@example.com");
    await stage.restart({ awayMs: STEP_MS + MINUTE });
    await expectAnswered(paged);
    expect(told(paged, WITHDRAWN)).toHaveLength(1);
  });

  it("an acknowledgement that was taken back there keeps nobody asleep", async () => {
    const paged = await called("Taken back there");
    stage.pagerduty.acknowledge(paged.page, "dana@example.com");
    await straightTo(paged, MINUTE);
    stage.pagerduty.unacknowledge(paged.page);
    await straightTo(paged, STEP_MS);
    expect(rang(paged).at(-1)?.[0]).toBe("Femi");
  });

  it.each<readonly [string, Omit<Fault, "vendor" | "call">]>([
    ["it is down", { kind: "down" }],
    ["it answers 500", { kind: "error", status: 500 }],
    ["it answers 429", { kind: "rate-limited", retryAfterSeconds: 300 }],
    ["it answers rubbish", { kind: "garbage" }],
    ["it does not know the page any more", { kind: "error", status: 404 }],
    ["it never answers", { kind: "nothing" }],
  ])("the next person is woken at their second when PagerDuty cannot be asked: %s", async (how, fault) => {
    const paged = await called(`Unasked since ${how}`);
    stage.pagerduty.acknowledge(paged.page, "dana@example.com");
    logFails(fault);
    const began = performance.now();
    await straightTo(paged, STEP_MS);
    expectNextWoken(paged);
    // The look is bounded in real time, whatever the journey's clock shows; a busy machine is given room.
    expect(performance.now() - began).toBeLessThan(10 * SECOND);
  });
});

describe("the log could not be read, and is not to be read again before the step is due", () => {
  beforeAll(() => open({}));
  afterAll(() => stage.stop());

  it("the next step asks first and wakes nobody", async () => {
    const paged = await called("Refused for a minute");
    await straightTo(paged, STEP_MS - 30 * SECOND);
    logFails({ kind: "rate-limited", retryAfterSeconds: 60 });
    const refused = () => stage.pagerduty.asked().filter(({ status }) => status === 429).length;
    const before = refused();
    await shows(stage, () => refused() > before);
    await straightTo(paged, STEP_MS - SECOND);
    stage.pagerduty.acknowledge(paged.page, "dana@example.com");
    stage.faults.clear();
    stage.faults.add({ vendor: "pagerduty", kind: "webhooks-lost" });
    expect(told(paged, "Acknowledged by")).toEqual([]);
    await straightTo(paged, STEP_MS);
    // On a slow machine whoever reads the log may be a moment before the step, which then is not asked for at all.
    await expectAnswered(paged);
  });
});
