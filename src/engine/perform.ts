import type { Effect, Invitee } from "../domain/effect.ts";
import type { SlackUserId } from "../domain/ids.ts";
import type { Incident, PostedMessage, Receipt } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Attempt, Chat, Outcome, PageAsk, Pager, Views } from "./ports.ts";
import type { Store } from "./store.ts";

/** One attempt at one effect: our words in, a call to the outside, our words out. The only switch over effects. */

export type Outside = {
  readonly chat: Chat;
  readonly pager: Pager;
  readonly views: Views;
  readonly store: Pick<Store, "timeline">;
};

export type Performing = {
  readonly effect: Effect;
  readonly incident: Incident;
  readonly profile: Profile;
  readonly attempt: Attempt;
};

/** `moot`: the world has moved on and there is nothing to do; nobody is told that it was done. */
export type Performed =
  | (Exclude<Outcome<Receipt>, { kind: "done" }> & {
      /** Whom it was not done for, where it was done for others. */
      readonly whom?: readonly SlackUserId[];
    })
  | Extract<Outcome<Receipt>, { kind: "done" }>
  | { readonly kind: "moot"; readonly why: string };

const CALL = "Nobody could be woken this way: call whoever is on call by phone now. Then:";

const PLAIN: Receipt = { type: "plain" };

export async function perform(doing: Performing, outside: Outside): Promise<Performed> {
  const { effect, incident, profile, attempt } = doing;
  const { chat, views } = outside;
  const channel = incident.channel?.id ?? null;
  switch (effect.kind) {
    case "create-channel":
      return createChannel(doing, outside);
    case "set-topic":
      return channel === null
        ? noChannel()
        : plain(await chat.setTopic(channel, views.topic(incident, profile)));
    case "add-bookmark":
      return channel === null
        ? noChannel()
        : plain(await chat.addBookmark(channel, { title: effect.title, url: effect.url }));
    case "invite":
      return invite(effect.who, doing, outside);
    case "post-card":
      return postCard(doing, outside);
    case "refresh-card":
      return incident.card === null
        ? { kind: "moot", why: "there is no card yet; it will show the newest state" }
        : plain(await chat.update({ ...incident.card, message: views.card(incident, profile) }));
    case "pin-card":
      return incident.card === null
        ? { kind: "moot", why: "there is no card yet" }
        : plain(await chat.pin(incident.card.channel, incident.card.ts));
    case "announce":
      return announce(doing, outside);
    case "refresh-announcement":
      return incident.announcement === null
        ? { kind: "moot", why: "there is no announcement yet; it will show the newest state" }
        : plain(
            await chat.update({ ...incident.announcement, message: views.announcement(incident, profile) }),
          );
    case "post": {
      const to = addressee(effect, incident, profile);
      if (to === null) return noChannel();
      return message(
        await chat.post({
          channel: to,
          message: views.notice(incident, profile, effect.about, effect.by),
          attempt,
        }),
      );
    }
    case "page":
      return page(effect, doing, outside);
    case "acknowledge-page":
    case "resolve-page":
      return settlePage(effect, doing, outside);
    case "share-postmortem":
      return sharePostmortem(doing, outside);
    case "show-postmortem":
      return showPostmortem(effect, doing, outside);
    case "retry":
      return { kind: "moot", why: "a retry is carried out by the effect it names" };
  }
}

async function createChannel(
  { incident, profile, attempt }: Performing,
  { chat, views }: Outside,
): Promise<Performed> {
  if (incident.channel !== null) return { kind: "moot", why: "the channel is there" };
  const made = await chat.createChannel({
    name: views.channelName(incident, profile),
    private: incident.private,
    attempt,
  });
  return made.kind === "done" ? { kind: "done", receipt: { type: "channel", ...made.receipt } } : made;
}

async function postCard(
  { incident, profile, attempt }: Performing,
  { chat, views }: Outside,
): Promise<Performed> {
  if (incident.channel === null) return noChannel();
  if (incident.card !== null) return { kind: "moot", why: "the card is there" };
  return message(
    await chat.post({ channel: incident.channel.id, message: views.card(incident, profile), attempt }),
  );
}

async function announce(
  { incident, profile, attempt }: Performing,
  { chat, views }: Outside,
): Promise<Performed> {
  if (incident.private) return { kind: "moot", why: "a private incident is not announced" };
  if (incident.announcement !== null) return { kind: "moot", why: "it is announced" };
  return message(
    await chat.post({
      channel: announcements(profile),
      message: views.announcement(incident, profile),
      attempt,
    }),
  );
}

function addressee(
  effect: Extract<Effect, { kind: "post" }>,
  incident: Incident,
  profile: Profile,
): string | null {
  switch (effect.to.kind) {
    case "incident-channel":
      return incident.channel?.id ?? null;
    case "announcements":
      return announcements(profile);
    case "person":
      return effect.to.user;
  }
}

/** Slack's methods take an id, or a name behind a `#`. */
function announcements(profile: Profile): string {
  const named = profile.slack.announcements;
  return /^[CG][A-Z0-9]{7,}$/u.test(named) ? named : `#${named.replace(/^#/u, "")}`;
}

