import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Instant } from "../../../src/domain/ids.ts";
import type { PageNews, PagerDutyPerson } from "../../../src/domain/incident/command.ts";
import type { Decision } from "../../../src/domain/incident/decision.ts";
import type { Incident } from "../../../src/domain/incident/incident.ts";
import { BEN, CAT, declare, effectId, MINUTE, NINE, person, TOCSIN } from "../../support/incident.ts";
import { aPolicy, aProfile } from "../../support/profile.ts";
import { aWorld, eventsOf, incidentOf, pass, tell, type World } from "../../support/world.ts";

const PAGE = effectId(3, "page/default");
const NONE = { notified: [], acknowledged: null, unacknowledgedAt: null, resolved: null, level: null };
const at = (minutes: number): Instant => NINE + minutes * MINUTE;
const ben: PagerDutyPerson = { name: "Ben", user: BEN };
const cat: PagerDutyPerson = { name: "Cat", user: CAT };
const dana: PagerDutyPerson = { name: "Dana", user: null };
const acknowledged = (by: PagerDutyPerson, minutes: number) => ({
  acknowledged: { by, at: at(minutes) },
});

function paged(changes: Parameters<typeof aPolicy>[1] = {}): World {
  const policy = aPolicy("default", { acknowledgeExpiresMs: null, ...changes });
  const world = aWorld(aProfile({ escalation: [policy] }), declare({ severity: "P1" }));
  world.now = at(4);
  return world;
}

function hear(world: World, news: Partial<PageNews>, page = PAGE): Decision {
  return tell(world, { type: "record-page-news", page, news: { at: world.now, ...NONE, ...news } }, TOCSIN);
}

