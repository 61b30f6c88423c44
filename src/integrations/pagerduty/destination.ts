import type { PageAsk, PagerTarget } from "../../engine/ports.ts";
import type { Directory } from "./directory.ts";
import { failed, type NotDone, nobody } from "./judge.ts";
import { nobodyIn, onCallForSchedule } from "./on-calls.ts";
import type { Parts } from "./parts.ts";

/** Whom and what an incident is made for, in PagerDuty's ids. */

/** By e-mail address where it is known. */
export type Assignee = { readonly id: string; readonly email: string | null };

export type Destination = {
  readonly kind: "found";
  readonly service: string;
  /** An incident has either a policy or people it is assigned to. */
  readonly whom: { readonly policy: string } | { readonly assignees: readonly Assignee[] };
  readonly unknown: readonly string[];
};

export async function destinationOf(ask: PageAsk, parts: Parts): Promise<Destination | NotDone> {
  const { to } = ask;
  if (to.kind === "policy") return forPolicy(to.policy, ask.service, parts.directory);
  const [people, service] = await Promise.all([
    to.kind === "schedule" ? ofSchedule(to.schedule, parts) : ofPeople(to, parts),
    // A person has no service of their own and PagerDuty takes no incident without one; whom it calls is settled by
    // the assignment alone, so the account's first will do. The manual can name a better one.
    ask.service === null ? parts.directory.anyService() : parts.directory.service(ask.service),
  ]);
  if ("kind" in people) return people;
  if (service.kind !== "found") return service;
  const { assignees, unknown } = people;
  return { kind: "found", service: service.thing.id, whom: { assignees }, unknown };
}

/** Whether anybody is on call for it is not asked first: PagerDuty's own refusal tells, and a page waits for nothing. */
async function forPolicy(
  wanted: string,
  service: string | null,
  directory: Directory,
): Promise<Destination | NotDone> {
  const [policy, given] = await Promise.all([
    directory.policy(wanted),
    service === null ? null : directory.service(service),
  ]);
  if (policy.kind !== "found") return policy;
  if (given !== null && given.kind !== "found") return given;
  const chosen = given === null ? policy.thing.services[0] : given.thing;
  if (chosen !== undefined)
    return { kind: "found", service: chosen.id, whom: { policy: policy.thing.id }, unknown: [] };
  return failed(
    `PagerDuty pages for a service, and the escalation policy "${policy.thing.name}" has none.`,
    "Name one as pagerduty_service of the service in the ops profile, or give the policy a service in PagerDuty, and press Try again.",
  );
}

type People = { readonly assignees: readonly Assignee[]; readonly unknown: readonly string[] };

async function ofSchedule(wanted: string, parts: Parts): Promise<People | NotDone> {
  const schedule = await parts.directory.schedule(wanted);
  if (schedule.kind !== "found") return schedule;
  const users = await onCallForSchedule(schedule.thing.id, parts);
  if ("kind" in users) return users;
  const assignees = users.map(({ id, email }) => ({ id, email: email ?? null }));
  if (assignees.length > 0) return { assignees, unknown: [] };
  return nobodyIn(schedule.thing.name);
}

async function ofPeople(
  { emails }: Extract<PagerTarget, { kind: "people" }>,
  parts: Parts,
): Promise<People | NotDone> {
  const found = await parts.people.all(emails);
  if (found.kind !== "found") return found;
  const { known, unknown } = found.thing;
  if (known.length > 0) return { assignees: known, unknown };
  if (emails.length === 0)
    return nobody(
      "The page names nobody whose e-mail address is known, so PagerDuty cannot call anybody.",
      "Call them by phone, and give the person or the group in the ops profile an e-mail address.",
    );
  return nobody(
    `PagerDuty has no user with the address ${unknown.join(" or ")}.`,
    "Call them by phone, and correct the address in the ops profile or make the user in PagerDuty.",
  );
}
