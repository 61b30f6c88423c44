import type { Instant } from "../../domain/ids.ts";
import type { Outcome, PagerPerson } from "../../engine/ports.ts";
import { judge, type NotDone, nobody } from "./judge.ts";
import { type Asking, listed } from "./listing.ts";
import type { Parts } from "./parts.ts";
import { OnCall, UserList } from "./replies.ts";

/** Who is on call, as PagerDuty tells it. */

/** Somebody of a list, by whatever name the list gives them. */
function named(user: OnCall["user"]): PagerPerson {
  return { name: user.name ?? user.summary ?? user.id, email: user.email ?? null };
}

/** Each person once, in the list's order. */
export function everyone(users: readonly OnCall["user"][]): readonly PagerPerson[] {
  return [...new Map(users.map((user) => [user.id, named(user)])).values()];
}

/** Now, or everything that overlaps the time between. */
export function onCallsOf(
  policyId: string,
  asking: Asking,
  between: { readonly since: Instant; readonly until: Instant } | null = null,
): Promise<readonly OnCall[] | NotDone> {
  const time: Record<string, string> =
    between === null ? { earliest: "true" } : { since: iso(between.since), until: iso(between.until) };
  const query = { "escalation_policy_ids[]": [policyId], "include[]": ["users"], ...time };
  return listed(asking, { path: "oncalls", call: "GET /oncalls", name: "oncalls", schema: OnCall, query });
}

export function iso(at: Instant): string {
  return new Date(at).toISOString();
}

const MOMENT_MS = 1_000;

/** `GET /oncalls` knows only schedules that some policy uses; this list knows all of them, for a stretch of time. */
export async function onCallForSchedule(
  scheduleId: string,
  { rest, judging, clock }: Parts,
): Promise<readonly OnCall["user"][] | NotDone> {
  const now = clock();
  const answer = await rest({
    method: "GET",
    path: `schedules/${encodeURIComponent(scheduleId)}/users`,
    call: "GET /schedules/{id}/users",
    query: { since: iso(now), until: iso(now + MOMENT_MS) },
  });
  const read = answer.kind === "answered" && answer.status === 200 ? UserList.safeParse(answer.body) : null;
  return read?.success === true ? read.data.users : judge(answer, judging);
}

/** Those of a schedule now. */
export async function onSchedule(wanted: string, parts: Parts): Promise<Outcome<readonly PagerPerson[]>> {
  const schedule = await parts.directory.schedule(wanted);
  if (schedule.kind !== "found") return schedule;
  const users = await onCallForSchedule(schedule.thing.id, parts);
  if ("kind" in users) return users;
  return users.length > 0 ? { kind: "done", receipt: everyone(users) } : nobodyIn(schedule.thing.name);
}

/** What is said of a schedule without anybody. */
export function nobodyIn(schedule: string): NotDone {
  return nobody(
    `Nobody is on call now in the schedule "${schedule}" in PagerDuty.`,
    "Put somebody on call there and press Try again; until then, call people by phone.",
  );
}

/** Those of a policy's first level now. */
export async function onCall(policy: string, parts: Parts): Promise<Outcome<readonly PagerPerson[]>> {
  const found = await parts.directory.policy(policy);
  if (found.kind !== "found") return found;
  const all = await onCallsOf(found.thing.id, parts);
  if ("kind" in all) return all;
  const first = all.filter((entry) => entry.escalation_level === 1);
  const people = everyone(first.map(({ user }) => user));
  if (people.length > 0) return { kind: "done", receipt: people };
  return nobody(
    `Nobody is on call now at the first level of "${found.thing.name}" in PagerDuty.`,
    "Put somebody on call there and press Try again; until then, bring people in by hand.",
  );
}
