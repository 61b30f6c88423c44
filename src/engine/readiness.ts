import type { EscalationPolicy, PageTarget, Profile } from "../domain/profile.ts";
import type { Finding, Workspace } from "./on-call-ports.ts";
import type { Chat, Outcome, Pager, Rota } from "./ports.ts";

/** What the manual says, held against Slack and PagerDuty as they are: daily by the bot, and by `npm run doctor`. */
export type ReadinessAsks = {
  readonly profile: Profile;
  readonly chat: Pick<Chat, "userByEmail" | "groupMembers">;
  readonly workspace: Pick<Workspace, "channel">;
  readonly pager: Pick<Pager, "state" | "rota" | "onSchedule" | "person">;
};

/** Everything that is looked at, one line each, the fine things too. */
export async function examineReadiness(asks: ReadinessAsks): Promise<readonly Finding[]> {
  const found = [await slackReadiness(asks), await pagingReadiness(asks)];
  return found.flat();
}

export async function slackReadiness(asks: Omit<ReadinessAsks, "pager">): Promise<readonly Finding[]> {
  const { profile, chat, workspace } = asks;
  const found: Finding[] = [];
  const rooms = new Map([
    [profile.slack.announcements, "the announcements channel"],
    ...(profile.onCall.channel === null ? [] : [[profile.onCall.channel, "the on-call channel"] as const]),
  ]);
  for (const [named, what] of rooms) found.push(ofChannel(named, what, await workspace.channel(named)));
  for (const group of profile.people) {
    for (const email of group.emails)
      found.push(ofSlack(`${group.key}: ${email}`, await chat.userByEmail(email)));
    if (group.slackGroup !== null)
      found.push(ofSlack(`${group.key}: @${group.slackGroup}`, await chat.groupMembers(group.slackGroup)));
  }
  const listed = new Set(profile.people.flatMap(({ emails }) => emails));
  for (const [email, policy] of namedDirectly(profile))
    if (!listed.has(email)) found.push(ofSlack(`${policy}: ${email}`, await chat.userByEmail(email)));
  for (const { policy, handle } of profile.onCall.userGroups)
    found.push(ofSlack(`on-call of ${policy}: @${handle}`, await chat.groupMembers(handle)));
  return found;
}

export async function pagingReadiness({
  profile,
  pager,
}: Pick<ReadinessAsks, "profile" | "pager">): Promise<readonly Finding[]> {
  if (pager.state === "off") return [];
  const found: Finding[] = [];
  for (const policy of pagerPolicies(profile)) {
    const rota = await pager.rota(policy);
    found.push(...(rota.kind === "done" ? ofRota(policy, rota.receipt) : [unlike(policy, rota)]));
    if (rota.kind === "done") found.push(...bothEscalate(policy, rota.receipt, profile));
  }
  for (const schedule of pagerSchedules(profile))
    found.push(ofSchedule(schedule, await pager.onSchedule(schedule)));
  for (const [email, where] of pagedDirectly(profile)) found.push(await inPagerDuty(email, where, pager));
  return found;
}

/** PagerDuty's policies that any step of the manual names, each once. */
export function pagerPolicies(profile: Profile): readonly string[] {
  const all = profile.escalation.flatMap(({ steps }) =>
    steps.flatMap(({ page }) => (page.kind === "pagerduty" ? [page.policy] : [])),
  );
  return [...new Set(all)];
}

/** PagerDuty's schedules that any step of the manual names, each once. */
function pagerSchedules(profile: Profile): readonly string[] {
  const all = profile.escalation.flatMap(({ steps }) =>
    steps.flatMap(({ page }) => (page.kind === "schedule" ? [page.schedule] : [])),
  );
  return [...new Set(all)];
}

function ofChannel(named: string, what: string, channel: Outcome<unknown>): Finding {
  const shown = /^[CG][A-Z0-9]{7,}$/u.test(named) ? named : `#${named}`;
  const key = `channel:${named}`;
  if (channel.kind !== "done") return { ...unlike(shown, channel), key, part: "channels" };
  if (channel.receipt !== null)
    return { key, part: "channels", state: "ok", says: `${shown} is there, ${what}` };
  const says = `${shown}: there is no such channel, or it is private and the bot is not in it, but the profile names it as ${what}. Make it, invite the bot, or correct the profile.`;
  return { key, part: "channels", state: "fault", says };
}

function ofSlack(who: string, found: Outcome<unknown>): Finding {
  const key = `slack:${who}`;
  return found.kind === "done"
    ? { key, part: "people", state: "ok", says: `${who}: known in Slack` }
    : { ...unlike(who, found), key, part: "people" };
}

