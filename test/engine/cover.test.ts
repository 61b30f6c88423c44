import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SlackChannelId, SlackUserId } from "../../src/domain/ids.ts";
import type { CoverAnswer, CoverAsk } from "../../src/engine/on-call-ports.ts";
import type { Outcome } from "../../src/engine/ports.ts";
import type { Database } from "../../src/store/database.ts";
import { openTestDatabase } from "../support/database.ts";
import { AMARA, aRota, BEN_, MONDAY_9, type OnCallWorld, openOnCallWorld } from "../support/on-call.ts";
import { aPolicy, aProfile } from "../support/profile.ts";
import { eventually } from "../support/stage.ts";
import { shown } from "../views/shown.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const amara = "U0AMARA" as SlackUserId;
const ben = "U0BEN" as SlackUserId;
const chidi = "U0CHIDI" as SlackUserId;

let database: Database;
let world: OnCallWorld;

beforeEach(async () => {
  database = await openTestDatabase();
  world = openOnCallWorld(database);
});

afterEach(async () => {
  await world.chores.stop();
  await database.close();
});

function ask(changes: Partial<CoverAsk> = {}): Promise<CoverAnswer> {
  return world.desk.cover({
    id: "t1",
    by: amara,
    who: null,
    until: MONDAY_9 + 9 * HOUR,
    place: null,
    channel: "C0GENERAL" as SlackChannelId,
    ...changes,
  });
}

const texts = (to: string): readonly string[] =>
  world.posted.filter((one) => one.to === to).map(({ message }) => shown(message));

describe("cover me", () => {
  it("asks in the on-call channel, once for one request", async () => {
    expect(await ask()).toMatchObject({ kind: "asked", cover: { schedule: { name: "Primary" } } });
    await ask();
    await world.later(1_000);
    await world.later(1_000);
    expect(texts("#on-call")).toEqual([expect.stringContaining("<@U0AMARA> asks: who takes over")]);
    expect(world.overrides).toEqual([]);
  });

  it("tells the asker when it cannot be posted", async () => {
    world.posting["#on-call"] = { kind: "failed", reason: "The bot is not there.", cure: "Invite it." };
    await ask();
    await world.later(1_000);
    await world.later(1_000);
    expect(texts("U0AMARA")).toEqual([expect.stringContaining("could *not* be posted")]);
  });

  it("writes the override for the first who presses, and says so with PagerDuty's receipt", async () => {
    await ask();
    world.now += MINUTE;
    expect(await world.desk.take("t1", ben)).toMatchObject({ kind: "taken", cover: { overrideId: null } });
    expect(world.posted).toEqual([]);
    await world.later(1_000);
    await world.later(1_000);
    expect(world.overrides).toEqual([
      expect.objectContaining({
        schedule: "PSCHED1",
        email: "ben@example.com",
        from: MONDAY_9 + MINUTE,
        until: MONDAY_9 + 9 * HOUR,
      }),
    ]);
    for (const to of ["U0BEN", "U0AMARA", "#on-call"])
      expect(texts(to).at(-1)).toContain("PagerDuty wrote it as override `OVR1`");
  });

  it("lets one of two win who press at once, and tells the other", async () => {
    await ask();
    const answers = await Promise.all([world.desk.take("t1", ben), world.desk.take("t1", chidi)]);
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(["taken", "too-late"]);
    await world.later(1_000);
    expect(world.overrides).toHaveLength(1);
  });

  it("takes a second press of the same person as the first", async () => {
    await ask();
    await world.desk.take("t1", ben);
    world.now += 5;
    expect((await world.desk.take("t1", ben)).kind).toBe("taken");
    await world.later(1_000);
    expect(world.overrides).toHaveLength(1);
  });

  it("refuses the asker, who is not in PagerDuty, an unknown request, and a time that is over", async () => {
    await ask();
    expect((await world.desk.take("t1", amara)).kind).toBe("own");
    expect((await world.desk.take("t1", "U0STRANGER" as SlackUserId)).kind).toBe("not-in-pagerduty");
    expect((await world.desk.take("t9", ben)).kind).toBe("no-cover");
    world.now += 9 * HOUR;
    expect((await world.desk.take("t1", ben)).kind).toBe("over");
  });
});

describe("an override that takes its time", () => {
  it("is left to the replica that is at it, since PagerDuty would take it twice", async () => {
    const slow = Promise.withResolvers<Outcome<{ overrideId: string }>>();
    world.overriding = [slow.promise];
    await ask();
    await world.desk.take("t1", ben);
    const first = world.later(1_000);
    await eventually(() => world.overrides.length === 1, "the override to be on its way");
    // Its lease has run out by now.
    world.now += 40_000;
    const other = world.replica();
    await other.look();
    expect(world.overrides).toHaveLength(1);
    slow.resolve({ kind: "done", receipt: { overrideId: "OVR1" } });
    await Promise.all([first, other.stop()]);
    expect(await world.store.cover("t1")).toMatchObject({ overrideId: "OVR1" });
  });
});

