import { describe, expect, it } from "vitest";
import { decide } from "../../../src/domain/deployment/decide.ts";
import {
  aChange,
  aDeployment,
  asks,
  aVersion,
  effectOf,
  factsOf,
  HOUR,
  manualOf,
  NEW,
  NEWER,
  OLD,
  pinned,
  propose,
} from "../../support/deployment.ts";
import {
  approve,
  aWorld,
  breakGlass,
  deploymentOf,
  doings,
  eventsOf,
  look,
  pass,
  proposed,
  step,
  tell,
  type World,
} from "../../support/deployment-world.ts";
import { ANN, BEN, CAT, MINUTE, NINE } from "../../support/incident.ts";

const QUIET = { kind: "quiet" };
const FREE = manualOf({ approvals: { count: 0, from: [], expireMs: HOUR } });

function noOutlook(world: World, reason = "There is no ref mian.") {
  const effect = deploymentOf(world).look?.effect ?? effectOf(1, 99, "look-up/start");
  return tell(world, { type: "record-no-outlook", effect, reason, cure: "Did you mean main?" });
}

describe("the first look", () => {
  it("that finds every gate open goes on at once", () => {
    const world = aWorld(FREE);
    proposed(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming", look: { purpose: "start" } });
  });

  it("that finds no such ref is the end, said to whoever asked", () => {
    const world = aWorld();
    tell(world, propose({ ref: "mian" }), { of: 1 });
    noOutlook(world);
    expect(deploymentOf(world)).toMatchObject({
      phase: "failed",
      end: { why: "There is no ref mian." },
      unseen: { cure: "Did you mean main?" },
    });
    expect(doings(world)).toEqual(["look-up", "post requester look-failed"]);
  });

  it("is told once: late and doubled answers are quiet", () => {
    const world = aWorld();
    tell(world, propose(), { of: 1 });
    const { look: open } = deploymentOf(world);
    look(world);
    const effect = open?.effect ?? effectOf(1, 0, "none");
    const outlook = { at: NINE, change: null, checks: [] };
    const again = { type: "record-outlook", effect, pinned: pinned(NEWER), outlook, lapsed: [] } as const;
    expect(tell(world, again)).toEqual(QUIET);
    expect(noOutlook(world)).toEqual(QUIET);
    expect(deploymentOf(world).pinned?.sha).toBe(NEW);
  });

  it("of a deploy must name a commit", () => {
    const effect = effectOf(12, 2, "look-up/proposal");
    const state = aDeployment({ phase: "looking", look: { effect, purpose: "proposal" } });
    const outlook = { at: NINE, change: null, checks: [] };
    const command = { type: "record-outlook", effect, pinned: null, outlook, lapsed: [] } as const;
    expect(() => decide(state, asks(command, { user: null }), factsOf(), manualOf())).toThrow(
      "names its commit",
    );
  });

  it("of a rollback adds to the ledger's commit, and never changes it", () => {
    const world = aWorld(manualOf(), { goodBefore: aVersion() });
    tell(world, propose({ kind: "rollback" }), { of: 1 });
    look(world, { sha: NEWER });
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", pinned: { sha: OLD, title: "" } });
    tell(world, { type: "look-again" });
    look(world, { sha: OLD });
    expect(deploymentOf(world).pinned).toMatchObject({ sha: OLD, title: "Speed up the checkout" });
    expect(eventsOf(world, "ref-moved")).toEqual([]);
  });

  it("of what deploys nothing has no commit", () => {
    const world = aWorld();
    tell(world, propose({ kind: "backup", subject: "database" }), { of: 1 });
    look(world);
    look(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "running", pinned: null });
  });
});

