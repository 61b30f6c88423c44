import { enableClockOverride, TestClock } from "pg-boss";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { EffectKind } from "../../src/domain/effect.ts";
import type { EffectId } from "../../src/domain/ids.ts";
import { createQueue, type EffectJob, type Held, type Queue } from "../../src/engine/queue.ts";
import type { Database } from "../../src/store/database.ts";
import { createStore } from "../../src/store/store.ts";
import { openTestDatabase } from "../support/database.ts";
import { eventually } from "../support/stage.ts";

let clock: TestClock;
let database: Database;
let queue: Queue;

beforeEach(async () => {
  clock = new TestClock(Date.UTC(2026, 10, 16, 9));
  database = await openTestDatabase({ onConnect: enableClockOverride() });
  queue = await createQueue({
    database: database.boss,
    onError: () => undefined,
    clock,
    workers: { page: 1, send: 1, deploy: 1 },
  });
});
afterEach(async () => {
  await queue.stop();
  await database.close();
});

function job(kind: EffectKind, name: string): EffectJob {
  return { effect: `i/1/${kind}/${name}` as EffectId, kind, group: null, startAt: null };
}

async function enqueue(jobs: readonly EffectJob[]): Promise<void> {
  for (const one of jobs) await createStore(database).transaction((tx) => queue.enqueue(tx.sql, [one]));
}

/** Carries out whatever comes and answers its ids, in order. */
function working(carryOut: (held: Held) => Promise<void> = async () => undefined): string[] {
  const begun: string[] = [];
  const handler = async (held: Held): Promise<void> => {
    begun.push(held.effect);
    await carryOut(held);
  };
  void queue.work({ incidents: handler, deployments: handler });
  return begun;
}

async function untilBegun(begun: readonly string[], count: number): Promise<void> {
  await eventually(async () => {
    await clock.tick(100);
    return begun.length >= count;
  }, `${count} jobs to be begun`);
}

it.each([
  ["a page", "page", "resolve-page"],
  ["people being told that PagerDuty cannot be relied on", "summon", "refresh-card"],
] as const)("lets %s overtake what nobody is woken by", async (_name, urgent, other) => {
  await enqueue([job(other, "a"), job(other, "b"), job(other, "c"), job(urgent, "late")]);
  const begun = working();
  await untilBegun(begun, 4);
  expect(begun[0]).toBe(`i/1/${urgent}/late`);
});

it("leaves what takes minutes to the worker that is at it", async () => {
  await enqueue([job("summon", "long")]);
  const done = Promise.withResolvers<void>();
  const begun = working(() => done.promise);
  await untilBegun(begun, 1);
  for (let passed = 0; passed < 5 * 60; passed += 1) {
    await clock.tick(1_000);
    await database.kysely.selectFrom("counters").selectAll().execute();
  }
  expect(begun).toHaveLength(1);
  done.resolve();
});
