import { describe, expect, it } from "vitest";
import type { IncidentCommand } from "../../../src/domain/incident/command.ts";
import { dueOf } from "../../../src/domain/incident/due.ts";
import type { Profile } from "../../../src/domain/profile.ts";
import { ANN, BEN, CAT, declare, HOUR, MINUTE, NINE, person, TOCSIN } from "../../support/incident.ts";
import { anIdleProfile, aPolicy, leads } from "../../support/profile.ts";
import {
  aWorld,
  escalationLog,
  eventsOf,
  incidentOf,
  pass,
  sleep,
  tell,
  tick,
  type World,
} from "../../support/world.ts";

const P1 = declare({ severity: "P1" });
const ACK: IncidentCommand = { type: "acknowledge", page: null };

/** P1 and P2 page by these policies, the first by default; promises are another test's: only time moves a chain. */
function manual(...escalation: Profile["escalation"]): Profile {
  return anIdleProfile({ escalation });
}

function begun(profile: Profile = manual(leads), opening: IncidentCommand = P1): World {
  return aWorld(profile, opening);
}

function since(world: World, from: number): readonly string[] {
  return escalationLog(world).slice(from);
}

describe("a chain that nobody answers", () => {
  it("pages each step when it is due, repeats, and is shouted at its end", () => {
    const world = begun();
    pass(world, 10 * HOUR);
    expect(escalationLog(world)).toEqual([
      "0 min: page leads 1.1 begun",
      "5 min: page leads 1.2 unanswered",
      "15 min: page leads 1.3 unanswered",
      "30 min: page leads 2.1 unanswered",
      "35 min: page leads 2.2 unanswered",
      "45 min: page leads 2.3 unanswered",
      "60 min: exhausted leads",
    ]);
    expect(incidentOf(world).escalations[0]).toMatchObject({ state: "exhausted", nextAt: null, round: 2 });
    expect(eventsOf(world, "escalation-exhausted")[0]).toMatchObject({ rounds: 2, reached: true });
  });

  it("moves one step however late the look comes, says how late, and goes on from there", () => {
    const world = begun();
    sleep(world, 3 * HOUR);
    expect(escalationLog(world)).toEqual([
      "0 min: page leads 1.1 begun",
      "180 min: page leads 1.2 unanswered",
    ]);
    expect(eventsOf(world, "page-requested")[1]).toMatchObject({
      lateMs: 3 * HOUR - 5 * MINUTE,
      nextAt: NINE + 3 * HOUR + 10 * MINUTE,
    });
    expect(tick(world)).toEqual({ kind: "quiet" });
    pass(world, 10 * MINUTE);
    expect(since(world, 2)).toEqual(["190 min: page leads 1.3 unanswered"]);
    expect(eventsOf(world, "page-requested")[2]).toMatchObject({ lateMs: 0 });
  });

  it("does not say half a minute as late", () => {
    const world = begun();
    sleep(world, 5 * MINUTE + 30_000);
    expect(eventsOf(world, "page-requested")[1]).toMatchObject({ lateMs: 0 });
  });

  it("keeps the chain it began with, whatever becomes of the profile", () => {
    const world = begun();
    const edited = { ...world, profile: manual(aPolicy("leads", { steps: [], repeat: 0 })) };
    edited.now += 5 * MINUTE;
    tick(edited);
    expect(eventsOf(edited, "page-requested")[1]).toMatchObject({ target: leads.steps[1]?.page });
  });

  it("stops when the incident ends, and a late look changes nothing", () => {
    const world = begun();
    tell(world, { type: "resolve", message: "fixed" });
    expect(dueOf(incidentOf(world), world.profile)).toEqual([]);
    expect(sleep(world, HOUR)).toEqual({ kind: "quiet" });
    expect(incidentOf(world).escalations[0]).toMatchObject({ state: "stopped", nextAt: null });
  });

  it("of PagerDuty is paged once, and shouted when PagerDuty's own levels are through", () => {
    const world = begun(
      manual(aPolicy("database", { steps: leads.steps.slice(0, 1), repeat: 0, runBy: "pagerduty" })),
    );
    const [page] = incidentOf(world).pages;
    if (page === undefined) throw new Error("it was paged");
    const level = { level: 2, people: ["Dana"], escalatesAt: NINE + 30 * MINUTE };
    const none = { notified: [], acknowledged: null, unacknowledgedAt: null, resolved: null };
    tell(world, { type: "record-page-news", page: page.effect, news: { ...none, at: NINE, level } }, TOCSIN);
    pass(world, 2 * HOUR);
    expect(escalationLog(world)).toEqual(["0 min: page database 1.1 begun", "35 min: exhausted database"]);
  });
});

