import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onCallNow, shiftsOf } from "../../sandbox/pagerduty/rota.ts";
import type { SandboxLayer, SandboxOverride, SandboxSchedule } from "../../sandbox/pagerduty/world.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5, 9);
const at = (hours: number) => START + hours * HOUR;

function schedule(...layers: Partial<SandboxLayer>[]): SandboxSchedule {
  const filled = layers.map((layer) => ({ people: ["A", "B"], turnHours: 10, startsAt: START, ...layer }));
  return { id: "S", name: "Nights", layers: filled };
}
function cover(person: string, from: number, until: number): SandboxOverride {
  return { id: `${person}${from}`, person, from: at(from), until: at(until) };
}
/** Shifts in hours from the start: `A 0..10`. */
function shifts(of: SandboxSchedule, overrides: SandboxOverride[], from: number, until: number): string[] {
  const hours = (instant: number | null) => (instant === null ? "ever" : (instant - START) / HOUR);
  return shiftsOf(of, overrides, { from: at(from), until: at(until) }).map(
    (shift) => `${shift.person} ${hours(shift.from)}..${hours(shift.until)}`,
  );
}

describe("a rotation", () => {
  it("gives whole shifts, also of those it sees only the end or the beginning of", () => {
    expect(shifts(schedule({}), [], 5, 25)).toEqual(["A 0..10", "B 10..20", "A 20..30"]);
  });

  it("hands over at the instant itself: the old one is off call, the new one is on", () => {
    expect(shifts(schedule({}), [], 10, 10)).toEqual(["B 10..20"]);
    expect(onCallNow(schedule({}), [], at(10) - 1)).toEqual(["A"]);
  });

  it("has nobody before it begins, and nobody without people", () => {
    expect(shifts(schedule({}), [], -5, -5)).toEqual([]);
    expect(shifts(schedule({}), [], -5, 1)).toEqual(["A 0..10"]);
    expect(shifts(schedule({ people: [] }), [], 0, 100)).toEqual([]);
    expect(shifts(schedule(), [], 0, 100)).toEqual([]);
  });

  it("never ends for somebody alone in it", () => {
    expect(shifts(schedule({ people: ["A"] }), [], 5, 500)).toEqual(["A 0..ever"]);
    expect(shifts(schedule({ people: ["A"] }), [], 500, 500)).toEqual(["A 0..ever"]);
  });

  it("gives way to a later one from that one's start on", () => {
    const both = schedule({}, { people: ["C", "D"], turnHours: 5, startsAt: at(15) });
    expect(shifts(both, [], 12, 24)).toEqual(["B 10..15", "C 15..20", "D 20..25"]);
  });
});

describe("an override", () => {
  it("takes its part out of the shift it lies on", () => {
    expect(shifts(schedule({}), [cover("C", 3, 6)], 0, 10)).toEqual(["A 0..3", "C 3..6", "A 6..10"]);
  });

  it("wins over an earlier one where both are", () => {
    const overrides = [cover("C", 3, 6), cover("D", 5, 8)];
    expect(shifts(schedule({}), overrides, 0, 9)).toEqual(["A 0..3", "C 3..5", "D 5..8", "A 8..10"]);
  });

  it("joins what the same person has before and after it", () => {
    expect(shifts(schedule({}), [cover("A", 10, 20)], 5, 5)).toEqual(["A 0..30"]);
  });

  it("ends where somebody is on call for ever", () => {
    const alone = schedule({ people: ["A"] });
    expect(shifts(alone, [cover("B", 50, 60)], 45, 65)).toEqual(["A 0..50", "B 50..60", "A 60..ever"]);
    expect(shifts(alone, [cover("B", 500, 600)], 450, 450)).toEqual(["A 0..500"]);
  });
});

it("agrees, at every instant, with counting turns by hand", () => {
  const hour = fc.integer({ min: -40, max: 400 });
  const span = fc.tuple(hour, fc.integer({ min: 1, max: 60 }), fc.constantFrom("X", "Y"));
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom("A", "B", "C"), { minLength: 1 }),
      fc.integer({ min: 1, max: 30 }),
      fc.array(span, { maxLength: 4 }),
      hour,
      (people, turnHours, spans, when) => {
        const overrides = spans.map(([from, long, person]) => cover(person, from, from + long));
        const covering = overrides.findLast((one) => one.from <= at(when) && at(when) < one.until);
        const rotated = when < 0 ? undefined : people[Math.floor(when / turnHours) % people.length];
        const expected = covering?.person ?? rotated;
        expect(onCallNow(schedule({ people, turnHours }), overrides, at(when))).toEqual(
          expected === undefined ? [] : [expected],
        );
      },
    ),
  );
});
