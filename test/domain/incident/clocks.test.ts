import { describe, expect, it } from "vitest";
import type { IncidentCommand } from "../../../src/domain/incident/command.ts";
import type { Profile } from "../../../src/domain/profile.ts";
import { BEN, declare, HOUR, MINUTE, NINE, person, TOCSIN } from "../../support/incident.ts";
import { anIdleProfile, aPolicy, aProfile, leads } from "../../support/profile.ts";
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

const ACK: IncidentCommand = { type: "acknowledge", page: null };
const PAUSE: IncidentCommand = { type: "pause-clocks", why: " the vendor has it " };
const RESUME: IncidentCommand = { type: "resume-clocks" };

/** P1 answers in 15 min and resolves in 4 h, P2 in 30 min and 8 h; nothing else is asked for by the clock. */
function manual(changes: Partial<Profile> = {}): Profile {
  const severities = aProfile().severities.map((severity) => ({ ...severity, updateEveryMs: null }));
  return anIdleProfile({ severities, ...changes });
}

function begun(profile = manual(), severity = "P1"): World {
  return aWorld(profile, declare({ severity }));
}

function told({ timeline }: World): readonly string[] {
  return timeline.flatMap(({ event, recordedAt }) =>
    event.type === "promise-told"
      ? [`${(recordedAt - NINE) / MINUTE} min: ${event.what} ${event.severity} ${event.share} %`]
      : [],
  );
}

describe("a promise", () => {
  it("is told at 50, 75, 90 and 100 per cent, each once", () => {
    const world = begun();
    pass(world, 20 * MINUTE);
    expect(told(world)).toEqual([
      "7.5 min: response P1 50 %",
      "11.25 min: response P1 75 %",
      "13.5 min: response P1 90 %",
      "15 min: response P1 100 %",
    ]);
    expect(tick(world)).toEqual({ kind: "quiet" });
  });

  it("of which several shares passed at once is told by the greatest, with how late it is", () => {
    const world = begun();
    sleep(world, 14 * MINUTE);
    expect(told(world)).toEqual(["14 min: response P1 90 %"]);
    expect(eventsOf(world, "promise-told")[0]).toMatchObject({ lateMs: 0 });
    sleep(world, 2 * HOUR);
    expect(told(world).slice(1)).toEqual(["134 min: response P1 100 %", "134 min: resolution P1 50 %"]);
    expect(eventsOf(world, "promise-told").slice(1)).toMatchObject([
      { lateMs: 119 * MINUTE },
      { lateMs: 14 * MINUTE },
    ]);
  });

  it("that was met is told no more", () => {
    const world = begun();
    pass(world, 8 * MINUTE);
    tell(world, ACK);
    pass(world, HOUR);
    expect(told(world)).toEqual(["7.5 min: response P1 50 %"]);
    expect(incidentOf(world).clocks[0]).toMatchObject({ what: "response", metAt: NINE + 8 * MINUTE });
  });

  it("is due again after a reopen, and told from where it was", () => {
    const world = begun();
    tell(world, ACK);
    pass(world, 130 * MINUTE);
    tell(world, { type: "resolve", message: "fixed" });
    expect(incidentOf(world).clocks[1]?.metAt).toBe(NINE + 130 * MINUTE);
    tell(world, { type: "reopen", why: "back" });
    expect(incidentOf(world).clocks[1]?.metAt).toBeNull();
    pass(world, 60 * MINUTE);
    expect(told(world)).toEqual(["120 min: resolution P1 50 %", "180 min: resolution P1 75 %"]);
  });
});

describe("another severity", () => {
  const graded = (severity: string): IncidentCommand => ({ type: "change-severity", severity, why: null });

  it("ends the promises of the old one, kept on the record, and counts its own from the declaration", () => {
    const world = begun(manual(), "P2");
    pass(world, 10 * MINUTE);
    tell(world, graded("P1"));
    expect(incidentOf(world).clocks).toMatchObject([
      { severity: "P2", what: "response", supersededAt: NINE + 10 * MINUTE, metAt: null },
      { severity: "P2", what: "resolution", supersededAt: NINE + 10 * MINUTE },
      { severity: "P1", what: "response", dueAt: NINE + 15 * MINUTE, setAt: NINE + 10 * MINUTE },
      { severity: "P1", what: "resolution", dueAt: NINE + 4 * HOUR, supersededAt: null },
    ]);
  });

  it("whose time is over already is missed at once, and nobody is called late", () => {
    const world = begun(manual({ escalation: [leads] }), "P2");
    pass(world, 20 * MINUTE);
    const before = escalationLog(world).length;
    tell(world, graded("P1"));
    tick(world);
    expect(told(world).at(-1)).toBe("20 min: response P1 100 %");
    expect(eventsOf(world, "promise-told").at(-1)).toMatchObject({ lateMs: 0 });
    expect(escalationLog(world)).toHaveLength(before);
  });

  it("keeps what was met before as met", () => {
    const world = begun(manual(), "P2");
    tell(world, ACK);
    tell(world, graded("P1"));
    expect(incidentOf(world).clocks.at(-2)).toMatchObject({ severity: "P1", metAt: NINE });
    tell(world, { type: "resolve", message: "fixed" });
    tell(world, graded("P2"));
    expect(incidentOf(world).clocks.at(-1)).toMatchObject({ severity: "P2", metAt: NINE });
    expect(incidentOf(world).updates.dueAt).toBeNull();
  });
});

