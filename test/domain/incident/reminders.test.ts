import { describe, expect, it } from "vitest";
import type { IncidentCommand } from "../../../src/domain/incident/command.ts";
import { nextDueAt } from "../../../src/domain/incident/due.ts";
import type { Profile } from "../../../src/domain/profile.ts";
import { ANN, BEN, declare, HOUR, MINUTE, NINE, person, TOCSIN } from "../../support/incident.ts";
import { anIdleProfile, aProfile, leads } from "../../support/profile.ts";
import { aWorld, eventsOf, incidentOf, pass, sleep, tell, tick, type World } from "../../support/world.ts";

/** P1 promises an update every 30 minutes, P3 none; nothing else is asked for by the clock. */
function manual(changes: Partial<Profile> = {}): Profile {
  const { severities, proof } = aProfile();
  const unpromised = severities.map((severity) => ({ ...severity, respond: null, resolve: null }));
  return anIdleProfile({ severities: unpromised, proof, ...changes });
}

function begun(severity: string | null = "P1", profile = manual()): World {
  return aWorld(profile, declare({ severity }));
}

const update = (nextInMs: number | null = null): IncidentCommand => ({
  type: "post-update",
  message: "still slow",
  nextInMs,
});
const snooze = (minutes: number): IncidentCommand => ({ type: "snooze-update", forMs: minutes * MINUTE });

function asks({ timeline }: World): readonly string[] {
  return timeline.flatMap(({ event, recordedAt }) => {
    if (event.type !== "update-asked") return [];
    const next = event.nextAt === null ? "none" : `${(event.nextAt - NINE) / MINUTE}`;
    return [`${(recordedAt - NINE) / MINUTE} min: due ${(event.dueAt - NINE) / MINUTE}, next ${next}`];
  });
}

describe("updates", () => {
  it("are asked for in the severity's rhythm", () => {
    const world = begun();
    pass(world, 65 * MINUTE);
    expect(asks(world)).toEqual(["30 min: due 30, next 60", "60 min: due 60, next 90"]);
  });

  it("are asked for once after an absence, and the rhythm goes on by its grid", () => {
    const world = begun();
    sleep(world, 100 * MINUTE);
    expect(asks(world)).toEqual(["100 min: due 30, next 120"]);
    expect(eventsOf(world, "update-asked")[0]).toMatchObject({ lateMs: 70 * MINUTE });
    expect(tick(world)).toEqual({ kind: "quiet" });
  });

  it("that are given, also by a status with a message, begin the rhythm anew", () => {
    const world = begun();
    pass(world, 20 * MINUTE);
    tell(world, update());
    pass(world, 20 * MINUTE);
    tell(world, { type: "change-status", status: "investigating", message: "found it" });
    pass(world, 29 * MINUTE);
    tell(world, { type: "change-status", status: "identified", message: null });
    pass(world, MINUTE);
    expect(asks(world)).toEqual(["70 min: due 70, next 100"]);
  });

  it("may promise the next one for another time, once", () => {
    const world = begun();
    tell(world, update(2 * HOUR));
    expect(eventsOf(world, "update-posted")[0]).toMatchObject({ nextAt: NINE + 2 * HOUR });
    pass(world, 151 * MINUTE);
    expect(asks(world)).toEqual(["120 min: due 120, next 150", "150 min: due 150, next 180"]);
  });

  it("that were promised where the manual has no rhythm are asked for once, and may be put off", () => {
    const world = begun("P3");
    tell(world, update(10 * MINUTE));
    pass(world, 10 * MINUTE);
    expect(tell(world, snooze(24 * 60))).toMatchObject({ refusal: { reason: "bad-duration" } });
    tell(world, snooze(5));
    pass(world, 24 * HOUR);
    expect(asks(world)).toEqual(["10 min: due 10, next none", "15 min: due 10, next none"]);
    expect(nextDueAt(incidentOf(world), world.profile)).toBeNull();
  });

  it("follow the new severity from the last word, or from now when that would be late", () => {
    const world = begun("P3");
    tell(world, update());
    pass(world, 20 * MINUTE);
    tell(world, { type: "change-severity", severity: "P1", why: null });
    expect(incidentOf(world).updates.askAt).toBe(NINE + 30 * MINUTE);
    const late = begun("P3");
    pass(late, 40 * MINUTE);
    tell(late, { type: "change-severity", severity: "P1", why: null });
    expect(incidentOf(late).updates.askAt).toBe(NINE + 70 * MINUTE);
    tell(late, { type: "change-severity", severity: "P3", why: null });
    expect(incidentOf(late).updates.askAt).toBeNull();
  });

  it("are not asked for after the end, and again after a reopen", () => {
    const world = begun();
    tell(world, { type: "resolve", message: "fixed" });
    tell(world, update());
    pass(world, 5 * HOUR);
    expect(asks(world)).toEqual([]);
    tell(world, { type: "reopen", why: "back" });
    pass(world, 30 * MINUTE);
    expect(asks(world)).toEqual(["330 min: due 330, next 360"]);
  });

  it.each<[string, number]>([
    ["under a minute", 59_999],
    ["over a week", 7 * 24 * HOUR + 1],
  ])("are not promised for %s", (_, ms) => {
    expect(tell(begun(), update(ms))).toMatchObject({ refusal: { reason: "bad-duration", leastMs: MINUTE } });
  });
});

