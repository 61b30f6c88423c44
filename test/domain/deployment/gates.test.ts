import { describe, expect, it } from "vitest";
import type { Environment } from "../../../src/domain/delivery.ts";
import type { Deployment } from "../../../src/domain/deployment/deployment.ts";
import { type Gate, type GateFacts, gatesOf, isClear } from "../../../src/domain/deployment/gates.ts";
import { aChange, aDeployment, anEnvironment, anOutlook, factsOf } from "../../support/deployment.ts";
import { ANN, BEN, CAT, NINE } from "../../support/incident.ts";

function gates(
  deployment: Partial<Deployment>,
  environment: Partial<Environment> | null = {},
  facts: Partial<GateFacts> = {},
): readonly Gate[] {
  return gatesOf({
    deployment: aDeployment({ approvals: NONE, ...deployment }),
    environment: environment === null ? null : anEnvironment(environment),
    facts: factsOf(facts),
  });
}

const NONE: Deployment["approvals"] = { needed: 0, from: [], given: [], expireAt: NINE, expireMs: 0 };
const check = (name: string, state: "success" | "failure" | "pending" | "skipped" | "unknown") => ({
  name,
  state,
});
const checked = (...checks: readonly ReturnType<typeof check>[]) => ({ outlook: anOutlook({ checks }) });
const LOCK = { by: BEN, why: "migration", since: NINE, until: null };
const FREEZE = { cause: "person", name: "launch", by: BEN, until: null } as const;
const ROLLBACK = { kind: "rollback" } as const;

