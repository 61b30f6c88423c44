import type { Incident, Page } from "../domain/incident/incident.ts";
import { policyName } from "./headline.ts";
import { date, link, plural, say } from "./text.ts";

// The words about a page. "Paged" stands here once, behind PagerDuty's own acceptance: people decide by it whether
// they still have to wake somebody by hand.

/** One page as one line of mrkdwn. */
function pageLine(page: Page): string {
  const to = say(policyName(page.policy), 60);
  if (page.acceptedAt === null) {
    return `📟 Page to ${to}: requested ${date(page.requestedAt)}, *not yet accepted by PagerDuty*`;
  }
  const open = link(page.url, "open");
  return `📟 Paged ${to}: PagerDuty accepted ${date(page.acceptedAt)}${open === "open" ? "" : ` (${open})`}`;
}

/** The pages of an incident, what still waits first; at most `limit` lines. */
export function pageLines(incident: Incident, limit: number): readonly string[] {
  const waiting = incident.pages.filter((page) => page.acceptedAt === null);
  const accepted = incident.pages.filter((page) => page.acceptedAt !== null).toReversed();
  const lines = [...waiting, ...accepted].map(pageLine);
  if (lines.length <= limit) return lines;
  return [...lines.slice(0, limit), `and ${plural(lines.length - limit, "page", "pages")} more`];
}
