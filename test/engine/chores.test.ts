import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { openTestDatabase } from "../support/database.ts";
import {
  AMARA,
  aRota,
  BEN_,
  MONDAY_9,
  type OnCallWorld,
  onCallProfile,
  openOnCallWorld,
} from "../support/on-call.ts";
import { aPolicy, aProfile } from "../support/profile.ts";
import { shown } from "../views/shown.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const WEEK = 7 * DAY;

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

const texts = (to: string): readonly string[] =>
  world.posted.filter((one) => one.to === to).map(({ message }) => shown(message));

describe("a change of on-call", () => {
  it("says nothing the first time it looks, and nothing while nothing changes", async () => {
    await world.later(MINUTE);
    await world.later(MINUTE);
    expect(world.posted).toEqual([]);
  });

  it("is posted once, with the hand-over to who takes over", async () => {
    await world.later(MINUTE);
    world.rotas["on-call"] = aRota([BEN_]);
    await world.later(MINUTE);
    await world.later(MINUTE);
    expect(texts("#on-call")).toEqual([expect.stringContaining("now Ben. Before: Amara.")]);
    expect(texts("U0BEN")).toEqual([expect.stringContaining("You are on call now")]);
    expect(texts("U0AMARA")).toEqual([]);
  });

  it("is posted once when two replicas see it at once, and after a restart", async () => {
    await world.later(MINUTE);
    world.rotas["on-call"] = aRota([BEN_]);
    world.now += MINUTE;
    const others = [world.replica(), world.replica()];
    await Promise.all([world.chores.look(), ...others.map((one) => one.look())]);
    await world.replica().look();
    expect(texts("#on-call")).toHaveLength(1);
    expect(texts("U0BEN")).toHaveLength(1);
  });

  it("is nothing for a replica without the lease", async () => {
    await world.later(MINUTE);
    world.rotas["on-call"] = aRota([BEN_]);
    world.now += MINUTE;
    await world.replica(() => false).look();
    expect(world.posted).toEqual([]);
  });

  it("is said late, once, after hours of downtime", async () => {
    await world.later(MINUTE);
    world.rotas["on-call"] = aRota([BEN_]);
    world.now += 9 * 60 * MINUTE;
    await world.replica().look();
    expect(texts("#on-call")).toHaveLength(1);
  });

  it("says when nobody is on call any more", async () => {
    await world.later(MINUTE);
    world.rotas["on-call"] = aRota([]);
    await world.later(MINUTE);
    expect(texts("#on-call")).toEqual([expect.stringContaining("Nobody is on call")]);
  });

  it("is none when PagerDuty does not answer, or an address cannot be looked up for once", async () => {
    await world.later(MINUTE);
    world.rotas["on-call"] = "PagerDuty is down.";
    await world.later(MINUTE);
    world.rotas["on-call"] = aRota([{ name: "Amara", email: null }]);
    await world.later(MINUTE);
    expect(world.posted).toEqual([]);
  });

  it("is not posted without a channel", async () => {
    world.profile = onCallProfile({ channel: null });
    await world.later(MINUTE);
    world.rotas["on-call"] = aRota([BEN_]);
    await world.later(MINUTE);
    expect(world.posted).toEqual([]);
  });
});

describe("a user group", () => {
  beforeEach(() => {
    world.profile = onCallProfile({ userGroups: [{ policy: "default", handle: "oncall" }] });
  });

  it("gets who is on call, again when that changes, and once a day", async () => {
    await world.later(MINUTE);
    await world.later(MINUTE);
    expect(world.groups).toEqual([{ handle: "oncall", users: ["U0AMARA"] }]);
    world.rotas["on-call"] = aRota([AMARA, BEN_]);
    await world.later(MINUTE);
    expect(world.groups.at(-1)).toEqual({ handle: "oncall", users: ["U0AMARA", "U0BEN"] });
    await world.later(DAY);
    expect(world.groups).toHaveLength(3);
  });

  it("is told once when the plan has none, and then stays quiet", async () => {
    const refused = {
      kind: "failed",
      reason: "user groups exist only on paid plans",
      cure: "Go on.",
    } as const;
    world.grouping = [refused, refused, refused];
    await world.later(MINUTE);
    await world.later(DAY);
    await world.later(DAY);
    expect(world.groups).toHaveLength(3);
    expect(texts("#on-call").filter((text) => text.includes("@oncall"))).toHaveLength(1);
  });

  it("keeps an address that is not known now from falling out", async () => {
    await world.later(MINUTE);
    world.rotas["on-call"] = aRota([AMARA, { name: "Ben", email: null }]);
    await world.later(MINUTE);
    expect(world.groups).toHaveLength(1);
  });
});

