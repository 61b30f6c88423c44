import { describe, expect, it } from "vitest";
import type { Rights } from "../../../src/domain/deployment/command.ts";
import type { SlackUserId } from "../../../src/domain/ids.ts";
import { health, manualOf, propose, run, wait } from "../../support/deployment.ts";
import {
  approve,
  aWorld,
  deployed,
  deploymentOf,
  doings,
  eventsOf,
  news,
  pass,
  proposed,
  start,
  started,
  step,
  tell,
  type World,
} from "../../support/deployment-world.ts";
import { ANN, BEN, MINUTE } from "../../support/incident.ts";

const CANCEL = { type: "cancel", why: " changed my mind " } as const;
const NOBODY: Partial<Rights> = { mayDeploy: false, mayApprove: false, mayOverride: false };
const refused = (why: string) => ({ kind: "refused", refusal: { reason: "cannot-cancel", why } });
const cancelled = { phase: "cancelled", end: { why: "changed my mind", by: { kind: "person", user: ANN } } };

describe("who may cancel", () => {
  it.each<[string, SlackUserId, Partial<Rights> | null, object | null]>([
    ["whoever asked", ANN, NOBODY, null],
    ["whoever asked, by another account", BEN, { ...NOBODY, isRequester: true }, null],
    ["an approver", BEN, { ...NOBODY, mayApprove: true }, null],
    ["who may override", BEN, { ...NOBODY, mayOverride: true }, null],
    ["nobody else", BEN, { ...NOBODY, mayDeploy: true }, { reason: "may-not", what: "cancel", known: true }],
    [
      "nobody of whom it is not known",
      BEN,
      { ...NOBODY, mayApprove: null },
      { reason: "may-not", known: false },
    ],
    ["nobody of whom nothing is known", BEN, null, { reason: "may-not", known: false }],
    [
      "nobody of whom half is known",
      BEN,
      { ...NOBODY, mayOverride: null },
      { reason: "may-not", known: false },
    ],
  ])("%s", (_, user, rights, refusal) => {
    const world = aWorld();
    proposed(world);
    const decision = tell(world, CANCEL, { user, rights });
    if (refusal === null) expect(deploymentOf(world)).toMatchObject({ phase: "cancelled" });
    else expect(decision).toEqual({ kind: "refused", refusal: expect.objectContaining(refusal) });
  });
});

describe("before anything runs", () => {
  it.each<[string, (world: World) => void]>([
    ["while it is looked up", (world) => void tell(world, propose(), { of: 1 })],
    ["while it waits", (world) => void proposed(world)],
    [
      "while it is looked at once more",
      (world) => {
        proposed(world);
        approve(world);
      },
    ],
    [
      "while it stands in the queue",
      (world) => {
        started(world, { kind: "backup", subject: "database" });
        proposed(world);
        approve(world);
      },
    ],
  ])("%s it is over at once", (_, begin) => {
    const world = aWorld();
    begin(world);
    tell(world, CANCEL);
    expect(deploymentOf(world)).toMatchObject({ ...cancelled, look: null, queued: null });
    expect(doings(world)).not.toContain("cancel-run 1");
    expect(tell(world, CANCEL)).toEqual(refused("ended"));
  });
});

describe("while a run runs", () => {
  const twoRuns = manualOf({ deploy: [run("a"), run("b")] });

  function cancelling(manual = twoRuns): World {
    const world = aWorld(manual);
    started(world);
    start(world);
    tell(world, CANCEL);
    return world;
  }

  it("GitHub is asked once, and it ends when the run has", () => {
    const world = cancelling();
    expect(deploymentOf(world)).toMatchObject({ phase: "running", cancelling: { why: "changed my mind" } });
    expect(doings(world).slice(-3)).toEqual(["post channel cancel-asked", "cancel-run 1", "refresh-card"]);
    expect(tell(world, CANCEL)).toEqual(refused("cancelling"));
    news(world, { state: "cancelled", conclusion: "cancelled" });
    expect(deploymentOf(world)).toMatchObject({
      phase: "cancelled",
      end: { why: "changed my mind", step: "1" },
    });
    expect(doings(world).filter((doing) => doing === "cancel-run 1").length).toBe(1);
  });

  it("that failed meanwhile, it is cancelled where it failed", () => {
    const world = cancelling();
    news(world, { state: "failed", conclusion: "failure" });
    expect(deploymentOf(world)).toMatchObject({ phase: "cancelled", end: { step: "1" } });
    expect(step(world)).toMatchObject({ state: "failed", reason: "failure" });
  });

  it("that succeeded meanwhile, the next one does not begin", () => {
    const world = cancelling();
    news(world, { state: "succeeded" });
    expect(deploymentOf(world)).toMatchObject({
      phase: "cancelled",
      end: { step: null, why: "changed my mind" },
    });
    expect(step(world, "2")).toMatchObject({ state: "skipped" });
  });

  it("that was the last and succeeded meanwhile, it is verified", () => {
    const world = cancelling(manualOf({ deploy: [run("a")] }));
    news(world, { state: "succeeded" });
    expect(deploymentOf(world)).toMatchObject({ phase: "verified" });
  });

  it("and the manual has something undone, that is done first and not cancelled", () => {
    const world = cancelling(manualOf({ deploy: [run("a", {}, [run("undo")]), run("b")] }));
    news(world, { state: "cancelled" });
    expect(deploymentOf(world)).toMatchObject({ phase: "undoing" });
    start(world, { kind: "started", runId: "200", url: "u" }, { key: "1.1" });
    expect(tell(world, CANCEL)).toEqual(refused("undoing"));
    expect(doings(world)).not.toContain("cancel-run 1.1");
    news(world, { runId: "200", state: "succeeded" }, { key: "1.1" });
    expect(deploymentOf(world)).toMatchObject({ phase: "cancelled", end: { step: "1" } });
  });
});

