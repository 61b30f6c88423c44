import type { Answer, Asked } from "../http.ts";
import { invalid, problem, type Wire } from "./wire.ts";
import type { SandboxPerson } from "./world.ts";

/** What is sent with a call about incidents, and what PagerDuty refuses of it. */

/** What the bot sent, believed only once looked at. */
export type Fields = {
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

type Refused = { readonly refused: Answer };

/** Who asks: the From header must be the address of somebody in the account. */
export function requester(wire: Wire, asked: Asked): { readonly person: SandboxPerson } | Refused {
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
  return person === null || !wire.account.habits.isFound(person.id)
    ? { refused: problem(400, 1008, "Requester User Not Found") }
    : { person };
}

export function bodyOf(asked: Asked, name: string): { readonly fields: Fields } | Refused {
  const refused = invalid("params must be a Hash");
  if (!String(asked.headers["content-type"]).includes("json")) return { refused };
  try {
    const fields: unknown = (JSON.parse(asked.body) as Record<string, unknown>)[name];
    return typeof fields === "object" && fields !== null ? { fields: fields as Fields } : { refused };
  } catch {
    return { refused };
  }
}

export function faultsOf(fields: Fields): string[] {
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

/** Null when it is not given to anybody by name: the policy then says who is asked. */
export function assigneesOf(
  wire: Wire,
  fields: Fields,
): { readonly assignees: readonly string[] } | Refused | null {
  if (fields.assignments === undefined) return null;
  if (!Array.isArray(fields.assignments)) return { refused: invalid("Assignments must be an array") };
  const given = fields.assignments.map((one: { assignee?: unknown } | null) => one?.assignee);
  if (given.length === 0) return { refused: invalid("Assignments can't be empty") };
  if (given.some((assignee) => !isUser(assignee)))
    return { refused: invalid("Assignee must be a user or a user reference") };
  const { account } = wire;
  const assignees = given.map(idOf);
  const there = (id: string) => account.people().some((one) => one.id === id) && account.habits.isFound(id);
  return assignees.every(there) ? { assignees } : { refused: problem(400, 1007, "Assignee Not Found") };
}

function isUser(assignee: unknown): boolean {
  const type = (assignee as Fields | null | undefined)?.type;
  return idOf(assignee) !== "" && (type === "user" || type === "user_reference");
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function idOf(reference: unknown): string {
  const id = (reference as Fields | null | undefined)?.id;
  return typeof id === "string" ? id : "";
}
