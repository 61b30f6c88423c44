import { describe, expect, it } from "vitest";
import type { Rights } from "../../../src/domain/deployment/command.ts";
import type { SlackUserId } from "../../../src/domain/ids.ts";
import { aVersion, HOUR, manualOf, NEW, NEWER, rightsOf } from "../../support/deployment.ts";
import {
  approve,
  aWorld,
  breakGlass,
  deploymentOf,
  doings,
  eventsOf,
  look,
  proposed,
  started,
  tell,
  tick,
} from "../../support/deployment-world.ts";
import { ANN, BEN, CAT, MINUTE, NINE } from "../../support/incident.ts";

const DAN = "U0DAN" as SlackUserId;
const two = manualOf({ approvals: { count: 2, from: ["approvers"], expireMs: HOUR } });
const refused = (reason: string, more: object = {}) => ({ kind: "refused", refusal: { reason, ...more } });

describe("an approval", () => {
  it("counts, and the last one that is needed clears it", () => {
    const world = aWorld(two);
    proposed(world);
    approve(world, BEN);
    expect(deploymentOf(world)).toMatchObject({
      phase: "waiting",
      approvals: { given: [{ by: BEN, at: NINE }] },
    });
    approve(world, CAT);
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming" });
  });

  it.each<[string, SlackUserId, Partial<Rights> | null, object]>([
    ["by whoever asked", ANN, {}, { reason: "own-request" }],
    ["by another account of whoever asked", BEN, { isRequester: true }, { reason: "own-request" }],
    ["by who may not", BEN, { mayApprove: false }, { reason: "may-not", what: "approve", known: true }],
    ["by who may only deploy or override", BEN, { mayApprove: null }, { reason: "may-not", known: false }],
    ["by somebody unknown", BEN, null, { reason: "may-not", known: false }],
  ])("%s is refused", (_, user, rights, refusal) => {
    const world = aWorld();
    proposed(world);
    expect(approve(world, user, { rights })).toEqual({
      kind: "refused",
      refusal: expect.objectContaining(refusal),
    });
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", approvals: { given: [] } });
  });

  it("a second time by one person is refused", () => {
    const world = aWorld(two);
    proposed(world);
    approve(world, BEN);
    expect(approve(world, BEN)).toEqual(refused("already-approved"));
  });

  it("of a commit that the card does not show any more is refused", () => {
    const world = aWorld();
    proposed(world);
    expect(tell(world, { type: "approve", sha: NEWER }, { user: BEN })).toEqual(
      refused("ref-moved", { sha: NEW }),
    );
    expect(tell(world, { type: "approve", sha: null }, { user: BEN })).toEqual(
      refused("ref-moved", { sha: NEW }),
    );
  });

  it("that comes too late is refused, whether the clock was looked at or not", () => {
    const world = aWorld();
    proposed(world);
    world.now = NINE + HOUR;
    expect(approve(world)).toEqual(refused("expired"));
    tick(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "expired" });
    expect(approve(world)).toEqual(refused("already-ended", { phase: "expired" }));
  });

  it("where none is needed, or when it waits for none, is refused", () => {
    const world = aWorld(manualOf({ approvals: { count: 0, from: [], expireMs: HOUR } }), {
      lock: { by: CAT, why: "busy", since: NINE, until: null },
    });
    proposed(world);
    expect(approve(world)).toEqual(refused("nothing-closed"));
    const running = aWorld();
    started(running);
    expect(approve(running, CAT)).toEqual(refused("not-waiting", { phase: "running" }));
  });

  it("of what deploys no commit names none", () => {
    const world = aWorld();
    proposed(world, { kind: "failover", subject: "failover" });
    expect(approve(world).kind).toBe("accepted");
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming", pinned: null });
  });
});

describe("a rejection", () => {
  it("ends it with the reason", () => {
    const world = aWorld();
    proposed(world);
    tell(world, { type: "reject", why: " not on a Friday " }, { user: BEN });
    expect(deploymentOf(world)).toMatchObject({
      phase: "rejected",
      end: { why: "not on a Friday", by: { kind: "person", user: BEN } },
    });
  });

  it("needs a reason, and the right to approve; whoever asked may have it", () => {
    const world = aWorld();
    proposed(world);
    expect(tell(world, { type: "reject", why: "  " }, { user: BEN })).toEqual(refused("empty-text"));
    expect(tell(world, { type: "reject", why: "no" }, { user: BEN, rights: { mayApprove: false } })).toEqual(
      refused("may-not", { what: "approve", known: true }),
    );
    expect(tell(world, { type: "reject", why: "no" }, { user: ANN }).kind).toBe("accepted");
  });

  it("is too late when something runs", () => {
    const world = aWorld();
    started(world);
    expect(tell(world, { type: "reject", why: "no" }, { user: BEN })).toEqual(
      refused("not-waiting", { phase: "running" }),
    );
  });
});