describe("an override that PagerDuty does not take", () => {
  it("is tried again by the same errand, told once as late, and done at last", async () => {
    const late = { kind: "retry", afterMs: 0, reason: "PagerDuty is ill.", cure: "Wait." } as const;
    world.overriding = Array.from({ length: 8 }, () => late);
    await ask();
    await world.desk.take("t1", ben);
    for (let step = 0; step < 40; step += 1) await world.later(20_000);
    expect(world.overrides.length).toBe(9);
    expect(new Set(world.overrides.map(({ attempt }) => attempt.effect)).size).toBe(1);
    expect(world.overrides.at(-1)?.attempt).toMatchObject({ number: 9 });
    expect(texts("U0BEN").filter((text) => text.includes("Not covered yet"))).toHaveLength(1);
    expect(texts("U0BEN").at(-1)).toContain("override `OVR1`");
  });

  it("is told to both when it is refused, and somebody else may press then", async () => {
    world.overriding = [{ kind: "failed", reason: "The schedule is gone.", cure: "Make one." }];
    await ask();
    await world.desk.take("t1", ben);
    await world.later(1_000);
    await world.later(1_000);
    for (const to of ["U0BEN", "U0AMARA"])
      expect(texts(to)).toEqual([expect.stringContaining("Not covered")]);
    expect((await world.desk.take("t1", chidi)).kind).toBe("taken");
    await world.later(1_000);
    expect(world.overrides.at(-1)?.email).toBe("chidi@example.com");
  });

  it("is given up when the time is over", async () => {
    await ask({ until: MONDAY_9 + 10 * MINUTE });
    world.overriding = Array.from({ length: 50 }, () => ({
      kind: "retry" as const,
      afterMs: 0,
      reason: "PagerDuty is ill.",
      cure: "Wait.",
    }));
    await world.desk.take("t1", ben);
    for (let step = 0; step < 30; step += 1) await world.later(30_000);
    expect(texts("U0BEN").at(-1)).toContain("The time was over before PagerDuty answered");
    const tries = world.overrides.length;
    await world.later(HOUR);
    expect(world.overrides.length).toBe(tries);
  });

  it("is taken up by another replica when the first died at the call", async () => {
    await ask();
    await world.desk.take("t1", ben);
    const [due] = (await world.store.dueErrands(world.now, 9)).filter(({ body }) => body.kind === "override");
    if (due === undefined) throw new Error("no override is due");
    await world.store.beginErrand(due.id, world.now, world.now + 15_000);
    await world.later(1_000);
    expect(world.overrides).toEqual([]);
    world.now += 15_000;
    await world.replica().look();
    expect(world.overrides).toEqual([
      expect.objectContaining({ attempt: expect.objectContaining({ number: 2 }) }),
    ]);
  });
});

describe("who may be covered where", () => {
  it("is nobody who is not on call", async () => {
    expect(await ask({ by: chidi })).toEqual({ kind: "not-on-call", direct: false, now: ["on-call: Amara"] });
  });

  it("is somebody on call who puts another in their place at once", async () => {
    expect((await ask({ who: ben })).kind).toBe("taken");
    await world.later(1_000);
    await world.later(1_000);
    expect(world.overrides).toHaveLength(1);
    expect(texts("U0BEN").at(-1)).toContain("You are on call for");
  });

  it("is decided by an admin for others", async () => {
    const admin = "U0ADMIN" as SlackUserId;
    expect((await ask({ by: chidi, who: ben })).kind).toBe("not-on-call");
    expect((await ask({ by: admin, who: ben })).kind).toBe("taken");
    expect((await ask({ by: admin, who: amara, id: "t2" })).kind).toBe("already-on-call");
    expect((await ask({ by: admin, who: "U0STRANGER" as SlackUserId, id: "t3" })).kind).toBe(
      "not-in-pagerduty",
    );
  });

  it("cannot be a level without a schedule", async () => {
    world.rotas["on-call"] = aRota([AMARA], { schedules: [] });
    expect(await ask()).toEqual({ kind: "no-schedule", policy: "on-call", url: null });
  });

  it("is asked for where there are two, by policy or by schedule", async () => {
    const other = { page: { kind: "pagerduty", policy: "db" }, timeoutMs: MINUTE } as const;
    world.profile = aProfile({ escalation: [aPolicy("default"), aPolicy("data", { steps: [other] })] });
    const data = aRota([AMARA, BEN_], { schedules: [{ id: "PSCHED2", name: "Data" }] });
    world.rotas["db"] = { ...data, policy: "db" };
    expect(await ask()).toEqual({ kind: "several", places: ["Primary", "Data"] });
    expect(await ask({ place: "data" })).toMatchObject({ cover: { schedule: { id: "PSCHED2" } } });
    expect(await ask({ place: "primary", id: "t2" })).toMatchObject({
      cover: { schedule: { id: "PSCHED1" } },
    });
    expect(await ask({ place: "nothing" })).toMatchObject({ kind: "unknown-place" });
  });

  it("is not guessed while PagerDuty does not answer", async () => {
    world.rotas["on-call"] = "PagerDuty is down.";
    expect(await ask()).toMatchObject({ kind: "unreachable", reason: "PagerDuty is down." });
  });
});

describe("a look at on-call", () => {
  it("shows what was last known when PagerDuty does not answer, with its time", async () => {
    await world.later(MINUTE);
    world.rotas["on-call"] = "PagerDuty is down.";
    const seen = (await world.desk.rotas(["on-call"])).get("on-call");
    expect(seen).toMatchObject({ kind: "last-known", at: MONDAY_9 + MINUTE, why: "PagerDuty is down." });
    expect((await world.desk.rotas(["other"])).get("other")?.kind).toBe("unknown");
  });
});
