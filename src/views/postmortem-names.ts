import type { SlackUserId } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { inMarkdown } from "./markdown-ink.ts";
import { oneLine } from "./text.ts";

// A view does not know what people are called, so the draft says `@U1`. Whoever carries it out looks the names up.

const PERSON = /@([UW][A-Z0-9]{2,})\b/g;

/** Everybody the draft names, once each. */
export function peopleIn(draft: string): readonly SlackUserId[] {
  const ids = [...draft.matchAll(PERSON)].flatMap(([, id]) => id ?? []);
  return [...new Set(ids)].map((id) => id as SlackUserId); // as Slack writes them
}

/** The draft with names in place of ids; what is not known keeps its id. */
export function withNames(
  draft: string,
  names: ReadonlyMap<string, string>,
  { incident, profile }: { readonly incident: Incident; readonly profile: Profile },
): string {
  const channels = new Map<string, string>();
  if (incident.announcement !== null)
    channels.set(incident.announcement.channel, profile.slack.announcements.replace(/^#/, ""));
  if (incident.channel !== null) channels.set(incident.channel.id, incident.channel.name);
  return draft
    .replace(PERSON, (whole, id: string) => named("@", names.get(id)) ?? whole)
    .replace(/#([CG][A-Z0-9]{2,})\b/g, (whole, id: string) => named("#", channels.get(id)) ?? whole);
}

function named(sign: string, name: string | undefined): string | null {
  return name === undefined ? null : `${sign}${inMarkdown(oneLine(name))}`;
}