describe("breaking the glass", () => {
  const lock = { by: DAN, why: "busy", since: NINE, until: null };

  it("takes a reason and a second person, passes over what is closed and records what that was", () => {
    const world = aWorld(manualOf({ checklist: ["Backup taken"] }), { lock });
    proposed(world);
    breakGlass(world, ANN);
    expect(deploymentOf(world)).toMatchObject({
      phase: "waiting",
      brokenGlass: { by: ANN, isRequester: true, why: "The site is down", second: null },
    });
    const gates = ["approvals", "checklist", "lock"];
    expect(eventsOf(world, "glass-broken")).toMatchObject([{ gates }]);
    breakGlass(world, BEN, { why: "" });
    expect(eventsOf(world, "glass-seconded")).toMatchObject([{ user: BEN, gates }]);
    expect(eventsOf(world, "cleared")).toEqual([{ type: "cleared", passedOver: gates }]);
    look(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "running" });
    expect(doings(world)).toContain("post announcements glass-seconded");
    expect(doings(world)).toContain("tell-incidents glass-seconded");
  });

  it.each<[string, SlackUserId, Partial<Rights> | null, string, object]>([
    ["who may not", BEN, { mayOverride: false }, "why", { reason: "may-not", what: "override", known: true }],
    ["of whom nothing is known", BEN, null, "why", { reason: "may-not", known: false }],
    ["without a reason", BEN, {}, " ", { reason: "empty-text" }],
  ])("is refused to somebody %s", (_, user, rights, why, refusal) => {
    const world = aWorld();
    proposed(world);
    expect(breakGlass(world, user, { rights, why })).toEqual({
      kind: "refused",
      refusal: expect.objectContaining(refusal),
    });
  });

  it.each<[string, SlackUserId, SlackUserId, Partial<Rights>, Partial<Rights>, object | null]>([
    ["the same person", BEN, BEN, {}, {}, { reason: "needs-second-person" }],
    ["another account of the first", ANN, BEN, {}, { isRequester: true }, { reason: "needs-second-person" }],
    ["the first by another account", BEN, ANN, { isRequester: true }, {}, { reason: "needs-second-person" }],
    ["whoever asked, who may only approve", BEN, ANN, {}, { mayOverride: false }, { reason: "own-request" }],
    [
      "somebody who may neither",
      BEN,
      CAT,
      {},
      { mayOverride: false, mayApprove: false },
      { reason: "may-not", what: "override", known: true },
    ],
    [
      "somebody of whom not all is known",
      BEN,
      CAT,
      {},
      { mayOverride: false, mayApprove: null },
      { reason: "may-not", known: false },
    ],
    ["an approver", BEN, CAT, {}, { mayOverride: false }, null],
    ["whoever asked, who may override", BEN, ANN, {}, {}, null],
    ["somebody else after whoever asked", ANN, BEN, {}, {}, null],
  ])("the second may be: %s?", (_, first, second, firstRights, secondRights, refusal) => {
    const world = aWorld();
    proposed(world);
    breakGlass(world, first, { rights: firstRights });
    const decision = breakGlass(world, second, { rights: secondRights });
    if (refusal === null) expect(deploymentOf(world)).toMatchObject({ phase: "confirming" });
    else expect(decision).toEqual({ kind: "refused", refusal: expect.objectContaining(refusal) });
  });

  it("is refused for another commit, when nothing is closed, twice, and when it is over", () => {
    const world = aWorld(manualOf({ asksAboutDatabase: true }), { goodBefore: aVersion() });
    proposed(world, { kind: "rollback" });
    expect(tell(world, { type: "break-glass", why: "x", sha: NEW }, { user: BEN })).toMatchObject(
      refused("ref-moved"),
    );
    breakGlass(world, BEN);
    breakGlass(world, CAT);
    // Only a person can say what becomes of the database.
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", brokenGlass: { second: { by: CAT } } });
    expect(breakGlass(world, CAT)).toEqual(refused("glass-is-broken"));
    tell(world, { type: "choose-database", back: false });
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming" });
    expect(breakGlass(world, CAT)).toEqual(refused("not-waiting", { phase: "confirming" }));
    world.now = NINE + HOUR;
    const late = aWorld();
    proposed(late);
    late.now = NINE + HOUR;
    expect(breakGlass(late)).toEqual(refused("expired"));
  });

  it("is refused when only the database is asked", () => {
    const approvals = { count: 0, from: [], expireMs: HOUR };
    const world = aWorld(manualOf({ asksAboutDatabase: true, approvals }), { goodBefore: aVersion() });
    proposed(world, { kind: "rollback" });
    expect(breakGlass(world)).toEqual(refused("nothing-closed"));
  });
});

