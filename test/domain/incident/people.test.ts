import { describe, expect, it } from "vitest";
import { promisesFor } from "../../../src/domain/incident/clocks.ts";
import type { IncidentCommand } from "../../../src/domain/incident/command.ts";
import { decide } from "../../../src/domain/incident/decide.ts";
import type { Decision, Refusal } from "../../../src/domain/incident/decision.ts";
import type { Incident } from "../../../src/domain/incident/incident.ts";
import {
  ANN,
  anIncident,
  aPage,
  aResolvedIncident,
  aRun,
  asked,
  BEN,
  effectId,
  facts,
  MINUTE,
  NINE,
} from "../../support/incident.ts";
import { aProfile } from "../../support/profile.ts";

const profile = aProfile();
const LATER = NINE + 5 * MINUTE;
const open = anIncident();
const resolved = aResolvedIncident();
const closed = aResolvedIncident({ status: "closed", phase: "closed" });
const endless = "x".repeat(40_001);

function when(incident: Incident, command: IncidentCommand, manual = profile): Decision {
  return decide(incident, asked(command), facts({ nextNumber: null }), manual);
}

const severity = (to: string, why: string | null = null): IncidentCommand => ({
  type: "change-severity",
  severity: to,
  why,
});
const update = (message: string): IncidentCommand => ({
  type: "post-update",
  message,
  nextInMs: null,
});
const role = (key: string): IncidentCommand => ({ type: "assign-role", role: key, user: BEN });
const page = (policy: string | null, why: string | null = null): IncidentCommand => ({
  type: "page",
  policy,
  user: null,
  why,
});
const note = (text: string, saidAt: number | null = null): IncidentCommand => ({
  type: "add-note",
  text,
  author: BEN,
  saidAt,
  source: "pin",
  permalink: null,
});

const accepted = (...events: readonly object[]) => ({
  kind: "accepted",
  events: events.map((event) => ({ event })),
});
/** A run of that policy and its first page, as far as these rules decide. */
const calls = (version: number, policy: string, cause: string, why: string | null = null) => [
  { type: "escalation-begun", policy, cause, why, startsAt: LATER },
  {
    type: "page-requested",
    effect: effectId(version + 1, `page/${policy}`),
    policy,
    why,
    escalation: String(version),
    step: 0,
    cause: "begun",
  },
];
const changed = (from: Incident, to: string, rank: number, why: string | null = null) => {
  const given = profile.severities.find(({ label }) => label === to);
  return {
    type: "severity-changed",
    from: from.severity,
    to,
    fromRank: from.rank,
    rank,
    why,
    promises: given === undefined ? [] : promisesFor(given, from.declaredAt, profile),
    updateEveryMs: given?.updateEveryMs,
  };
};

