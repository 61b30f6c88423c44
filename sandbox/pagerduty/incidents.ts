import { type Answer, type Asked, json } from "../http.ts";
import type { RestCall } from "./directory.ts";
import { assigneesOf, bodyOf, type Fields, faultsOf, idOf, requester, textOf } from "./incident-fields.ts";
import { newId } from "./new-id.ts";
import type { NewPage } from "./page-event.ts";
import type { Pages } from "./pages.ts";
import { checked, given } from "./time-range.ts";
import { invalid, listed, notFound, problem, type Wire } from "./wire.ts";
import { incidentBody, logEntryBody } from "./wire-incident.ts";
import type { SandboxPage } from "./world.ts";

/** Incidents over REST v2. Refusals are PagerDuty's: code, message and errors. */

export function incidentCalls(wire: Wire, pages: Pages): Readonly<Record<string, RestCall>> {
  const reply = (page: SandboxPage, status = 200) => json(status, { incident: incidentBody(wire, page) });
  return {
    "GET /incidents": (asked) =>
      listed(
        asked,
        "incidents",
        filtered(asked, pages).map((page) => incidentBody(wire, page)),
      ),
    "GET /incidents/{id}": (_, id) => {
      const page = pages.get(id);
      return page === null ? notFound() : reply(page);
    },
    "GET /incidents/{id}/log_entries": (asked, id) => {
      const page = pages.get(id);
      return page === null ? notFound() : logOf(wire, page, asked);
    },
    "POST /incidents": (asked) => {
      const made = create(wire, pages, asked);
      return "page" in made ? reply(made.page, 201) : made.refused;
    },
    "PUT /incidents/{id}": (asked, id) => {
      const fields = bodyOf(asked, "incident");
      if ("refused" in fields) return fields.refused;
      const updated = update(wire, pages, id, { asked, fields: fields.fields });
      return "page" in updated ? reply(updated.page) : updated.refused;
    },
    "PUT /incidents": (asked) => updateMany(wire, pages, asked),
  };
}

type Made = { readonly page: SandboxPage } | { readonly refused: Answer };

function filtered(asked: Asked, pages: Pages): readonly SandboxPage[] {
  const key = asked.query.get("incident_key");
  const keep = (name: string, value: string) => {
    const wanted = asked.query.getAll(`${name}[]`);
    return wanted.length === 0 || wanted.includes(value);
  };
  return pages
    .all()
    .filter((page) => key === null || key === "" || page.incidentKey === key)
    .filter(
      (p) => keep("statuses", p.status) && keep("urgencies", p.urgency) && keep("service_ids", p.service),
    );
}

/** Newest first. The overview leaves out who was called when. */
function logOf(wire: Wire, page: SandboxPage, asked: Asked): Answer {
  const wanted = given(asked);
  if ("refused" in wanted) return wanted.refused;
  const from = wanted.since ?? Number.NEGATIVE_INFINITY;
  const until = wanted.until ?? Number.POSITIVE_INFINITY;
  const range = wanted.since === null || wanted.until === null ? { from, until } : checked({ from, until });
  if ("refused" in range) return range.refused;
  const overview = asked.query.get("is_overview") === "true";
  const include = asked.query.getAll("include[]");
  const entries = page.log
    .filter(({ at }) => at >= from && at <= until)
    .filter(({ type }) => !overview || type !== "notify_log_entry")
    .reverse();
  return listed(
    asked,
    "log_entries",
    entries.map((entry) => logEntryBody(wire, page, entry, include)),
  );
}