describe("the checklist", () => {
  const manual = manualOf({ checklist: ["a", "b"], approvals: { count: 0, from: [], expireMs: HOUR } });
  const ticks = (item: number, on = true) => ({ type: "tick", item, on }) as const;

  it("opens the gate with its last item, with who ticked what", () => {
    const world = aWorld(manual);
    proposed(world);
    tell(world, ticks(0), { user: BEN });
    expect(deploymentOf(world).checklist).toEqual([
      { text: "a", ticked: { by: BEN, at: NINE } },
      { text: "b", ticked: null },
    ]);
    tell(world, ticks(0, false), { user: CAT });
    expect(deploymentOf(world).checklist[0]).toEqual({ text: "a", ticked: null });
    tell(world, ticks(0));
    tell(world, ticks(1));
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming" });
  });

  it("is quiet about what is ticked already, and refuses what is not there or not theirs", () => {
    const world = aWorld(manual);
    proposed(world);
    tell(world, ticks(0));
    expect(tell(world, ticks(0))).toEqual({ kind: "quiet" });
    expect(tell(world, ticks(1, false))).toEqual({ kind: "quiet" });
    expect(tell(world, ticks(2))).toEqual(refused("no-such-item"));
    const rights = rightsOf(BEN, { mayDeploy: false, mayApprove: false });
    expect(tell(world, ticks(1), { user: BEN, rights })).toMatchObject(refused("may-not"));
    expect(tell(world, ticks(1), { user: BEN, rights: { mayDeploy: false } }).kind).toBe("accepted");
  });

  it("that is unticked while it stands in the queue takes it out", () => {
    const world = aWorld(manual);
    started(world, { kind: "backup", subject: "database" });
    proposed(world);
    tell(world, ticks(0));
    tell(world, ticks(1));
    expect(deploymentOf(world)).toMatchObject({ phase: "queued" });
    tell(world, ticks(0, false));
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", queued: null });
    expect(eventsOf(world, "stopped-at-gate")).toEqual([{ type: "stopped-at-gate", gates: ["checklist"] }]);
    world.now = NINE + HOUR + MINUTE;
    expect(tell(world, ticks(0))).toEqual(refused("expired"));
  });
});

describe("the question of the database", () => {
  const manual = manualOf({ asksAboutDatabase: true });
  const choose = (back: boolean) => ({ type: "choose-database", back }) as const;

  it("is answered by a person; another answer withdraws what was approved", () => {
    const world = aWorld(manual, { goodBefore: aVersion() });
    proposed(world, { kind: "rollback" });
    approve(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", approvals: { given: [{ by: BEN }] } });
    tell(world, choose(true));
    expect(deploymentOf(world)).toMatchObject({ database: true, approvals: { given: [] } });
    expect(eventsOf(world, "database-chosen")).toEqual([
      { type: "database-chosen", back: true, withdrawn: [BEN] },
    ]);
    expect(doings(world)).toContain("post channel database-chosen");
    expect(tell(world, choose(true))).toEqual({ kind: "quiet" });
    approve(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming" });
    expect(tell(world, choose(false))).toEqual(refused("not-waiting", { phase: "confirming" }));
  });

  it("is not asked of a deploy, nor where the manual does not ask; nor of everybody", () => {
    const deploy = aWorld(manual);
    proposed(deploy);
    expect(tell(deploy, choose(true))).toEqual(refused("nothing-closed"));
    const other = aWorld(manualOf(), { goodBefore: aVersion() });
    proposed(other, { kind: "rollback" });
    expect(tell(other, choose(true))).toEqual(refused("nothing-closed"));
    const world = aWorld(manual, { goodBefore: aVersion() });
    proposed(world, { kind: "rollback" });
    expect(tell(world, choose(true), { rights: null })).toMatchObject(refused("may-not"));
  });
});
