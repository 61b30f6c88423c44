import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProfileFaults, parseProfile } from "../../src/profile/load.ts";

const ORGANISATION = "organisation: Example\n";
const SMALLEST = `${ORGANISATION}severities: { P1: {} }\n`;
const HOUR_MS = 3_600_000;

const parse = (text: string) => parseProfile(text, "test.yml");

describe("what a manual need not say", () => {
  const profile = parse(SMALLEST);

  it("has a whole lifecycle, three roles, and pages nobody", () => {
    expect(profile.statuses.map(({ label }) => label)).toEqual([
      "open",
      "investigating",
      "identified",
      "monitoring",
      "resolved",
      "closed",
    ]);
    expect(profile.roles.map(({ key }) => key)).toEqual([
      "incident-commander",
      "communications-lead",
      "scribe",
    ]);
    expect(profile.roles.every(({ duty }) => duty.length > 20)).toBe(true);
    expect(profile).toMatchObject({
      timezone: "UTC",
      calendar: null,
      slack: { announcements: "incidents", channelName: "inc-{number}-{title}", links: [] },
      severities: [{ label: "P1", name: "P1", rank: 1, page: false, respond: null, postmortem: "optional" }],
      escalation: [],
      postmortem: { dueMs: 48 * HOUR_MS, actionRules: [] },
    });
  });

  it("carries the hash of its text", () => {
    expect(profile.hash).toBe(createHash("sha256").update(SMALLEST).digest("hex"));
  });

  it.each([
    [["A"], "A"],
    [["A", "B"], "B"],
    [["A", "B", "C"], "B"],
    [["A", "B", "C", "D"], "C"],
  ])("of %j takes %s when nobody says", (labels, expected) => {
    const text = `${ORGANISATION}severities: { ${labels.map((label) => `${label}: {}`).join(", ")} }`;
    expect(parse(text).defaultSeverity).toBe(expected);
  });

  it("adds closed to statuses that end at resolved, and only then", () => {
    const statuses = (written: string) =>
      parse(`${SMALLEST}statuses: { ${written} }`).statuses.map(({ label }) => label);
    expect(statuses("open: declared, fixed: resolved")).toEqual(["open", "fixed", "closed"]);
    expect(statuses("open: declared, fixed: resolved, done: closed")).toEqual(["open", "fixed", "done"]);
  });
});

describe("how things are read", () => {
  it("ranks severities by their order in the file, also when labels are numbers", () => {
    const { severities } = parse(`${ORGANISATION}severities: { 3: {}, 1: {}, Minor: {} }`);
    expect(severities.map(({ label, rank }) => [label, rank])).toEqual([
      ["3", 1],
      ["1", 2],
      ["Minor", 3],
    ]);
  });

  it.each([
    ["15m", { kind: "elapsed", ms: 0.25 * HOUR_MS }],
    ["1h30m", { kind: "elapsed", ms: 1.5 * HOUR_MS }],
    ["1w", { kind: "elapsed", ms: 168 * HOUR_MS }],
    ["5d", { kind: "elapsed", ms: 120 * HOUR_MS }],
    ["90 business minutes", { kind: "business", ms: 1.5 * HOUR_MS }],
    ["4 business hours", { kind: "business", ms: 4 * HOUR_MS }],
    ["2 business days", { kind: "business", ms: 17 * HOUR_MS }],
    ["next business day", { kind: "next-business-day" }],
  ])("reads the target %s", (written, expected) => {
    const calendar = 'calendar: { business_hours: "Mon-Fri 08:00-16:30" }';
    expect(
      parse(`${ORGANISATION}${calendar}\nseverities: { P1: { respond: ${written} } }`).severities[0]?.respond,
    ).toEqual(expected);
  });

  it.each([
    ["Mon-Fri 08:00-17:00", [1, 2, 3, 4, 5], 480, 1020],
    ["sat,mon-tue 00:00 - 24:00", [1, 2, 6], 0, 1440],
  ])("reads the business hours %s", (written, days, fromMinute, toMinute) => {
    const text = `${SMALLEST}timezone: Europe/Lisbon\ncalendar: { business_hours: "${written}", holidays: ["2026-12-25"] }`;
    expect(parse(text).calendar).toEqual({
      days,
      fromMinute,
      toMinute,
      timezone: "Europe/Lisbon",
      holidays: ["2026-12-25"],
    });
  });

  it("understands anchors and aliases", () => {
    const { severities } = parse(`${ORGANISATION}severities: { P1: &same { respond: 15m }, P2: *same }`);
    expect(severities[1]?.respond).toEqual(severities[0]?.respond);
  });

  it("pages each kind of target", () => {
    const text = `${SMALLEST}people: { ops: { slack_group: "@ops" } }
roles: { team-lead: { from: ops } }
escalation:
  first:
    steps:
      - { page: { pagerduty: on-call }, timeout: 2m }
      - page: { schedule: Primary }
      - page: { group: ops }
      - page: { role: team-lead }
      - page: { people: [amara@example.com] }
    repeat: 1
    acknowledge_expires: 30m`;
    const { escalation, people, roles } = parse(text);
    expect(people).toEqual([{ key: "ops", emails: [], slackUsers: [], slackGroup: "ops" }]);
    expect(roles).toEqual([{ key: "team-lead", name: "Team lead", duty: "", from: "ops" }]);
    expect(escalation).toEqual([
      {
        key: "first",
        name: "first",
        steps: [
          { page: { kind: "pagerduty", policy: "on-call" }, timeoutMs: 120_000 },
          { page: { kind: "schedule", schedule: "Primary" }, timeoutMs: 300_000 },
          { page: { kind: "group", group: "ops" }, timeoutMs: 300_000 },
          { page: { kind: "role", role: "team-lead" }, timeoutMs: 300_000 },
          { page: { kind: "people", emails: ["amara@example.com"] }, timeoutMs: 300_000 },
        ],
        repeat: 1,
        acknowledgeExpiresMs: 1_800_000,
        runBy: "tocsin",
        acknowledgements: 1,
        hours: null,
        outsideHours: null,
      },
    ]);
  });
});