describe("clocks that rest", () => {
  it("tell nothing, and have as much left afterwards as before", () => {
    const world = begun();
    pass(world, 10 * MINUTE);
    tell(world, PAUSE, person(BEN));
    expect(incidentOf(world).paused).toEqual({ since: world.now, by: person(BEN), why: "the vendor has it" });
    pass(world, 3 * HOUR);
    expect(told(world)).toHaveLength(1);
    tell(world, RESUME);
    expect(eventsOf(world, "clocks-resumed")[0]).toMatchObject({ pausedMs: 3 * HOUR });
    pass(world, 5 * MINUTE);
    expect(told(world).slice(1)).toEqual([
      "191.25 min: response P1 75 %",
      "193.5 min: response P1 90 %",
      "195 min: response P1 100 %",
    ]);
    expect(incidentOf(world).clocks[1]?.dueAt).toBe(NINE + 7 * HOUR);
  });

  it("count a promise that is met meanwhile as kept, unless it was missed before", () => {
    const world = begun();
    pass(world, 10 * MINUTE);
    tell(world, PAUSE);
    world.now += HOUR;
    tell(world, ACK);
    expect(incidentOf(world).clocks[0]).toMatchObject({ metAt: world.now, dueAt: world.now });
    tell(world, { type: "resolve", message: "fixed" });
    expect(incidentOf(world).clocks[1]).toMatchObject({ metAt: world.now, dueAt: NINE + 4 * HOUR });
    expect(incidentOf(world).paused).toBeNull();
    const missed = begun();
    pass(missed, 20 * MINUTE);
    tell(missed, PAUSE);
    missed.now += HOUR;
    tell(missed, ACK);
    expect(incidentOf(missed).clocks[0]).toMatchObject({ metAt: missed.now, dueAt: NINE + 15 * MINUTE });
  });

  it("leave alone what was met, and shift a severity given meanwhile by the rest it had", () => {
    const world = begun();
    tell(world, ACK);
    tell(world, PAUSE);
    world.now += 10 * MINUTE;
    tell(world, { type: "change-severity", severity: "P2", why: null });
    world.now += 10 * MINUTE;
    tell(world, RESUME);
    expect(incidentOf(world).clocks.map(({ dueAt }) => (dueAt - NINE) / MINUTE)).toEqual([15, 240, 30, 490]);
  });

  it.each<[string, Profile["severities"][number]["resolve"], string, string]>([
    // Johannesburg's office: 06:00 to 15:00 UTC. Monday 09:00 until Tuesday 11:00, paused for 11 hours of it.
    ["business time", { kind: "business", ms: 8 * HOUR }, "2026-11-17T08:00", "2026-11-17T13:00"],
    ["the next business day", { kind: "next-business-day" }, "2026-11-17T15:00", "2026-11-18T11:00"],
  ])("shift %s by the business time of the rest alone", (_, resolve, before, after) => {
    const plain = manual();
    const severities = plain.severities.map((severity) => ({ ...severity, resolve, respond: null }));
    const world = begun({ ...plain, severities });
    const due = (): string => new Date(incidentOf(world).clocks[0]?.dueAt ?? 0).toISOString().slice(0, 16);
    expect(due()).toBe(before);
    pass(world, HOUR);
    tell(world, PAUSE);
    // Until 15:00 the office is open: five hours of the rest count, the night does not.
    world.now = Date.parse("2026-11-17T02:00Z");
    tell(world, RESUME);
    expect(due()).toBe(after);
  });

  it.each<[string, (world: World) => void, IncidentCommand, object]>([
    [
      "pausing without a reason",
      () => undefined,
      { type: "pause-clocks", why: " " },
      { reason: "empty-text" },
    ],
    ["pausing twice", (world) => tell(world, PAUSE), PAUSE, { reason: "already-paused" }],
    ["going on without a pause", () => undefined, RESUME, { reason: "not-paused" }],
    [
      "pausing after the end",
      (world) => tell(world, { type: "resolve", message: "fixed" }),
      PAUSE,
      { reason: "not-open" },
    ],
  ])("refuse %s", (_, before, command, refusal) => {
    const world = begun();
    before(world);
    expect(tell(world, command)).toMatchObject({ kind: "refused", refusal });
  });
});

