import { type Answer, type Asked, json } from "../http.ts";
import type { Account } from "./account.ts";
import type { SandboxLogEntry, SandboxPage, SandboxPerson, SandboxPolicy, SandboxService } from "./world.ts";

/** How PagerDuty writes things down: references, pages of a list, incidents, errors. */

/** Answers and their reasons in PagerDuty's own words: https://developer.pagerduty.com, Errors. */
export function problem(
  status: number,
  code: number,
  message: string,
  errors: readonly string[] = [],
): Answer {
  return json(status, { error: { message, code, errors } });
}

export function invalid(...errors: string[]): Answer {
  return problem(400, 2001, "Invalid Input Provided", errors);
}

export function notFound(): Answer {
  return problem(404, 2100, "Not Found");
}

/** What PagerDuty's rest is written against; `base` ends with a slash. */
export type Wire = { readonly base: string; readonly account: Account };

type Kind = "user" | "service" | "escalation_policy" | "incident" | "log_entry";

const PLURAL = {
  user: "users",
  service: "services",
  escalation_policy: "escalation_policies",
  incident: "incidents",
  log_entry: "log_entries",
} as const;

function located(wire: Wire, kind: Kind, id: string): { self: string; html_url: string } {
  const at = `${wire.base}${PLURAL[kind]}/${id}`;
  return { self: at, html_url: at };
}

export function reference(wire: Wire, kind: Kind, id: string, summary: string): Record<string, unknown> {
  return { id, type: `${kind}_reference`, summary, ...located(wire, kind, id) };
}

export function userReference(wire: Wire, id: string): Record<string, unknown> {
  return reference(wire, "user", id, wire.account.person(id)?.name ?? id);
}

export function userBody(wire: Wire, person: SandboxPerson): Record<string, unknown> {
  const { id, name, email } = person;
  return {
    id,
    type: "user",
    summary: name,
    ...located(wire, "user", id),
    name,
    email,
    role: "user",
    time_zone: "Etc/UTC",
  };
}

export function serviceBody(wire: Wire, service: SandboxService): Record<string, unknown> {
  const { id, name } = service;
  const policy = reference(
    wire,
    "escalation_policy",
    service.policy,
    wire.account.policy(service.policy)?.name ?? "",
  );
  return {
    id,
    type: "service",
    summary: name,
    ...located(wire, "service", id),
    name,
    status: "active",
    escalation_policy: policy,
  };
}

export function policyBody(wire: Wire, policy: SandboxPolicy): Record<string, unknown> {
  const { id, name } = policy;
  const rules = policy.levels.map((level, at) => ({
    id: `${id}${at + 1}`,
    escalation_delay_in_minutes: level.delayMinutes,
    targets: level.people.map((person) => userReference(wire, person)),
  }));
  const own = wire.account.services().filter((service) => service.policy === id);
  const services = own.map((service) => reference(wire, "service", service.id, service.name));
  return {
    id,
    type: "escalation_policy",
    summary: name,
    ...located(wire, "escalation_policy", id),
    name,
    num_loops: 0,
    escalation_rules: rules,
    services,
    teams: [],
  };
}

function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
}

export function incidentBody(wire: Wire, page: SandboxPage): Record<string, unknown> {
  const acknowledger = page.status === "acknowledged" ? page.acknowledgedBy : null;
  const at = iso(page.log.at(-1)?.at ?? page.createdAt);
  return {
    ...incidentSummary(wire, page),
    incident_number: page.number,
    summary: `[#${page.number}] ${page.title}`,
    updated_at: at,
    last_status_change_at: at,
    resolved_at: page.status === "resolved" ? at : null,
    assigned_via: "escalation_policy",
    assignments: page.assigned.map((id) => ({ at: iso(page.createdAt), assignee: userReference(wire, id) })),
    acknowledgements: acknowledger === null ? [] : [{ at, acknowledger: userReference(wire, acknowledger) }],
    body: page.details === null ? undefined : { type: "incident_body", details: page.details },
  };
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
    service: reference(wire, "service", page.service, wire.account.service(page.service)?.name ?? ""),
    escalation_policy: reference(
      wire,
      "escalation_policy",
      page.policy,
      wire.account.policy(page.policy)?.name ?? "",
    ),
    teams: [],
    priority: null,
    urgency: page.urgency,
  };
}

export function logEntryBody(wire: Wire, page: SandboxPage, entry: SandboxLogEntry): Record<string, unknown> {
  const person = entry.person === null ? null : userReference(wire, entry.person);
  const service = reference(wire, "service", page.service, wire.account.service(page.service)?.name ?? "");
  const notified = entry.type === "notify_log_entry";
  return {
    id: entry.id,
    type: entry.type,
    ...located(wire, "log_entry", entry.id),
    created_at: iso(entry.at),
    agent: notified || person === null ? service : person,
    ...(notified ? { user: person } : {}),
    channel: notified
      ? { type: "auto", notification: { type: "push_notification", status: "success" } }
      : { type: "api" },
    incident: reference(wire, "incident", page.id, page.title),
  };
}

/** One page of a list, by `limit` (25, at most 100) and `offset`, as every list of REST v2 answers. */
export function listed(asked: Asked, name: string, all: readonly unknown[]): Answer {
  const limit = whole(asked.query.get("limit"), 25);
  const offset = whole(asked.query.get("offset"), 0);
  if (limit === null || limit < 1 || limit > 100) return invalid("Limit must be between 1 and 100");
  if (offset === null || offset + limit > 10_000) return invalid("Offset plus limit must not exceed 10000");
  const items = all.slice(offset, offset + limit);
  return json(200, { [name]: items, limit, offset, total: null, more: offset + limit < all.length });
}

function whole(text: string | null, otherwise: number): number | null {
  if (text === null) return otherwise;
  return /^\d+$/.test(text) ? Number(text) : null;
}
