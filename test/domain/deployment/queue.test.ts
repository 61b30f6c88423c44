import { describe, expect, it } from "vitest";
import type { DeploymentCommand } from "../../../src/domain/deployment/command.ts";
import { decide } from "../../../src/domain/deployment/decide.ts";
import { evolve } from "../../../src/domain/deployment/evolve.ts";
import {
  aBackup,
  aDeployment,
  anEnvironment,
  asks,
  aVersion,
  deploymentId,
  factsOf,
  HOUR,
  manualOf,
  type propose,
  run,
} from "../../support/deployment.ts";
import {
  approve,
  aWorld,
  deploymentOf,
  doings,
  eventsOf,
  healthy,
  look,
  news,
  pass,
  proposed,
  start,
  started,
  tell,
  type World,
} from "../../support/deployment-world.ts";
import { BEN, CAT, MINUTE, NINE, TOCSIN } from "../../support/incident.ts";

const FREE = manualOf({ approvals: { count: 0, from: [], expireMs: HOUR } });
const LOOK: DeploymentCommand = { type: "look-again" };

function phases({ deployments }: World): readonly string[] {
  return [...deployments.values()].map(({ number, phase }) => `#${number} ${phase}`);
}

/** The run ends well, and those that wait are looked at, oldest first, as the effect has it done. */
function finish(world: World, number: number): void {
  start(world, undefined, { of: number });
  news(world, { state: "succeeded" }, { of: number });
  const { effect = null } = deploymentOf(world, number).steps.at(-1) ?? {};
  if (effect !== null && deploymentOf(world, number).phase === "running")
    tell(world, { type: "record-health", effect, healthy: true, answers: [] }, { of: number });
  lookAtOthers(world);
}

function lookAtOthers(world: World): void {
  for (const { number, phase } of world.deployments.values())
    if (phase === "queued") tell(world, LOOK, { of: number, user: null });
}

describe("a place that is taken", () => {
  it("has others queue in order, and the oldest goes on when it is free", () => {
    const world = aWorld(FREE);
    started(world);
    proposed(world);
    proposed(world, { ref: "other" });
    expect(phases(world)).toEqual(["#1 running", "#2 queued", "#3 queued"]);
    expect(deploymentOf(world, 2).queued).toEqual({ behind: 1, since: NINE });
    finish(world, 1);
    expect(phases(world)).toEqual(["#1 verified", "#2 confirming", "#3 queued"]);
    expect(deploymentOf(world, 3).queued).toEqual({ behind: 2, since: NINE });
    look(world, { of: 2 });
    finish(world, 2);
    expect(phases(world)).toEqual(["#1 verified", "#2 verified", "#3 confirming"]);
  });

  it("is looked at every half minute too, and approvals given in the queue count", () => {
    const world = aWorld();
    started(world);
    proposed(world);
    approve(world, BEN);
    expect(deploymentOf(world)).toMatchObject({ phase: "queued" });
    start(world, undefined, { of: 1 });
    news(world, { state: "failed", conclusion: "failure" }, { of: 1 });
    pass(world, MINUTE);
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming" });
  });

  it("is entered through all gates: a lock that came meanwhile stops it", () => {
    const world = aWorld(FREE);
    started(world);
    proposed(world);
    world.around = { lock: { by: CAT, why: "busy", since: NINE, until: null } };
    finish(world, 1);
    expect(phases(world)).toEqual(["#1 verified", "#2 waiting"]);
    expect(eventsOf(world, "stopped-at-gate")).toEqual([{ type: "stopped-at-gate", gates: ["lock"] }]);
    expect(doings(world).slice(-3)).toEqual(["post channel stopped-at-gate", "free-place", "refresh-card"]);
  });

  it("is waited for no longer than approvals count", () => {
    const world = aWorld(FREE);
    started(world);
    proposed(world);
    world.now += HOUR - 1;
    lookAtOthers(world);
    expect(phases(world)).toEqual(["#1 running", "#2 queued"]);
    pass(world, 1);
    expect(deploymentOf(world, 2)).toMatchObject({ phase: "expired", queued: null });
    expect(doings(world).slice(-3)).toEqual(["post channel ended", "free-place", "refresh-card"]);
  });
});