describe("an update that was put off", () => {
  const askedFor = (): World => {
    const world = begun();
    pass(world, 31 * MINUTE);
    return world;
  };

  it("is asked for once more, and the rhythm stays", () => {
    const world = askedFor();
    expect(tell(world, snooze(10))).toMatchObject({ kind: "accepted" });
    pass(world, 30 * MINUTE);
    expect(asks(world).slice(1)).toEqual(["41 min: due 30, next 60", "60 min: due 60, next 90"]);
  });

  it("is put off once, and the next one again", () => {
    const world = askedFor();
    tell(world, snooze(10));
    expect(tell(world, snooze(10))).toMatchObject({ refusal: { reason: "already-snoozed" } });
    pass(world, 15 * MINUTE);
    expect(tell(world, snooze(5))).toMatchObject({ refusal: { reason: "already-snoozed" } });
    pass(world, 15 * MINUTE);
    expect(tell(world, snooze(5))).toMatchObject({ kind: "accepted" });
  });

  it("after an absence past the next one is asked for as that one", () => {
    const world = askedFor();
    tell(world, snooze(10));
    sleep(world, HOUR);
    expect(asks(world).slice(1)).toEqual(["91 min: due 60, next 120"]);
  });

  it.each<[string, () => World, number, object]>([
    ["before one was asked for", begun, 10, { reason: "no-update-due" }],
    [
      "after the end",
      () => {
        const world = askedFor();
        tell(world, { type: "resolve", message: "fixed" });
        return world;
      },
      10,
      { reason: "no-update-due" },
    ],
    ["to the next one", askedFor, 29, { reason: "bad-duration", leastMs: MINUTE, mostMs: 29 * MINUTE }],
    ["by no time", askedFor, 0, { reason: "bad-duration" }],
  ])("is refused %s", (_, world, minutes, refusal) => {
    expect(tell(world(), snooze(minutes))).toMatchObject({ kind: "refused", refusal, events: [] });
  });

  it("is refused when the next one is due and nobody looked at the clock yet", () => {
    const world = askedFor();
    world.now = NINE + 61 * MINUTE;
    expect(tell(world, snooze(1))).toMatchObject({ refusal: { reason: "bad-duration", mostMs: 0 } });
  });
});

