import { expect, it } from "vitest";
import type { EffectId } from "../../src/domain/ids.ts";
import type { Outside } from "../../src/engine/performing.ts";
import type { Held } from "../../src/engine/queue.ts";
import type { Store } from "../../src/engine/store.ts";
import { createWorker } from "../../src/engine/worker.ts";
import { anIncident, NINE } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";

const incident = anIncident();
const profile = aProfile();
const EFFECT = `${incident.id}/4/set-topic` as EffectId; // as `effectIdOf` builds it

/** One job, whose process stands still for so long after it stored that its try begins. */
function carryOut(stoodStillMs: number): { readonly ended: Promise<void>; readonly calls: string[] } {
  const at = { now: NINE };
  const calls: string[] = [];
  const store = {
    beginAttempt: async () => {
      at.now += stoodStillMs;
      const effect = { id: EFFECT, kind: "set-topic" as const };
      const stored = { effect, incident: incident.id, state: "sent" as const, attempts: 1, reason: null };
      return {
        kind: "begun" as const,
        stored: { ...stored, requestedAt: NINE, firstTriedAt: NINE, tryingSince: NINE },
        incident,
      };
    },
    settleShown: async () => true,
    profileBody: async () => null,
  };
  const chat = {
    setTopic: async () => {
      calls.push("setTopic");
      return { kind: "done", receipt: null };
    },
  };
  const worker = createWorker({
    engine: {
      dispatch: () => Promise.reject(new Error("nothing is to be told")),
      dispatchWith: () => Promise.reject(new Error("nothing is to be told")),
      idle: async () => undefined,
      quiet: async () => undefined,
    },
    store: store as unknown as Store, // the part that this worker comes to
    jobs: { enqueue: async () => undefined, wake: () => undefined },
    clock: { now: () => at.now, sleep: async () => undefined },
    profiles: { of: () => profile, load: async () => undefined },
    outside: { chat, views: { topic: () => "a topic" } } as unknown as Outside, // as above
    paceMs: 0,
    onAttempt: () => undefined,
  });
  const held: Held = {
    effect: EFFECT,
    once: false,
    takesOver: false,
    group: null,
    complete: async () => undefined,
  };
  return { ended: worker(held), calls };
}

it("does nothing outside after its process stood still for longer than its job is its own", async () => {
  const { ended, calls } = carryOut(10_000);
  await expect(ended).rejects.toThrow("the process stood still");
  expect(calls).toEqual([]);
});

it("goes on after a moment", async () => {
  const { ended, calls } = carryOut(9_999);
  await ended;
  expect(calls).toEqual(["setTopic"]);
});
