import { describe, expect, it } from "vitest";
import type { StartNews } from "../../../src/domain/deployment/command.ts";
import { health, manualOf, run } from "../../support/deployment.ts";
import {
  aWorld,
  deploymentOf,
  doings,
  eventsOf,
  news,
  pass,
  start,
  started,
  step,
  tell,
  type World,
} from "../../support/deployment-world.ts";
import { BEN, MINUTE, NINE } from "../../support/incident.ts";

const QUIET = { kind: "quiet" };
const DOUBT: StartNews = { kind: "doubtful", reason: "GitHub answered 502." };
const URL = "https://github.com/runs/100";

/** Begun, with an answer of GitHub that does not name a run. */
function doubtful(told: StartNews = DOUBT, manual = manualOf({ deploy: [run("deploy")] })): World {
  const world = aWorld(manual);
  started(world);
  start(world, told);
  return world;
}

function lost(): World {
  const world = doubtful();
  pass(world, 2 * MINUTE);
  return world;
}

const runs = ({ effects }: World) => effects.filter(({ kind }) => kind === "start-run").map(({ id }) => id);

describe("what GitHub answers to the one request", () => {
  it("with a run is that run; a second delivery is quiet", () => {
    const world = aWorld();
    started(world);
    start(world);
    expect(step(world)).toMatchObject({ state: "running", run: { runId: "100", url: URL, attempt: 1 } });
    expect(start(world)).toEqual(QUIET);
    expect(start(world, DOUBT)).toEqual(QUIET);
  });

  it.each<[string, StartNews, string | null]>([
    ["taken without a name", { kind: "accepted" }, null],
    ["in doubt", DOUBT, "GitHub answered 502."],
  ])("%s is looked for during two minutes", (_, told, reason) => {
    const world = doubtful(told);
    expect(step(world)).toMatchObject({ state: "doubtful", findBy: NINE + 2 * MINUTE, reason, run: null });
    expect(start(world, told)).toEqual(QUIET);
    pass(world, 2 * MINUTE - 1);
    expect(step(world)).toMatchObject({ state: "doubtful" });
    pass(world, 1);
    expect(step(world)).toMatchObject({ state: "lost", findBy: null, reason });
    expect(deploymentOf(world)).toMatchObject({ phase: "running" });
    expect(doings(world)).toContain("post channel run-lost");
    expect(runs(world).length).toBe(1);
  });

  it("in doubt is said at once, taken without a name is not", () => {
    expect(doings(doubtful())).toContain("post channel start-told");
    expect(doings(doubtful({ kind: "accepted" }))).not.toContain("post channel start-told");
  });

  it("refused as the first one: nothing has run, so nothing is undone", () => {
    const refusal: StartNews = { kind: "refused", reason: "Workflow is disabled.", cure: "Enable it." };
    const undo = [run("undo")];
    const first = doubtful(refusal, manualOf({ deploy: [run("deploy", {}, undo)] }));
    expect(deploymentOf(first)).toMatchObject({ phase: "failed" });
    const second = doubtful(undefined, manualOf({ deploy: [run("a"), run("b", {}, undo)] }));
    start(second);
    news(second, { state: "succeeded" });
    start(second, refusal, { key: "2" });
    expect(deploymentOf(second)).toMatchObject({ phase: "undoing" });
  });

  it("refused: nothing runs, and that is its end, with GitHub's own words", () => {
    const world = doubtful({ kind: "refused", reason: "Workflow is disabled.", cure: "Enable it." });
    expect(step(world)).toMatchObject({ state: "failed", reason: "Workflow is disabled.", run: null });
    expect(deploymentOf(world)).toMatchObject({
      phase: "failed",
      end: { step: "1", why: "Workflow is disabled." },
    });
    expect(eventsOf(world, "step-failed")).toMatchObject([{ cure: "Enable it." }]);
  });

  it("nothing at all is said when its time is over", () => {
    const world = aWorld();
    started(world);
    pass(world, 11 * MINUTE);
    expect(eventsOf(world, "run-silent")).toMatchObject([{ step: "1", sinceMs: 10 * MINUTE }]);
    expect(step(world)).toMatchObject({ state: "starting" });
  });
});

describe("a run that was looked for", () => {
  it.each([
    ["while it is in doubt", doubtful],
    ["after it was lost", lost],
  ])("%s is found by whoever finds it, once", (_, begun) => {
    const world = begun();
    start(world);
    expect(step(world)).toMatchObject({
      state: "running",
      run: { runId: "100" },
      findBy: null,
      reason: null,
    });
    expect(eventsOf(world, "run-found")).toEqual([{ type: "run-found", step: "1", runId: "100", url: URL }]);
    expect(start(world)).toEqual(QUIET);
  });

  it.each([
    ["in doubt", doubtful],
    ["lost", lost],
  ])("and is %s is found by its own news", (_, begun) => {
    const world = begun();
    news(world, { state: "succeeded" });
    expect(deploymentOf(world)).toMatchObject({ phase: "verified" });
    expect(eventsOf(world, "run-found").length).toBe(1);
  });

  it("is found by its news before GitHub's answer came", () => {
    const world = aWorld();
    started(world);
    news(world, { state: "queued" });
    expect(step(world)).toMatchObject({ state: "running", run: { runId: "100" } });
    expect(start(world)).toEqual(QUIET);
  });
});