function ofRota(policy: string, rota: Rota): readonly Finding[] {
  const [first] = rota.levels;
  const key = `policy:${policy}`;
  if (first === undefined || first.people.length === 0)
    return [fault(key, `${policy}: nobody is on call now. Put somebody on its schedule in PagerDuty.`)];
  const names = first.people.map(({ name }) => name).join(", ");
  const empty = rota.levels.filter(({ people }) => people.length === 0);
  return [
    { key, part: "PagerDuty", state: "ok", says: `${policy}: ${names} on call now` },
    ...empty.map(({ level }) =>
      fault(
        `${key}:${level}`,
        `${policy}: nobody is on call at level ${level}, so PagerDuty skips it. Put somebody on its schedule.`,
      ),
    ),
  ];
}

function ofSchedule(schedule: string, people: Awaited<ReturnType<Pager["onSchedule"]>>): Finding {
  const key = `schedule:${schedule}`;
  if (people.kind !== "done") return { ...unlike(schedule, people), key };
  const names = people.receipt.map(({ name }) => name).join(", ");
  return names === ""
    ? fault(key, `${schedule}: nobody is on call now. Put somebody on this schedule in PagerDuty.`)
    : { key, part: "PagerDuty", state: "ok", says: `${schedule}: ${names} on call now` };
}

/** Two that escalate the same page call people twice, and each in its own order. */
function bothEscalate(policy: string, rota: Rota, profile: Profile): readonly Finding[] {
  if (rota.levels.length < 2) return [];
  const chains = profile.escalation.filter((chain) => isOneOfMany(chain, policy));
  return chains.map(({ key }) => ({
    key: `levels:${key}:${policy}`,
    part: "PagerDuty",
    state: "note",
    says: `${policy}: it has ${rota.levels.length} levels of its own in PagerDuty and is one step of "${key}", whose next steps Tocsin pages: both would escalate. Name a policy of one level in that step, or let PagerDuty run the whole chain (run_by: pagerduty).`,
  }));
}

function isOneOfMany({ runBy, steps, repeat }: EscalationPolicy, policy: string): boolean {
  const names = steps.some(({ page }) => page.kind === "pagerduty" && page.policy === policy);
  return runBy === "tocsin" && names && (steps.length > 1 || repeat > 0);
}

async function inPagerDuty(email: string, where: string, pager: ReadinessAsks["pager"]): Promise<Finding> {
  const key = `pagerduty:${email}`;
  const person = await pager.person(email);
  if (person.kind !== "done") return { ...unlike(email, person), key };
  if (person.receipt !== null)
    return { key, part: "PagerDuty", state: "ok", says: `${email}: ${person.receipt.name}` };
  return fault(
    key,
    `${email}: "${where}" pages this person, but PagerDuty has nobody with this e-mail address. Add them in PagerDuty, or correct the profile.`,
  );
}

/** E-mail address → the policy whose step names it. */
function namedDirectly(profile: Profile): ReadonlyMap<string, string> {
  return new Map(
    profile.escalation.flatMap(({ key, steps }) =>
      steps.flatMap(({ page }) =>
        page.kind === "people" ? page.emails.map((email) => [email, key] as const) : [],
      ),
    ),
  );
}

/** Everybody whom a step pages by their own name, through a group and through a role too. */
function pagedDirectly(profile: Profile): ReadonlyMap<string, string> {
  return new Map(
    profile.escalation.flatMap(({ key, steps }) =>
      steps.flatMap(({ page }) => emailsOf(page, profile).map((email) => [email, key] as const)),
    ),
  );
}

function emailsOf(page: PageTarget, profile: Profile): readonly string[] {
  const inGroup = (group: string | null): readonly string[] =>
    profile.people.find(({ key }) => key === group)?.emails ?? [];
  switch (page.kind) {
    case "people":
      return page.emails;
    case "group":
      return inGroup(page.group);
    case "role":
      return inGroup(profile.roles.find(({ key }) => key === page.role)?.from ?? null);
    case "pagerduty":
    case "schedule":
    case "user":
      return [];
  }
}

function fault(key: string, says: string): Finding {
  return { key, part: "PagerDuty", state: "fault", says };
}

/** That it could not be looked up says nothing of the manual; that it was refused does. */
function unlike(what: string, { kind, reason, cure }: Exclude<Outcome<unknown>, { kind: "done" }>): Finding {
  const state = kind === "failed" ? "fault" : "unknown";
  return { key: `policy:${what}`, part: "PagerDuty", state, says: `${what}: ${reason} ${cure}` };
}