describe("an acknowledgement", () => {
  it("rests every run that calls, and the chain goes no further", () => {
    const world = begun(manual(aPolicy("default", { acknowledgeExpiresMs: null })));
    tell(world, { type: "page", policy: null, user: CAT, why: "her change" });
    tell(world, ACK, person(BEN));
    pass(world, 5 * HOUR);
    expect(since(world, 2)).toEqual(["0 min: acknowledged, 2 settled"]);
    expect(incidentOf(world)).toMatchObject({ acknowledgedBy: BEN, phase: "acknowledged" });
  });

  it("of one of two people is not enough, of the same person twice neither", () => {
    const world = begun(manual(aPolicy("pairs", { acknowledgements: 2, acknowledgeExpiresMs: null })));
    tell(world, ACK, person(BEN));
    expect(incidentOf(world)).toMatchObject({ phase: "acknowledged", escalations: [{ state: "running" }] });
    expect(tell(world, ACK, person(BEN))).toMatchObject({ refusal: { reason: "already-there", value: BEN } });
    pass(world, 5 * MINUTE);
    tell(world, ACK, person(CAT));
    pass(world, 5 * HOUR);
    expect(escalationLog(world)).toEqual([
      "0 min: page pairs 1.1 begun",
      "0 min: acknowledged, 0 settled",
      "5 min: page pairs 1.2 unanswered",
      "5 min: acknowledged, 1 settled",
    ]);
  });

  it("counts people of PagerDuty and the bot's own each once", () => {
    const world = begun(manual(aPolicy("crowd", { acknowledgements: 4, acknowledgeExpiresMs: null })));
    for (const by of [
      { kind: "pagerduty", name: "Dana" } as const,
      { kind: "pagerduty", name: "Dana" } as const,
      { kind: "pagerduty", name: "Eve" } as const,
      person(BEN),
      TOCSIN,
      TOCSIN,
    ])
      tell(world, ACK, by);
    expect(incidentOf(world).escalations[0]?.acknowledgements).toHaveLength(4);
  });

  it("answers a chain that came to its end as well, so that its pages stop calling", () => {
    const world = begun();
    pass(world, 2 * HOUR);
    tell(world, ACK, person(BEN));
    expect(incidentOf(world).escalations[0]).toMatchObject({ state: "acknowledged" });
  });

  it("of a status that says it is worked on is the same", () => {
    const world = begun();
    tell(world, { type: "change-status", status: "investigating", message: null }, person(BEN));
    expect(incidentOf(world).escalations[0]).toMatchObject({ state: "acknowledged" });
  });

  it("in PagerDuty answers the run of that page alone", () => {
    const world = begun();
    tell(world, { type: "page", policy: null, user: CAT, why: null });
    const page = incidentOf(world).pages[1]?.effect ?? null;
    tell(world, { type: "acknowledge", page }, person(CAT));
    expect(incidentOf(world).escalations.map(({ state }) => state)).toEqual(["running", "acknowledged"]);
    expect(tell(world, { type: "acknowledge", page }, person(CAT))).toEqual({ kind: "quiet" });
    tell(world, { type: "resolve", message: "fixed" });
    expect(tell(world, { type: "acknowledge", page }, person(BEN))).toEqual({ kind: "quiet" });
  });
});

describe("work on it by somebody else than who was named", () => {
  const named: IncidentCommand = { type: "page", policy: null, user: CAT, why: "knows the cache" };
  const states = (world: World) => incidentOf(world).escalations.map(({ state }) => state);

  it("answers the chain, and leaves the named one called until they answer, or somebody says that they have it", () => {
    for (const answer of [
      { by: person(CAT), command: { type: "change-status", status: "identified", message: null } },
      { by: person(ANN), command: ACK },
    ] as const) {
      const world = begun();
      tell(world, named);
      tell(world, { type: "change-status", status: "investigating", message: null });
      expect(states(world)).toEqual(["acknowledged", "running"]);
      tell(world, answer.command, answer.by);
      expect(states(world)).toEqual(["acknowledged", "acknowledged"]);
    }
  });
});

