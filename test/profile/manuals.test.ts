import { describe, expect, it } from "vitest";
import type { EscalationPolicy, PageTarget, Profile, Severity, Target } from "../../src/domain/profile.ts";
import { loadProfile } from "../../src/profile/load.ts";

/** The manuals that ship say what the seeds say: figures, words and who is called. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe("the manual of the logistics suite", () => {
  const profile = loadProfile("profiles/sebenza.yml");

  it("has its severities: answer, resolution, and who is woken", () => {
    const rows = profile.severities.map(({ label, name, respond, resolve, page }) => [
      label,
      name,
      respond,
      resolve,
      page,
    ]);
    expect(rows).toEqual([
      ["P1", "Critical", within(15 * MINUTE_MS), within(4 * HOUR_MS), true],
      ["P2", "High", within(30 * MINUTE_MS), within(8 * HOUR_MS), true],
      ["P3", "Medium", within(2 * HOUR_MS), within(24 * HOUR_MS), false],
      ["P4", "Low", within(8 * HOUR_MS), within(72 * HOUR_MS), false],
    ]);
    expect(profile.severities.map(({ criteria }) => criteria.length)).toEqual([3, 3, 3, 2]);
    expect(profile.defaultSeverity).toBe("P3");
  });

  it("has its statuses, objectives and the rule for databases", () => {
    expect(profile.statuses.map(({ label }) => label)).toEqual([
      "open",
      "investigating",
      "identified",
      "monitoring",
      "resolved",
      "closed",
    ]);
    expect(profile.services[0]).toMatchObject({
      rtoMs: 4 * HOUR_MS,
      rpoMs: HOUR_MS,
      pagerDutyService: "Sebenza Logistics Suite",
    });
    expect(calledBy(profile, policyOf(profile, "P1"))).toEqual([
      ["on-call"],
      // The operators are the Slack user group @ops, whose people are looked up there.
      [],
      ["amara@example.com", "ben@example.com"],
    ]);
    expect(policyOf(profile, "P1")).toMatchObject({
      runBy: "tocsin",
      acknowledgements: 1,
      outsideHours: null,
    });
    expect(profile.onCall).toEqual({ channel: "ops", userGroups: [], weekly: { day: 1, minute: 9 * 60 } });
    expect(profile.postmortem.actionRules).toEqual([
      {
        timelineMentions: "database",
        action: "Set up alerts that watch the database",
        owner: "database-team",
        dueMs: 14 * 24 * HOUR_MS,
        priority: "high",
      },
    ]);
  });
});

describe("the manual of the event platform", () => {
  const profile = loadProfile("profiles/eventchain.yml");

  it("has its severities: when an answer is due, and who is woken", () => {
    expect(
      profile.severities.map(({ label, respond, resolve, page }) => [label, respond, resolve, page]),
    ).toEqual([
      ["P0", within(15 * MINUTE_MS), null, true],
      ["P1", within(HOUR_MS), null, true],
      ["P2", within(4 * HOUR_MS), null, false],
      ["P3", { kind: "next-business-day" }, null, false],
    ]);
    expect(profile.severities.map(({ criteria }) => criteria.length)).toEqual([3, 2, 2, 2]);
    expect(profile.calendar).toMatchObject({ days: [1, 2, 3, 4, 5], timezone: "UTC" });
  });

  it.each(["P0", "P1"])("calls on-call, team lead, engineering manager and CTO in time for %s", (label) => {
    const severity = severityOf(profile, label);
    const policy = policyOf(profile, label);
    expect(policy.runBy).toBe("tocsin");
    expect(calledBy(profile, policy)).toEqual([
      ["eventchain-on-call"],
      ["femi@example.com"],
      ["grace@example.com"],
      ["hugo@example.com"],
    ]);
    expect(lastCalledMs(policy)).toBeLessThan(severity.respond?.kind === "elapsed" ? severity.respond.ms : 0);
  });

  it("has its course of an outage, objectives and the post-mortem within 48 hours", () => {
    expect(profile.statuses.map(({ label, phase }) => `${label}: ${phase}`)).toEqual([
      "acknowledge: declared",
      "assess: acknowledged",
      "mitigate: acknowledged",
      "investigate: acknowledged",
      "fix: acknowledged",
      "communicate: mitigated",
      "restore: resolved",
      "closed: closed",
    ]);
    expect(profile.services.map(({ key, rtoMs, rpoMs }) => [key, rtoMs, rpoMs])).toEqual([
      ["api-gateway", 4 * HOUR_MS, HOUR_MS],
      ["event-service", 4 * HOUR_MS, HOUR_MS],
    ]);
    expect(profile.postmortem.dueMs).toBe(48 * HOUR_MS);
  });
});

describe("the manual of the inventory application", () => {
  const profile = loadProfile("profiles/inventory.yml");

  it("has its severities: when an answer is due, and who is woken", () => {
    expect(
      profile.severities.map(({ label, respond, resolve, page }) => [label, respond, resolve, page]),
    ).toEqual([
      ["Critical", within(15 * MINUTE_MS), null, true],
      ["High", within(HOUR_MS), null, true],
      ["Medium", within(4 * HOUR_MS), null, false],
      ["Low", within(24 * HOUR_MS), null, false],
    ]);
  });

  it.each([
    ["Critical", [["inventory-on-call"], ["ines@example.com", "hugo@example.com"]]],
    ["High", [["inventory-on-call"], ["femi@example.com"]]],
    ["Medium", [["inventory-on-call"], ["grace@example.com"]]],
  ])("calls whom the manual names for %s, in time", (label, called) => {
    const severity = severityOf(profile, label);
    const policy = policyOf(profile, label);
    expect(calledBy(profile, policy)).toEqual(called);
    expect(lastCalledMs(policy)).toBeLessThan(severity.respond?.kind === "elapsed" ? severity.respond.ms : 0);
  });

  it("brings the team lead into what is medium, and leaves what is low for the backlog", () => {
    expect(severityOf(profile, "Medium").invite).toEqual(["team-lead"]);
    expect(severityOf(profile, "Low")).toMatchObject({ escalation: null, invite: [], updateEveryMs: null });
  });

  it("has its six steps, its objectives and its form for updates", () => {
    expect(profile.statuses.map(({ label, phase }) => `${label}: ${phase}`)).toEqual([
      "detection: declared",
      "triage: acknowledged",
      "mitigation: acknowledged",
      "resolution: mitigated",
      "communication: resolved",
      "post-incident: resolved",
      "closed: closed",
    ]);
    expect(profile.services.map(({ key, rtoMs, rpoMs }) => [key, rtoMs, rpoMs])).toEqual([
      ["api", 15 * MINUTE_MS, 5 * MINUTE_MS],
      ["database", 30 * MINUTE_MS, MINUTE_MS],
      ["frontend", 5 * MINUTE_MS, null],
    ]);
    for (const word of ["service", "title", "status", "severity", "impact", "eta"])
      expect(profile.communication.update).toContain(`{${word}}`);
  });
});

function within(ms: number): Target {
  return { kind: "elapsed", ms };
}

function severityOf(profile: Profile, label: string): Severity {
  const severity = profile.severities.find((one) => one.label === label);
  if (severity === undefined) throw new Error(`no severity ${label}`);
  return severity;
}

/** The policy that a severity names. */
function policyOf(profile: Profile, label: string): EscalationPolicy {
  const { escalation } = severityOf(profile, label);
  const policy = profile.escalation.find(({ key }) => key === escalation);
  if (policy === undefined) throw new Error(`no policy of its own for ${label}`);
  return policy;
}

/** Whom each step reaches: PagerDuty's policy, or e-mail addresses. */
function calledBy(profile: Profile, { steps }: EscalationPolicy): readonly (readonly string[])[] {
  return steps.map(({ page }) => reachedBy(profile, page));
}

function reachedBy(profile: Profile, page: PageTarget): readonly string[] {
  const emailsOf = (group: string | null | undefined): readonly string[] =>
    profile.people.find(({ key }) => key === group)?.emails ?? [];
  switch (page.kind) {
    case "pagerduty":
      return [page.policy];
    case "schedule":
      return [page.schedule];
    case "group":
      return emailsOf(page.group);
    case "role":
      return emailsOf(profile.roles.find(({ key }) => key === page.role)?.from);
    case "people":
      return page.emails;
    case "user":
      return [page.user];
  }
}

/** How long after the first page the last step begins when nobody answers. */
function lastCalledMs({ steps }: EscalationPolicy): number {
  return steps.slice(0, -1).reduce((sum, { timeoutMs }) => sum + timeoutMs, 0);
}
