import type { SlackUserId } from "../domain/ids.ts";
import { incidentName } from "../domain/ids.ts";
import type { Incident, Page } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block, Message } from "./blocks.ts";
import { actions, context, message, section } from "./blocks.ts";
import { haveIt } from "./card-buttons.ts";
import { flags, headline, isOver, severityWords, square } from "./headline.ts";
import { inCharge, peopleLine } from "./people.ts";
import { pageWhom } from "./target-words.ts";
import { channelLink, clip, date, escaped, person, quote, say } from "./text.ts";

// People are asked here when PagerDuty could not be relied on: whoever reads this may be the first to know.

/** One mention in the channel wakes so many; the direct messages reach all of them. */
const MENTIONED = 20;

/**
 * To one person who is to be woken: what is known, where it is handled, and one button. Who takes no part in a private
 * incident learns neither what it is nor where.
 */
export function summonMessage(
  incident: Incident,
  profile: Profile,
  page: Page,
  user: SlackUserId | null = null,
): Message {
  const name = `${flags(incident)}${incidentName(incident.number)}`;
  if (incident.private && (user === null || !incident.participants.includes(user)))
    return outsider(incident, name, page);
  const asked = `🔔 *${name}: you are needed.* ${doubt(page, profile)}`;
  const text = `${name}: you are needed. ${say(incident.title, 200)}`;
  return message(text, [
    section(asked),
    section(known(incident, profile)),
    ...lastWord(incident),
    ...(isOver(incident.phase) ? [] : [actions(haveIt(incident))]),
    context(clip(escaped(headline(incident)), 400)),
  ]);
}

/** In the incident's channel, so that everybody sees who was asked. */
export function summonMention(
  users: readonly SlackUserId[],
  incident: Incident,
  profile: Profile,
  page: Page,
): Message {
  const drill = incident.drill ? "DRILL · " : "";
  const words = `${drill}🔔 ${peopleLine(users, MENTIONED)} ${doubt(page, profile)} Who can, take it.`;
  return message(words, [section(words), ...(isOver(incident.phase) ? [] : [actions(haveIt(incident))])]);
}

/** Why this comes through Slack, claiming no more of the page than is proven. */
function doubt(page: Page, profile: Profile): string {
  const whom = pageWhom(page, profile);
  if (page.acceptedAt === null)
    return `PagerDuty has not accepted the page to ${whom}, so it may call nobody.`;
  return `PagerDuty accepted the page to ${whom} ${date(page.acceptedAt)}, but nothing shows that it has called anybody.`;
}

function known(incident: Incident, profile: Profile): string {
  const where = incident.channel === null ? "its channel is being made" : channelLink(incident.channel.id);
  return [
    `*${say(incident.title, 200)}*`,
    `*Severity:* ${square(incident.rank)} ${say(severityWords(profile, incident.severity), 80)} · *Status:* ${say(incident.status, 60)}`,
    `*Declared* ${date(incident.declaredAt)} by ${person(incident.declaredBy)} · *In charge:* ${inCharge(incident, profile)}`,
    `*Where:* ${where}`,
  ].join("\n");
}

function lastWord({ lastUpdate, description }: Incident): readonly Block[] {
  if (lastUpdate !== null)
    return [section(`*Last update* ${date(lastUpdate.at)}\n${quote(lastUpdate.text, 900)}`)];
  return description === null ? [] : [section(quote(description, 900))];
}

function outsider(incident: Incident, name: string, page: Page): Message {
  const accepted = page.acceptedAt === null ? "has not accepted the page to you" : "may not have called you";
  const words = `🔔 *${name}: you are needed.* PagerDuty ${accepted}. What it is stays among its people: write to ${person(incident.declaredBy)}, who brings you in.`;
  return message(`${name}: you are needed`, [section(words)]);
}