describe("any text at all", () => {
  const isProfileOrFaults = (text: string): boolean => {
    try {
      return parse(text).hash.length === 64;
    } catch (error) {
      return error instanceof ProfileFaults && error.faults.length > 0 && error.message !== "";
    }
  };
  const key = fc.constantFrom(
    "organisation",
    "severities",
    "statuses",
    "people",
    "roles",
    "escalation",
    "services",
    "slack",
    "calendar",
    "P1",
    "steps",
    "page",
    "respond",
    "emails",
    "github",
    "workflows",
    "environments",
    "deploy",
    "run",
    "inputs",
    "approvals",
    "promote_from",
    "rollback_when",
    "backups",
    "recovery",
    "restore",
    "__proto__",
    "constructor",
    "<<",
    "",
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, 1, "15m", "declared", "{", "*a", "#x"),
      fc.string(),
      tie("list"),
      tie("map"),
    ),
    list: fc.array(tie("any"), { maxLength: 3 }),
    map: fc.array(fc.tuple(key, tie("any")), { maxLength: 6 }).map((pairs) => Object.fromEntries(pairs)),
  }));

  it("gives a profile or faults, never another exception", () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), isProfileOrFaults));
    fc.assert(
      fc.property(
        fc
          .array(
            fc.constantFrom(
              "organisation: E",
              "severities:",
              "  P1:",
              "    page: true",
              "  - ",
              "- a",
              "&a",
              "*a",
              "<<: *a",
              "? [x]",
              "!!set",
              "%YAML 1.1",
              "---",
              "\t",
              "'",
              "{",
              "]",
              ": ",
            ),
            { maxLength: 20 },
          )
          .map((parts) => parts.join("\n")),
        isProfileOrFaults,
      ),
    );
    fc.assert(fc.property(value.map, (raw) => isProfileOrFaults(JSON.stringify(raw))));
  });

  // Reading so long a manual over and over takes its time on a busy machine.
  it("does so for a real manual with something torn out or written in", { timeout: 20_000 }, () => {
    const text = readFileSync("profiles/sebenza.yml", "utf8");
    const scrap = fc.constantFrom(
      "",
      "15",
      ": ",
      "- ",
      "[",
      "}",
      '"',
      "\n",
      "  ",
      "null",
      "*x",
      "#",
      "true",
      "nobody",
    );
    const torn = fc
      .tuple(fc.nat(text.length), fc.nat(30), scrap)
      .map(([from, length, written]) => text.slice(0, from) + written + text.slice(from + length));
    fc.assert(fc.property(torn, isProfileOrFaults), { numRuns: 120 });
  });

  it.each([
    ["nested too deeply", "[".repeat(20_000)],
    ["nested too deeply, closed", `${"[".repeat(20_000)}${"]".repeat(20_000)}`],
    ["an alias of itself", "organisation: &a [*a]"],
    [
      "aliases that multiply",
      `a: &a [x,x]\n${["b", "c", "d", "e", "f", "g", "h", "i", "j"].map((name, i) => `${name}: &${name} [*${"abcdefghi"[i]},*${"abcdefghi"[i]},*${"abcdefghi"[i]}]`).join("\n")}`,
    ],
    ["a million characters", `#${"x".repeat(1_000_001)}`],
    ["a byte order mark", `\uFEFF${SMALLEST}`],
    ["Windows line ends", SMALLEST.replaceAll("\n", "\r\n")],
  ])("survives %s", (_, text) => {
    expect(isProfileOrFaults(text)).toBe(true);
  });
});