describe("each produces", () => {
  const drill = anIncident({ drill: true });
  const paged2 = { severity: "P2", rank: 2, pagedRank: 2 } as const;
  const paged = anIncident({ ...paged2, pages: [aPage()], escalations: [aRun()] });
  const answered = anIncident({ ...paged2, escalations: [aRun({ state: "acknowledged", nextAt: null })] });
  const pagedForP1 = anIncident({ pagedRank: 1, escalations: [aRun({ state: "stopped", nextAt: null })] });
  const other = aRun({ policy: "database" });
  const elsewhere = anIncident({ ...paged2, pages: [aPage({ policy: "database" })], escalations: [other] });
  const byHand = anIncident({ escalations: [aRun({ ...other, cause: "asked" })] });
  const data = anIncident({ service: "data" });
  const commanded = anIncident({ roles: { "incident-commander": ANN } });
  it.each<[string, Incident, IncidentCommand, readonly object[]]>([
    ["a milder severity", open, severity("low"), [changed(open, "P4", 4)]],
    [
      "a severity that pages, and the page",
      open,
      severity("1", " all down "),
      [changed(open, "P1", 1, "all down"), ...calls(5, "default", "raised", "all down")],
    ],
    [
      "a severity that pages, by the service's policy",
      data,
      severity("P2"),
      [changed(data, "P2", 2), ...calls(5, "database", "raised")],
    ],
    ["no second page while the same chain calls", paged, severity("P1"), [changed(paged, "P1", 1)]],
    [
      "a page once more when it gets worse for whoever has it",
      answered,
      severity("P1"),
      [changed(answered, "P1", 1), ...calls(5, "default", "raised")],
    ],
    [
      "no page when that rank was paged for before",
      pagedForP1,
      severity("P1"),
      [changed(pagedForP1, "P1", 1)],
    ],
    [
      "no page for a milder rank than was paged for",
      pagedForP1,
      severity("P2"),
      [changed(pagedForP1, "P2", 2)],
    ],
    [
      "a page by another policy, which takes the place of the one that calls",
      elsewhere,
      severity("P1"),
      [
        changed(elsewhere, "P1", 1),
        { type: "escalation-stopped", escalation: "2", policy: "database" },
        ...calls(6, "default", "raised"),
      ],
    ],
    [
      "a page beside the chain that a person asked for",
      byHand,
      severity("P1"),
      [changed(byHand, "P1", 1), ...calls(5, "default", "raised")],
    ],
    ["no page by severity in a drill", drill, severity("P1"), [changed(drill, "P1", 1)]],
    ["no page by severity after the end", resolved, severity("P1"), [changed(resolved, "P1", 1)]],
    ["a page to the default policy", open, page(null), calls(4, "default", "asked")],
    ["a page to the default policy when the name is blank", data, page(" "), calls(4, "database", "asked")],
    [
      "a page to a named policy, though paged before, with the reason",
      paged,
      page("Database", " look "),
      calls(4, "database", "asked", "look"),
    ],
    ["a page a person asks for in a drill", drill, page(null), calls(4, "default", "asked")],
    [
      "an update",
      open,
      update(" still slow "),
      [{ type: "update-posted", message: "still slow", nextAt: null }],
    ],
    [
      "a role",
      open,
      role("incident commander"),
      [{ type: "role-assigned", role: "incident-commander", user: BEN }],
    ],
    [
      "a role handed over",
      commanded,
      role("inc"),
      [{ type: "role-assigned", role: "incident-commander", user: BEN }],
    ],
    [
      "a note",
      closed,
      note(" 502s since 9 "),
      [{ type: "note-added", text: "502s since 9", author: BEN, source: "pin", permalink: null }],
    ],
    ["a join", open, { type: "join", user: BEN }, [{ type: "joined", user: BEN }]],
    ["a leaving", open, { type: "leave", user: ANN }, [{ type: "left", user: ANN }]],
  ])("%s", (_, incident, command, events) => {
    expect(when(incident, command)).toMatchObject(accepted(...events));
  });

  it("a note at the time it was said", () => {
    expect(when(open, note("502s", NINE - 5))).toMatchObject({
      kind: "accepted",
      events: [{ saidAt: NINE - 5 }],
    });
  });

  it("a severity that would page, without a policy: only the severity", () => {
    expect(when(open, severity("P1"), aProfile({ escalation: [] }))).toEqual(
      accepted(changed(open, "P1", 1)),
    );
  });
});

describe("each refuses", () => {
  const commanded = anIncident({ roles: { "incident-commander": BEN } });
  const long = { reason: "text-too-long", length: 40_001, limit: 40_000 } as const;
  it.each<[string, Incident, IncidentCommand, Partial<Refusal>]>([
    ["a severity nobody knows", open, severity("hgh"), { reason: "unknown-severity", typed: "hgh" }],
    [
      "the severity it has",
      open,
      severity("Medium"),
      { reason: "already-there", what: "severity", value: "P3" },
    ],
    ["an endless reason", open, severity("P1", endless), long],
    ["a severity once closed", closed, severity("P1"), { reason: "not-open", status: "closed" }],
    [
      "a policy nobody knows",
      open,
      page("databse"),
      { reason: "unknown-policy", typed: "databse", nearest: ["database", "default"] },
    ],
    ["a page once resolved", resolved, page(null), { reason: "not-open", status: "resolved" }],
    ["a page for an endless reason", open, page(null, endless), long],
    ["an empty update", open, update(" "), { reason: "empty-text" }],
    ["an endless update", open, update(endless), long],
    ["an update once closed", closed, update("x"), { reason: "not-open", status: "closed" }],
    ["a role nobody knows", open, role("scrbe"), { reason: "unknown-role", typed: "scrbe" }],
    [
      "a role they hold",
      commanded,
      role("incident-commander"),
      { reason: "already-there", what: "role", value: "incident-commander" },
    ],
    ["a role once closed", closed, role("incident-commander"), { reason: "not-open", status: "closed" }],
    ["an empty note", open, note(""), { reason: "empty-text" }],
    ["an endless note", open, note(endless), long],
  ])("%s", (_, incident, command, refusal) => {
    expect(when(incident, command)).toMatchObject({ kind: "refused", refusal, events: [] });
  });

  it("a page when the manual names no policy", () => {
    const refusal = { reason: "unknown-policy", typed: "", nearest: [] };
    expect(when(open, page(null), aProfile({ escalation: [] }))).toMatchObject({ refusal });
  });
});

describe("stays quiet", () => {
  it("when somebody joins who takes part already", () => {
    expect(when(open, { type: "join", user: ANN })).toEqual({ kind: "quiet" });
  });

  it("when somebody leaves who takes no part", () => {
    expect(when(open, { type: "leave", user: BEN })).toEqual({ kind: "quiet" });
  });
});
