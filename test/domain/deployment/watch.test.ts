import { describe, expect, it } from "vitest";
import type { DeploymentCommand } from "../../../src/domain/deployment/command.ts";
import { decide } from "../../../src/domain/deployment/decide.ts";
import {
  aDeployment,
  asks,
  aVersion,
  factsOf,
  HOUR,
  manualOf,
  run,
  WATCH,
} from "../../support/deployment.ts";
import {
  approve,
  aWorld,
  deploymentOf,
  doings,
  eventsOf,
  look,
  news,
  pass,
  proposed,
  start,
  started,
  tell,
  tick,
  type World,
} from "../../support/deployment-world.ts";
import { MINUTE, NINE } from "../../support/incident.ts";

const QUIET = { kind: "quiet" };
type Sample = Extract<DeploymentCommand, { type: "record-sample" }>["samples"][number];

const watched = (changes: Partial<typeof WATCH> = {}) =>
  manualOf({ deploy: [run("deploy")], rollbackWhen: { ...WATCH, ...changes } });

/** Verified, and watched for five minutes. */
function verified(manual = watched()): World {
  const world = aWorld(manual);
  started(world);
  start(world);
  news(world, { state: "succeeded" });
  return world;
}

const errors = (bad: boolean | null): Sample => ({
  trigger: "error_rate",
  bad,
  measured: bad === null ? "no data" : "7 % (limit 5 %)",
});
const health = (bad: boolean | null): Sample => ({
  trigger: "health",
  bad,
  measured: bad ? "app 503" : "healthy",
});

/** A minute later this was measured. */
function sample(world: World, ...samples: readonly Sample[]) {
  world.now += MINUTE;
  return tell(world, { type: "record-sample", at: world.now, samples });
}

describe("after a deployment that the manual has watched", () => {
  it("samples are asked for until its time is over", () => {
    const world = verified();
    expect(deploymentOf(world)).toMatchObject({
      phase: "verified",
      watch: { until: NINE + 5 * MINUTE, nextAt: NINE + MINUTE, bad: {}, tripped: null, inconclusive: false },
    });
    pass(world, HOUR);
    expect(doings(world).filter((doing) => doing === "sample").length).toBe(4);
    expect(eventsOf(world, "watch-ended").length).toBe(1);
    expect(deploymentOf(world).watch).toBeNull();
    expect(tick(world)).toEqual(QUIET);
  });

  it("a long absence asks for one sample, or for none when the time is over", () => {
    const world = verified();
    world.now = NINE + 3 * MINUTE;
    tick(world);
    expect(deploymentOf(world).watch).toMatchObject({ nextAt: NINE + 4 * MINUTE });
    expect(eventsOf(world, "sample-asked").length).toBe(1);
    const late = verified();
    late.now = NINE + 5 * MINUTE;
    tick(late);
    expect(eventsOf(late, "sample-asked")).toEqual([]);
    expect(deploymentOf(late).watch).toBeNull();
  });

  it("bad samples one after another trip it, once, and it is proposed to roll back", () => {
    const world = verified();
    sample(world, errors(true), health(false));
    expect(deploymentOf(world).watch).toMatchObject({
      bad: { error_rate: 1, health: 0 },
      measured: { error_rate: "7 % (limit 5 %)", health: "healthy" },
      tripped: null,
    });
    const since = world.effects.length;
    sample(world, errors(true), health(false));
    expect(deploymentOf(world).watch).toMatchObject({
      tripped: { at: NINE + 2 * MINUTE, why: "error_rate: 7 % (limit 5 %)" },
      nextAt: null,
    });
    expect(doings(world, since)).toEqual([
      "post channel watch-tripped",
      "tell-incidents watch-tripped",
      "refresh-card",
    ]);
    expect(sample(world, errors(true), health(true))).toEqual(QUIET);
    expect(tick(world)).toEqual(QUIET);
  });

  it("every trigger that was bad often enough is named", () => {
    const world = verified();
    sample(world, errors(true), health(true));
    sample(world, errors(true), health(true));
    expect(eventsOf(world, "watch-tripped")).toEqual([
      { type: "watch-tripped", why: "error_rate: 7 % (limit 5 %); health: app 503", answer: "propose" },
    ]);
  });

  it("where the manual lets it act, a rollback is asked for", () => {
    const world = verified(watched({ answer: "act" }));
    sample(world, errors(true));
    sample(world, errors(true));
    const asked = world.effects.find(({ kind }) => kind === "roll-back");
    expect(asked).toMatchObject({ why: "error_rate: 7 % (limit 5 %)" });
  });

  it("a good sample between makes good what was", () => {
    const world = verified();
    sample(world, errors(true));
    sample(world, errors(false));
    sample(world, errors(true));
    expect(deploymentOf(world).watch).toMatchObject({ bad: { error_rate: 1 }, tripped: null });
  });

  it("two samples of one trigger at a time are one, bad when one is", () => {
    const world = verified();
    sample(world, errors(true), errors(false));
    expect(deploymentOf(world).watch?.bad).toEqual({ error_rate: 1 });
  });

  it("no data is said once and asked about, and never counts as bad nor as good", () => {
    const world = verified();
    sample(world, errors(true), health(null));
    sample(world, errors(null), health(null));
    expect(eventsOf(world, "watch-inconclusive")).toEqual([
      { type: "watch-inconclusive", triggers: ["health"] },
    ]);
    expect(doings(world)).toContain("post channel watch-inconclusive");
    expect(deploymentOf(world).watch).toMatchObject({
      bad: { error_rate: 1 },
      tripped: null,
      inconclusive: true,
    });
    sample(world, errors(true));
    expect(deploymentOf(world).watch?.tripped).not.toBeNull();
  });

  it("a sample that comes twice, late, or after the time is quiet", () => {
    const world = verified();
    sample(world, errors(true));
    const again = { type: "record-sample", at: world.now, samples: [errors(true)] } as const;
    expect(tell(world, again)).toEqual(QUIET);
    expect(tell(world, { ...again, at: world.now - 1 })).toEqual(QUIET);
    expect(tell(world, { ...again, at: NINE + 5 * MINUTE + 1 })).toEqual(QUIET);
    pass(world, HOUR);
    expect(sample(world, errors(true))).toEqual(QUIET);
  });

  it.each([
    [
      "a sample",
      (world: World) => void tell(world, { type: "record-sample", at: world.now, samples: [] }, { of: 1 }),
    ],
    ["the next look at the clock", (world: World) => pass(world, MINUTE)],
  ])("a newer deployment there ends it with %s", (_, goOn) => {
    const world = verified();
    world.now += 1;
    proposed(world);
    approve(world);
    goOn(world);
    expect(deploymentOf(world, 1).watch).toBeNull();
    expect(eventsOf(world, "sample-asked", 1)).toEqual([]);
  });

  it("a manual that has nothing watched any more ends it", () => {
    const watch = {
      until: NINE + HOUR,
      nextAt: NINE,
      sampledAt: null,
      bad: {},
      measured: {},
      tripped: null,
      inconclusive: false,
    };
    const state = aDeployment({ phase: "verified", watch });
    const ended = { kind: "accepted", events: [{ type: "watch-ended" }] };
    for (const command of [{ type: "time-due" }, { type: "record-sample", at: NINE, samples: [] }] as const)
      expect(decide(state, asks(command, { user: null }), factsOf(), manualOf())).toEqual(ended);
  });
});