describe("each gate", () => {
  it.each<[string, Parameters<typeof gates>, readonly object[]]>([
    ["none is there where the manual asks nothing", [{}], []],
    ["a backup of an unknown place has none of an environment", [{ kind: "backup" }, null], []],
    ["a deploy to an unknown place has none of an environment", [{}, null], []],
    [
      "approvals",
      [{ approvals: { ...NONE, needed: 2, from: ["leads"], given: [{ by: BEN, at: NINE }] } }],
      [{ kind: "approvals", open: false, given: 1, needed: 2, from: ["leads"] }],
    ],
    [
      "an unticked item",
      [
        {
          checklist: [
            { text: "a", ticked: { by: ANN, at: NINE } },
            { text: "b", ticked: null },
          ],
        },
      ],
      [{ kind: "checklist", open: false, left: ["b"] }],
    ],
    [
      "the database, of a rollback only",
      [{ ...ROLLBACK }, { asksAboutDatabase: true }],
      [{ kind: "database", open: false }],
    ],
    [
      "the database, chosen",
      [{ ...ROLLBACK, database: false }, { asksAboutDatabase: true }],
      [{ open: true }],
    ],
    ["the database, of no deploy", [{}, { asksAboutDatabase: true }], []],
    ["the database, where nobody asks", [{ ...ROLLBACK }], []],
    [
      "all checks, each counted as what it is",
      [
        checked(check("a", "success"), check("b", "failure"), check("c", "pending"), check("d", "unknown")),
        { checks: "all" },
      ],
      [{ kind: "checks", open: false, failed: ["b", "d"], pending: ["c"], missing: [] }],
    ],
    [
      "all checks, of which there are none",
      [checked(), { checks: "all" }],
      [{ kind: "checks", open: false }],
    ],
    [
      "checks before GitHub was asked",
      [{ outlook: null }, { checks: "all" }],
      [{ kind: "checks", open: false }],
    ],
    [
      "checks that are green or skipped",
      [checked(check("a", "success"), check("b", "skipped")), { checks: "all" }],
      [{ kind: "checks", open: true }],
    ],
    [
      "a named check that is missing",
      [checked(check("a", "success")), { checks: ["a", "e2e"] }],
      [{ kind: "checks", open: false, missing: ["e2e"], failed: [], pending: [] }],
    ],
    ["checks of a rollback", [{ ...ROLLBACK, ...checked(check("a", "failure")) }, { checks: "all" }], []],
    [
      "an older commit",
      [{ outlook: anOutlook({ change: aChange("behind") }) }],
      [{ kind: "order", open: false, behindBy: 2, diverged: false }],
    ],
    [
      "another line of commits",
      [{ outlook: anOutlook({ change: aChange("diverged") }) }],
      [{ kind: "order", open: false, diverged: true }],
    ],
    [
      "a newer commit",
      [{ outlook: anOutlook({ change: aChange("ahead") }) }],
      [{ kind: "order", open: true }],
    ],
    ["the same commit", [{ outlook: anOutlook({ change: aChange("identical") }) }], [{ open: true }]],
    [
      "an older commit of a rollback",
      [{ ...ROLLBACK, outlook: anOutlook({ change: aChange("behind") }) }],
      [],
    ],
    [
      "staging first",
      [{}, { promoteFrom: "staging" }],
      [{ kind: "promotion", open: false, environment: "staging", at: null }],
    ],
    ["staging was good", [{}, { promoteFrom: "staging" }, { promotedAt: NINE }], [{ open: true, at: NINE }]],
    ["staging, of a rollback", [{ ...ROLLBACK }, { promoteFrom: "staging" }], []],
    ["somebody's lock", [{}, {}, { lock: LOCK }], [{ kind: "lock", open: false, lock: LOCK }]],
    ["one's own lock", [{ requestedBy: BEN }, {}, { lock: LOCK }], [{ kind: "lock", open: true }]],
    ["a freeze", [{}, {}, { freezes: [FREEZE] }], [{ kind: "freeze", open: false, freezes: [FREEZE] }]],
    ["a freeze, of a rollback", [{ ...ROLLBACK }, {}, { freezes: [FREEZE] }], []],
    [
      "an incident of that rank",
      [
        {},
        { freezeAtRank: 2 },
        {
          incidents: [
            { number: 7, rank: 2 },
            { number: 8, rank: 3 },
          ],
        },
      ],
      [{ kind: "incident", open: false, incidents: [{ number: 7, rank: 2 }] }],
    ],
    [
      "a milder incident",
      [{}, { freezeAtRank: 1 }, { incidents: [{ number: 7, rank: 2 }] }],
      [{ open: true }],
    ],
    [
      "an incident, of a rollback",
      [{ ...ROLLBACK }, { freezeAtRank: 2 }, { incidents: [{ number: 7, rank: 1 }] }],
      [],
    ],
    [
      "GitHub, when it could not be asked",
      [{ unseen: { at: NINE, reason: "It is down.", cure: "Look again." } }],
      [{ kind: "outlook", open: false, reason: "It is down.", cure: "Look again." }],
    ],
  ])("%s", (_, given, expected) => {
    const found = gates(...given);
    expect(found).toEqual(expected.map((gate) => expect.objectContaining(gate)));
  });
});

describe("a broken glass", () => {
  const second = { by: CAT, at: NINE };
  const broken = { by: BEN, isRequester: false, at: NINE, why: "down", second: null };
  const unseen = { at: NINE, reason: "It is down.", cure: "Look again." };

  it.each<[string, Partial<Deployment>, boolean]>([
    ["by one changes nothing", { brokenGlass: broken }, false],
    ["by two passes over what is closed", { brokenGlass: { ...broken, second } }, true],
    [
      "passes not over the question of the database",
      { brokenGlass: { ...broken, second }, kind: "rollback", database: null },
      false,
    ],
    [
      "passes not over a ref that GitHub could not name",
      { brokenGlass: { ...broken, second }, unseen },
      false,
    ],
  ])("%s", (_, changes, clear) => {
    const deployment = aDeployment(changes);
    const environment = anEnvironment({ asksAboutDatabase: true });
    expect(isClear(deployment, gatesOf({ deployment, environment, facts: factsOf({ lock: LOCK }) }))).toBe(
      clear,
    );
  });
});
