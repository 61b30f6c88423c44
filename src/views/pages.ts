import { incidentName } from "../domain/ids.ts";
import type { Acknowledgement, Incident, Notified, Page } from "../domain/incident/incident.ts";
import { isWaiting, openPages } from "../domain/incident/pages.ts";
import type { Profile } from "../domain/profile.ts";
import { isOver, severityOf } from "./headline.ts";
import { actorSaid } from "./people.ts";
import { pageWhom } from "./target-words.ts";
import { date, duration, link, plural, say } from "./text.ts";

// The words about a page. "Paged" stands here once, behind PagerDuty's own acceptance, and "notified" behind its log:
// people decide by them whether they still have to wake somebody by hand.

/** Of an event for a routing key nothing can be read back, so nothing more is claimed. */
export const ROUTED = "the service behind the routing key decides who is called";

/** One page as one line of mrkdwn, each stage with its time: requested, accepted, notified, acknowledged. */
export function pageLine(page: Page, profile: Profile): string {
  const to = pageWhom(page, profile);
  const answered = `${acknowledged(page.acknowledged)}${ended(page)}`;
  if (page.acceptedAt === null)
    return `📟 Page to ${to}: requested ${date(page.requestedAt)}, ${unaccepted(page)}${answered}${summoned(page)}`;
  if (page.via === "routing-key")
    return `📟 Page to ${to}: PagerDuty accepted the event ${date(page.acceptedAt)}; ${ROUTED}${answered}${summoned(page)}`;
  // In full, because many manuals have a status called "open".
  const words = "open in PagerDuty";
  const open = link(page.url, words);
  const accepted = `PagerDuty accepted ${date(page.acceptedAt)}${open === words ? "" : ` (${open})`}`;
  return `📟 Paged ${to}: ${accepted}${afterRequest(page)}${calls(page)}${answered}${summoned(page)}`;
}

function unaccepted({ givenUpAt, stalled }: Page): string {
  if (givenUpAt !== null) return `*never accepted by PagerDuty*, given up ${date(givenUpAt)}`;
  return `${stalled === null ? "" : "⚠️ "}*not yet accepted by PagerDuty*`;
}

/** Anything under a second is at once. */
function afterRequest({ acceptedAt, requestedAt }: Page): string {
  const ms = (acceptedAt ?? requestedAt) - requestedAt;
  return ms < 1000 ? "" : `, ${duration(ms)} after the request`;
}

/** Whom its log shows it has called. Once somebody answered or it is over, that nobody is shown matters no more. */
function calls(page: Page): string {
  if (page.notified.length > 0) return ` → notified ${notifiedWords(page.notified)}`;
  if (page.acknowledged !== null || page.resolvedAt !== null || page.over) return "";
  const mark = page.stalled?.stage === "notified" ? "⚠️ " : "";
  return ` → ${mark}*nothing shows a call yet*`;
}

/** Each person once, with the first time. */
function notifiedWords(notified: readonly Notified[]): string {
  const first = notified.filter(
    (one, index) => notified.findIndex(({ name }) => name === one.name) === index,
  );
  const each = first.slice(0, 3).map(({ name, at, how }) => {
    const by = how === null ? "" : ` (${say(how, 20)})`;
    return `${say(name, 40)}${by} ${date(at)}`;
  });
  return `${each.join(", ")}${first.length > 3 ? ` and ${first.length - 3} more` : ""}`;
}

function acknowledged(by: Acknowledgement | null): string {
  return by === null ? "" : ` → acknowledged by ${actorSaid(by.by)} ${date(by.at)}`;
}

function ended({ over, resolvedAt }: Page): string {
  if (over) return "; resolved with the incident";
  return resolvedAt === null ? "" : `; resolved in PagerDuty ${date(resolvedAt)}`;
}

function summoned({ summoned: users }: Page): string {
  if (users === null || users.length === 0) return "";
  return `; ${plural(users.length, "person", "people")} asked by direct message`;
}

/** The pages of an incident, what still waits first; at most `limit` lines. */
export function pageLines(
  { pages }: Pick<Incident, "pages">,
  profile: Profile,
  limit: number,
): readonly string[] {
  const waiting = pages.filter(isWaiting);
  const others = pages.filter((page) => !isWaiting(page)).toReversed();
  const lines = [...waiting, ...others].slice(0, limit).map((page) => pageLine(page, profile));
  if (pages.length <= limit) return lines;
  return [...lines, `and ${plural(pages.length - limit, "page", "pages")} more`];
}

/**
 * Said where the manual pages at this severity and no page is open: after a reopen, or when one was given up. While a
 * step is still to come the card says when and whom, and while somebody has it nobody needs to be woken.
 */
export function nobodyWoken(incident: Incident, profile: Profile): string | null {
  const pages = severityOf(profile, incident.severity)?.page === true;
  if (!pages || incident.drill || isOver(incident.phase) || openPages(incident).length > 0) return null;
  const isSeenTo = incident.escalations.some(
    ({ state, nextAt }) => state === "acknowledged" || (state === "running" && nextAt !== null),
  );
  if (isSeenTo) return null;
  // With its number: an answer is also read where the channel does not say which incident is meant.
  return `Nobody is being woken; \`/incident page ${incidentName(incident.number)}\` does it.`;
}

/** Said until somebody has it, where the manual calls nobody at this severity: who reads it may wait for a call that never comes. */
export function nobodyCalled(incident: Incident, profile: Profile): string | null {
  const { phase, acknowledgedBy, drill, escalations, severity } = incident;
  const isSeenTo = acknowledgedBy !== null || escalations.length > 0 || openPages(incident).length > 0;
  if (phase !== "declared" || drill || isSeenTo || severityOf(profile, severity)?.page === true) return null;
  return `Nobody is called by itself at ${say(severity, 60)}. *I have it* takes it; \`/incident page ${incidentName(incident.number)}\` calls somebody.`;
}