describe("news of a page", () => {
  it("tell whom PagerDuty notified, each once, by the time they were", () => {
    const world = paged();
    const first = { name: "Dana", at: at(1), how: "push" };
    const second = { name: "Dana", at: at(2), how: "phone" };
    const third = { name: "Ben", at: at(2), how: "push" };
    hear(world, { notified: [second, third] });
    hear(world, { notified: [first, second] });
    expect(hear(world, { notified: [first, third] })).toEqual({ kind: "quiet" });
    expect(incidentOf(world).pages[0]?.notified).toEqual([first, third, second]);
  });

  it("of a page that nobody knows are quiet", () => {
    expect(hear(paged(), acknowledged(ben, 1), effectId(9, "page/x"))).toEqual({ kind: "quiet" });
  });

  it("tell which level PagerDuty asks now, and the older word never undoes the newer", () => {
    const world = paged({ runBy: "pagerduty", steps: aPolicy("x").steps.slice(0, 1), repeat: 0 });
    const level = (of: number, people = ["Dana"], escalatesAt: Instant | null = at(30)) => ({
      level: of,
      people,
      escalatesAt,
    });
    for (const [when, told] of [
      [1, level(1)],
      [3, level(2)],
      [2, level(1)],
      [3.1, level(2)],
      [3.2, level(2, ["Eve"])],
      [3.3, level(2, ["Eve"], null)],
    ] as const)
      hear(world, { at: at(when), level: told });
    expect(eventsOf(world, "page-escalated").map((event) => event.level)).toEqual([
      level(1),
      level(2),
      level(2, ["Eve"]),
      level(2, ["Eve"], null),
    ]);
  });

  it.each([
    ["known in Slack", ben, person(BEN)],
    ["known in PagerDuty only", dana, { kind: "pagerduty", name: "Dana" }],
  ] as const)("that somebody %s has it rest the run, at the time it was", (_, who, by) => {
    const world = paged();
    hear(world, acknowledged(who, 1));
    const [run] = incidentOf(world).escalations;
    expect(run).toMatchObject({ state: "acknowledged", acknowledgements: [{ by, at: at(1) }] });
    expect(incidentOf(world)).toMatchObject({ phase: "acknowledged", acknowledgedAt: at(1) });
    expect(hear(world, acknowledged(who, 1))).toEqual({ kind: "quiet" });
  });

  it("from a clock that is wrong happen neither in our future nor before the incident", () => {
    const early = paged();
    hear(early, acknowledged(ben, -10));
    expect(incidentOf(early).acknowledgedAt).toBe(NINE);
    const future = paged();
    hear(future, acknowledged(ben, 10));
    expect(incidentOf(future).acknowledgedAt).toBe(at(4));
    expect(hear(paged(), { unacknowledgedAt: at(10) })).toEqual({ kind: "quiet" });
  });

  it("after the end change nothing of who has it", () => {
    const world = paged();
    tell(world, { type: "resolve", message: "fixed" });
    const before = incidentOf(world);
    expect(hear(world, { ...acknowledged(ben, 3), unacknowledgedAt: at(3.5) })).toEqual({ kind: "quiet" });
    hear(world, { resolved: { by: dana, at: at(4) } });
    const { acknowledgedBy, acknowledgedAt, phase, escalations } = incidentOf(world);
    expect({ acknowledgedBy, acknowledgedAt, phase, escalations }).toEqual({
      acknowledgedBy: before.acknowledgedBy,
      acknowledgedAt: before.acknowledgedAt,
      phase: "resolved",
      escalations: before.escalations,
    });
  });

  it("that it was resolved there are our own doing once the incident is resolved: nobody is named, nothing is said", () => {
    const world = paged();
    tell(world, { type: "resolve", message: "fixed" });
    const said = world.effects.length;
    hear(world, { resolved: { by: dana, at: at(4) } });
    expect(world.timeline.at(-1)).toMatchObject({ by: TOCSIN, event: { type: "page-resolved" } });
    expect(incidentOf(world).pages[0]?.acknowledged).toBeNull();
    expect(world.effects.slice(said).filter(({ kind }) => kind === "post")).toEqual([]);
  });

  it("that it was resolved there by a person are an acknowledgement; by nobody only that", () => {
    const world = paged();
    hear(world, { resolved: { by: ben, at: at(2) } });
    expect(incidentOf(world)).toMatchObject({
      phase: "acknowledged",
      escalations: [{ state: "acknowledged" }],
      pages: [{ resolvedAt: at(2), acknowledged: { by: person(BEN) } }],
    });
    expect(hear(world, { resolved: { by: ben, at: at(2) } })).toEqual({ kind: "quiet" });
    const alone = paged();
    hear(alone, { resolved: { by: null, at: at(2) } });
    expect(incidentOf(alone)).toMatchObject({ phase: "declared", escalations: [{ state: "running" }] });
    expect(alone.timeline.at(-1)).toMatchObject({ by: TOCSIN, event: { type: "page-resolved" } });
  });
});

describe("an acknowledgement that was taken back in PagerDuty", () => {
  it("is acknowledged there again, where the chain is ours, as often as it is taken back", () => {
    const world = paged();
    const receipt = { type: "page", pagerDutyId: "PD1", url: null, via: "policy", unknown: [] } as const;
    tell(world, { type: "record-receipt", effect: PAGE, kind: "page", receipt }, TOCSIN);
    hear(world, acknowledged(ben, 1));
    for (const minutes of [2, 3]) {
      hear(world, { unacknowledgedAt: at(minutes) });
      expect(world.effects.filter(({ kind }) => kind === "acknowledge-page")).toHaveLength(minutes - 1);
      hear(world, acknowledged(dana, minutes + 0.5));
    }
    expect(incidentOf(world).escalations[0]).toMatchObject({ state: "acknowledged" });
  });

  it("makes PagerDuty call again where it runs the chain, and so does ours", () => {
    const world = paged({ runBy: "pagerduty", steps: aPolicy("x").steps.slice(0, 1), repeat: 0 });
    hear(world, { ...acknowledged(ben, 1), unacknowledgedAt: at(2) });
    expect(incidentOf(world).escalations[0]).toMatchObject({
      state: "running",
      nextAt: at(2 + 5),
      acknowledgements: [],
    });
    hear(world, { ...acknowledged(ben, 3), unacknowledgedAt: at(2) });
    expect(incidentOf(world).escalations[0]).toMatchObject({ state: "acknowledged" });
  });

  it("counts for nothing when it is heard of only afterwards", () => {
    const world = paged();
    hear(world, { unacknowledgedAt: at(2) });
    expect(hear(world, acknowledged(ben, 1))).toEqual({ kind: "quiet" });
    expect(hear(world, { unacknowledgedAt: at(1) })).toEqual({ kind: "quiet" });
    expect(incidentOf(world)).toMatchObject({ phase: "declared", pages: [{ acknowledged: null }] });
  });
});

