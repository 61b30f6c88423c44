import { describe, expect, it } from "vitest";
import {
  findComponent,
  findPolicy,
  findRole,
  findSeverity,
  findStatus,
  firstStatus,
} from "../../src/domain/incident/words.ts";
import type { Severity } from "../../src/domain/profile.ts";
import { aProfile } from "../support/profile.ts";

const profile = aProfile();

/** A profile with these severity labels, worst first; the name is the label. */
function labelled(...labels: readonly string[]) {
  const [first] = profile.severities;
  if (first === undefined) throw new Error("the test profile has severities");
  const severities = labels.map(
    (label, index): Severity => ({ ...first, label, name: label, rank: index + 1 }),
  );
  return aProfile({ severities });
}

describe("findSeverity", () => {
  it.each([
    ["P1", "P1"],
    ["p1", "P1"],
    [" critical ", "P1"],
    ["HIGH", "P2"],
    ["2", "P2"],
    ["sev3", "P3"],
    ["sev 4", "P4"],
    ["", undefined],
    ["5", undefined],
    ["crit", undefined],
    ["worst", undefined],
  ])("%j → %s", (typed, label) => {
    expect(findSeverity(profile, typed)?.label).toBe(label);
  });

  it("understands the number alone by the label, not by the rank", () => {
    expect(findSeverity(labelled("P0", "P1", "P2"), "1")?.rank).toBe(2);
    expect(findSeverity(labelled("Severity 1", "Severity 2"), "s1")?.label).toBe("Severity 1");
  });

  it("does not guess between two labels that end alike", () => {
    expect(findSeverity(labelled("Outage 1", "Security 1"), "1")).toBeNull();
    expect(findSeverity(labelled("Critical", "Low"), "1")).toBeNull();
  });
});

describe("findStatus", () => {
  it.each([
    ["Monitoring", "monitoring"],
    ["mon", "monitoring"],
    ["inv", "investigating"],
    ["i", undefined],
    ["", undefined],
    ["done", undefined],
  ])("%j → %s", (typed, label) => {
    expect(findStatus(profile, typed)?.label).toBe(label);
  });

  it("takes a dash for a space, and a whole word before the beginning of another", () => {
    const statuses = [
      { label: "fix", phase: "acknowledged" },
      { label: "fix verified", phase: "mitigated" },
      { label: "post-incident", phase: "closed" },
    ] as const;
    expect(findStatus(aProfile({ statuses }), "fix")?.label).toBe("fix");
    expect(findStatus(aProfile({ statuses }), "Post incident")?.label).toBe("post-incident");
  });
});

describe("findComponent", () => {
  it.each([
    ["database", { service: "data", component: "database" }],
    ["Load Balancer", { service: "app", component: "load-balancer" }],
    ["app", { service: "app", component: null }],
    ["Databases", { service: "data", component: null }],
    ["mainframe", null],
    [" ", null],
  ])("%j → %j", (typed, found) => {
    expect(findComponent(profile, typed)).toEqual(found);
  });
});

describe("findRole and findPolicy", () => {
  it.each([
    ["incident-commander", "incident-commander"],
    ["communications lead", "communications-lead"],
    ["comm", "communications-lead"],
    ["janitor", undefined],
  ])("role %j → %s", (typed, key) => {
    expect(findRole(profile, typed)?.key).toBe(key);
  });

  it.each([
    ["Default", "default"],
    ["database", "database"],
    ["data", undefined],
  ])("policy %j → %s", (typed, key) => {
    expect(findPolicy(profile, typed)?.key).toBe(key);
  });
});

describe("firstStatus", () => {
  it("is the manual's first of the phase", () => {
    expect(firstStatus(profile, "acknowledged").label).toBe("investigating");
  });

  it("is the phase's own name when the manual has none", () => {
    expect(firstStatus(profile, "closed")).toEqual({ label: "closed", phase: "closed" });
  });
});
