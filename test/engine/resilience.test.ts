import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeliveryKey, EffectId, SlackUserId } from "../../src/domain/ids.ts";
import type { IncidentCommand } from "../../src/domain/incident/command.ts";
import { createEngine, type Engine, type Profiles } from "../../src/engine/dispatch.ts";
import { type Ask, NotSaved } from "../../src/engine/ports.ts";
import { createQueue, type Queue } from "../../src/engine/queue.ts";
import type { Store } from "../../src/engine/store.ts";
import { createProfiles } from "../../src/profile/known.ts";
import type { Database } from "../../src/store/database.ts";
import { createStore } from "../../src/store/store.ts";
import { openTestDatabase } from "../support/database.ts";
import { aProfile } from "../support/profile.ts";

const AMARA = "UAMARA" as SlackUserId; // as Slack writes them
const profile = aProfile();
const OLDER = `organisation: Older\nseverities:\n  P1: { page: false }\n`;

let database: Database;
let queue: Queue;
let store: Store;

beforeAll(async () => {
  database = await openTestDatabase();
  queue = await createQueue({ database: database.boss, onError: () => undefined });
  store = createStore(database);
  await store.saveProfile(profile.hash, "in force", 1);
});
afterAll(async () => {
  await queue.stop();
  await database.close();
});

function engineOf(profiles: Profiles, more: { answerWithinMs?: number; store?: Store } = {}): Engine {
  return createEngine({ store, jobs: queue, clock: { now: () => 1_700_000_000_000 }, profiles, ...more });
}

function declare(title: string, key: string | null = null): Ask {
  const command: IncidentCommand = {
    type: "declare",
    title,
    description: null,
    severity: null,
    component: null,
    private: false,
    drill: false,
    declaredIn: null,
    from: null,
    page: null,
  };
  return {
    command,
    by: { kind: "person", user: AMARA },
    incident: { kind: "new" },
    key: key as DeliveryKey | null,
  };
}

const fixed: Profiles = { of: () => profile, load: async () => undefined };

describe("an edited manual", () => {
  it("does not stop incidents that began under the older one", async () => {
    const made = await engineOf(fixed).dispatch(declare("Began under the older manual"));
    const id = made.incident?.id;
    if (id === undefined) throw new Error("not declared");
    const known = createProfiles({ ...profile, hash: "a newer one" });
    await store.saveProfile(profile.hash, OLDER, 1);
    const result = await engineOf(known).dispatch({
      command: { type: "post-update", message: "still here", nextInMs: null },
      by: { kind: "person", user: AMARA },
      incident: { kind: "id", id },
      key: null,
    });
    expect(result.kind).toBe("accepted");
  });
});

describe("text that a database cannot hold", () => {
  it("is stored without what cannot be", async () => {
    const made = await engineOf(fixed).dispatch(declare("Half an emoji \ud83d and a \u0000 in it"));
    expect(made.kind).toBe("accepted");
    const stored = made.incident === null ? null : await store.byId(made.incident.id);
    expect(stored?.title).toBe("Half an emoji \ufffd and a in it");
  });
});

describe("a command that could not be begun in time", () => {
  it("is told as not saved, and is not done behind the person's back", async () => {
    let release = (): void => undefined;
    const stuck: Store = {
      ...store,
      transaction: async (work) => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return store.transaction(work);
      },
    };
    const engine = engineOf(fixed, { store: stuck, answerWithinMs: 30 });
    const first = engine.dispatch(declare("Under way when it stalled"));
    const second = engine.dispatch(declare("Still waiting when it stalled"));
    await expect(first).rejects.toMatchObject({ name: "NotSaved", certain: false });
    await expect(second).rejects.toMatchObject({ name: "NotSaved", certain: true });
    release();
    await engine.idle();
    const titles = (await store.open(AMARA, 100)).map(({ title }) => title);
    expect(titles).toContain("Under way when it stalled");
    expect(titles).not.toContain("Still waiting when it stalled");
  });

  it("is told as uncertain when only the commit's answer is missing, and found by its key when asked again", async () => {
    const cut: Store = {
      ...store,
      transaction: async (work) => {
        await store.transaction(work);
        throw new Error("Connection terminated unexpectedly");
      },
    };
    await expect(
      engineOf(fixed, { store: cut }).dispatch(declare("Cut at the end", "slack:trigger:cut")),
    ).rejects.toBeInstanceOf(NotSaved);
    const again = await engineOf(fixed).dispatch(declare("Cut at the end", "slack:trigger:cut"));
    expect(again.kind).toBe("accepted");
    expect((await store.open(AMARA, 100)).filter(({ title }) => title === "Cut at the end")).toHaveLength(1);
  });
});

describe("the queue", () => {
  it("gives each job to a worker at once, and a later one when it is due", async () => {
    const seen: string[] = [];
    const all = Promise.withResolvers<void>();
    await queue.work({
      incidents: async (held) => {
        if (!held.effect.startsWith("i/1/")) return;
        seen.push(held.effect);
        if (seen.length === 3) all.resolve();
      },
      deployments: async () => undefined,
    });
    const jobs = ["a", "b", "c"].map((name, index) => ({
      effect: `i/1/page/${name}` as EffectId,
      kind: "page" as const,
      group: null,
      startAt: index === 2 ? Date.now() + 50 : null,
    }));
    await store.transaction((tx) => queue.enqueue(tx.sql, jobs));
    queue.wake(jobs);
    await all.promise;
    expect(new Set(seen)).toEqual(new Set(jobs.map(({ effect }) => effect)));
  });
});