describe("several people on one page", () => {
  it("count each once, where the policy wants several", () => {
    const world = paged({ acknowledgements: 2 });
    hear(world, acknowledged(ben, 1));
    expect(hear(world, acknowledged(ben, 2))).toEqual({ kind: "quiet" });
    hear(world, acknowledged(dana, 3));
    expect(incidentOf(world).escalations[0]).toMatchObject({ state: "acknowledged" });
  });

  it("do not count again when the chain began anew since", () => {
    const world = paged({ acknowledgeExpiresMs: 20 * MINUTE });
    hear(world, acknowledged(ben, 1));
    pass(world, 20 * MINUTE);
    expect(eventsOf(world, "acknowledgement-expired")).toHaveLength(1);
    expect(hear(world, acknowledged(dana, 2))).toEqual({ kind: "quiet" });
    expect(incidentOf(world).escalations[0]).toMatchObject({ state: "running", acknowledgements: [] });
    hear(world, acknowledged(cat, 22), incidentOf(world).pages[1]?.effect);
    expect(incidentOf(world).escalations[0]).toMatchObject({ state: "acknowledged" });
  });
});

describe("the same news, in whatever order and however often", () => {
  /** One history as PagerDuty had it: what is told of it are snapshots that know a part. */
  const history: readonly Partial<PageNews>[] = [
    { at: at(1), notified: [{ name: "Dana", at: at(0.5), how: "push" }] },
    { at: at(1.1), ...acknowledged(dana, 1) },
    { at: at(1.6), unacknowledgedAt: at(1.5), notified: [{ name: "Ben", at: at(1.55), how: "sms" }] },
    { at: at(1.7), level: { level: 2, people: ["Ben"], escalatesAt: at(30) } },
    { at: at(2.1), ...acknowledged(ben, 2), unacknowledgedAt: at(1.5) },
    { at: at(2.6), unacknowledgedAt: at(2.5), level: { level: 3, people: ["Cat"], escalatesAt: at(40) } },
  ];

  const matters = (incident: Incident) => {
    const [page] = incident.pages;
    const [run] = incident.escalations;
    return {
      notified: page?.notified,
      has: page?.acknowledged?.by ?? null,
      takenBackAt: page?.unacknowledgedAt,
      resolvedAt: page?.resolvedAt,
      level: page?.level,
      state: run?.state,
    };
  };

  it.each<[string, Parameters<typeof aPolicy>[1], readonly Partial<PageNews>[]]>([
    ["taken back", { runBy: "pagerduty", steps: aPolicy("x").steps.slice(0, 1), repeat: 0 }, history],
    [
      "answered",
      {},
      [...history.slice(0, 4), { at: at(2.1), ...acknowledged(ben, 2), unacknowledgedAt: at(1.5) }].filter(
        (news) => news.at !== at(1.1),
      ),
    ],
    ["resolved", {}, [...history.slice(0, 1), { at: at(3), resolved: { by: ben, at: at(2.9) } }]],
  ])("end the same, %s", (_, changes, news) => {
    const inOrder = paged(changes);
    for (const one of news) hear(inOrder, one);
    const orders = fc.tuple(
      fc.array(fc.constantFrom(...news), { maxLength: 6 }),
      fc.shuffledSubarray([...news], { minLength: news.length }),
    );
    void fc.assert(
      fc.property(orders, ([some, all]) => {
        const world = paged(changes);
        for (const one of [...some, ...all]) hear(world, one);
        expect(matters(incidentOf(world))).toEqual(matters(incidentOf(inOrder)));
        const before = world.timeline.length;
        for (const one of all) hear(world, one);
        expect(world.timeline.length).toBe(before);
      }),
      { numRuns: 300 },
    );
  });
});
