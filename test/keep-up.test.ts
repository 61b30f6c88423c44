import { afterEach, describe, expect, it, vi } from "vitest";
import type { Outcome } from "../src/engine/ports.ts";
import type { Identity } from "../src/integrations/slack/identity.ts";
import { keepUp } from "../src/keep-up.ts";
import { createPresence } from "../src/presence.ts";
import { startUpkeep } from "../src/upkeep.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function listening(): {
  readonly warned: unknown[];
  readonly log: { warn(fields: object): void; info(): void };
} {
  const warned: unknown[] = [];
  return { warned, log: { warn: (fields) => warned.push(fields), info: () => undefined } };
}

const SHORT = { first: 1, most: 2 };

describe("a connection that is kept up", () => {
  it("is tried until it is there, saying each reason once", async () => {
    const { warned, log } = listening();
    const answers = ["no route", "no route", "no route", "refused", null];
    const kept = keepUp({
      attempt: async () => {
        const why = answers.shift() ?? null;
        if (why !== null) throw new Error(why);
        return { ended: new Promise<string>(() => undefined) };
      },
      log,
      pausesMs: SHORT,
    });
    stops.push(kept.stop);
    expect(kept.part()).toEqual({ ok: false, says: "not reached yet" });
    await kept.firstTry;
    expect(kept.part()).toEqual({ ok: false, says: "no route" });
    await vi.waitFor(() => expect(kept.part()).toEqual({ ok: true, says: "answers" }));
    expect(warned).toEqual([{ reason: "no route" }, { reason: "refused" }]);
  });

  it("is down with the reason as soon as it ends, and comes back", async () => {
    const ends: ((why: string) => void)[] = [];
    const attempt = async () => ({ ended: new Promise<string>((resolve) => ends.push(resolve)) });
    const kept = keepUp({ attempt, log: listening().log, pausesMs: SHORT });
    stops.push(kept.stop);
    await vi.waitFor(() => expect(kept.part().ok).toBe(true));
    ends[0]?.("Slack closed the connection");
    await vi.waitFor(() => expect(ends).toHaveLength(2));
    expect(kept.part().ok).toBe(true);
  });

  it("stopped is not tried again", async () => {
    let tries = 0;
    const failed = Promise.withResolvers<void>();
    const kept = keepUp({
      attempt: async () => {
        tries += 1;
        failed.resolve();
        throw new Error("no route");
      },
      log: listening().log,
      pausesMs: { first: 0, most: 0 },
    });
    await failed.promise;
    kept.stop();
    const counted = tries;
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(tries).toBe(counted);
  });
});

describe("who we are in Slack", () => {
  const amara: Identity = { botUserId: "U1", botId: "B1", team: "Acme", teamId: "T1" };

  it("is asked again, so that a token revoked meanwhile shows, once in the log", async () => {
    const { warned, log } = listening();
    let answer: Outcome<Identity> = { kind: "done", receipt: amara };
    const presence = createPresence({
      ask: async () => answer,
      verify: async () => undefined,
      log,
      recheckMs: 1,
    });
    stops.push(presence.stop);
    await vi.waitFor(() => expect(presence.part().ok).toBe(true));
    expect(presence.current).toEqual({ botUserId: "U1", botId: "B1" });
    answer = { kind: "failed", reason: "The token was revoked.", cure: "Reinstall the app." };
    const says = "The token was revoked. Reinstall the app.";
    await vi.waitFor(() => expect(presence.part()).toEqual({ ok: false, says }));
    expect(warned).toEqual([{ reason: says }]);
    expect(await presence.known()).toEqual(amara);
  });

  it("is asked sooner when a call says so, both while it is known and in the pause after a failure", async () => {
    let asked = 0;
    let answer: Outcome<Identity> = { kind: "done", receipt: amara };
    const presence = createPresence({
      ask: async () => {
        asked += 1;
        return answer;
      },
      verify: async () => undefined,
      log: listening().log,
      soonestMs: 20,
    });
    stops.push(presence.stop);
    await vi.waitFor(() => expect(presence.part().ok).toBe(true));
    answer = { kind: "failed", reason: "The token was revoked.", cure: "Reinstall the app." };
    for (let storm = 0; storm < 100; storm += 1) presence.lookSooner();
    await vi.waitFor(() => expect(presence.part().ok).toBe(false));
    expect(asked).toBe(2);
    answer = { kind: "done", receipt: amara };
    presence.lookSooner();
    // Well within the half second of the pause that it would otherwise wait.
    await vi.waitFor(() => expect(presence.part().ok).toBe(true), { timeout: 300 });
    expect(asked).toBe(3);
  });

  it("is not believed when it is not the workspace we belong to", async () => {
    const presence = createPresence({
      ask: async () => ({ kind: "done", receipt: amara }),
      verify: () => Promise.reject(new Error("another workspace")),
      log: listening().log,
    });
    stops.push(presence.stop);
    await presence.firstTry;
    expect(presence.part()).toEqual({ ok: false, says: "another workspace" });
    expect(presence.current.botUserId).toBe("");
  });
});

describe("upkeep", () => {
  it("goes on after a failure, which is logged", async () => {
    const { warned, log } = listening();
    let turns = 0;
    const upkeep = startUpkeep({
      work: async () => {
        turns += 1;
        if (turns === 1) throw new Error("the database is away");
      },
      log,
      everyMs: 1,
    });
    stops.push(upkeep.stop);
    await vi.waitFor(() => expect(turns).toBeGreaterThan(2));
    expect(warned).toEqual([{ err: new Error("the database is away") }]);
  });
});
