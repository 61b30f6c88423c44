import { describe, expect, it } from "vitest";
import { decide } from "../../../src/domain/deployment/decide.ts";
import type { DeploymentFacts, Manual } from "../../../src/domain/deployment/decision.ts";
import type { DeploymentEvent } from "../../../src/domain/deployment/event.ts";
import {
  aBackup,
  anEnvironment,
  asks,
  aVersion,
  effectOf,
  factsOf,
  HOUR,
  health,
  manualOf,
  OLD,
  propose,
  run,
  WATCH,
  wait,
} from "../../support/deployment.ts";
import { aWorld, deploymentOf, look, proposed, tell } from "../../support/deployment-world.ts";
import { ANN, BEN, LOBBY, MINUTE, NINE } from "../../support/incident.ts";

type Asked = Parameters<typeof asks>[1];

function decided(
  command: Parameters<typeof propose>[0] = {},
  given: { readonly asked?: Asked; readonly facts?: Partial<DeploymentFacts>; readonly manual?: Manual } = {},
) {
  const { asked = {}, facts = {}, manual = manualOf() } = given;
  return decide(null, asks(propose(command), asked), factsOf(facts), manual);
}

function firstEvent(...args: Parameters<typeof decided>): Extract<DeploymentEvent, { type: "proposed" }> {
  const decision = decided(...args);
  const event = decision.kind === "accepted" ? decision.events[0] : undefined;
  if (event?.type !== "proposed") throw new Error(JSON.stringify(decision));
  return event;
}

describe("a proposal", () => {
  it("writes down what the manual says, and asks GitHub what the ref is", () => {
    expect(decided({ why: " faster " })).toEqual({
      kind: "accepted",
      events: [
        {
          type: "proposed",
          number: 12,
          profileHash: "h1",
          kind: "deploy",
          service: "api",
          environment: "production",
          subject: null,
          places: ["api/production"],
          dryRun: false,
          requestedBy: ANN,
          requestedIn: LOBBY,
          why: "faster",
          ref: "main",
          backTo: null,
          database: null,
          restoreTo: null,
          steps: [
            expect.objectContaining({ key: "1", name: "deploy" }),
            expect.objectContaining({ key: "2" }),
          ],
          checklist: [],
          needed: 1,
          from: ["approvers"],
          expireAt: NINE + HOUR,
        },
        { type: "look-asked", purpose: "proposal", effect: effectOf(12, 2, "look-up/proposal") },
      ],
    });
  });

  it("takes the ref that was typed, and the manual's for none", () => {
    expect(firstEvent({ ref: " v1.4.0 " }).ref).toBe("v1.4.0");
    expect(firstEvent({ ref: "  " }).ref).toBe("main");
  });

  it("holds the places of all its runs, also of those that only a failure begins", () => {
    const deploy = [
      wait(MINUTE),
      run("b", { service: "web" }, [run("undo", { service: "cache", environment: "eu" }), health()]),
      run("a", { service: "web" }),
    ];
    expect(firstEvent({}, { manual: manualOf({ deploy }) }).places).toEqual([
      "api/production",
      "cache/eu",
      "web/production",
    ]);
  });

  it("has the checklist of its environment; a rollback has none", () => {
    const manual = manualOf({ checklist: ["Backup taken"] });
    expect(firstEvent({}, { manual }).checklist).toEqual(["Backup taken"]);
    expect(firstEvent({ kind: "rollback" }, { manual, facts: { goodBefore: aVersion() } }).checklist).toEqual(
      [],
    );
  });

  it("without a number is a bug", () => {
    expect(() => decided({}, { facts: { nextNumber: null } })).toThrow("next number");
  });

  it.each<[string, Parameters<typeof propose>[0], object]>([
    ["service", { service: "apo" }, { reason: "unknown-service", typed: "apo", nearest: ["api"] }],
    [
      "environment",
      { environment: "prod" },
      { reason: "unknown-environment", typed: "prod", nearest: ["production", "staging"] },
    ],
    [
      "backup",
      { kind: "backup", subject: "databse" },
      { reason: "unknown-backup", typed: "databse", nearest: ["database"] },
    ],
    ["backup without a name", { kind: "restore" }, { reason: "unknown-backup", typed: "" }],
    [
      "plan",
      { kind: "failover", subject: "x" },
      { reason: "unknown-plan", typed: "x", nearest: ["failover"] },
    ],
    ["plan without a name", { kind: "failover" }, { reason: "unknown-plan", typed: "" }],
    [
      "way back",
      { kind: "rollback", environment: "staging" },
      { reason: "no-plan", kind: "rollback", service: "api", environment: "staging" },
    ],
  ])("of an unknown %s is refused with what is known", (_, command, refusal) => {
    expect(decided(command)).toEqual({ kind: "refused", refusal: expect.objectContaining(refusal) });
  });

  it.each<[string, Asked, object]>([
    ["who may not", { rights: { mayDeploy: false } }, { reason: "may-not", what: "deploy", known: true }],
    ["of whom it is not known", { rights: { mayDeploy: null } }, { reason: "may-not", known: false }],
    ["of whom nothing is known", { rights: null }, { reason: "may-not", known: false }],
  ])("by somebody %s is refused", (_, asked, refusal) => {
    expect(decided({}, { asked })).toEqual({ kind: "refused", refusal: expect.objectContaining(refusal) });
  });

  it("that was made a moment ago is refused", () => {
    const duplicateOf = { id: asks(propose()).newId, number: 11 };
    const refusal = { reason: "already-proposed", number: 11 };
    expect(decided({}, { facts: { duplicateOf } })).toEqual({ kind: "refused", refusal });
    const world = aWorld();
    proposed(world);
    expect(tell(world, propose())).toEqual({
      kind: "refused",
      refusal: { reason: "already-proposed", number: 1 },
    });
  });

  it("must exist before anything else is asked of it", () => {
    expect(decide(null, asks({ type: "check-again" }), factsOf(), manualOf())).toEqual({
      kind: "refused",
      refusal: { reason: "no-such-deployment" },
    });
  });
});

