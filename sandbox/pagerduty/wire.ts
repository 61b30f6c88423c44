import { type Answer, type Asked, json } from "../http.ts";
import type { Account } from "./account.ts";
import type { SandboxPerson, SandboxPolicy, SandboxService } from "./world.ts";

/** How PagerDuty writes things down: references, pages of a list, the account, errors. */

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

type Kind = "user" | "service" | "escalation_policy" | "schedule" | "incident" | "log_entry";

const PLURAL = {
  user: "users",
  service: "services",
  escalation_policy: "escalation_policies",
  schedule: "schedules",
  incident: "incidents",
  log_entry: "log_entries",
} as const;

export function located(wire: Wire, kind: Kind, id: string): { self: string; html_url: string } {
  const at = `${wire.base}${PLURAL[kind]}/${id}`;
  return { self: at, html_url: at };
}

export function reference(wire: Wire, kind: Kind, id: string, summary: string): Record<string, unknown> {
  return { id, type: `${kind}_reference`, summary, ...located(wire, kind, id) };
}

export function userReference(wire: Wire, id: string): Record<string, unknown> {
  return reference(wire, "user", id, wire.account.person(id)?.name ?? id);
}

export function policyReference(wire: Wire, id: string): Record<string, unknown> {
  return reference(wire, "escalation_policy", id, wire.account.policy(id)?.name ?? id);
}

export function serviceReference(wire: Wire, id: string): Record<string, unknown> {
  return reference(wire, "service", id, wire.account.service(id)?.name ?? id);
}

export function scheduleReference(wire: Wire, id: string): Record<string, unknown> {
  return reference(wire, "schedule", id, wire.account.schedules.find(id)?.name ?? id);
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
    job_title: person.jobTitle ?? null,
    time_zone: "Etc/UTC",
  };
}

export function serviceBody(wire: Wire, service: SandboxService): Record<string, unknown> {
  const { id, name } = service;
  return {
    id,
    type: "service",
    summary: name,
    ...located(wire, "service", id),
    name,
    status: "active",
    acknowledgement_timeout: service.acknowledgementTimeoutSeconds,
    auto_resolve_timeout: null,
    escalation_policy: policyReference(wire, service.policy),
  };
}

export function policyBody(wire: Wire, policy: SandboxPolicy): Record<string, unknown> {
  const { id, name } = policy;
  const rules = policy.levels.map((level, at) => ({
    id: `${id}${at + 1}`,
    escalation_delay_in_minutes: level.delayMinutes,
    targets: [
      ...level.people.map((person) => userReference(wire, person)),
      ...(level.schedules ?? []).map((schedule) => scheduleReference(wire, schedule)),
    ],
  }));
  const own = wire.account.services().filter((service) => service.policy === id);
  const services = own.map((service) => serviceReference(wire, service.id));
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

/** PagerDuty's instants have no fractions of seconds. */
export function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "Z");
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
