import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  asks,
  cardOf,
  type Deploying,
  notices,
  openDeploying,
  presses,
  pressesOldCopy,
  reads,
  replaced,
  runsOf,
  shows,
  ticks,
  verified,
} from "../support/deploying.ts";
import { fillIn, toldDirectly } from "../support/hands.ts";

/** Who may do what: viewers look, operators deploy, leads approve and override; and each of them on a bad day. */

let stage: Deploying;

const inProduction = () => runsOf(stage).filter(({ inputs }) => inputs["environment"] === "production");

describe("viewer, operator, lead", () => {
  beforeAll(async () => {
    stage = await openDeploying({ profile: "sebenza" });
    await verified(stage, "chidi", "suite main to staging", 1);
  });
  afterAll(() => stage.stop());

  it("who may not deploy looks at everything and changes nothing", async () => {
    const refused = await asks(stage, "eva", "suite main to staging");
    expect(refused).toContain("You may not deploy: the manual lets *operators* or *developers*");
    for (const text of ["rollback suite in staging", "backup database", "failover failover"])
      expect(await asks(stage, "eva", text)).toContain("You may not deploy");
    expect(await asks(stage, "eva", "lock suite staging mine")).toContain("You may not hold others back");
    expect(await asks(stage, "eva", "freeze all mine")).toContain("You may not");
    expect(await asks(stage, "eva", "history suite")).toContain("#1 · deploy suite → staging · verified");
    expect(await asks(stage, "eva", "where suite")).toContain("*staging*");
    expect(await asks(stage, "eva", "status 1")).toContain("✅ *Verified*");
    expect(runsOf(stage)).toHaveLength(2);
  });

  it("who may deploy neither approves nor breaks the glass; a stranger's clicks do nothing", async () => {
    await asks(stage, "chidi", "suite main to production");
    for (const user of ["dana", "eva"]) {
      await presses(stage, user, "Approve", 2);
      await reads(stage, user, "You may not approve: the manual lets *leads*. Ask one of them.");
    }
    await presses(stage, "eva", "Tick", 2);
    await reads(stage, "eva", "You may not deploy");
    await presses(stage, "eva", "Cancel", 2);
    await reads(stage, "eva", "that is for <@U0CHIDI>, who asked for it");
    expect(await asks(stage, "eva", "cancel 2")).toContain("You may not cancel it");
    expect(cardOf(stage, 2)).toContain("waits for 1 approval and 8 ticks");
    await asks(stage, "chidi", "cancel 2");
    expect(cardOf(stage, 2)).toContain("⏹ #2 · deploy suite → production · cancelled");
    expect(inProduction()).toEqual([]);
  });

  it("who asked may not approve it, although a lead", async () => {
    await asks(stage, "amara", "suite main to production");
    await presses(stage, "amara", "Approve", 3);
    await reads(stage, "amara", "You asked for #3 yourself, by this account or another of yours");
    expect(cardOf(stage, 3)).toContain("needed from *leads*, not <@U0AMARA> who asked");
    await asks(stage, "amara", "cancel 3");
  });

  it("a lead rejects it with a reason, of which whoever asked is told; a late approval changes nothing", async () => {
    await asks(stage, "chidi", "suite main to production");
    await asks(stage, "ben", "status 4");
    await presses(stage, "amara", "Reject", 4);
    await fillIn(stage, "amara", { why: "not on a Tuesday" });
    await stage.settled();
    expect(cardOf(stage, 4)).toContain("🚫 Rejected by <@U0AMARA>: not on a Tuesday. Nothing ran");
    expect([...toldDirectly(stage, "chidi"), ...notices(stage, 4)].join("\n")).toContain("not on a Tuesday");
    await pressesOldCopy(stage, "ben", "Approve", 4);
    await reads(stage, "ben", "#4 is over (rejected), so nothing was changed");
    expect(inProduction()).toEqual([]);
  });

  it("an approval after the cancellation, from a card of before", async () => {
    await asks(stage, "chidi", "suite main to production");
    await ticks(stage, "dana", 5);
    await asks(stage, "ben", "status 5");
    await presses(stage, "chidi", "Cancel", 5);
    await pressesOldCopy(stage, "ben", "Approve", 5);
    await reads(stage, "ben", "#5 is over (cancelled), so nothing was changed");
    await stage.follow(60_000);
    expect(inProduction()).toEqual([]);
  });

  it("an approval from a card of before the ref moved is of another commit", async () => {
    const { repository } = stage;
    stage.github.commit({ repository, branch: "main", message: "Not in staging yet" });
    await asks(stage, "chidi", "suite main to production");
    await asks(stage, "ben", "status 6");
    stage.github.commit({ repository, branch: "main", message: "Pushed meanwhile" });
    await presses(stage, "chidi", "Look again", 6);
    await pressesOldCopy(stage, "ben", "Approve", 6);
    await reads(stage, "ben", "What you saw is not what would run: #6 is `");
    expect(cardOf(stage, 6)).not.toContain("Approved by");
    await asks(stage, "chidi", "cancel 6");
  });

  it("an approval that comes too late, and one that waited too long", async () => {
    await asks(stage, "chidi", "suite v2.5.0-rc.1 to production");
    await asks(stage, "ben", "status 7");
    await presses(stage, "amara", "Approve", 7);
    await stage.advance(8 * 3_600_000);
    expect(cardOf(stage, 7)).toContain("⌛ Its time was over before it could start. Nothing ran.");
    await pressesOldCopy(stage, "ben", "Approve", 7);
    await reads(stage, "ben", "#7 is over (expired), so nothing was changed");
    expect(inProduction()).toEqual([]);
  });
});

