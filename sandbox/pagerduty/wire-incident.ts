import {
  iso,
  located,
  policyReference,
  reference,
  serviceReference,
  userBody,
  userReference,
  type Wire,
} from "./wire.ts";
import type { SandboxLogEntry, SandboxPage } from "./world.ts";

/** How PagerDuty writes down an incident and what happened to it. */

export function incidentBody(wire: Wire, page: SandboxPage): Record<string, unknown> {
  const at = iso(page.log.at(-1)?.at ?? page.createdAt);
  const changed = page.log.findLast(({ type }) => CHANGES_STATUS.includes(type));
  return {
    ...incidentSummary(wire, page),
    incident_number: page.number,
    summary: `[#${page.number}] ${page.title}`,
    updated_at: at,
    last_status_change_at: iso(changed?.at ?? page.createdAt),
    resolved_at: page.status === "resolved" ? at : null,
    assigned_via: page.direct ? "direct_assignment" : "escalation_policy",
    assignments: page.assigned.map((id) => ({ at: iso(page.assignedAt), assignee: userReference(wire, id) })),
    acknowledgements: acknowledgements(wire, page),
    pending_actions: pendingActions(page),
    body: page.details === null ? undefined : { type: "incident_body", details: page.details },
  };
}

const CHANGES_STATUS: readonly SandboxLogEntry["type"][] = [
  "trigger_log_entry",
  "acknowledge_log_entry",
  "unacknowledge_log_entry",
  "resolve_log_entry",
];

/** Those since it last rang; who has no user behind it (an event) is the service itself. */
function acknowledgements(wire: Wire, page: SandboxPage): unknown[] {
  if (page.status !== "acknowledged") return [];
  const rang = page.log.findLastIndex(({ type }) => type === "notify_log_entry" || type in RINGS);
  return page.log
    .slice(rang + 1)
    .filter(({ type }) => type === "acknowledge_log_entry")
    .map(({ at, person }) => ({
      at: iso(at),
      acknowledger: person === null ? serviceReference(wire, page.service) : userReference(wire, person),
    }));
}

const RINGS = { trigger_log_entry: true, unacknowledge_log_entry: true, escalate_log_entry: true };

function pendingActions(page: SandboxPage): unknown[] {
  if (page.status === "triggered" && page.escalatesAt !== null)
    return [{ type: "escalate", at: iso(page.escalatesAt) }];
  if (page.status === "acknowledged" && page.unacknowledgesAt !== null)
    return [{ type: "unacknowledge", at: iso(page.unacknowledgesAt) }];
  return [];
}

/** The fields a webhook and the REST reply have in common. */
export function incidentSummary(wire: Wire, page: SandboxPage): Record<string, unknown> {
  return {
    id: page.id,
    type: "incident",
    ...located(wire, "incident", page.id),
    number: page.number,
    status: page.status,
    incident_key: page.incidentKey,
    created_at: iso(page.createdAt),
    title: page.title,
    service: serviceReference(wire, page.service),
    escalation_policy: policyReference(wire, page.policy),
    teams: [],
    priority: null,
    urgency: page.urgency,
  };
}

/** `include` is what was asked to be written out instead of referred to. */
export function logEntryBody(
  wire: Wire,
  page: SandboxPage,
  entry: SandboxLogEntry,
  include: readonly string[] = [],
): Record<string, unknown> {
  const person = entry.person === null ? null : whole(wire, entry.person, include);
  const service = serviceReference(wire, page.service);
  const notified = entry.type === "notify_log_entry";
  const assignees = entry.assignees?.map((id) => userReference(wire, id));
  return {
    id: entry.id,
    type: entry.type,
    ...located(wire, "log_entry", entry.id),
    summary: SUMMARY[entry.type],
    created_at: iso(entry.at),
    agent: notified || person === null ? service : person,
    ...(notified ? { user: person } : {}),
    ...(assignees === undefined ? {} : { assignees }),
    channel: channelOf(entry),
    service,
    incident: include.includes("incidents")
      ? incidentBody(wire, page)
      : reference(wire, "incident", page.id, page.title),
    teams: [],
    contexts: [],
    event_details: {},
  };
}

const SUMMARY: Readonly<Record<SandboxLogEntry["type"], string>> = {
  trigger_log_entry: "Triggered",
  assign_log_entry: "Assigned",
  notify_log_entry: "Notified",
  acknowledge_log_entry: "Acknowledged",
  unacknowledge_log_entry: "Unacknowledged due to timeout",
  escalate_log_entry: "Escalated",
  resolve_log_entry: "Resolved",
};

function whole(wire: Wire, id: string, include: readonly string[]): unknown {
  const person = include.includes("users") ? wire.account.person(id) : null;
  return person === null ? userReference(wire, id) : userBody(wire, person);
}

/** By which way it happened: the clock, a person's call of the API, or a notification that reached them. */
function channelOf(entry: SandboxLogEntry): unknown {
  if (entry.type === "notify_log_entry")
    return { type: "auto", notification: { type: entry.how ?? "push", status: "success" } };
  const byClock = entry.type === "unacknowledge_log_entry" || entry.type === "escalate_log_entry";
  return { type: byClock && entry.person === null ? "timeout" : "api" };
}