describe("the look before the start", () => {
  function cleared(): World {
    const world = aWorld(manualOf({ checklist: ["a"] }));
    proposed(world);
    tell(world, { type: "tick", item: 0, on: true });
    approve(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming" });
    return world;
  }

  it("finds the same commit, and its first step begins", () => {
    const world = cleared();
    look(world);
    expect(step(world)).toMatchObject({ state: "starting", effect: expect.stringContaining("/start-run/1") });
  });

  it("finds another commit: approvals are withdrawn, the checklist stays, and their time begins anew", () => {
    const world = cleared();
    world.now = NINE + 10 * MINUTE;
    look(world, { sha: NEWER });
    expect(deploymentOf(world)).toMatchObject({
      phase: "waiting",
      clearedAt: null,
      pinned: { sha: NEWER },
      checklist: [{ ticked: { by: ANN } }],
      approvals: { given: [], expireAt: NINE + 10 * MINUTE + HOUR },
    });
    expect(eventsOf(world, "ref-moved")).toMatchObject([{ from: NEW, to: { sha: NEWER }, withdrawn: [BEN] }]);
    expect(doings(world).slice(-3)).toEqual(["post channel ref-moved", "free-place", "refresh-card"]);
    expect(eventsOf(world, "step-begun")).toEqual([]);
  });

  it("finds another commit where nobody had to approve: that one is looked at too before it starts", () => {
    const world = aWorld(FREE);
    proposed(world);
    look(world, { sha: NEWER });
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming" });
    look(world, { sha: NEWER });
    expect(deploymentOf(world)).toMatchObject({ phase: "running", pinned: { sha: NEWER } });
  });

  it("withdraws a broken glass with the approvals", () => {
    const world = aWorld();
    proposed(world);
    breakGlass(world, BEN);
    breakGlass(world, CAT);
    look(world, { sha: NEWER });
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", brokenGlass: null });
  });

  it("finds a gate closed by now: back to waiting, and it goes on when that opens", () => {
    const world = cleared();
    world.around = { lock: { by: CAT, why: "busy", since: NINE, until: null } };
    look(world);
    expect(deploymentOf(world)).toMatchObject({
      phase: "waiting",
      clearedAt: null,
      approvals: { given: [{ by: BEN }] },
    });
    expect(eventsOf(world, "stopped-at-gate")).toEqual([{ type: "stopped-at-gate", gates: ["lock"] }]);
    world.around = {};
    pass(world, MINUTE);
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming" });
  });

  it("finds GitHub's own gates closed by now", () => {
    const world = aWorld(manualOf({ checks: "all" }));
    proposed(world, {}, { checks: [{ name: "unit", state: "success" }] });
    approve(world);
    look(world, { change: aChange("behind"), checks: [{ name: "unit", state: "failure" }] });
    expect(eventsOf(world, "stopped-at-gate")).toEqual([
      { type: "stopped-at-gate", gates: ["checks", "order"] },
    ]);
  });

  it("finds that an approver may not approve any more", () => {
    const world = cleared();
    look(world, { lapsed: [BEN, CAT] });
    expect(eventsOf(world, "approvals-lapsed")).toEqual([{ type: "approvals-lapsed", users: [BEN] }]);
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", approvals: { given: [] } });
    expect(doings(world)).toContain("post channel approvals-lapsed");
  });

  it.each([
    ["the first", BEN, null],
    ["the second", CAT, { by: BEN, second: null }],
  ])("finds that %s who broke the glass may not any more", (_, lapsed, left) => {
    const world = aWorld();
    proposed(world);
    breakGlass(world, BEN);
    breakGlass(world, CAT);
    look(world, { lapsed: [lapsed] });
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", brokenGlass: left });
  });

  it("finds that an approver lapsed, and leaves the glass that another broke", () => {
    const world = aWorld(manualOf({ approvals: { count: 2, from: [], expireMs: HOUR } }));
    proposed(world);
    breakGlass(world, BEN);
    approve(world, CAT);
    tell(world, { type: "look-again" });
    look(world, { lapsed: [CAT] });
    expect(deploymentOf(world)).toMatchObject({
      approvals: { given: [] },
      brokenGlass: { by: BEN, second: null },
    });
  });

  it("finds that the one who broke the glass alone may not any more, and leaves two others", () => {
    const world = aWorld();
    proposed(world);
    breakGlass(world, BEN);
    tell(world, { type: "look-again" });
    look(world, { lapsed: [BEN] });
    expect(deploymentOf(world).brokenGlass).toBeNull();
    breakGlass(world, BEN);
    breakGlass(world, CAT);
    look(world, { lapsed: [ANN] });
    expect(deploymentOf(world)).toMatchObject({ phase: "running", brokenGlass: { second: { by: CAT } } });
  });

  it("is not the answer to an earlier look", () => {
    const world = aWorld();
    proposed(world);
    tell(world, { type: "look-again" });
    const earlier = deploymentOf(world).look?.effect ?? effectOf(1, 0, "none");
    approve(world);
    const outlook = { at: NINE, change: null, checks: [] };
    const answer = {
      type: "record-outlook",
      effect: earlier,
      pinned: pinned(),
      outlook,
      lapsed: [],
    } as const;
    expect(tell(world, answer)).toEqual(QUIET);
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming", look: { purpose: "start" } });
    look(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "running" });
  });

  it("comes too late for the approvals", () => {
    const world = cleared();
    world.now = NINE + HOUR;
    look(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "expired" });
    expect(eventsOf(world, "step-begun")).toEqual([]);
  });

  it("cannot be had: it waits, and a person has GitHub asked again", () => {
    const world = cleared();
    noOutlook(world, "GitHub is down.");
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", unseen: { reason: "GitHub is down." } });
    expect(doings(world).slice(-3)).toEqual(["post channel look-failed", "free-place", "refresh-card"]);
    pass(world, 2 * MINUTE);
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", look: null });
    tell(world, { type: "look-again" });
    expect(deploymentOf(world).look).toMatchObject({ purpose: "proposal" });
    look(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming", unseen: null });
  });
});