describe("a run that is lost", () => {
  it("is looked for once more when somebody asks, as often as they do", () => {
    const world = lost();
    for (const _ of [1, 2]) {
      tell(world, { type: "check-again" }, { user: BEN, rights: null });
      expect(step(world)).toMatchObject({ state: "doubtful", findBy: world.now + 2 * MINUTE });
      pass(world, 2 * MINUTE);
      expect(step(world)).toMatchObject({ state: "lost" });
    }
    expect(runs(world).length).toBe(1);
  });

  it("is started anyway by somebody who may deploy, with an id of its own", () => {
    const world = lost();
    expect(tell(world, { type: "start-anyway" }, { user: BEN, rights: { mayDeploy: false } })).toMatchObject({
      refusal: { reason: "may-not", what: "deploy" },
    });
    const first = step(world).effect;
    tell(world, { type: "start-anyway" }, { user: BEN });
    expect(step(world)).toMatchObject({
      state: "starting",
      reason: null,
      strays: [{ effect: first, runId: null }],
    });
    expect(runs(world)).toEqual([first, step(world).effect]);
    expect(doings(world)).toContain("post channel step-begun");
    expect(doings(world).filter((doing) => doing === "tell-incidents step-begun").length).toBe(1);
  });

  it.each([["check-again" as const], ["start-anyway" as const]])(
    "is the only one for which %s is",
    (type) => {
      const refused = { kind: "refused", refusal: { reason: "not-lost" } };
      expect(tell(doubtful(), { type })).toEqual(refused);
      const world = aWorld();
      started(world);
      start(world);
      expect(tell(world, { type })).toEqual(refused);
    },
  );

  it("is not started anyway by who had it cancelled, but what undoes may be", () => {
    const world = doubtful();
    tell(world, { type: "cancel", why: null });
    pass(world, 2 * MINUTE);
    expect(tell(world, { type: "start-anyway" })).toEqual({
      kind: "refused",
      refusal: { reason: "is-cancelling" },
    });
    const undoing = doubtful(DOUBT, manualOf({ deploy: [run("deploy", {}, [run("undo")])] }));
    tell(undoing, { type: "cancel", why: null });
    start(undoing);
    news(undoing, { state: "cancelled" });
    start(undoing, DOUBT, { key: "1.1" });
    pass(undoing, 2 * MINUTE);
    expect(tell(undoing, { type: "start-anyway" }).kind).toBe("accepted");
    expect(step(undoing, "1.1")).toMatchObject({ state: "starting" });
    expect(deploymentOf(undoing)).toMatchObject({ phase: "undoing" });
  });
});

describe("the first run, found after a second was started", () => {
  function twice(): {
    readonly world: World;
    readonly first: NonNullable<ReturnType<typeof step>["effect"]>;
  } {
    const world = lost();
    const { effect: first } = step(world);
    tell(world, { type: "start-anyway" });
    if (first === null) throw new Error("a run was asked for");
    return { world, first };
  }

  it("by its news is said once, and followed no further", () => {
    const { world, first } = twice();
    news(world, { runId: "99", state: "succeeded" }, { effect: first });
    expect(eventsOf(world, "stray-run-found")).toMatchObject([{ step: "1", effect: first, runId: "99" }]);
    expect(step(world)).toMatchObject({ state: "starting", strays: [{ effect: first, runId: "99" }] });
    expect(news(world, { runId: "99" }, { effect: first })).toEqual(QUIET);
    expect(doings(world)).toContain("post channel stray-run-found");
  });

  it("by a late answer is said too; a late doubt is not", () => {
    const { world, first } = twice();
    expect(tell(world, { type: "record-start", effect: first, started: DOUBT })).toEqual(QUIET);
    const told = { kind: "started", runId: "99", url: URL } as const;
    tell(world, { type: "record-start", effect: first, started: told });
    expect(step(world).strays).toEqual([{ effect: first, runId: "99" }]);
  });

  it("and a third leave both on the record", () => {
    const { world, first } = twice();
    start(world, DOUBT);
    pass(world, 2 * MINUTE);
    const second = step(world).effect;
    tell(world, { type: "start-anyway" });
    news(world, { runId: "99" }, { effect: first });
    expect(step(world).strays).toEqual([
      { effect: first, runId: "99" },
      { effect: second, runId: null },
    ]);
  });
});

describe("steps that are no runs", () => {
  it("are neither found nor lost", () => {
    const world = aWorld(manualOf({ deploy: [health()] }));
    started(world);
    expect(start(world)).toEqual(QUIET);
    pass(world, 60 * MINUTE);
    expect(eventsOf(world, "run-silent")).toEqual([]);
  });
});
