import type { Incident } from "../domain/incident/incident.ts";
import { isWaiting } from "../domain/incident/pages.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block, Message } from "./blocks.ts";
import { context, message, section, within } from "./blocks.ts";
import { unanswered } from "./escalation-lines.ts";
import { headlineRow } from "./headline.ts";
import { inCharge } from "./people.ts";
import { date, plural, typed } from "./text.ts";

const ROOM = 9000;
const MOST = 40;

/** One incident in a few lines: what, who has it, since when, and whether something is not done. */
function incidentRow(incident: Incident, profile: Profile): Block {
  const waiting = incident.pages.filter(isWaiting).length;
  const notes = [
    `In charge: ${inCharge(incident, profile)}`,
    `since ${date(incident.declaredAt)}`,
    incident.troubles.length === 0
      ? ""
      : `⛔ ${plural(incident.troubles.length, "thing", "things")} not done`,
    unanswered(incident).length === 0 ? "" : "🚨 nobody answered",
    waiting === 0 ? "" : `📟 ${plural(waiting, "page", "pages")} not yet accepted by PagerDuty`,
  ].filter((note) => note !== "");
  return section(`${headlineRow(incident)}\n${notes.join(" · ")}`);
}

/** Rows in the order given, as many as fit into `room` characters, and how many did not. */
export function incidentRows(
  incidents: readonly Incident[],
  profile: Profile,
  room: number,
): readonly Block[] {
  const each = incidents.slice(0, MOST).map((incident) => [incidentRow(incident, profile)]);
  const { blocks, left } = within(each, room);
  const more = left + Math.max(0, incidents.length - MOST);
  if (more === 0) return blocks;
  return [...blocks, context(`${more} more. \`/incident show INC-7\` shows one of them.`)];
}

/** The open incidents, worst first as they come from the query. */
export function incidentList(incidents: readonly Incident[], profile: Profile): Message {
  if (incidents.length === 0) {
    const none = `No incident is open. ${typed("/incident declare <title>")} declares one.`;
    return message(none, [section(none)]);
  }
  const drills = incidents.some((incident) => incident.drill) ? " (with DRILLs)" : "";
  const title = `${plural(incidents.length, "incident", "incidents")} shown${drills}`;
  return message(title, [context(title), ...incidentRows(incidents, profile, ROOM)]);
}