describe("one whose commit another verified while it waited", () => {
  const confirming = (sha: string, at: number): World => {
    const world = aWorld(FREE);
    started(world);
    proposed(world);
    world.now += MINUTE;
    finish(world, 1);
    world.around = { lastGood: aVersion({ number: 1, sha, at }) };
    expect(deploymentOf(world, 2).phase).toBe("confirming");
    look(world, { of: 2 });
    return world;
  };

  it("is not run once more, and says by which", () => {
    const world = confirming(deploymentSha(), NINE + MINUTE);
    expect(deploymentOf(world, 2)).toMatchObject({ phase: "superseded", end: { why: "#1" } });
  });

  it("runs when that was before it was asked for, or was another commit", () => {
    expect(deploymentOf(confirming(deploymentSha(), NINE), 2).phase).toBe("running");
    expect(deploymentOf(confirming("f".repeat(40), NINE + MINUTE), 2).phase).toBe("running");
  });
});

/** The commit that every look finds. */
function deploymentSha(): string {
  const world = aWorld(FREE);
  started(world);
  return deploymentOf(world, 1).pinned?.sha ?? "";
}

describe("one that is overtaken", () => {
  it("by a newer deploy that found the place free says so", () => {
    const world = aWorld(FREE);
    started(world);
    proposed(world);
    world.now += MINUTE;
    // #1 ended, and before #2 was looked at somebody asked for a newer one.
    start(world, undefined, { of: 1 });
    news(world, { state: "failed", conclusion: "failure" }, { of: 1 });
    proposed(world, { ref: "newer" });
    expect(phases(world)).toEqual(["#1 failed", "#2 queued", "#3 confirming"]);
    lookAtOthers(world);
    expect(deploymentOf(world, 2)).toMatchObject({ phase: "superseded", end: { why: "#3" } });
  });

  it("is not one that came into the queue behind the newer one", () => {
    const world = aWorld();
    proposed(world);
    started(world);
    world.now += MINUTE;
    approve(world, BEN, { of: 1 });
    expect(phases(world)).toEqual(["#1 queued", "#2 running"]);
    finish(world, 2);
    expect(phases(world)).toEqual(["#1 confirming", "#2 verified"]);
  });

  it("is never a rollback: a newer deploy waits behind it", () => {
    const world = aWorld(FREE, { goodBefore: aVersion() });
    started(world);
    proposed(world, { kind: "rollback" });
    start(world, undefined, { of: 1 });
    news(world, { state: "failed", conclusion: "failure" }, { of: 1 });
    world.now += MINUTE;
    proposed(world, { ref: "newer" });
    expect(phases(world)).toEqual(["#1 failed", "#2 queued", "#3 queued"]);
    expect(deploymentOf(world, 3).queued).toMatchObject({ behind: 2 });
    lookAtOthers(world);
    expect(phases(world)).toEqual(["#1 failed", "#2 confirming", "#3 queued"]);
  });

  it.each([
    ["deploy" as const, "superseded"],
    ["rollback" as const, "confirming"],
    ["backup" as const, "confirming"],
  ])("is a deploy and nothing else, whoever came first: a %s is %s", (kind, phase) => {
    const queued = { behind: 11, since: NINE };
    const approvals = { needed: 0, from: [], given: [], expireAt: NINE + HOUR, expireMs: HOUR };
    const state = aDeployment({ kind, phase: "queued", queued, approvals });
    const newer = { id: deploymentId(13), number: 13, clearedAt: NINE + 1 };
    const decision = decide(state, asks(LOOK, { user: null }), factsOf({ newer }), FREE);
    const events = decision.kind === "accepted" ? decision.events : [];
    const after = events.reduce(
      (one, event) => evolve(one, { event, by: TOCSIN, at: NINE + 2, id: one.id }),
      state,
    );
    expect(after).toMatchObject({ phase });
  });

  it("is a rollback that a lock held up while something newer went out, which it would take back unseen", () => {
    const lock = { by: CAT, why: "hotfix", since: NINE, until: null };
    const world = aWorld(FREE, { goodBefore: aVersion(), lock });
    proposed(world, { kind: "rollback" });
    expect(phases(world)).toEqual(["#1 waiting"]);
    world.around = { goodBefore: aVersion() };
    world.now += MINUTE;
    started(world);
    finish(world, 2);
    tell(world, LOOK, { of: 1, user: null });
    expect(deploymentOf(world, 1)).toMatchObject({ phase: "superseded", end: { why: "#2" } });
  });

  it("is no rollback that is approved after something newer went out", () => {
    const world = aWorld(manualOf({ deploy: [run("a")] }), { goodBefore: aVersion() });
    proposed(world, { kind: "rollback" });
    world.now += MINUTE;
    started(world);
    finish(world, 2);
    world.now += MINUTE;
    approve(world, BEN, { of: 1 });
    expect(deploymentOf(world, 1)).toMatchObject({ phase: "confirming" });
  });

  it("may be a deploy by a rollback", () => {
    const world = aWorld(FREE, { goodBefore: aVersion() });
    started(world);
    proposed(world);
    start(world, undefined, { of: 1 });
    news(world, { state: "failed", conclusion: "failure" }, { of: 1 });
    world.now += MINUTE;
    proposed(world, { kind: "rollback" });
    expect(phases(world)).toEqual(["#1 failed", "#2 queued", "#3 confirming"]);
    lookAtOthers(world);
    expect(deploymentOf(world, 2)).toMatchObject({ phase: "superseded" });
  });

  it.each<[string, Parameters<typeof propose>[0]]>([
    ["a backup overtakes nothing", { kind: "backup", subject: "database" }],
    ["a deploy overtakes no other environment's", { environment: "staging" }],
  ])("%s", (_, command) => {
    const shared = run("migrate", { environment: "shared" });
    const staging = anEnvironment({
      key: "staging",
      deploy: [shared],
      approvals: { count: 0, from: [], expireMs: HOUR },
    });
    const production = anEnvironment({ deploy: [shared], approvals: { count: 0, from: [], expireMs: HOUR } });
    const manual = manualOf(
      {},
      { environments: { api: [staging, production] }, backups: [aBackup({ take: [shared] })] },
    );
    const world = aWorld(manual);
    started(world);
    proposed(world);
    start(world, undefined, { of: 1 });
    news(world, { state: "failed", conclusion: "failure" }, { of: 1 });
    proposed(world, command);
    expect(phases(world)).toEqual(["#1 failed", "#2 queued", "#3 queued"]);
  });

  it("a deploy overtakes no other service's", () => {
    const shared = run("migrate", { environment: "shared" });
    const production = anEnvironment({ deploy: [shared], approvals: { count: 0, from: [], expireMs: HOUR } });
    const world = aWorld(manualOf({}, { environments: { api: [production], web: [production] } }));
    started(world);
    proposed(world);
    start(world, undefined, { of: 1 });
    news(world, { state: "failed", conclusion: "failure" }, { of: 1 });
    proposed(world, { service: "web" });
    expect(phases(world)).toEqual(["#1 failed", "#2 queued", "#3 queued"]);
  });
});

describe("a place", () => {
  it("is given back by a look that cannot be had, and the next goes on", () => {
    const world = aWorld(FREE);
    proposed(world);
    proposed(world);
    expect(phases(world)).toEqual(["#1 confirming", "#2 queued"]);
    const effect = deploymentOf(world, 1).look?.effect;
    if (effect === undefined) throw new Error("a look was asked for");
    tell(world, { type: "record-no-outlook", effect, reason: "GitHub is down.", cure: "Wait." }, { of: 1 });
    lookAtOthers(world);
    expect(phases(world)).toEqual(["#1 waiting", "#2 confirming"]);
  });

  it("of health alone is held like any other", () => {
    const world = aWorld(FREE);
    started(world);
    start(world);
    news(world, { state: "succeeded" });
    proposed(world);
    expect(phases(world)).toEqual(["#1 running", "#2 queued"]);
    expect(healthy(world)).toEqual({ kind: "quiet" });
  });
});
