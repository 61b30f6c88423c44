import { expect, it } from "vitest";
import type { IncidentId } from "../../src/domain/ids.ts";
import { type Ask, NotSaved, type Result } from "../../src/engine/ports.ts";
import { createTimekeeper } from "../../src/engine/timekeeper.ts";
import { anIncident } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";

const NINE = Date.UTC(2026, 10, 16, 9);
const QUIET: Result = { kind: "quiet", incident: null };
const profile = aProfile();

/** A timekeeper of incidents that are due, some of which cannot be done. */
function keeping(due: readonly string[], fails: (id: string) => Error | null) {
  const at = { now: NINE, away: false };
  const tried: string[] = [];
  const left = new Set(due);
  const wakes: (() => void)[] = [];
  const timekeeper = createTimekeeper({
    engine: {
      dispatchWith: async ({ incident }: Ask) => {
        const id = incident.kind === "id" ? incident.id : "";
        tried.push(id);
        const fault = fails(id);
        if (fault !== null) throw fault;
        if (tried.length > 1_000) throw new Error("it is asked for ever");
        if (isStuck(id)) return { kind: "quiet", incident: STUCK };
        left.delete(id);
        return QUIET;
      },
    },
    store: {
      due: async (_, limit) => ({
        due: [...left].slice(0, limit).map((id) => ({ id: id as IncidentId, dueAt: NINE - 1_000 })),
        nextAt: null,
      }),
      reschedule: async () => {
        if (at.away) throw new Error("the connection broke");
      },
      lookedAt: async () => at.now,
      profileBody: async () => null,
    },
    profiles: { of: () => profile, load: async () => undefined },
    clock: { now: () => at.now, sleep: () => new Promise((resolve) => wakes.push(resolve)) },
    log: { error: () => undefined, warn: () => undefined },
  });
  const later = async (ms: number): Promise<readonly string[]> => {
    tried.length = 0;
    at.now += ms;
    wakes.pop()?.();
    for (let turns = 0; turns < 10; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    return [...tried];
  };
  return { at, timekeeper, tried, left, later };
}

/** Due, and no rule makes anything of it. */
const STUCK = { ...anIncident(), updates: { ...anIncident().updates, askAt: NINE - 1_000 } };
const isStuck = (id: string): boolean => id === "stuck";

const BROKEN = Array.from({ length: 200 }, (_, index) => `broken-${index}`);
const isBroken = (id: string): boolean => id.startsWith("broken");

it("does what is due behind hundreds that a fault of ours keeps from being done", async () => {
  const { timekeeper, left, later } = keeping([...BROKEN, "fine"], (id) =>
    isBroken(id) ? new Error("a bug") : null,
  );
  await timekeeper.start();
  for (let looks = 0; looks < 5; looks += 1) await later(500);
  expect(left.has("fine")).toBe(false);
  timekeeper.stop();
});

it("tries those again now and then, not at every look", async () => {
  const { timekeeper, tried, later } = keeping(["broken-1"], () => new Error("a bug"));
  await timekeeper.start();
  expect(tried).toEqual(["broken-1"]);
  expect(await later(500)).toEqual([]);
  expect(await later(30_000)).toEqual(["broken-1"]);
  // The clock was set back: what rests does not rest for an hour.
  expect(await later(-3_600_000)).toEqual(["broken-1"]);
  timekeeper.stop();
});

it("tries everything at every look while only the database is away", async () => {
  const { timekeeper, tried, later } = keeping(["a", "b"], () => new NotSaved(true));
  await timekeeper.start();
  expect(tried).toEqual(["a", "b"]);
  expect(await later(500)).toEqual(["a", "b"]);
  timekeeper.stop();
});

it("does not ask for ever what is due and comes to nothing", async () => {
  const { timekeeper, tried, later } = keeping(["stuck"], () => null);
  await timekeeper.start();
  expect(tried).toEqual(["stuck"]);
  expect(await later(500)).toEqual([]);
  timekeeper.stop();
});

it("asks again at once what the database went away over", async () => {
  const { at, timekeeper, tried, later } = keeping(["stuck"], () => null);
  at.away = true;
  await timekeeper.start();
  expect(tried).toEqual(["stuck"]);
  expect(await later(500)).toEqual(["stuck"]);
  timekeeper.stop();
});