describe("a nudge", () => {
  const nudging = manual({ nudges: { commanderMs: 10 * MINUTE, severityMs: 15 * MINUTE, quietMs: HOUR } });
  const nudges = ({ timeline }: World): readonly string[] =>
    timeline.flatMap(({ event, recordedAt }) =>
      event.type === "nudged" ? [`${(recordedAt - NINE) / MINUTE} min: ${event.about}`] : [],
    );

  it("asks once for a commander and a word where the manual wakes people", () => {
    const world = begun("P1", nudging);
    pass(world, 5 * HOUR);
    expect(nudges(world)).toEqual(["10 min: commander", "60 min: quiet"]);
  });

  it("asks again for a word after the next one", () => {
    const world = begun("P1", nudging);
    pass(world, 90 * MINUTE);
    tell(world, { type: "talk" });
    pass(world, 2 * HOUR);
    expect(nudges(world)).toEqual(["10 min: commander", "60 min: quiet", "150 min: quiet"]);
  });

  it("asks for the severity that nobody chose, and of a mild one for nothing else", () => {
    const world = begun(null, nudging);
    pass(world, 5 * HOUR);
    expect(nudges(world)).toEqual(["15 min: severity"]);
  });

  it("asks for nothing that is there", () => {
    const world = begun("P1", nudging);
    tell(world, { type: "assign-role", role: "incident-commander", user: BEN });
    const chosen = begun(null, nudging);
    tell(chosen, { type: "change-severity", severity: "P4", why: null });
    pass(world, 30 * MINUTE);
    pass(chosen, 30 * MINUTE);
    expect([...nudges(world), ...nudges(chosen)]).toEqual([]);
  });

  it("needs a role to be held, and a severity that the manual knows", () => {
    const without = begun("P1", { ...nudging, roles: [] });
    pass(without, 30 * MINUTE);
    expect(nudges(without)).toEqual([]);
    const gone = begun("P1", nudging);
    const renamed = { ...gone, profile: { ...nudging, severities: [] } };
    expect(nextDueAt(incidentOf(renamed), { ...nudging, severities: [] })).toBe(NINE + 30 * MINUTE);
  });
});

describe("talk", () => {
  it("is written down at most every five minutes, and not after the end", () => {
    const world = begun();
    world.now += 5 * MINUTE;
    expect(tell(world, { type: "talk" }, person(BEN))).toMatchObject({
      events: [{ event: { type: "talked" } }],
    });
    expect(incidentOf(world)).toMatchObject({ lastSignAt: world.now, participants: [ANN, BEN] });
    world.now += 5 * MINUTE - 1;
    expect(tell(world, { type: "talk" })).toEqual({ kind: "quiet" });
    tell(world, { type: "resolve", message: "fixed" });
    world.now += HOUR;
    expect(tell(world, { type: "talk" })).toEqual({ kind: "quiet" });
  });

  it("that was said before is no newer sign of life", () => {
    const world = begun();
    const note = { type: "add-note", text: "502s", author: BEN, source: "pin", permalink: null } as const;
    tell(world, { ...note, saidAt: NINE - HOUR });
    expect(incidentOf(world).lastSignAt).toBe(NINE);
  });
});

describe("after an absence", () => {
  const away = { from: NINE, to: NINE + 7 * MINUTE };

  it("what was made up for is counted, and said once", () => {
    const nudges = { commanderMs: 10 * MINUTE, severityMs: null, quietMs: null };
    const world = begun("P1", manual({ nudges, escalation: [leads] }));
    sleep(world, 31 * MINUTE);
    expect(world.timeline.at(-1)?.event).toEqual({
      type: "caught-up",
      away: { from: NINE, to: NINE + 31 * MINUTE },
      moved: 1,
      reminded: 2,
    });
    expect(tick(world, away)).toEqual({ kind: "quiet" });
  });

  it("nothing is said when nothing was moved or asked late", () => {
    const profile = manual({ escalation: [leads], proof: { acceptedMs: MINUTE, notifiedMs: MINUTE } });
    const world = begun("P1", profile);
    sleep(world, 2 * MINUTE);
    expect(eventsOf(world, "page-stalled")).toHaveLength(1);
    expect(eventsOf(world, "caught-up")).toEqual([]);
    expect(sleep(begun("P3"), HOUR)).toEqual({ kind: "quiet" });
  });
});

it("a look at an incident with nothing due is quiet, whoever looks", () => {
  expect(tick(begun("P4"))).toEqual({ kind: "quiet" });
  expect(tell(begun("P4"), { type: "time-due", away: null }, TOCSIN)).toEqual({ kind: "quiet" });
});