describe("looking again", () => {
  const WHAT = { type: "look-again" } as const;

  it("by a person asks GitHub, once at a time", () => {
    const world = aWorld();
    proposed(world);
    tell(world, WHAT, { user: CAT });
    expect(tell(world, WHAT, { user: CAT })).toEqual(QUIET);
    expect(eventsOf(world, "look-asked").length).toBe(2);
  });

  it("by Tocsin looks at what we know, and is quiet when nothing changed", () => {
    const world = aWorld();
    proposed(world);
    expect(tell(world, WHAT, { user: null })).toEqual(QUIET);
    approve(world);
    expect(tell(world, WHAT, { user: null })).toEqual(QUIET);
    const refusal = { reason: "not-waiting", phase: "confirming" };
    expect(tell(world, WHAT)).toEqual({ kind: "refused", refusal });
  });

  it("after the time for approvals ends it", () => {
    const world = aWorld();
    proposed(world);
    world.now = NINE + HOUR;
    expect(tell(world, WHAT)).toEqual({ kind: "refused", refusal: { reason: "expired" } });
    tell(world, WHAT, { user: null });
    expect(deploymentOf(world)).toMatchObject({ phase: "expired" });
  });

  it("a ref that moved while it waited is a new thing to approve", () => {
    const world = aWorld(manualOf({ approvals: { count: 2, from: [], expireMs: HOUR } }));
    proposed(world);
    approve(world);
    tell(world, WHAT);
    look(world, { sha: NEWER });
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", approvals: { given: [] }, look: null });
    expect(doings(world)).not.toContain("free-place");
  });
});

describe("what opens by itself", () => {
  const GREEN = [{ name: "unit", state: "success" }] as const;
  const PENDING = [{ name: "unit", state: "pending" }] as const;

  it("checks that run are looked at every half minute, whoever has still to approve", () => {
    const world = aWorld(manualOf({ checks: "all" }));
    proposed(world, {}, { checks: PENDING });
    pass(world, 31_000);
    expect(deploymentOf(world).look).toMatchObject({ purpose: "proposal" });
    pass(world, MINUTE);
    expect(eventsOf(world, "look-asked").length).toBe(2);
    look(world, { checks: GREEN });
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", look: null });
    pass(world, 10 * MINUTE);
    expect(eventsOf(world, "look-asked").length).toBe(2);
    approve(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming" });
  });

  it("checks that have not begun are looked at; failed ones are left to people", () => {
    const world = aWorld(manualOf({ ...FREE.delivery.environments["api"]?.[1], checks: ["unit"] }));
    proposed(world);
    pass(world, 31_000);
    look(world, { checks: [{ name: "unit", state: "failure" }] });
    pass(world, 10 * MINUTE);
    expect(eventsOf(world, "look-asked").length).toBe(2);
  });

  it("a freeze that ended and a promotion that came are seen within half a minute", () => {
    const freezes = [{ cause: "window", name: "weekend", by: null, until: NINE + MINUTE }] as const;
    const world = aWorld(manualOf({ ...FREE.delivery.environments["api"]?.[1], promoteFrom: "staging" }), {
      freezes,
    });
    proposed(world);
    pass(world, MINUTE);
    world.around = {};
    pass(world, MINUTE);
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting" });
    world.around = { promotedAt: world.now };
    pass(world, 30_000);
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming" });
  });

  it("a broken glass waits for no checks", () => {
    const world = aWorld(manualOf({ checks: "all" }));
    proposed(world, {}, { checks: PENDING });
    breakGlass(world, BEN);
    breakGlass(world, CAT);
    noOutlook(world, "GitHub is down.");
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting" });
    pass(world, 5 * MINUTE);
    tell(world, { type: "time-due" });
    expect(eventsOf(world, "look-asked").length).toBe(2);
  });
});
