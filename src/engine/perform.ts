import type { Effect } from "../domain/effect.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { channelAddress } from "./channel-address.ts";
import { invite } from "./invite.ts";
import { page, settlePage } from "./page.ts";
import { message, noChannel, type Outside, type Performed, type Performing, plain } from "./performing.ts";
import { summon } from "./summon.ts";

/** One attempt at one effect: our words in, a call to the outside, our words out. The only switch over effects. */

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
      if (to === null) return waitForChannel(incident);
      return message(
        await chat.post({
          channel: to,
          message: views.notice(incident, profile, effect.about, effect.by, effect.to.kind),
          attempt,
        }),
      );
    }
    case "page":
      return page(effect, doing, outside);
    case "summon":
      return summon(effect, doing, outside);
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
      channel: channelAddress(profile.slack.announcements),
      message: views.announcement(incident, profile),
      attempt,
    }),
  );
}

/** What was said while the channel was still being made comes as soon as it is there. */
function waitForChannel(incident: Incident): Performed {
  const isOver = incident.phase === "resolved" || incident.phase === "closed";
  const isRefused = incident.troubles.some(
    ({ kind, state }) => kind === "create-channel" && state === "failed",
  );
  if (isOver || isRefused) return noChannel();
  return {
    kind: "retry",
    afterMs: 1_000,
    reason: "The incident's channel is not made yet.",
    cure: "It is posted as soon as the channel is there.",
  };
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
      return channelAddress(profile.slack.announcements);
    case "person":
      return effect.to.user;
  }
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
  { chat, views, store }: Pick<Outside, "chat" | "views" | "store">,
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
