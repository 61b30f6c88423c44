import { describe, expect, it } from "vitest";
import type { IncidentCommand } from "../../../src/domain/incident/command.ts";
import { decide } from "../../../src/domain/incident/decide.ts";
import type { Decision, Refusal } from "../../../src/domain/incident/decision.ts";
import type { Incident } from "../../../src/domain/incident/incident.ts";
import { ANN, anIncident, aResolvedIncident, asked, facts, NINE } from "../../support/incident.ts";
import { ACKNOWLEDGED } from "../../support/incident-events.ts";
import { aProfile } from "../../support/profile.ts";

const profile = aProfile();
const open = anIncident();
const working = anIncident({
  status: "investigating",
  phase: "acknowledged",
  acknowledgedAt: NINE,
  acknowledgedBy: ANN,
});
const resolved = aResolvedIncident();
const closed = aResolvedIncident({ status: "closed", phase: "closed", closedAt: NINE });

function when(incident: Incident, command: IncidentCommand, manual = profile): Decision {
  return decide(incident, asked(command), facts({ nextNumber: null }), manual);
}

/** Of an incident for which nobody is called. */
const status = (to: string, message: string | null = null): IncidentCommand => ({
  type: "change-status",
  status: to,
  message,
});
/** The events without who said them and when, which an acknowledgement names. */
const told = (incident: Incident, command: IncidentCommand): readonly object[] => {
  const decision = when(incident, command);
  return decision.kind === "accepted" ? decision.events.map(({ event }) => event) : [];
};
const resolve = (message: string): IncidentCommand => ({ type: "resolve", message });
const reopen = (why: string): IncidentCommand => ({ type: "reopen", why });
const accepted = (...events: readonly object[]) => ({
  kind: "accepted",
  events: events.map((event) => ({ event })),
});
const moved = (from: Incident, to: string, phase: string, message: string | null = null) => ({
  type: "status-changed",
  from: from.status,
  to,
  fromPhase: from.phase,
  phase,
  message,
});

describe("each produces", () => {
  it.each<[string, Incident, IncidentCommand, readonly object[]]>([
    ["status by label", open, status("Monitoring"), [moved(open, "monitoring", "mitigated")]],
    [
      "status by its beginning, with a message",
      open,
      status("inv", " on it "),
      [moved(open, "investigating", "acknowledged", "on it")],
    ],
    ["status back while open", working, status("open"), [moved(working, "open", "declared")]],
    [
      "status to resolved with a message",
      working,
      status("resolved", "fixed"),
      [moved(working, "resolved", "resolved", "fixed")],
    ],
    [
      "acknowledge, and the first status of working on it",
      open,
      { type: "acknowledge", page: null },
      [ACKNOWLEDGED, moved(open, "investigating", "acknowledged")],
    ],
    ["resolve", working, resolve(" fixed "), [moved(working, "resolved", "resolved", "fixed")]],
    [
      "close, with the phase's word where the manual has none",
      resolved,
      { type: "close" },
      [moved(resolved, "closed", "closed")],
    ],
    [
      "reopen from resolved",
      resolved,
      reopen(" back again "),
      [{ type: "reopened", from: "resolved", to: "investigating", why: "back again" }],
    ],
    [
      "reopen from closed",
      closed,
      reopen("back"),
      [{ type: "reopened", from: "closed", to: "investigating", why: "back" }],
    ],
    ["a draft when resolved", resolved, { type: "draft-postmortem" }, [{ type: "postmortem-requested" }]],
    ["a draft when closed", closed, { type: "draft-postmortem" }, [{ type: "postmortem-requested" }]],
  ])("%s", (_, incident, command, events) => {
    expect(told(incident, command)).toEqual(events);
  });

  it("a bare acknowledgement when the incident moved on from declared by the bot's own hand", () => {
    const untaken = anIncident({ status: "identified", phase: "acknowledged" });
    expect(told(untaken, { type: "acknowledge", page: null })).toEqual([ACKNOWLEDGED]);
  });

  it("later steps of a manual that goes on after resolving", () => {
    const manual = aProfile({
      statuses: [
        { label: "detection", phase: "declared" },
        { label: "resolution", phase: "resolved" },
        { label: "communication", phase: "resolved" },
        { label: "post-incident", phase: "closed" },
      ],
    });
    const after = aResolvedIncident({ status: "resolution" });
    expect(when(after, status("communication"), manual)).toEqual(
      accepted(moved(after, "communication", "resolved")),
    );
    expect(when(after, status("post-incident"), manual)).toEqual(
      accepted(moved(after, "post-incident", "closed")),
    );
    expect(when(after, { type: "close" }, manual)).toEqual(accepted(moved(after, "post-incident", "closed")));
    expect(when(anIncident(), status("post-incident"), manual)).toMatchObject({
      refusal: { reason: "not-resolved" },
    });
  });
});

describe("each refuses", () => {
  const long = { reason: "text-too-long", length: 40_001, limit: 40_000 } as const;
  const endless = "x".repeat(40_001);
  it.each<[string, Incident, IncidentCommand, Partial<Refusal>]>([
    ["a status nobody knows", open, status("reslved"), { reason: "unknown-status", typed: "reslved" }],
    ["a status that begins two", open, status("i"), { reason: "unknown-status" }],
    ["the status it has", open, status("open"), { reason: "already-there", what: "status", value: "open" }],
    ["resolved without a message", open, status("resolved", " "), { reason: "use-resolve" }],
    ["an endless message", open, status("investigating", endless), long],
    [
      "a resolved one going back by status",
      resolved,
      status("investigating"),
      { reason: "not-open", status: "resolved" },
    ],
    ["any status once closed", closed, status("resolved"), { reason: "not-open", status: "closed" }],
    [
      "a second acknowledgement",
      working,
      { type: "acknowledge", page: null },
      { reason: "already-there", what: "acknowledged", value: ANN },
    ],
    [
      "a second one after the vendor's",
      { ...working, acknowledgedBy: null },
      { type: "acknowledge", page: null },
      { reason: "already-there", value: "investigating" },
    ],
    [
      "a late acknowledgement",
      resolved,
      { type: "acknowledge", page: null },
      { reason: "not-open", status: "resolved" },
    ],
    ["resolve without a word", open, resolve("  "), { reason: "empty-text" }],
    ["resolve with too many", open, resolve(endless), long],
    [
      "a second resolve",
      resolved,
      resolve("again"),
      { reason: "already-there", what: "status", value: "resolved" },
    ],
    ["resolve once closed", closed, resolve("again"), { reason: "not-open", status: "closed" }],
    ["close before resolve", working, { type: "close" }, { reason: "not-resolved" }],
    [
      "a second close",
      closed,
      { type: "close" },
      { reason: "already-there", what: "status", value: "closed" },
    ],
    ["reopen of an open one", open, reopen("why not"), { reason: "not-closed" }],
    ["reopen without a reason", resolved, reopen(""), { reason: "empty-text" }],
    ["a draft before the end", working, { type: "draft-postmortem" }, { reason: "not-resolved" }],
  ])("%s", (_, incident, command, refusal) => {
    expect(when(incident, command)).toMatchObject({ kind: "refused", refusal, events: [] });
  });

  it("an unknown status with the nearest ones", () => {
    expect(when(open, status("reslved"))).toMatchObject({
      refusal: { nearest: ["resolved", expect.anything(), expect.anything()] },
    });
  });
});