async function page(
  effect: Extract<Effect, { kind: "page" }>,
  { incident, profile, attempt }: Performing,
  { pager }: Outside,
): Promise<Performed> {
  if (incident.phase === "resolved" || incident.phase === "closed") {
    // An earlier try may have been taken although its answer was lost: people are called until somebody says stop.
    const withdrawn = attempt.number === 1 ? null : await pager.withdraw(effect.id);
    if (withdrawn !== null && withdrawn.kind !== "done") return withdrawn;
    return { kind: "moot", why: "the incident was resolved first" };
  }
  if (effect.target.kind !== "pagerduty") {
    return {
      kind: "failed",
      reason: `The first step of the escalation policy "${effect.policy}" names no PagerDuty policy, and only those can be paged.`,
      cure: "Name a PagerDuty policy in that step of the ops profile, and call the people by hand now.",
    };
  }
  const service = profile.services.find((one) => one.key === incident.service);
  const ask: PageAsk = {
    key: effect.id,
    title: `${incident.drill ? "DRILL " : ""}INC-${incident.number} ${incident.severity}: ${incident.private ? "private incident" : incident.title}`,
    body: pageBody(incident, effect.reason),
    policy: effect.target.policy,
    service: service?.pagerDutyService ?? null,
    attempt,
    severity: incident.rank === 1 ? "critical" : incident.rank === 2 ? "error" : "warning",
  };
  const paged = await pager.page(ask);
  if (paged.kind === "done") return { kind: "done", receipt: { type: "page", ...paged.receipt } };
  // What helps now comes before what helps later: whoever reads this may have no shell, and nobody is on the way.
  return paged.kind === "failed" && pager.state === "on"
    ? { ...paged, cure: `${CALL} ${paged.cure}` }
    : paged;
}

function pageBody(incident: Incident, reason: string | null): string {
  const lines = [
    incident.private ? null : incident.description,
    incident.component === null ? null : `Component: ${incident.component}`,
    // The name of a private incident's channel is made of its title.
    incident.channel === null || incident.private ? null : `Slack: #${incident.channel.name}`,
    reason === null || incident.private ? null : `Why: ${reason}`,
  ];
  return lines.filter((line) => line !== null).join("\n");
}

async function settlePage(
  effect: Extract<Effect, { kind: "acknowledge-page" | "resolve-page" }>,
  { incident }: Performing,
  { pager }: Outside,
): Promise<Performed> {
  const paged = incident.pages.find((one) => one.effect === effect.page);
  if (paged === undefined || paged.pagerDutyId === null)
    return { kind: "moot", why: "PagerDuty has not accepted that page" };
  const settled =
    effect.kind === "resolve-page"
      ? await pager.resolve(paged.pagerDutyId, paged.effect)
      : await pager.acknowledge(paged.pagerDutyId, paged.effect);
  return plain(settled);
}

async function sharePostmortem(
  { incident, profile, attempt }: Performing,
  { chat, views, store }: Outside,
): Promise<Performed> {
  if (incident.channel === null) return noChannel();
  const content = await draft(incident, profile, { chat, views, store });
  const shared = await chat.shareFile({
    channel: incident.channel.id,
    filename: `${views.channelName(incident, profile)}-postmortem.md`,
    title: `Post-mortem draft of INC-${incident.number}`,
    content,
    attempt,
  });
  return shared.kind === "done" ? { kind: "done", receipt: { type: "file", ...shared.receipt } } : shared;
}

/** With people's names, so that it can be read outside Slack. */
async function draft(
  incident: Incident,
  profile: Profile,
  { chat, views, store }: Omit<Outside, "pager">,
): Promise<string> {
  const written = views.postmortem(incident, profile, await store.timeline(incident.id));
  const names = await chat.names(views.peopleIn(written));
  return views.withNames(written, names, { incident, profile });
}

async function showPostmortem(
  effect: Extract<Effect, { kind: "show-postmortem" }>,
  { incident, profile, attempt }: Performing,
  { chat, views, store }: Outside,
): Promise<Performed> {
  const channel = incident.channel?.id ?? (effect.by.kind === "person" ? effect.by.user : null);
  if (channel === null) return noChannel();
  const written = await draft(incident, profile, { chat, views, store });
  return message(await chat.post({ channel, message: views.postmortemMessage(incident, written), attempt }));
}

/** Brings in one person, or everybody of a group; one who cannot come in does not keep the others out. */
async function invite(
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

type Problem = Exclude<Outcome<null>, { kind: "done" }>;

type Found = { readonly users: readonly SlackUserId[]; readonly problems: readonly Problem[] };

async function whoIs(
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

async function inGroup(key: string, profile: Profile, chat: Chat): Promise<Found> {
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

async function byEmail(emails: readonly string[], chat: Chat): Promise<Found> {
  const users: SlackUserId[] = [];
  const problems: Problem[] = [];
  for (const email of emails) {
    const found = await chat.userByEmail(email);
    if (found.kind === "done") users.push(found.receipt);
    else problems.push(found);
  }
  return { users, problems };
}

function noChannel(): Performed {
  return { kind: "moot", why: "the incident has no channel" };
}

function plain(outcome: Outcome<null>): Outcome<Receipt> {
  return outcome.kind === "done" ? { kind: "done", receipt: PLAIN } : outcome;
}

function message(outcome: Outcome<PostedMessage>): Outcome<Receipt> {
  return outcome.kind === "done"
    ? { kind: "done", receipt: { type: "message", ...outcome.receipt } }
    : outcome;
}
