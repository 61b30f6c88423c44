import { type Answer, type Asked, json } from "../http.ts";
import type { RestCall } from "./directory.ts";
import { newId, type Pages } from "./pages.ts";
import { incidentBody, invalid, listed, logEntryBody, notFound, problem, type Wire } from "./wire.ts";
import type { SandboxPage, SandboxPerson } from "./world.ts";

/** Incidents over REST v2. Refusals are PagerDuty's: code, message and errors. */

/** What the bot sent, believed only once looked at. */
type Fields = {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly title?: unknown;
  readonly status?: unknown;
  readonly service?: unknown;
  readonly urgency?: unknown;
  readonly incident_key?: unknown;
  readonly body?: { readonly details?: unknown };
  readonly assignments?: unknown;
  readonly escalation_policy?: unknown;
  readonly escalation_level?: unknown;
};

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
      if (page === null) return notFound();
      return listed(
        asked,
        "log_entries",
        [...page.log].reverse().map((entry) => logEntryBody(wire, page, entry)),
      );
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

/** Who asks: the From header must be the address of somebody in the account. */
function requester(
  wire: Wire,
  asked: Asked,
): { readonly person: SandboxPerson } | { readonly refused: Answer } {
  const from = asked.headers.from;
  if (from === undefined || from === "") {
    return {
      refused: problem(
        400,
        2016,
        'You must specify a user\'s email address in the "From" header to perform this action',
      ),
    };
  }
  if (!/^[^@\s]+@[^@\s]+$/.test(from)) return { refused: problem(400, 1028, 'Malformed "From" header') };
  const person = wire.account.person(from);
  return person === null ? { refused: problem(400, 1008, "Requester User Not Found") } : { person };
}

function bodyOf(asked: Asked, name: string): { readonly fields: Fields } | { readonly refused: Answer } {
  const refused = invalid("params must be a Hash");
  if (!String(asked.headers["content-type"]).includes("json")) return { refused };
  try {
    const fields: unknown = (JSON.parse(asked.body) as Record<string, unknown>)[name];
    return typeof fields === "object" && fields !== null ? { fields: fields as Fields } : { refused };
  } catch {
    return { refused };
  }
}

function create(wire: Wire, pages: Pages, asked: Asked): Made {
  const who = requester(wire, asked);
  if ("refused" in who) return who;
  const body = bodyOf(asked, "incident");
  if ("refused" in body) return body;
  const { fields } = body;
  const faults = faultsOf(fields);
  if (faults.length > 0) return { refused: invalid(...faults) };
  const service = wire.account.service(idOf(fields.service));
  if (service === null) return { refused: problem(404, 5002, "Service Not Found") };
  const policy = fields.escalation_policy === undefined ? service.policy : idOf(fields.escalation_policy);
  if (wire.account.policies().every((p) => p.id !== policy)) {
    return { refused: problem(400, 1014, "Escalation Policy Not Found") };
  }
  const incidentKey = textOf(fields.incident_key) ?? newId("", 32).toLowerCase();
  if (pages.open(incidentKey, service.id) !== null) {
    const error = "Open incident with matching dedup key already exists on this service";
    return { refused: problem(400, 2002, "Arguments Caused Error", [error]) };
  }
  const title = textOf(fields.title) ?? "";
  const details = textOf(fields.body?.details);
  const urgency = fields.urgency === "low" ? "low" : "high";
  const by = who.person.id;
  return {
    page: pages.trigger({
      title,
      details,
      urgency,
      incidentKey,
      service: service.id,
      policy,
      via: "rest",
      by,
    }),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function faultsOf(fields: Fields): string[] {
  const faults: string[] = [];
  const title = fields.title;
  const details = fields.body?.details;
  if (fields.type !== "incident") faults.push("Type must be incident");
  if (typeof title !== "string" || title.trim() === "") faults.push("Title can't be blank");
  else if (title.length > 1024) faults.push("Title is too long (maximum is 1024 characters)");
  if (idOf(fields.service) === "") faults.push("Service can't be blank");
  if (fields.assignments !== undefined && fields.escalation_policy !== undefined) {
    faults.push("Only one of assignments and escalation_policy may be provided");
  }
  if (fields.urgency !== undefined && fields.urgency !== "high" && fields.urgency !== "low") {
    faults.push("Urgency must be high or low");
  }
  if (details !== undefined && typeof details !== "string") faults.push("Body details must be a string");
  if (String(fields.incident_key ?? "").length > 255)
    faults.push("Incident key is too long (maximum is 255 characters)");
  return faults;
}

function idOf(reference: unknown): string {
  const id = (reference as Fields | null | undefined)?.id;
  return typeof id === "string" ? id : "";
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
  const by = who.person.id;
  const page = typeof fields.title === "string" ? pages.rename(found, fields.title) : found;
  const status = fields.status;
  if (page.status === "resolved" && status !== "triggered")
    return { refused: problem(400, 1001, "Incident Already Resolved") };
  if (status === "acknowledged") return { page: pages.acknowledge(page, by) };
  if (status === "resolved") return { page: pages.resolve(page, by) };
  if (status === "triggered") return { page: pages.retrigger(page, by) };
  if (status !== undefined) return { refused: problem(400, 1003, "Invalid Status Provided") };
  return escalated(wire, pages, page, { fields, by });
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
  const to = typeof level === "number" ? level : 1;
  if (policy.levels[to - 1] === undefined) return { refused: problem(400, 1006, "Cannot Escalate") };
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
