import { incidentName } from "../domain/ids.ts";
import type { Actor, Incident, IncidentEvent } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block, Message } from "./blocks.ts";
import { context, message, section } from "./blocks.ts";
import { flags, headline } from "./headline.ts";
import { nobodyWoken, pageLines } from "./pages.ts";
import { slackInk } from "./slack-ink.ts";
import { tell } from "./telling.ts";
import { channelLink, clip, escaped, oneLine } from "./text.ts";
import { oneTrouble, troubleBlocks } from "./troubles.ts";

/** The message said once about one event: in the incident's channel, the announcements channel, or to one person. */
export function notice(incident: Incident, profile: Profile, event: IncidentEvent, by: Actor): Message {
  const name = `${flags(incident)}${incidentName(incident.number)}`;
  const short = oneLine(tell(event, by, profile, slackInk(240)));
  return message(`${name}: ${short}`, [...body(incident, profile, event, by), about(incident, event)]);
}

function body(incident: Incident, profile: Profile, event: IncidentEvent, by: Actor): readonly Block[] {
  if (event.type === "effect-troubled") return [...trouble(incident, event), ...unsaid(incident, event)];
  const woken = event.type === "reopened" ? nobodyWoken(incident, profile) : null;
  const told = section(tell(event, by, profile, slackInk(2200)));
  return woken === null ? [told] : [told, section(woken)];
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
  { kind, effect }: Extract<IncidentEvent, { type: "effect-troubled" }>,
): readonly Block[] {
  if (kind !== "post") return [];
  const pages = pageLines(incident, 3);
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
