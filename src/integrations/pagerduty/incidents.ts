import type { Outcome, PageAsk, PageReceipt } from "../../engine/ports.ts";
import type { Answer } from "./answer.ts";
import type { Assignee, Destination } from "./destination.ts";
import { byRest, failed, judge, type NotDone, retry } from "./judge.ts";
import { byKey, incidentOf, stillKnown } from "./known-incidents.ts";
import type { Parts } from "./parts.ts";
import { type PagerDutyIncident, problemOf } from "./replies.ts";
import { settle } from "./settle.ts";
import { shortened } from "./words.ts";

/** Making an incident. It is made when PagerDuty has given an id and still knows it when asked. */

type Made = Outcome<PageReceipt>;

const TITLE_MAX = 1024;

export async function send(ask: PageAsk, where: Destination, parts: Parts): Promise<Made> {
  const from = await inWhoseName(where, parts);
  const answer = await parts.rest({
    method: "POST",
    path: "incidents",
    call: "POST /incidents",
    data: { incident: incidentFor(ask, where) },
    ...(from === null ? {} : { from }),
  });
  if (isThereAlready(answer)) return adopted(ask, where, parts);
  const made = incidentOf(answer);
  if (made === null) return judge(answer, byRest(parts.timeoutMs, "; the page may or may not have gone out"));
  if (made.status === "acknowledged") return answeredByUs(made, parts);
  const [known, missed] = await Promise.all([stillKnown(made.id, parts), assignedToAll(made, where, parts)]);
  if (!known)
    return retry(
      `PagerDuty answered with the incident ${made.id} and then did not know it; no page went out.`,
    );
  return accepted(made, [...where.unknown, ...missed]);
}

function incidentFor(ask: PageAsk, { service, whom }: Destination): object {
  return {
    type: "incident",
    title: shortened(ask.title, TITLE_MAX),
    service: { id: service, type: "service_reference" },
    // Low urgency is never escalated.
    urgency: "high",
    incident_key: ask.key,
    body: { type: "incident_body", details: ask.body },
    ...("policy" in whom
      ? { escalation_policy: { id: whom.policy, type: "escalation_policy_reference" } }
      : { assignments: assignmentsOf(whom.assignees) }),
  };
}

function assignmentsOf(assignees: readonly Assignee[]): readonly object[] {
  return assignees.map(({ id }) => ({ assignee: { id, type: "user_reference" } }));
}

/** Who makes an incident and is assigned to it has acknowledged it, says PagerDuty, and is not notified. Null: as always. */
async function inWhoseName({ whom }: Destination, { from, people }: Parts): Promise<string | null> {
  if (from === null || "policy" in whom) return null;
  const emails = whom.assignees.flatMap(({ email }) => (email === null ? [] : [email]));
  return emails.some((email) => email.toLowerCase() === from.toLowerCase())
    ? people.somebodyElse(emails)
    : null;
}

/** No phone rang, and it must not be there for anybody to take for a page. */
async function answeredByUs(made: PagerDutyIncident, parts: Parts): Promise<NotDone> {
  await settle(made.id, "resolved", parts);
  return failed(
    "PagerDuty took the page for answered by the person in whose name Tocsin pages, so nobody was called.",
    "Put the e-mail address of a PagerDuty user who is never paged into PAGERDUTY_FROM and press Try again; until then, call people by phone.",
  );
}

/** PagerDuty documents one assignee when an incident is made and several when it is changed. Gives the addresses still left out. */
async function assignedToAll(
  made: PagerDutyIncident,
  { whom }: Destination,
  parts: Parts,
): Promise<readonly string[]> {
  if ("policy" in whom || leftOut(made, whom.assignees).length === 0) return [];
  const answer = await parts.rest({
    method: "PUT",
    path: `incidents/${encodeURIComponent(made.id)}`,
    call: "PUT /incidents/{id}",
    data: { incident: { type: "incident_reference", assignments: assignmentsOf(whom.assignees) } },
  });
  return leftOut(incidentOf(answer) ?? made, whom.assignees).map(({ id, email }) => email ?? id);
}

function leftOut({ assignments }: PagerDutyIncident, asked: readonly Assignee[]): readonly Assignee[] {
  if (assignments === undefined || assignments === null) return [];
  const assigned = new Set(assignments.map(({ assignee }) => assignee.id));
  return asked.filter(({ id }) => !assigned.has(id));
}

export function accepted(incident: PagerDutyIncident, unknown: readonly string[]): Made {
  const { id, html_url } = incident;
  return {
    kind: "done",
    receipt: { pagerDutyId: id, url: html_url ?? null, via: "policy", unknown },
  };
}

function isThereAlready(answer: Answer): boolean {
  return (
    answer.kind === "answered" &&
    answer.status === 400 &&
    /matching dedup key already exists/i.test(problemOf(answer.body).words)
  );
}

async function adopted(ask: PageAsk, where: Destination, parts: Parts): Promise<Made> {
  const earlier = await byKey(ask.key, parts);
  if (earlier.kind === "found") return accepted(earlier.incident, where.unknown);
  return earlier.kind === "none"
    ? retry("PagerDuty says that this page is there already, but does not show it.")
    : earlier;
}