describe("an acknowledgement followed by silence", () => {
  const answered = (): World => {
    const world = begun();
    tell(world, ACK, person(BEN));
    return world;
  };

  it("is reminded of, then the chain begins again", () => {
    const world = answered();
    pass(world, 31 * MINUTE);
    expect(since(world, 1)).toEqual([
      "0 min: acknowledged, 1 settled",
      "25 min: reminded",
      "30 min: expired",
      "30 min: page leads 1.1 expired",
    ]);
    expect(incidentOf(world)).toMatchObject({ acknowledgedBy: null, acknowledgedAt: NINE });
    expect(incidentOf(world).escalations[0]).toMatchObject({ state: "running", acknowledgements: [] });
  });

  it("counts on with a word, also one said since the reminder", () => {
    const world = answered();
    pass(world, 20 * MINUTE);
    tell(world, { type: "talk" }, person(CAT));
    pass(world, 26 * MINUTE);
    expect(since(world, 2)).toEqual(["45 min: reminded"]);
    tell(world, {
      type: "add-note",
      text: "still on it",
      author: BEN,
      saidAt: null,
      source: "command",
      permalink: null,
    });
    expect(incidentOf(world).escalations[0]?.expiresAt).toBeNull();
    pass(world, 24 * MINUTE);
    expect(since(world, 2)).toEqual(["45 min: reminded"]);
  });

  it("hears every word after the reminder, though talk is written down seldom", () => {
    const quick = aPolicy("quick", { acknowledgeExpiresMs: 4 * MINUTE });
    const world = begun(manual(quick));
    tell(world, ACK, person(BEN));
    pass(world, 3 * MINUTE);
    expect(since(world, 2)).toEqual(["3 min: reminded"]);
    tell(world, { type: "talk" }, person(BEN));
    expect(tell(world, { type: "talk" }, person(BEN))).toEqual({ kind: "quiet" });
    pass(world, 2 * MINUTE);
    expect(since(world, 2)).toEqual(["3 min: reminded"]);
  });

  it("is not taken back unheard after an absence: the reminder comes first, with all its notice", () => {
    const world = answered();
    sleep(world, 5 * HOUR);
    expect(since(world, 2)).toEqual(["300 min: reminded"]);
    expect(eventsOf(world, "acknowledgement-reminded")[0]).toMatchObject({
      expiresAt: NINE + 5 * HOUR + 5 * MINUTE,
      lateMs: 5 * HOUR - 25 * MINUTE,
    });
    expect(tick(world)).toEqual({ kind: "quiet" });
    pass(world, 5 * MINUTE);
    expect(since(world, 3)).toEqual(["305 min: expired", "305 min: page leads 1.1 expired"]);
  });

  it("does not matter once it is mitigated, nor for a higher level that came beside", () => {
    const world = answered();
    tell(world, { type: "change-status", status: "monitoring", message: null });
    pass(world, 5 * HOUR);
    expect(since(world, 2)).toEqual([]);
    const higher = answered();
    tell(higher, { type: "escalate", why: null });
    tell(higher, ACK, person(CAT));
    pass(higher, 31 * MINUTE);
    expect(since(higher, 4)).toEqual([
      "25 min: reminded",
      "30 min: expired",
      "30 min: page leads 1.1 expired",
    ]);
  });

  it("calls once, when one policy was called twice", () => {
    const world = answered();
    tell(world, { type: "page", policy: null, user: null, why: "again" });
    tell(world, ACK, person(CAT));
    pass(world, 31 * MINUTE);
    expect(eventsOf(world, "acknowledgement-expired")).toHaveLength(1);
  });
});

