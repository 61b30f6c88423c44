import { incidentName } from "../domain/ids.ts";
import type { Actor, Incident, IncidentEvent } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block, Message } from "./blocks.ts";
import { context, message, section } from "./blocks.ts";
import { flags, headline } from "./headline.ts";
import { slackInk } from "./slack-ink.ts";
import { tell } from "./telling.ts";
import { channelLink, clip, escaped, oneLine } from "./text.ts";
import { oneTrouble } from "./troubles.ts";

/** The message said once about one event: in the incident's channel, the announcements channel, or to one person. */
export function notice(incident: Incident, profile: Profile, event: IncidentEvent, by: Actor): Message {
  const name = `${flags(incident)}${incidentName(incident.number)}`;
  const short = oneLine(tell(event, by, profile, slackInk(240)));
  return message(`${name}: ${short}`, [...body(incident, profile, event, by), about(incident)]);
}

function body(incident: Incident, profile: Profile, event: IncidentEvent, by: Actor): readonly Block[] {
  if (event.type === "effect-troubled") return trouble(incident, event);
  return [section(tell(event, by, profile, slackInk(2200)))];
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

/** Which incident this is about and where it lives, for those who read it elsewhere. */
function about(incident: Incident): Block {
  const where =
    incident.channel === null ? "its channel does not exist yet" : channelLink(incident.channel.id);
  return context(`${clip(escaped(headline(incident)), 400)} · ${where}`);
}
