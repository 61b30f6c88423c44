import { describe, expect, it } from "vitest";
import { editDistance, nearest } from "../../src/domain/incident/similar.ts";

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["p1", "p1", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["critcal", "critical", 1],
    ["kitten", "sitting", 3],
  ])("%j → %j is %i", (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });
});

describe("nearest", () => {
  it("offers the three nearest words, best first, whatever the case", () => {
    const known = ["open", "investigating", "identified", "monitoring", "resolved"];
    expect(nearest("MONITRING", known)[0]).toBe("monitoring");
    expect(nearest("reslved", known)[0]).toBe("resolved");
    expect(nearest("x", known)).toHaveLength(3);
  });

  it("offers nothing when nothing is known", () => {
    expect(nearest("x", [])).toEqual([]);
  });
});