describe("two approvals", () => {
  const two = (text: string): string =>
    replaced(
      text,
      /approvals: \{ count: 1, from: \[leads\] \} # the manual/,
      "approvals: { count: 2, from: [leads] } # the manual",
    );
  const dana = "leads: { emails: [amara@example.com, ben@example.com";

  beforeAll(async () => {
    stage = await openDeploying({
      profile: "sebenza",
      edit: (text) => replaced(two(text), dana, `${dana}, dana@example.com`),
    });
    await verified(stage, "chidi", "suite main to staging", 1);
  });
  afterAll(() => stage.stop());

  it("count people, not clicks; and two at once start it once", async () => {
    await asks(stage, "chidi", "suite main to production");
    await ticks(stage, "chidi", 2);
    await presses(stage, "amara", "Approve", 2);
    await presses(stage, "amara", "Approve", 2);
    await reads(stage, "amara", "You approved #2 already; one person counts once. 1 more must approve.");
    await Promise.allSettled([presses(stage, "ben", "Approve", 2), presses(stage, "dana", "Approve", 2)]);
    const card = await shows(stage, 2, "*Verified*");
    expect(card).toMatch(/Approved by <@U0AMARA>, <@U0(BEN|DANA)> \(2 of 2\)/);
    expect(inProduction()).toHaveLength(5);
    const deployIds = stage.github.runs(stage.repository).map(({ inputs }) => inputs["deploy_id"]);
    expect(new Set(deployIds).size).toBe(deployIds.length);
  });

  it("what somebody approved who is no lead any more counts no more", async () => {
    await asks(stage, "chidi", "suite main to production");
    await ticks(stage, "chidi", 3);
    await presses(stage, "dana", "Approve", 3);
    await stage.restart({ profile: stage.manual(two) });
    await stage.advance(10_000);
    const before = inProduction().length;
    await presses(stage, "amara", "Approve", 3);
    await stage.follow(60_000);
    expect(notices(stage, 3).join("\n")).toContain("What <@U0DANA> let pass counts no more");
    expect(cardOf(stage, 3)).toContain("waits for 1 approval");
    expect(inProduction()).toHaveLength(before);
  });
});

describe("while nobody knows who belongs to which group", () => {
  afterEach(() => stage.stop());

  it("what is not known is no, and is said so; it is yes as soon as it is known", async () => {
    stage = await openDeploying({ profile: "sebenza", known: false });
    stage.faults.add({ vendor: "slack", kind: "error", status: 500, call: "users.lookupByEmail" });
    stage.faults.add({ vendor: "slack", kind: "error", status: 500, call: "usergroups.users.list" });
    stage.faults.add({ vendor: "slack", kind: "error", status: 500, call: "users.list" });
    const answer = await asks(stage, "chidi", "suite main to staging");
    expect(answer).toContain(
      "Tocsin cannot find out now whether you may deploy, and what is not known is no",
    );
    stage.faults.clear();
    await stage.advance(600_000);
    await verified(stage, "chidi", "suite main to staging", 1);
    expect(runsOf(stage)).toHaveLength(2);
  });
});
