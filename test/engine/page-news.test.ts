import { describe, expect, it } from "vitest";
import type { SlackUserId } from "../../src/domain/ids.ts";
import { createAgents } from "../../src/engine/page-news.ts";
import type { Outcome, PageLog } from "../../src/engine/ports.ts";

const NINE = Date.UTC(2026, 10, 16, 9);
const SAM = "USAM" as SlackUserId;
const NEVER = new Promise<never>(() => undefined);
const sam = { id: "PSAM", name: "Sam Lee", did: "acknowledged" } as const;

function log(changes: Partial<PageLog> = {}): Outcome<PageLog> {
  const acknowledged = { by: { name: "Sam Lee", email: "sam@example.com" }, at: NINE };
  const empty = { notified: [], unacknowledgedAt: null, resolved: null, level: null };
  return { kind: "done", receipt: { ...empty, acknowledged, ...changes } };
}

function knowing(answer: () => Outcome<PageLog> | Promise<never>) {
  const at = { now: NINE, answer };
  let reads = 0;
  let timeUp = (): void => undefined;
  const agents = createAgents({
    pager: {
      follow: async () => {
        reads += 1;
        return at.answer();
      },
    },
    people: { userByEmail: async (email) => (email === "sam@example.com" ? SAM : null) },
    clock: {
      now: () => at.now,
      sleep: () =>
        new Promise((resolve) => {
          timeUp = resolve;
        }),
    },
  });
  return { agents, at, reads: () => reads, timeUp: () => timeUp() };
}

describe("whom a webhook names", () => {
  it("is found in Slack by the e-mail address in the page's log, read once for each of them in an hour", async () => {
    const { agents, at, reads } = knowing(() => log());
    expect(await agents.whoIs(sam, "Q1")).toEqual({ name: "Sam Lee", user: SAM });
    expect(await agents.whoIs(sam, "Q2")).toEqual({ name: "Sam Lee", user: SAM });
    expect(reads()).toBe(1);
    at.now += 3_600_000;
    await agents.whoIs(sam, "Q3");
    expect(reads()).toBe(2);
  });

  it.each<[string, () => Outcome<PageLog>]>([
    [
      "another acknowledged it since",
      () => log({ acknowledged: { by: { name: "Zoe", email: "sam@example.com" }, at: NINE } }),
    ],
    ["the log does not show it yet", () => log({ acknowledged: null })],
    [
      "PagerDuty tells no address",
      () => log({ acknowledged: { by: { name: "Sam Lee", email: null }, at: NINE } }),
    ],
    ["the log cannot be read", () => ({ kind: "retry", afterMs: 1, reason: "away", cure: "wait" })],
  ])("is known by name alone when %s", async (_name, answer) => {
    expect(await knowing(answer).agents.whoIs(sam, "Q1")).toEqual({ name: "Sam Lee", user: null });
  });

  it("who resolved is not taken for a namesake who acknowledged", async () => {
    const { agents } = knowing(() => log());
    expect((await agents.whoIs({ ...sam, did: "resolved" }, "Q1")).user).toBe(null);
  });

  it("is known by name alone when it takes too long: PagerDuty waits for its answer", async () => {
    const { agents, timeUp } = knowing(() => NEVER);
    const answer = agents.whoIs(sam, "Q1");
    timeUp();
    expect(await answer).toEqual({ name: "Sam Lee", user: null });
  });
});
