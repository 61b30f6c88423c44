import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DISPATCH } from "../../sandbox/github/routes.ts";
import type { Deployments } from "../../src/deployments.ts";
import { createDeploymentStore } from "../../src/store/deployment-store.ts";
import {
  ANN,
  ask,
  byId,
  type DeployStage,
  deploy,
  LEAD,
  openDeployStage,
  proposed,
  SUITE,
  until,
} from "../support/deploy-stage.ts";

let stage: DeployStage;
let made: Deployments;
beforeEach(async () => {
  stage = await openDeployStage();
  made = await stage.bot();
});
afterEach(() => stage.close());

/** Files of the workflows that were run, oldest first. */
function ran(): readonly string[] {
  const files = new Map(stage.github.workflows(SUITE).map(({ id, file }) => [id, file]));
  return stage.github.runs(SUITE).map(({ workflow }) => files.get(workflow) ?? "?");
}

describe("a deployment", () => {
  it("to staging: looked up, started once, its health and smoke tests seen, and last good from then on", async () => {
    const id = await proposed(made, deploy("staging"));
    const done = await until(stage, made, id, ({ end }) => end !== null);
    expect(done.phase).toBe("verified");
    expect(done.steps.map(({ state }) => state)).toEqual(done.steps.map(() => "succeeded"));
    expect(ran()).toEqual(["deploy.yml", "smoke.yml"]);
    const inputs = stage.github.runs(SUITE)[0]?.inputs;
    expect(inputs).toMatchObject({
      sha: done.pinned?.sha,
      environment: "staging",
      deploy_id: done.steps[0]?.effect,
    });
    const [staging] = (await made.desk.standing("suite")).filter(
      ({ environment }) => environment === "staging",
    );
    expect(staging?.good).toMatchObject({ number: done.number, sha: done.pinned?.sha });
  });

  it("to production waits for its gates, and runs every step of the manual once they are open", async () => {
    const staged = await proposed(made, deploy("staging"));
    await until(stage, made, staged, ({ phase }) => phase === "verified");
    const before = ran().length;
    const id = await proposed(made, deploy("production"));
    const waiting = await until(stage, made, id, ({ phase }) => phase === "waiting");
    expect((await ask(made, { type: "approve", sha: waiting.pinned?.sha ?? "" }, { id })).kind).toBe(
      "refused",
    );
    for (const [item] of waiting.checklist.entries())
      await ask(made, { type: "tick", item, on: true }, { id });
    expect(ran()).toHaveLength(before);
    const approve = { type: "approve", sha: waiting.pinned?.sha ?? "" } as const;
    const twice = await Promise.all([
      ask(made, approve, { id, by: LEAD }),
      ask(made, approve, { id, by: LEAD }),
    ]);
    expect(twice.map(({ kind }) => kind).toSorted()).toEqual(["accepted", "refused"]);
    const done = await until(stage, made, id, ({ end }) => end !== null);
    expect([done.phase, done.end?.why]).toEqual(["verified", null]);
    expect(ran().slice(before)).toEqual([
      "backup.yml",
      "verify-backup.yml",
      "deploy.yml",
      "switch.yml",
      "smoke.yml",
    ]);
    expect(await made.desk.backups()).toContainEqual(
      expect.objectContaining({
        backup: "database",
        takenAt: expect.any(Number),
        verifiedAt: expect.any(Number),
      }),
    );
  });
});

describe("a run that GitHub began without saying so", () => {
  it.each([
    ["the answer was dropped", { kind: "drop-after-accepting" }],
    ["a machine in between answered 502", { kind: "error", status: 502, afterDoing: true }],
    ["the server tells nothing of the run", { kind: "without-run-details" }],
  ] as const)("%s: it is found by its deploy_id, and there is one", async (_, fault) => {
    stage.faults.add({ vendor: "github", call: DISPATCH, times: 1, ...fault });
    const id = await proposed(made, deploy("staging"));
    const done = await until(stage, made, id, ({ end }) => end !== null);
    expect(done.phase).toBe("verified");
    expect(stage.faults.list()).toEqual([]);
    expect(ran()).toEqual(["deploy.yml", "smoke.yml"]);
  });
});

