import { describe, expect, it } from "vitest";
import type { RunNews } from "../../../src/domain/deployment/command.ts";
import type { JobProgress } from "../../../src/domain/deployment/deployment.ts";
import { health, manualOf, run, wait } from "../../support/deployment.ts";
import {
  aWorld,
  deployed,
  deploymentOf,
  doings,
  eventsOf,
  healthy,
  news,
  pass,
  start,
  started,
  step,
  tell,
  tick,
  type World,
} from "../../support/deployment-world.ts";
import { MINUTE, NINE } from "../../support/incident.ts";

const QUIET = { kind: "quiet" };
const job = (changes: Partial<JobProgress> = {}): JobProgress => ({
  name: "deploy",
  state: "running",
  step: "Build",
  done: 1,
  of: 4,
  ...changes,
});

function running(manual = manualOf()): World {
  const world = aWorld(manual);
  started(world);
  start(world);
  return world;
}

describe("news of a run", () => {
  it.each<[string, Partial<JobProgress>]>([
    ["its name", { name: "build" }],
    ["its state", { state: "succeeded" }],
    ["its step", { step: "Push" }],
    ["what is done", { done: 2 }],
    ["what there is", { of: 5 }],
  ])("is told when a job changed %s, and quiet when nothing did", (_, change) => {
    const world = running();
    news(world, { jobs: [job()] });
    expect(news(world, { jobs: [job()] })).toEqual(QUIET);
    news(world, { jobs: [job(change)] });
    expect(step(world)).toMatchObject({ jobs: [job(change)] });
    expect(eventsOf(world, "run-progressed").length).toBe(2);
    expect(doings(world).at(-1)).toBe("refresh-card");
  });

  it("tells a job that came", () => {
    const world = running();
    news(world, { jobs: [job()] });
    news(world, { jobs: [job(), job({ name: "smoke", state: "queued" })] });
    expect(step(world).jobs.length).toBe(2);
  });

  it.each<[string, Partial<RunNews>]>([
    ["older than what is known", { at: NINE - 1, jobs: [job({ done: 0 })] }],
    ["of another run", { runId: "101", state: "failed" }],
  ])("%s is quiet", (_, late) => {
    const world = running();
    news(world, { jobs: [job()] });
    expect(news(world, late)).toEqual(QUIET);
    expect(step(world)).toMatchObject({ state: "running", jobs: [job()] });
  });

  it("of an end is never too old; of an earlier attempt it is", () => {
    const world = running();
    news(world, { attempt: 2, jobs: [job()] });
    expect(step(world).run).toMatchObject({ attempt: 2 });
    expect(news(world, { attempt: 1, state: "failed", conclusion: "failure" })).toEqual(QUIET);
    news(world, { attempt: 2, at: NINE - 1, state: "succeeded" });
    expect(step(world)).toMatchObject({ state: "succeeded" });
    expect(news(world, { attempt: 3, state: "failed" })).toEqual(QUIET);
  });

  it("of nothing that we know is quiet", () => {
    const world = running();
    const effect = step(world).effect;
    if (effect === null) throw new Error("a run was asked for");
    const unknown = `${effect}9` as typeof effect;
    expect(news(world, {}, { effect: unknown })).toEqual(QUIET);
  });
});

describe("a run that is silent", () => {
  it("is said once, and again after it was heard of", () => {
    const world = running();
    pass(world, 30 * MINUTE);
    expect(eventsOf(world, "run-silent")).toEqual([{ type: "run-silent", step: "1", sinceMs: 10 * MINUTE }]);
    expect(doings(world)).toContain("post channel run-silent");
    news(world, { jobs: [job()] });
    pass(world, 30 * MINUTE);
    expect(eventsOf(world, "run-silent").length).toBe(2);
    expect(tick(world)).toEqual(QUIET);
  });
});

describe("a step that succeeded", () => {
  it("has the next begin, and the last one verifies", () => {
    const world = running(manualOf({ deploy: [run("deploy"), wait(MINUTE), health()] }));
    news(world, { state: "succeeded", jobs: [job({ state: "succeeded" })] });
    expect(step(world)).toMatchObject({ state: "succeeded", endedAt: NINE, jobs: [{ state: "succeeded" }] });
    expect(step(world, "2")).toMatchObject({ state: "running", effect: null, begunAt: NINE });
    pass(world, MINUTE - 1);
    expect(step(world, "2")).toMatchObject({ state: "running" });
    pass(world, 1);
    expect(step(world, "3")).toMatchObject({ state: "running" });
    healthy(world, true, "3");
    expect(deploymentOf(world)).toMatchObject({ phase: "verified", end: { by: { kind: "tocsin" } } });
    expect(eventsOf(world, "step-succeeded").at(-1)).toMatchObject({ step: "3", told: ["app 200"] });
    expect(doings(world)).toContain("tell-incidents ended");
  });

  it("begins the next run once, however often it is told", () => {
    const world = running(manualOf({ deploy: [run("a"), run("b")] }));
    const first = step(world).effect;
    news(world, { state: "succeeded" });
    expect(news(world, { state: "succeeded" })).toEqual(QUIET);
    expect(start(world, { kind: "started", runId: "100", url: "u" })).toEqual(QUIET);
    const asked = world.effects.filter(({ kind }) => kind === "start-run");
    expect(asked.map(({ id }) => id)).toEqual([first, step(world, "2").effect]);
  });
});

