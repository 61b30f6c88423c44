import { describe, expect, it } from "vitest";
import { decide } from "../../../src/domain/incident/decide.ts";
import type { Decision, Incident, IncidentCommand, Refusal } from "../../../src/domain/incident/incident.ts";
import {
  ANN,
  anIncident,
  aPage,
  aResolvedIncident,
  asked,
  BEN,
  effectId,
  facts,
  NINE,
} from "../../support/incident.ts";
import { aProfile } from "../../support/profile.ts";

const profile = aProfile();
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
const update = (message: string): IncidentCommand => ({ type: "post-update", message });
const role = (key: string): IncidentCommand => ({ type: "assign-role", role: key, user: BEN });
const page = (policy: string | null, why: string | null = null): IncidentCommand => ({
  type: "page",
  policy,
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
const requested = (version: number, policy: string, why: string | null = null) => ({
  type: "page-requested",
  effect: effectId(version, `page/${policy}`),
  policy,
  why,
});
const changed = (from: Incident, to: string, rank: number, why: string | null = null) => ({
  type: "severity-changed",
  from: from.severity,
  to,
  fromRank: from.rank,
  rank,
  why,
});

describe("each produces", () => {
  const paged = anIncident({ pages: [aPage()] });
  const drill = anIncident({ drill: true });
  const paged2 = { severity: "P2", rank: 2 } as const;
  const over = aPage({ acceptedAt: NINE, over: true });
  const reopened = anIncident({ ...paged2, pages: [over] });
  const reopenedP1 = anIncident({ severity: "P1", rank: 1, pages: [over] });
  const waiting = anIncident({ ...paged2, pages: [over, aPage()] });
  const again = anIncident({ ...paged2, pages: [over, aPage({ acceptedAt: NINE })] });
  const givenUp = anIncident({ pages: [aPage({ givenUpAt: NINE })] });
  const gone = anIncident({ severity: "Gone", rank: 1, pages: [aPage({ givenUpAt: NINE })] });
  const data = anIncident({ service: "data" });
  const commanded = anIncident({ roles: { "incident-commander": ANN } });
  it.each<[string, Incident, IncidentCommand, readonly object[]]>([
    ["a milder severity", open, severity("low"), [changed(open, "P4", 4)]],
    [
      "a severity that pages, and the page",
      open,
      severity("1", " all down "),
      [changed(open, "P1", 1, "all down"), requested(5, "default", "all down")],
    ],
    [
      "a severity that pages, by the service's policy",
      data,
      severity("P2"),
      [changed(data, "P2", 2), requested(5, "database")],
    ],
    ["no second page by severity", paged, severity("P1"), [changed(paged, "P1", 1)]],
    [
      "a page when it gets worse after a reopen",
      reopened,
      severity("P1"),
      [changed(reopened, "P1", 1), requested(5, "default")],
    ],
    [
      "no page when it gets milder after a reopen",
      reopenedP1,
      severity("P2"),
      [changed(reopenedP1, "P2", 2)],
    ],
    ["no second page while one waits after a reopen", waiting, severity("P1"), [changed(waiting, "P1", 1)]],
    ["no second page after one accepted since the reopen", again, severity("P1"), [changed(again, "P1", 1)]],
    [
      "a page when the first was given up",
      givenUp,
      severity("P1"),
      [changed(givenUp, "P1", 1), requested(5, "default")],
    ],
    [
      "a page when the first was given up, and it was of a severity no longer in the manual",
      gone,
      severity("P2"),
      [changed(gone, "P2", 2), requested(5, "default")],
    ],
    ["no page by severity in a drill", drill, severity("P1"), [changed(drill, "P1", 1)]],
    ["no page by severity after the end", resolved, severity("P1"), [changed(resolved, "P1", 1)]],
    ["a page to the default policy", open, page(null), [requested(4, "default")]],
    ["a page to the default policy when the name is blank", data, page(" "), [requested(4, "database")]],
    [
      "a page to a named policy, though paged before, with the reason",
      paged,
      page("Database", " look "),
      [requested(4, "database", "look")],
    ],
    ["a page a person asks for in a drill", drill, page(null), [requested(4, "default")]],
    ["an update", open, update(" still slow "), [{ type: "update-posted", message: "still slow" }]],
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
    expect(when(incident, command)).toEqual(accepted(...events));
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
