import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { shortHeadline } from "./headline.ts";
import { inCharge } from "./people.ts";
import { clip, escaped, say } from "./text.ts";

/** Slack's limit of a channel topic, in characters as they are sent. */
const LIMIT = 250;

/** The channel's topic: what it is, who has it, and as much of the title as fits. */
export function topic(incident: Incident, profile: Profile): string {
  const first = clip(escaped(shortHeadline(incident)), 140);
  const lead = `${first} · in charge: ${inCharge(incident, profile).replaceAll("*", "")}`;
  const start = lead.length > LIMIT - 20 ? first : lead;
  return `${start} · ${say(incident.title, LIMIT - start.length - 3)}`;
}
