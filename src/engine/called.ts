import type { SlackUserId } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { PageTarget, Profile } from "../domain/profile.ts";
import { byEmail, type Found, inGroup, whoIs } from "./invite.ts";
import type { Outside, Performed } from "./performing.ts";
import type { Chat } from "./ports.ts";

/** Who a step of a chain calls: in Slack, and by the e-mail addresses under which PagerDuty knows people. */

type Scene = { readonly incident: Incident; readonly profile: Profile };

/** Slack users of a step. While PagerDuty is away, on-call is who it was when it could last be asked. */
export async function usersOf(target: PageTarget, scene: Scene, outside: Outside): Promise<Found> {
  const { profile } = scene;
  const { chat, pager, people } = outside;
  switch (target.kind) {
    case "user":
      return { users: [target.user], problems: [] };
    case "people":
      return byEmail(target.emails, chat);
    case "group":
      return inGroup(target.group, profile, chat);
    case "role":
      return holders(target.role, scene, chat);
    case "pagerduty": {
      const found = await whoIs({ kind: "on-call", policy: target.policy }, profile, { chat, pager });
      const known = found.users.length > 0 ? [] : people.onCallEmails(target.policy);
      return known.length === 0 ? found : byEmail(known, chat);
    }
    case "schedule": {
      const onCall = await pager.onSchedule(target.schedule);
      if (onCall.kind === "done")
        return byEmail(
          onCall.receipt.flatMap(({ email }) => email ?? []),
          chat,
        );
      // That nobody is on call there now is an answer too.
      const isAnswer = onCall.kind === "failed" && onCall.nobody === true;
      const known = isAnswer ? [] : people.onScheduleEmails(target.schedule);
      return known.length === 0 ? { users: [], problems: [onCall] } : byEmail(known, chat);
    }
  }
}

function holders(role: string, { incident, profile }: Scene, chat: Chat): Promise<Found> | Found {
  const holder = incident.roles[role];
  if (holder !== undefined) return { users: [holder], problems: [] };
  const group = profile.roles.find(({ key }) => key === role)?.from ?? null;
  return group === null ? { users: [], problems: [] } : inGroup(group, profile, chat);
}

type Emails =
  | {
      readonly kind: "found";
      readonly emails: readonly string[];
      /** Those whose address Slack does not tell, by Slack id. */
      readonly unknown: readonly string[];
    }
  | Exclude<Performed, { kind: "done" }>;

/** What the manual itself says of addresses needs no look into Slack. */
export async function emailsOf(
  target: Extract<PageTarget, { kind: "group" | "role" | "user" }>,
  scene: Scene,
  chat: Chat,
): Promise<Emails> {
  const { written, users, retry } = await peopleOf(target, scene, chat);
  const emails = new Set(written);
  const unknown: string[] = [];
  for (const user of users) {
    const email = await chat.emailOf(user);
    if (email.kind === "retry" && emails.size === 0) return email;
    if (email.kind === "done" && email.receipt !== null) emails.add(email.receipt);
    else unknown.push(`<@${user}>`);
  }
  if (emails.size > 0) return { kind: "found", emails: [...emails], unknown };
  if (retry !== null) return retry;
  if (unknown.length === 0)
    return { kind: "nobody", why: "The manual names nobody for this step who is in Slack." };
  return {
    kind: "failed",
    reason: "Slack does not tell the e-mail address of whom this page is for, so PagerDuty cannot call them.",
    cure: "Tocsin tells them by direct message. To have them called, give the app the scope users:read.email, or name their addresses in the ops profile.",
  };
}

async function peopleOf(
  target: Extract<PageTarget, { kind: "group" | "role" | "user" }>,
  { incident, profile }: Scene,
  chat: Chat,
): Promise<{
  readonly written: readonly string[];
  readonly users: readonly SlackUserId[];
  readonly retry: Extract<Performed, { kind: "retry" }> | null;
}> {
  if (target.kind === "user") return { written: [], users: [target.user], retry: null };
  const holder = target.kind === "role" ? incident.roles[target.role] : undefined;
  if (holder !== undefined) return { written: [], users: [holder], retry: null };
  const key = target.kind === "group" ? target.group : fromOf(target.role, profile);
  const group = profile.people.find((one) => one.key === key);
  if (group === undefined) return { written: [], users: [], retry: null };
  const slackUsers = group.slackUsers as readonly SlackUserId[]; // the profile's schema has checked their form
  if (group.slackGroup === null) return { written: group.emails, users: slackUsers, retry: null };
  const members = await chat.groupMembers(group.slackGroup);
  const users = members.kind === "done" ? [...slackUsers, ...members.receipt] : slackUsers;
  return { written: group.emails, users, retry: members.kind === "retry" ? members : null };
}

function fromOf(role: string, profile: Profile): string | null {
  return profile.roles.find(({ key }) => key === role)?.from ?? null;
}