describe("while nothing is heard of a run any more", () => {
  const ended = (world: World) => deploymentOf(world).end;

  it("it is given up by whoever cancels once more, and its place is free", () => {
    const world = aWorld(manualOf({ deploy: [run("a", {}, [run("undo")])] }));
    started(world);
    start(world);
    pass(world, 30 * MINUTE);
    tell(world, CANCEL);
    expect(tell(world, CANCEL)).toEqual(refused("cancelling"));
    pass(world, 9 * MINUTE);
    expect(tell(world, CANCEL)).toEqual(refused("cancelling"));
    pass(world, MINUTE);
    tell(world, CANCEL);
    expect(deploymentOf(world)).toMatchObject({ ...cancelled, end: { step: "1" } });
    expect(step(world)).toMatchObject({ state: "cancelled", reason: expect.stringContaining("given up") });
  });

  it("of what undoes, it ends as what it undoes did", () => {
    const world = aWorld(manualOf({ deploy: [run("a", {}, [run("undo")])] }));
    started(world);
    start(world);
    news(world, { state: "failed", conclusion: "failure" });
    start(world, { kind: "started", runId: "200", url: "u" }, { key: "1.1" });
    expect(tell(world, CANCEL)).toEqual(refused("undoing"));
    pass(world, 10 * MINUTE);
    tell(world, CANCEL);
    expect(deploymentOf(world)).toMatchObject({ phase: "failed" });
    expect(ended(world)).toMatchObject({ why: "failure", step: "1" });
  });
});

describe("while nobody knows of a run", () => {
  const one = manualOf({ deploy: [run("a")] });

  it("it is cancelled as soon as there is one", () => {
    const world = aWorld(one);
    started(world);
    tell(world, CANCEL);
    expect(doings(world)).not.toContain("cancel-run 1");
    start(world);
    expect(doings(world)).toContain("cancel-run 1");
  });

  it("it is cancelled as soon as it is found", () => {
    const world = aWorld(one);
    started(world);
    start(world, { kind: "accepted" });
    tell(world, CANCEL);
    start(world);
    expect(doings(world)).toContain("cancel-run 1");
  });

  it("and GitHub refused to start it, it is over", () => {
    const world = aWorld(one);
    started(world);
    tell(world, CANCEL);
    start(world, { kind: "refused", reason: "No.", cure: "Look." });
    expect(deploymentOf(world)).toMatchObject({ phase: "cancelled", end: { step: "1" } });
  });

  it("and it is lost, people give it up, and it stays lost on the record", () => {
    const world = aWorld(one);
    started(world);
    start(world, { kind: "accepted" });
    tell(world, CANCEL);
    pass(world, 2 * MINUTE);
    expect(deploymentOf(world)).toMatchObject({ phase: "running" });
    tell(world, CANCEL);
    expect(deploymentOf(world)).toMatchObject({ ...cancelled, end: { step: "1" } });
    expect(step(world)).toMatchObject({ state: "lost" });
  });

  it.each([
    ["failed", false],
    ["cancelled", true],
  ])("of what undoes, giving it up ends it as %s", (phase, isCancelled) => {
    const world = aWorld(manualOf({ deploy: [run("a", {}, [run("undo")])] }));
    started(world);
    start(world);
    if (isCancelled) tell(world, CANCEL);
    news(world, { state: "failed", conclusion: "failure" });
    start(world, { kind: "accepted" }, { key: "1.1" });
    pass(world, 2 * MINUTE);
    tell(world, CANCEL);
    expect(deploymentOf(world)).toMatchObject({ phase, end: { step: "1" } });
    expect(step(world, "1.1")).toMatchObject({ state: "lost" });
  });
});

describe("while nothing of GitHub runs", () => {
  it.each([
    ["its health is looked at", health()],
    ["it only waits", wait(MINUTE)],
  ])("because %s, it is over at once", (_, second) => {
    const world = aWorld(manualOf({ deploy: [run("a"), second] }));
    deployed(world);
    tell(world, CANCEL);
    expect(deploymentOf(world)).toMatchObject({ ...cancelled, end: { step: "2" } });
    expect(step(world, "2")).toMatchObject({ state: "cancelled", reason: "changed my mind" });
    pass(world, MINUTE);
    expect(eventsOf(world, "ended").length).toBe(1);
  });

  it("what the step has undone is undone", () => {
    const world = aWorld(manualOf({ deploy: [run("a"), health([run("switch-back")])] }));
    deployed(world);
    tell(world, CANCEL);
    expect(deploymentOf(world)).toMatchObject({ phase: "undoing" });
    expect(step(world, "2.1")).toMatchObject({ state: "starting" });
  });
});
