import type { Addressee } from "../domain/effect.ts";
import { incidentName } from "../domain/ids.ts";
import type { IncidentEvent } from "../domain/incident/event.ts";
import type { Actor, Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block, Message } from "./blocks.ts";
import { context, message, section } from "./blocks.ts";
import { flags, headline } from "./headline.ts";
import { noticeButtons } from "./notice-buttons.ts";
import { nobodyWoken, pageLines } from "./pages.ts";
import { slackInk } from "./slack-ink.ts";
import { tell } from "./telling.ts";
import { sceneNow } from "./telling-words.ts";
import { channelLink, clip, escaped, oneLine, say } from "./text.ts";
import { oneTrouble, troubleBlocks } from "./troubles.ts";

/**
 * Wakes everybody in the channel: said by the bot alone, when a chain came to its end and nobody answered. What people
 * write is escaped everywhere and can never become it.
 */
const EVERYBODY = "<!channel> ";

/**
 * The message said once about one event: in the incident's channel, the announcements channel, or to one person. In its
 * own channel it does not repeat which incident this is.
 */
export function notice(
  incident: Incident,
  profile: Profile,
  event: IncidentEvent,
  by: Actor,
  to?: Addressee["kind"],
): Message {
  const own = to === "incident-channel";
  const name = `${shout(event, to)}${flags(incident)}${incidentName(incident.number)}${own ? "" : whatItIs(incident, event)}`;
  const short = oneLine(tell(event, by, sceneNow(incident, profile), slackInk(240)));
  return message(`${name}: ${short}`, [
    ...body({
      incident,
      profile,
      event,
      by,
      lead: `${shout(event, to)}${own && incident.drill ? "DRILL · " : ""}`,
    }),
    ...noticeButtons(incident, profile, event),
    ...(own ? [] : [about(incident, event)]),
  ]);
}

/** Elsewhere the first words are a banner on a locked telephone, and a number says nothing to who reads it there. */
function whatItIs({ severity, title }: Incident, { type }: IncidentEvent): string {
  const what = MOVES.includes(type) ? "" : ` · ${say(severity, 30)}`;
  return `${what} · ${say(title, 60)}`;
}

function shout({ type }: IncidentEvent, to: Addressee["kind"] | undefined): string {
  return type === "escalation-exhausted" && to !== "person" ? EVERYBODY : "";
}

type Told = {
  readonly incident: Incident;
  readonly profile: Profile;
  readonly event: IncidentEvent;
  readonly by: Actor;
  /** What stands before the words. */
  readonly lead: string;
};

function body({ incident, profile, event, by, lead }: Told): readonly Block[] {
  if (event.type === "effect-troubled")
    return [...trouble(incident, event), ...unsaid(incident, profile, event)];
  const told = section(`${lead}${tell(event, by, sceneNow(incident, profile), slackInk(2200))}`);
  const then = next(incident, profile, event);
  return then === null ? [told] : [told, section(then)];
}

/** What is left to people after it, where nothing more happens by itself. */
function next(incident: Incident, profile: Profile, { type }: IncidentEvent): string | null {
  if (type === "reopened") return nobodyWoken(incident, profile);
  if (type !== "escalation-exhausted") return null;
  return `Who can, take it. \`/incident page ${incidentName(incident.number)}\` calls again.`;
}

/** With its buttons; pressing them after somebody else did is harmless and says so. */
function trouble(
  incident: Incident,
  event: Extract<IncidentEvent, { type: "effect-troubled" }>,
): readonly Block[] {
  const { reason, cure } = event.trouble;
  return oneTrouble(
    incident,
    { effect: event.effect, what: event.what, reason, cure, state: event.state },
    null,
  );
}

/** A channel that takes no messages kept something from people: whoever reads this elsewhere reads that too. */
function unsaid(
  incident: Incident,
  profile: Profile,
  { kind, effect }: Extract<IncidentEvent, { type: "effect-troubled" }>,
): readonly Block[] {
  if (kind !== "post") return [];
  const pages = pageLines(incident, profile, 3);
  const troubles = incident.troubles.filter((open) => open.effect !== effect && open.kind !== "post");
  return [
    ...(pages.length === 0 ? [] : [section(pages.join("\n"))]),
    ...troubleBlocks({ ...incident, troubles }, ROOM_OF_OTHERS, 4),
  ];
}

const ROOM_OF_OTHERS = 5000;

/**
 * Which incident this is about and where it lives, for those who read it elsewhere. The line shows the incident as it is
 * when the message is posted, so under a message about a move it says neither severity nor status.
 */
function about(incident: Incident, { type }: IncidentEvent): Block {
  const where =
    incident.channel === null ? "its channel does not exist yet" : channelLink(incident.channel.id);
  const line = MOVES.includes(type) ? nameAndTitle(incident) : headline(incident);
  return context(`${clip(escaped(line), 400)} · ${where}`);
}

const MOVES: readonly IncidentEvent["type"][] = [
  "acknowledged",
  "status-changed",
  "severity-changed",
  "reopened",
];

function nameAndTitle(incident: Incident): string {
  return `${flags(incident)}${incidentName(incident.number)} · ${oneLine(incident.title)}`;
}