describe("a step that failed", () => {
  it("ends it, names itself, and what was to come is skipped", () => {
    const world = running();
    news(world, { state: "failed", conclusion: "timed-out" });
    expect(deploymentOf(world)).toMatchObject({ phase: "failed", end: { step: "1", why: "timed-out" } });
    expect(step(world, "2")).toMatchObject({ state: "skipped", begunAt: null });
    // One message: that of its end names the step, too.
    expect(doings(world)).toContain("post channel ended");
    expect(doings(world)).not.toContain("post channel step-failed");
  });

  it("without GitHub's word has our own", () => {
    const world = running();
    news(world, { state: "failed" });
    expect(step(world)).toMatchObject({ reason: "failed" });
  });

  it("by its health tells what was answered", () => {
    const world = aWorld();
    deployed(world);
    healthy(world, false);
    expect(deploymentOf(world)).toMatchObject({ phase: "failed", end: { step: "2", why: "app 503" } });
    expect(healthy(world)).toEqual(QUIET);
  });

  it("because somebody cancelled it on GitHub is cancelled, and the deployment failed", () => {
    const world = running();
    news(world, { state: "cancelled", conclusion: "cancelled" });
    expect(step(world)).toMatchObject({ state: "cancelled" });
    expect(deploymentOf(world)).toMatchObject({ phase: "failed", end: { step: "1", why: "cancelled" } });
  });
});

describe("what a failure has undone", () => {
  const blueGreen = manualOf({
    deploy: [run("deploy"), run("switch"), health([run("switch-back"), health()]), run("tidy")],
  });

  function switched(): World {
    const world = running(blueGreen);
    news(world, { state: "succeeded" });
    start(world, { kind: "started", runId: "200", url: "u" }, { key: "2" });
    news(world, { runId: "200", state: "succeeded" }, { key: "2" });
    healthy(world, false, "3");
    return world;
  }

  it("is carried out in order, and then it has failed where it failed", () => {
    const world = switched();
    expect(deploymentOf(world)).toMatchObject({ phase: "undoing" });
    expect(deploymentOf(world).steps.map(({ key, state }) => `${key} ${state}`)).toEqual([
      "1 succeeded",
      "2 succeeded",
      "3 failed",
      "3.1 starting",
      "3.2 pending",
      "4 skipped",
    ]);
    start(world, { kind: "started", runId: "300", url: "u" }, { key: "3.1" });
    news(world, { runId: "300", state: "succeeded" }, { key: "3.1" });
    healthy(world, true, "3.2");
    expect(deploymentOf(world)).toMatchObject({ phase: "failed", end: { step: "3", why: "app 503" } });
    expect(doings(world)).toContain("post channel undoing");
  });

  it("and fails too is said, and what it has of its own is carried out", () => {
    const world = running(manualOf({ deploy: [run("a", {}, [run("b", {}, [run("c")]), run("d")])] }));
    news(world, { state: "failed", conclusion: "failure" });
    start(world, { kind: "refused", reason: "No such workflow.", cure: "Add it." }, { key: "1.1" });
    expect(deploymentOf(world).steps.map(({ key, state }) => `${key} ${state}`)).toEqual([
      "1 failed",
      "1.1 failed",
      "1.1.1 starting",
      "1.2 skipped",
    ]);
    start(world, { kind: "refused", reason: "No such workflow.", cure: "Add it." }, { key: "1.1.1" });
    expect(deploymentOf(world)).toMatchObject({ phase: "failed", end: { step: "1", why: "failure" } });
    expect(eventsOf(world, "step-failed").map(({ step: key }) => key)).toEqual(["1", "1.1", "1.1.1"]);
  });

  it("and meanwhile is run again on GitHub is followed, and stays what failed", () => {
    const world = running(manualOf({ deploy: [run("a", {}, [run("b")])] }));
    news(world, { state: "failed", conclusion: "failure" });
    expect(news(world, { state: "failed", conclusion: "failure" })).toEqual(QUIET);
    news(world, { attempt: 2, state: "running", jobs: [job()] });
    expect(step(world)).toMatchObject({ state: "failed", run: { attempt: 2 }, jobs: [job()] });
    news(world, { attempt: 2, state: "succeeded", jobs: [job({ state: "succeeded" })] });
    expect(step(world)).toMatchObject({ state: "failed", jobs: [{ state: "succeeded" }] });
    expect(deploymentOf(world)).toMatchObject({ phase: "undoing" });
  });

  it("of what never ran has no news", () => {
    const world = aWorld(manualOf({ deploy: [run("a", {}, [run("b")])] }));
    started(world);
    start(world, { kind: "refused", reason: "No.", cure: "Look." });
    expect(news(world, { state: "running" })).toEqual(QUIET);
  });
});

describe("its own end", () => {
  it("is told to whoever waits for the place, and to incidents", () => {
    const world = running(manualOf({ deploy: [run("deploy")] }));
    const since = world.effects.length;
    news(world, { state: "succeeded" });
    expect(doings(world, since)).toEqual([
      "post channel ended",
      "tell-incidents ended",
      "free-place",
      "refresh-card",
    ]);
    expect(tell(world, { type: "time-due" })).toEqual(QUIET);
  });
});