describe("a replica that died while it asked for a run", () => {
  it("nobody asks a second time: it is looked for, and then said to be unknown", async () => {
    const dying = await stage.bot({ works: false });
    const id = await proposed(dying, deploy("staging"));
    const store = createDeploymentStore(stage.database);
    // Dead between its note that it would ask and GitHub's answer, whether it asked or not.
    stage.deadAt("start-run");
    const looked = await until(stage, made, id, ({ steps }) => steps[0]?.state === "starting");
    const effect = looked.steps[0]?.effect ?? null;
    if (effect === null) throw new Error("a step that begins has an effect");
    expect((await store.beginAttempt({ effect, at: stage.now(), takesOver: true })).kind).toBe("begun");
    stage.deadAt(null);
    stage.advance(61_000);
    const doubtful = await until(stage, made, id, ({ steps }) => steps[0]?.state === "doubtful");
    expect(doubtful.steps[0]?.reason).toContain("stopped while it asked GitHub");
    stage.advance(120_000);
    await made.look();
    expect((await byId(made, id)).steps[0]?.state).toBe("lost");
    expect(ran()).toEqual([]);
    expect((await ask(made, { type: "start-anyway" }, { id })).kind).toBe("accepted");
    const done = await until(stage, made, id, ({ end }) => end !== null);
    expect([done.phase, ran()]).toEqual(["verified", ["deploy.yml", "smoke.yml"]]);
  });
});

describe("one place", () => {
  it("is had by one at a time; the next one goes on when the first has ended", async () => {
    stage.github.setWorkflow({ repository: SUITE, file: "deploy.yml", script: { hangsAt: "Roll out" } });
    const first = await proposed(made, deploy("staging"));
    await until(stage, made, first, ({ phase }) => phase === "running");
    const second = await proposed(made, deploy("staging", { ref: "v2.4.0", why: "another" }));
    const queued = await until(stage, made, second, ({ phase }) => phase !== "looking");
    expect([queued.phase, queued.queued?.behind]).toEqual(["queued", (await byId(made, first)).number]);
    expect(ran()).toEqual(["deploy.yml"]);
    await ask(made, { type: "cancel", why: "wrong version" }, { id: first, by: ANN });
    stage.github.setWorkflow({ repository: SUITE, file: "deploy.yml", script: { hangsAt: null } });
    await until(stage, made, first, ({ phase }) => phase === "cancelled");
    const done = await until(stage, made, second, ({ end }) => end !== null);
    expect(done.phase).toBe("verified");
  });

  it("a request that is delivered twice is one deployment", async () => {
    const one = await proposed(made, deploy("staging"), "slack:trigger:1");
    const other = await proposed(made, deploy("staging"), "slack:trigger:1");
    expect(other).toBe(one);
    expect((await ask(made, deploy("staging"), { key: "slack:trigger:2" })).kind).toBe("refused");
  });
});

it("a restore to another time is not the same again", async () => {
  const at = stage.now();
  const restore = (before: number) =>
    deploy("production", { kind: "restore", subject: "database", ref: null, restoreTo: at - before });
  expect((await ask(made, restore(60_000))).kind).toBe("accepted");
  expect((await ask(made, restore(60_000))).kind).toBe("refused");
  expect((await ask(made, restore(120_000))).kind).toBe("accepted");
});

describe("the card of one that waits", () => {
  it("shows a lock that somebody takes meanwhile, and is left alone while nothing changes", async () => {
    const id = await proposed(made, deploy("production"));
    await until(stage, made, id, ({ phase, card }) => phase === "waiting" && card !== null);
    stage.advance(60_000);
    await made.look();
    const lock = {
      service: "suite",
      environment: "production",
      by: LEAD,
      why: "hotfix under way",
      until: null,
    };
    await made.desk.lock({ ...lock, steal: false, mayDeploy: true, mayOverride: true });
    const before = stage.edits.length;
    stage.advance(60_000);
    await made.look();
    expect(stage.edits.slice(before).join()).toContain("hotfix under way");
    const after = stage.edits.length;
    stage.advance(60_000);
    await made.look();
    expect(stage.edits).toHaveLength(after);
  });
});