describe("nothing is watched", () => {
  it.each<[string, (world: World) => void]>([
    [
      "of a rollback",
      (world) => {
        started(world, { kind: "rollback" });
        start(world);
        news(world, { state: "succeeded" });
      },
    ],
    [
      "of what failed",
      (world) => {
        started(world);
        start(world);
        news(world, { state: "failed" });
      },
    ],
  ])("%s", (_, carryOut) => {
    const world = aWorld(watched(), { goodBefore: aVersion() });
    carryOut(world);
    expect(deploymentOf(world).watch).toBeNull();
  });

  it("where the manual says nothing", () => {
    expect(deploymentOf(verified(manualOf({ deploy: [run("deploy")] }))).watch).toBeNull();
  });
});

describe("a rollback that is done", () => {
  it.each([
    [HOUR, true],
    [null, false],
  ])("locks the place afterwards where the manual says so: %s", (lockAfterRollbackMs, locks) => {
    const world = aWorld(manualOf({ lockAfterRollbackMs }), { goodBefore: aVersion() });
    started(world, { kind: "rollback" });
    start(world);
    look(world);
    news(world, { state: "succeeded" });
    expect(deploymentOf(world)).toMatchObject({ phase: "verified" });
    expect(doings(world).includes("lock-after-rollback")).toBe(locks);
  });

  it("of which the run failed locks nothing, nor does a deploy", () => {
    for (const [kind, state] of [
      ["rollback", "failed"],
      ["deploy", "succeeded"],
    ] as const) {
      const manual = manualOf({ lockAfterRollbackMs: HOUR, deploy: [run("deploy")] });
      const world = aWorld(manual, { goodBefore: aVersion() });
      started(world, { kind });
      start(world);
      news(world, { state });
      expect(doings(world)).not.toContain("lock-after-rollback");
    }
  });
});