describe("policies by the hour", () => {
  const office = (timezone: string, holidays: readonly string[] = []) => ({
    days: [1, 2, 3, 4, 5],
    fromMinute: 480,
    toMinute: 1_020,
    timezone,
    holidays,
  });
  const openings = (policies: Profile["escalation"], at: string): readonly string[] => {
    const world: World = { ...aWorld(manual(...policies), declare()), now: Date.parse(at) };
    tell(world, { type: "change-severity", severity: "P1", why: null });
    const state = incidentOf(world).escalations[0];
    return [state?.policy ?? "none", new Date(state?.nextAt ?? 0).toISOString().slice(0, 16)];
  };
  const day = aPolicy("day", {
    hours: office("Africa/Johannesburg"),
    outsideHours: { kind: "policy", policy: "night" },
  });
  const night = aPolicy("night");

  it.each([
    // Johannesburg is two hours ahead of UTC: its office is open from 06:00 to 15:00 UTC.
    ["within its hours", "2026-11-16T06:00Z", ["day", "2026-11-16T06:05"]],
    ["a minute before", "2026-11-16T05:59Z", ["night", "2026-11-16T06:04"]],
    ["at closing", "2026-11-16T15:00Z", ["night", "2026-11-16T15:05"]],
    ["at the weekend", "2026-11-21T10:00Z", ["night", "2026-11-21T10:05"]],
  ])("another policy is taken %s", (_, at, expected) => {
    expect(openings([day, night], at)).toEqual(expected);
  });

  it.each([
    // Berlin's clocks go forward on Sunday 2026-03-29 and back on Sunday 2026-10-25.
    ["Friday evening before the clocks go forward", "Europe/Berlin", "2026-03-27T20:00Z", "2026-03-30T06:00"],
    ["Friday evening before they go back", "Europe/Berlin", "2026-10-23T20:00Z", "2026-10-26T07:00"],
    [
      "the morning itself, where clocks never change",
      "Africa/Johannesburg",
      "2026-03-30T05:59Z",
      "2026-03-30T06:00",
    ],
    ["over a holiday", "Europe/Berlin", "2026-12-24T20:00Z", "2026-12-28T07:00"],
  ])("or it waits for its hours: %s", (_, timezone, at, expected) => {
    const waits = aPolicy("day", { hours: office(timezone, ["2026-12-25"]), outsideHours: { kind: "wait" } });
    expect(openings([waits], at)).toEqual(["day", expected]);
  });

  it("the run begins when the hours do, and only once however often severity changes", () => {
    const waits = aPolicy("day", {
      hours: { ...office("UTC"), fromMinute: 600 },
      outsideHours: { kind: "wait" },
    });
    const world = begun(manual(waits), declare({ severity: "P2" }));
    expect(eventsOf(world, "page-requested")).toEqual([]);
    tell(world, { type: "change-severity", severity: "P1", why: null });
    tell(world, { type: "change-severity", severity: "P2", why: null });
    tell(world, { type: "change-severity", severity: "P1", why: null });
    pass(world, 61 * MINUTE);
    expect(escalationLog(world)).toEqual(["60 min: page day 1.1 begun"]);
  });

  it("whoever asks for it now means now: the run that waits gives way", () => {
    const waits = aPolicy("day", {
      hours: { ...office("UTC"), fromMinute: 600 },
      outsideHours: { kind: "wait" },
    });
    const world = begun(manual(waits));
    tell(world, { type: "page", policy: "day", user: null, why: null });
    pass(world, 70 * MINUTE);
    expect(escalationLog(world).slice(0, 2)).toEqual(["0 min: stopped day", "0 min: page day 1.1 begun"]);
    expect(escalationLog(world)).not.toContain("60 min: page day 1.1 begun");
  });

  it("sooner begins a run that waits", () => {
    const waits = aPolicy("day", {
      hours: { ...office("UTC"), fromMinute: 600 },
      outsideHours: { kind: "wait" },
    });
    const world = begun(manual(waits));
    tell(world, { type: "escalate", why: "customers wait" });
    expect(eventsOf(world, "page-requested")).toMatchObject([{ cause: "begun", why: "customers wait" }]);
  });

  it("without a calendar, or in a circle that no check let through, it is taken as it stands", () => {
    const plain = { ...manual(aPolicy("day", { outsideHours: { kind: "wait" } })), calendar: null };
    expect(escalationLog(aWorld(plain, P1))).toEqual(["0 min: page day 1.1 begun"]);
    const shut = { ...office("UTC"), days: [7] };
    const circle = [
      aPolicy("a", { hours: shut, outsideHours: { kind: "policy", policy: "b" } }),
      aPolicy("b", { hours: shut, outsideHours: { kind: "policy", policy: "a" } }),
    ];
    expect(escalationLog(begun(manual(...circle)))).toEqual(["0 min: page a 1.1 begun"]);
    const gone = aPolicy("a", { hours: shut, outsideHours: { kind: "policy", policy: "gone" } });
    expect(begun(manual(gone)).timeline[1]?.event).toMatchObject({
      policy: "a",
      chain: { runBy: "pagerduty" },
    });
    const never = aPolicy("a", { hours: { ...shut, days: [] }, outsideHours: { kind: "wait" } });
    expect(escalationLog(begun(manual(never)))).toEqual(["0 min: page a 1.1 begun"]);
  });
});

describe("severities to and fro", () => {
  it("page once for each rank, and Ann's word is in the page", () => {
    const world = begun(manual(leads), declare({ severity: "P3" }));
    for (const [severity, why] of [
      ["P2", "worse"],
      ["P3", null],
      ["P2", null],
    ] as const)
      tell(world, { type: "change-severity", severity, why }, person(ANN));
    expect(eventsOf(world, "page-requested")).toMatchObject([{ why: "worse" }]);
    tell(world, ACK, person(BEN));
    for (const severity of ["P1", "P2", "P1"]) tell(world, { type: "change-severity", severity, why: null });
    expect(eventsOf(world, "escalation-begun")).toMatchObject([{ cause: "raised" }, { cause: "raised" }]);
  });
});
