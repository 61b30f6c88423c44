import type { Invitee } from "../domain/effect.ts";
import type { SlackUserId } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import { noChannel, type Outside, type Performed, type Performing, PLAIN } from "./performing.ts";
import type { Chat, Outcome } from "./ports.ts";

/** Who a person, a group of the manual or an on-call is in Slack. */

/** Brings in one person, or everybody of a group; one who cannot come in does not keep the others out. */
export async function invite(
  who: Invitee,
  { incident, profile }: Performing,
  { chat, pager }: Outside,
): Promise<Performed> {
  if (incident.channel === null) return noChannel();
  const people = await whoIs(who, profile, { chat, pager });
  const problems: Problem[] = [...people.problems];
  const outside: SlackUserId[] = [];
  for (const user of people.users) {
    const invited = await chat.invite(incident.channel.id, user);
    if (invited.kind === "done") continue;
    problems.push(invited);
    outside.push(user);
  }
  const problem = problems.find(({ kind }) => kind === "retry") ?? problems[0];
  if (problem === undefined) return { kind: "done", receipt: PLAIN };
  return people.problems.length > 0 ? problem : { ...problem, whom: outside };
}

export type Problem = Exclude<Outcome<null>, { kind: "done" }>;

export type Found = { readonly users: readonly SlackUserId[]; readonly problems: readonly Problem[] };

export async function whoIs(
  who: Invitee,
  profile: Profile,
  { chat, pager }: Pick<Outside, "chat" | "pager">,
): Promise<Found> {
  switch (who.kind) {
    case "person":
      return { users: [who.user], problems: [] };
    case "on-call": {
      // With paging off the page itself says so on the card; saying it twice helps nobody.
      if (pager.state === "off") return { users: [], problems: [] };
      const onCall = await pager.onCall(who.policy);
      if (onCall.kind !== "done") return { users: [], problems: [onCall] };
      return byEmail(
        onCall.receipt.flatMap((person) => person.email ?? []),
        chat,
      );
    }
    case "group":
      return inGroup(who.group, profile, chat);
  }
}

export async function inGroup(key: string, profile: Profile, chat: Chat): Promise<Found> {
  const group = profile.people.find((one) => one.key === key);
  if (group === undefined) return { users: [], problems: [] };
  const found = await byEmail(group.emails, chat);
  const users = [...found.users, ...(group.slackUsers as readonly SlackUserId[])];
  if (group.slackGroup === null) return { users, problems: found.problems };
  const members = await chat.groupMembers(group.slackGroup);
  return members.kind === "done"
    ? { users: [...users, ...members.receipt], problems: found.problems }
    : { users, problems: [...found.problems, members] };
}

export async function byEmail(emails: readonly string[], chat: Chat): Promise<Found> {
  const users: SlackUserId[] = [];
  const problems: Problem[] = [];
  for (const email of emails) {
    const found = await chat.userByEmail(email);
    if (found.kind === "done") users.push(found.receipt);
    else problems.push(found);
  }
  return { users, problems };
}