describe("a response that was missed", () => {
  const slow = aPolicy("slow", { steps: leads.steps.map((step) => ({ ...step, timeoutMs: HOUR })) });

  it("moves the chain to its next step, once", () => {
    const world = begun(manual({ escalation: [slow] }));
    pass(world, 59 * MINUTE);
    expect(escalationLog(world)).toEqual([
      "0 min: page slow 1.1 begun",
      "15 min: page slow 1.2 response-missed",
    ]);
  });

  it("and a step that is due as well are one step, after an absence", () => {
    const world = begun(manual({ escalation: [leads] }));
    sleep(world, HOUR);
    expect(escalationLog(world).slice(1)).toEqual(["60 min: page leads 1.2 response-missed"]);
  });

  it.each<[string, Profile["escalation"][number], (world: World) => void]>([
    ["a chain that is held", slow, (world) => tell(world, { type: "hold", forMs: 30 * MINUTE, why: "wait" })],
    ["a chain that PagerDuty runs", { ...slow, runBy: "pagerduty" }, () => undefined],
    [
      "a chain that waits for its hours",
      {
        ...slow,
        hours: { days: [1], fromMinute: 720, toMinute: 780, timezone: "UTC", holidays: [] },
        outsideHours: { kind: "wait" },
      },
      () => undefined,
    ],
  ])("does not move %s", (_, policy, before) => {
    const world = begun(manual({ escalation: [policy] }));
    before(world);
    pass(world, 20 * MINUTE);
    expect(escalationLog(world).filter((line) => !line.startsWith("0 min"))).toEqual([]);
  });

  it("does not call somebody who was named sooner than they were to be", () => {
    const world = begun();
    pass(world, 13 * MINUTE);
    tell(world, { type: "page", policy: null, user: BEN, why: null });
    pass(world, 4 * MINUTE);
    expect(escalationLog(world)).toHaveLength(1);
  });

  it("does not move a run that begins at that very moment", () => {
    const world = begun(manual({ escalation: [slow] }), "P3");
    pass(world, 2 * HOUR - 1);
    world.now += 1;
    tell(world, { type: "page", policy: "slow", user: null, why: null });
    tick(world);
    expect(escalationLog(world)).toEqual(["120 min: page slow 1.1 begun"]);
  });
});

describe("three quarters of the resolution", () => {
  const lasting = { ...leads, acknowledgeExpiresMs: null };

  it("bring in the manual's next level once, beside who has it", () => {
    const world = begun(manual({ escalation: [lasting] }));
    tell(world, ACK);
    pass(world, 4 * HOUR);
    expect(escalationLog(world).slice(2)).toEqual([
      "180 min: page leads 1.2 begun",
      "190 min: page leads 2.2 unanswered",
      "200 min: exhausted leads",
    ]);
    expect(eventsOf(world, "escalation-begun")[1]).toMatchObject({ cause: "resolution-due", from: 1, to: 1 });
  });

  it("bring it in once after an absence too, and not again at the next share", () => {
    const world = begun(manual({ escalation: [lasting] }));
    tell(world, ACK);
    sleep(world, 230 * MINUTE);
    sleep(world, 30 * MINUTE);
    expect(
      eventsOf(world, "escalation-begun").filter(({ cause }) => cause === "resolution-due"),
    ).toHaveLength(1);
  });

  it.each<[string, (world: World) => void]>([
    ["while the chain still calls", () => undefined],
    [
      "beyond the last level",
      (world) => {
        tell(world, { type: "escalate", why: null });
        tell(world, { type: "escalate", why: null });
        tell(world, ACK);
      },
    ],
  ])("bring in nobody %s", (_, before) => {
    const steps = leads.steps.map((step) => ({ ...step, timeoutMs: 10 * HOUR }));
    const world = begun(manual({ escalation: [{ ...lasting, steps }] }));
    before(world);
    pass(world, 4 * HOUR);
    expect(told(world)).toContain("180 min: resolution P1 75 %");
    expect(eventsOf(world, "escalation-begun")).toHaveLength(1);
  });

  it("bring in nobody in a drill, nor where nobody was ever called, nor by a severity given too late", () => {
    const drill = aWorld(manual({ escalation: [lasting] }), declare({ severity: "P1", drill: true }));
    tell(drill, { type: "page", policy: null, user: null, why: null });
    tell(drill, ACK);
    pass(drill, 4 * HOUR);
    const nobody = begun(manual());
    pass(nobody, 4 * HOUR);
    const late = begun(manual({ escalation: [lasting] }), "P2");
    tell(late, ACK);
    pass(late, 200 * MINUTE);
    tell(late, { type: "change-severity", severity: "P1", why: null });
    tell(late, ACK);
    pass(late, HOUR);
    for (const world of [drill, nobody, late]) {
      expect(told(world).some((line) => line.includes("resolution P1"))).toBe(true);
      expect(eventsOf(world, "escalation-begun").map(({ cause }) => cause)).not.toContain("resolution-due");
    }
  });

  it("follow the manual's chain, not the person who was called last", () => {
    const world = begun(manual({ escalation: [lasting] }));
    tell(world, { type: "page", policy: null, user: BEN, why: null });
    tell(world, ACK, TOCSIN);
    pass(world, 181 * MINUTE);
    expect(eventsOf(world, "page-requested").at(-1)).toMatchObject({ policy: "leads", step: 1 });
  });
});
