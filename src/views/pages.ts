import { incidentName } from "../domain/ids.ts";
import type { Incident, Page } from "../domain/incident/incident.ts";
import { isWaiting, openPages } from "../domain/incident/pages.ts";
import type { Profile } from "../domain/profile.ts";
import { isOver, policyName, severityOf } from "./headline.ts";
import { date, link, plural, say } from "./text.ts";

// The words about a page. "Paged" stands here once, behind PagerDuty's own acceptance: people decide by it whether
// they still have to wake somebody by hand.

/** Of an event for a routing key nothing can be read back, so nothing more is claimed. */
export const ROUTED = "the service behind the routing key decides who is called";

/** One page as one line of mrkdwn. */
export function pageLine(page: Page): string {
  const to = say(policyName(page.policy), 60);
  if (page.acceptedAt === null)
    return `📟 Page to ${to}: requested ${date(page.requestedAt)}, ${unaccepted(page)}`;
  const over = page.over ? "; resolved with the incident" : "";
  if (page.via === "routing-key")
    return `📟 Page to ${to}: PagerDuty accepted the event ${date(page.acceptedAt)}; ${ROUTED}${over}`;
  // In full, because many manuals have a status called "open".
  const words = "open in PagerDuty";
  const open = link(page.url, words);
  return `📟 Paged ${to}: PagerDuty accepted ${date(page.acceptedAt)}${open === words ? "" : ` (${open})`}${over}`;
}

function unaccepted({ givenUpAt }: Page): string {
  if (givenUpAt === null) return "*not yet accepted by PagerDuty*";
  return `*never accepted by PagerDuty*, given up ${date(givenUpAt)}`;
}

/** The pages of an incident, what still waits first; at most `limit` lines. */
export function pageLines({ pages }: Pick<Incident, "pages">, limit: number): readonly string[] {
  const waiting = pages.filter(isWaiting);
  const others = pages.filter((page) => !isWaiting(page)).toReversed();
  const lines = [...waiting, ...others].map(pageLine);
  if (lines.length <= limit) return lines;
  return [...lines.slice(0, limit), `and ${plural(lines.length - limit, "page", "pages")} more`];
}

/** Said where the manual pages at this severity and no page is open: after a reopen, or when one was given up. */
export function nobodyWoken(incident: Incident, profile: Profile): string | null {
  const pages = severityOf(profile, incident.severity)?.page === true;
  if (!pages || incident.drill || isOver(incident.phase) || openPages(incident).length > 0) return null;
  // With its number: an answer is also read where the channel does not say which incident is meant.
  return `Nobody is being woken; \`/incident page ${incidentName(incident.number)}\` does it.`;
}