describe("a dry run", () => {
  it("needs no right and no approval, takes no place and shows what it found", () => {
    const world = aWorld();
    tell(world, propose({ dryRun: true }), { of: 1, rights: { mayDeploy: false } });
    look(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "shown", clearedAt: null, outlook: { at: NINE } });
    expect(world.effects.map(({ kind }) => kind)).toEqual(["look-up", "post"]);
  });
});

describe("a rollback", () => {
  const goodBefore = aVersion();
  const goodNamed = aVersion({ number: 4, ref: "v0.9.0" });

  it("goes back to the last good version, whose commit is pinned from the ledger", () => {
    const world = aWorld(manualOf(), { goodBefore, goodNamed });
    tell(world, propose({ kind: "rollback", database: false }), { of: 1 });
    expect(deploymentOf(world)).toMatchObject({
      ref: "v1.0.0",
      backTo: 9,
      pinned: { ref: "v1.0.0", sha: OLD },
      database: false,
    });
  });

  it("goes back to a version that was named", () => {
    expect(firstEvent({ kind: "rollback", ref: "#4" }, { facts: { goodBefore, goodNamed } }).backTo).toBe(
      goodNamed,
    );
  });

  it.each([
    ["none was ever good", null, { goodNamed }],
    ["the named one was never good", "v7", { goodBefore }],
  ])("is refused when %s", (_, ref, facts) => {
    expect(decided({ kind: "rollback", ref }, { facts })).toEqual({
      kind: "refused",
      refusal: { reason: "nothing-to-roll-back-to", typed: ref },
    });
  });

  it("is Tocsin's own only where the manual lets it, for who asked for what went wrong, and without approvals", () => {
    const asked = { user: null };
    const facts = { goodBefore };
    const act = manualOf({ rollbackWhen: { ...WATCH, answer: "act" } });
    expect(firstEvent({ kind: "rollback", for: BEN }, { asked, facts, manual: act })).toMatchObject({
      requestedBy: BEN,
      needed: 0,
    });
    const no = { kind: "refused", refusal: { reason: "may-not", what: "deploy", known: true } };
    const proposes = manualOf({ rollbackWhen: WATCH });
    expect(decided({ kind: "rollback", for: BEN }, { asked, facts, manual: proposes })).toEqual(no);
    expect(decided({ kind: "rollback", for: BEN }, { asked, facts })).toEqual(no);
    expect(decided({ kind: "rollback" }, { asked, facts, manual: act })).toEqual(no);
    expect(decided({ for: BEN }, { asked, facts, manual: act })).toEqual(no);
    const pagerDuty = {
      ...asks(propose({ kind: "rollback", for: BEN })),
      by: { kind: "pagerduty", name: "Ben" },
    } as const;
    expect(decide(null, pagerDuty, factsOf(facts), act)).toEqual(no);
  });
});