function create(wire: Wire, pages: Pages, asked: Asked): Made {
  const who = requester(wire, asked);
  if ("refused" in who) return who;
  const body = bodyOf(asked, "incident");
  if ("refused" in body) return body;
  const { fields } = body;
  const faults = faultsOf(fields);
  if (faults.length > 0) return { refused: invalid(...faults) };
  const service = wire.account.services().find(({ id }) => id === idOf(fields.service));
  if (service === undefined) return { refused: problem(404, 5002, "Service Not Found") };
  const policy = fields.escalation_policy === undefined ? service.policy : idOf(fields.escalation_policy);
  if (wire.account.policies().every((p) => p.id !== policy)) {
    return { refused: problem(400, 1014, "Escalation Policy Not Found") };
  }
  const people = assigneesOf(wire, fields);
  if (people !== null && "refused" in people) return people;
  if (people === null && wire.account.nextStaffed(policy, 0) === null)
    return { refused: problem(400, 1015, "No users are on call for the escalation policy") };
  const incidentKey = textOf(fields.incident_key) ?? newId("", 32).toLowerCase();
  if (pages.open(incidentKey, service.id) !== null) {
    const error = "Open incident with matching dedup key already exists on this service";
    return { refused: problem(400, 2002, "Arguments Caused Error", [error]) };
  }
  const asking: NewPage = {
    title: textOf(fields.title) ?? "",
    details: textOf(fields.body?.details),
    urgency: fields.urgency === "low" ? "low" : "high",
    incidentKey,
    service: service.id,
    policy,
    via: "rest",
    by: who.person.id,
    ...(people === null ? {} : { assignees: people.assignees }),
  };
  return { page: pages.trigger(asking) };
}

function update(
  wire: Wire,
  pages: Pages,
  id: string,
  ask: { readonly asked: Asked; readonly fields: Fields },
): Made {
  const who = requester(wire, ask.asked);
  if ("refused" in who) return who;
  const found = pages.get(id);
  if (found === null) return { refused: notFound() };
  const { fields } = ask;
  if (fields.assignments !== undefined && fields.escalation_policy !== undefined)
    return { refused: invalid("Only one of assignments and escalation_policy may be provided") };
  const by = who.person.id;
  const page = typeof fields.title === "string" ? pages.rename(found, fields.title) : found;
  const status = fields.status;
  if (page.status === "resolved" && status !== "triggered")
    return { refused: problem(400, 1001, "Incident Already Resolved") };
  if (status === "acknowledged") return { page: pages.acknowledge(page, by) };
  if (status === "resolved") return { page: pages.resolve(page, by) };
  if (status === "triggered") return { page: triggeredAgain(pages, page, by) };
  if (status !== undefined) return { refused: problem(400, 1003, "Invalid Status Provided") };
  const people = assigneesOf(wire, fields);
  if (people !== null)
    return "refused" in people ? people : { page: pages.reassign(page, people.assignees, by) };
  return escalated(wire, pages, page, { fields, by });
}

function triggeredAgain(pages: Pages, page: SandboxPage, by: string): SandboxPage {
  if (page.status === "resolved") return pages.reopen(page, by);
  return page.status === "acknowledged" ? pages.unacknowledge(page, by) : page;
}

function escalated(
  wire: Wire,
  pages: Pages,
  page: SandboxPage,
  ask: { readonly fields: Fields; readonly by: string },
): Made {
  const policyId = idOf(ask.fields.escalation_policy);
  const level = ask.fields.escalation_level;
  if (policyId === "" && level === undefined) return { page };
  const policy = wire.account.policies().find((p) => p.id === (policyId || page.policy));
  if (policy === undefined) return { refused: problem(400, 1014, "Escalation Policy Not Found") };
  const to = typeof level === "number" ? level : (wire.account.nextStaffed(policy.id, 0) ?? 1);
  if (wire.account.onCall(policy.id, to).length === 0)
    return { refused: problem(400, 1006, "Cannot Escalate") };
  return { page: pages.escalate(page, { policy: policy.id, level: to }, ask.by) };
}

/** All or nothing, as far as the ids go: PagerDuty refuses a list with an unknown one. */
function updateMany(wire: Wire, pages: Pages, asked: Asked): Answer {
  const body = bodyOf(asked, "incidents");
  if ("refused" in body) return body.refused;
  if (!Array.isArray(body.fields)) return invalid("Incidents must be an array");
  const asks = body.fields as readonly Fields[];
  if (asks.some((fields) => pages.get(idOf(fields)) === null)) return notFound();
  const updated: SandboxPage[] = [];
  for (const fields of asks) {
    const made = update(wire, pages, idOf(fields), { asked, fields });
    if ("refused" in made) return made.refused;
    updated.push(made.page);
  }
  return json(200, { incidents: updated.map((page) => incidentBody(wire, page)) });
}