describe("the weekly summary", () => {
  beforeEach(() => {
    world.profile = onCallProfile({ weekly: { day: 1, minute: 10 * 60 } });
  });

  it("begins to count when it first looks", async () => {
    await world.later(MINUTE);
    expect(world.posted).toEqual([]);
  });

  it("comes on time, once", async () => {
    await world.later(MINUTE);
    world.now = MONDAY_9 + 59 * MINUTE;
    await world.later(0);
    expect(world.posted).toEqual([]);
    await world.later(MINUTE);
    await world.later(MINUTE);
    await world.replica().look();
    expect(texts("#on-call")).toEqual([expect.stringContaining("The week on call")]);
    expect(texts("#on-call")[0]).toContain("on-call: Amara");
  });

  it("is one after three missed weeks, late", async () => {
    await world.later(MINUTE);
    await world.later(3 * WEEK + DAY);
    expect(texts("#on-call").filter((text) => text.includes("The week on call"))).toHaveLength(1);
    await world.later(WEEK);
    expect(texts("#on-call").filter((text) => text.includes("The week on call"))).toHaveLength(2);
  });
});

describe("the daily check", () => {
  const found = (): readonly string[] => texts("#incidents");

  it("says half a minute after the start what is wrong, and each thing once", async () => {
    world.profile = aProfile({
      escalation: [aPolicy("default", { steps: [step("on-call"), step("on-call")] })],
      people: [{ key: "leads", emails: ["nobody@example.com"], slackUsers: [], slackGroup: null }],
      roles: [],
    });
    const rota = aRota([AMARA]);
    world.rotas["on-call"] = { ...rota, levels: [...rota.levels, { ...level(2), people: [BEN_] }] };
    const chores = world.replica();
    world.now += 29_000;
    await chores.look();
    expect(found()).toEqual([]);
    world.now += 1_000;
    await chores.look();
    expect(found()).toHaveLength(1);
    expect(found()[0]).toContain("nobody@example.com");
    expect(found()[0]).toContain("both would escalate");
    world.now += DAY;
    await chores.look();
    expect(found()).toHaveLength(1);
  });

  it("says what is new a day later, and what was cured and came back", async () => {
    const chores = world.replica();
    world.now += MINUTE;
    await chores.look();
    expect(found()).toEqual([]);
    for (const [rota, count] of [
      [aRota([]), 1],
      [aRota([AMARA]), 1],
      [aRota([]), 2],
    ] as const) {
      world.rotas["on-call"] = rota;
      world.now += DAY;
      await chores.look();
      expect(found()).toHaveLength(count);
    }
  });

  it("neither tells nor forgets what it could not look up", async () => {
    const chores = world.replica();
    world.rotas["on-call"] = aRota([]);
    world.now += MINUTE;
    await chores.look();
    world.rotas["on-call"] = "PagerDuty is down.";
    world.now += DAY;
    await chores.look();
    world.rotas["on-call"] = aRota([]);
    world.now += DAY;
    await chores.look();
    expect(found()).toHaveLength(1);
  });

  function step(policy: string) {
    return { page: { kind: "pagerduty", policy }, timeoutMs: MINUTE } as const;
  }
  function level(number: number) {
    return { level: number, people: [], escalatesAfterMinutes: null, schedules: [], next: null };
  }
});
