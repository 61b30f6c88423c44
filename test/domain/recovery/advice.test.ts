import { describe, expect, it } from "vitest";
import { adviceOn, type Situation, usual, type Way } from "../../../src/domain/recovery/advice.ts";

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 21, 12);

const situation = (changes: Partial<Situation> = {}): Situation => ({
  at: NOON,
  rtoMs: 30 * MINUTE,
  rpoMs: 15 * MINUTE,
  since: NOON - 8 * MINUTE,
  backups: [{ backup: "database", takenAt: NOON - 43 * MINUTE }],
  ...changes,
});
const rollBack: Way = { kind: "roll-back", usuallyMs: 6 * MINUTE };
const restore = (to: number | null, usuallyMs: number | null = null): Way => ({
  kind: "restore",
  backup: "database",
  to,
  usuallyMs,
});

describe("what a way back costs", () => {
  it("a restore loses 43 minutes where 15 are promised; rolling back loses nothing and is done in time", () => {
    const [newest, back] = adviceOn([restore(null), rollBack], situation());
    expect(newest).toMatchObject({
      losesMs: 43 * MINUTE,
      keepsRpo: false,
      rtoLeftMs: 22 * MINUTE,
      keepsRto: null,
    });
    expect(back).toMatchObject({ losesMs: 0, keepsRpo: true, keepsRto: true });
  });

  it.each<[string, Way, Partial<Situation>, object]>([
    [
      "to a time loses what came after it",
      restore(NOON - 10 * MINUTE),
      {},
      { losesMs: 10 * MINUTE, keepsRpo: true },
    ],
    ["exactly the promise keeps it", restore(NOON - 15 * MINUTE), {}, { keepsRpo: true }],
    [
      "of a backup nobody verified is not known",
      restore(null),
      { backups: [] },
      { losesMs: null, keepsRpo: null },
    ],
    [
      "of a backup that never was verified is not known",
      restore(null),
      { backups: [{ backup: "database", takenAt: null }] },
      { losesMs: null },
    ],
    ["to a time to come loses nothing", restore(NOON + MINUTE), {}, { losesMs: 0 }],
    [
      "where nothing is promised breaks nothing",
      restore(null),
      { rpoMs: null, rtoMs: null },
      { losesMs: 43 * MINUTE, keepsRpo: null, rtoLeftMs: null, keepsRto: null },
    ],
    [
      "without an incident has no time running",
      rollBack,
      { since: null },
      { rtoLeftMs: null, keepsRto: null },
    ],
    [
      "after the RTO is late whatever is done",
      rollBack,
      { since: NOON - 31 * MINUTE },
      { rtoLeftMs: -MINUTE, keepsRto: false },
    ],
    ["that takes as long as is left is just in time", restore(null, 22 * MINUTE), {}, { keepsRto: true }],
    ["that takes longer than is left is not", restore(null, 23 * MINUTE), {}, { keepsRto: false }],
    [
      "by failover loses what nobody knows",
      { kind: "fail-over", plan: "failover", usuallyMs: MINUTE },
      {},
      { losesMs: null, keepsRpo: null, keepsRto: true },
    ],
  ])("%s", (_, way, changes, expected) => {
    expect(adviceOn([way], situation(changes))[0]).toMatchObject(expected);
  });
});

describe("what it usually takes", () => {
  it.each([
    [[], null],
    [[7], 7],
    [[9, 1, 5], 5],
    [[1, 2, 4, 900], 3],
  ])("of %j is %j", (durations, middle) => {
    expect(usual(durations)).toBe(middle);
  });
});