describe("backups and recovery", () => {
  it.each([
    ["backup" as const, ["backup"], 0, ["api/production"]],
    ["verify-backup" as const, ["verify-backup"], 0, ["api/production", "api/scratch"]],
    ["restore" as const, ["restore"], 2, ["api/production"]],
  ])("%s has its own plan, places and approvals", (kind, names, needed, places) => {
    const event = firstEvent({ kind, subject: "database", service: "", environment: "" });
    expect(event.steps.map(({ name }) => name)).toEqual(names);
    expect(event).toMatchObject({
      service: "api",
      environment: "production",
      subject: "database",
      needed,
      places,
      ref: "main",
      checklist: [],
    });
  });

  it("a failover is a plan by name", () => {
    expect(firstEvent({ kind: "failover", subject: "failover" })).toMatchObject({
      needed: 1,
      subject: "failover",
    });
  });

  it("of a place to which nothing is deployed are run on main", () => {
    const backups = [aBackup({ environment: "archive" })];
    const manual = manualOf({ ref: "trunk" }, { backups });
    expect(firstEvent({ kind: "backup", subject: "database" }, { manual }).ref).toBe("main");
    const trunk = manualOf({ ref: "trunk" });
    expect(firstEvent({ kind: "backup", subject: "database" }, { manual: trunk }).ref).toBe("trunk");
  });

  it("are restored to the past only", () => {
    const restore = { kind: "restore", subject: "database" } as const;
    const refused = { kind: "refused", refusal: { reason: "time-not-past" } };
    expect(decided({ ...restore, restoreTo: NINE })).toEqual(refused);
    expect(decided({ ...restore, restoreTo: NINE + MINUTE })).toEqual(refused);
    expect(firstEvent({ ...restore, restoreTo: NINE - MINUTE }).restoreTo).toBe(NINE - MINUTE);
    expect(
      firstEvent({ kind: "backup", subject: "database", restoreTo: NINE + MINUTE }).restoreTo,
    ).toBeNull();
  });

  it("that the manual does not describe are refused", () => {
    const manual = manualOf({}, { backups: [aBackup({ verify: [] })] });
    expect(decided({ kind: "verify-backup", subject: "database" }, { manual })).toMatchObject({
      refusal: { reason: "no-plan", kind: "verify-backup", service: "api", environment: "production" },
    });
  });
});

describe("the environment's words", () => {
  it("are taken from the manual of the environment that is meant", () => {
    const staging = anEnvironment({ key: "staging", approvals: { count: 0, from: [], expireMs: MINUTE } });
    const manual: Manual = {
      hash: "h2",
      delivery: { ...manualOf().delivery, environments: { api: [staging, anEnvironment()] } },
    };
    expect(firstEvent({ environment: "staging" }, { manual })).toMatchObject({
      needed: 0,
      expireAt: NINE + MINUTE,
      profileHash: "h2",
    });
  });
});
