import type { Instant } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import { isWaiting } from "../domain/incident/pages.ts";
import type { Profile } from "../domain/profile.ts";
import type { Message } from "./blocks.ts";
import { message, section } from "./blocks.ts";
import { headlineRow, isOver, roleName, severityOf, shortHeadline } from "./headline.ts";
import { rolesInOrder } from "./people.ts";
import type { Promised } from "./promises.ts";
import { promisesOf, targetWords, verdict } from "./promises.ts";
import { cut, date, duration, escaped, listed, plural, say, typed } from "./text.ts";

/** What is due on this incident at `now`, most pressing kind first: what is not done, the clocks, then what nobody has. */
export function next(incident: Incident, profile: Profile, now: Instant): Message {
  const due = [
    ...notDone(incident),
    ...unaccepted(incident, now),
    ...promisesOf(incident, profile).map((promised) => promiseLine(promised, now)),
    ...nextUpdate(incident, profile, now),
    ...unheldRoles(incident, profile),
    ...review(incident, profile, now),
  ];
  const lines = due.length === 0 ? ["Nothing is due."] : due.map((line) => `• ${line}`);
  return message(`${escaped(shortHeadline(incident))}: what is due`, [
    section(headlineRow(incident)),
    section(lines.join("\n")),
  ]);
}

/** `by <date>, in 12 minutes` or `was due <date>, 6 minutes ago`. */
function dueWords(dueAt: Instant, now: Instant): string {
  const left = dueAt - now;
  if (left >= 0) return `by ${date(dueAt)}, in ${duration(left)}`;
  return `⏰ *was due* ${date(dueAt)}, ${duration(left)} ago`;
}

function notDone(incident: Incident): readonly string[] {
  if (incident.troubles.length === 0) return [];
  const shown = incident.troubles.slice(0, 4).map((trouble) => cut(trouble.what, 160));
  const more = incident.troubles.length - shown.length;
  const waits = incident.troubles.some(({ state }) => state === "failed");
  const wayOut = waits ? "Press *Try again* or *Waive* on the card." : "It is tried again by itself.";
  return [`⛔ *Not done:* ${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}. ${wayOut}`];
}

function unaccepted(incident: Incident, now: Instant): readonly string[] {
  const waiting = incident.pages.filter(isWaiting);
  const first = waiting[0];
  if (first === undefined) return [];
  const since = duration(Math.max(0, now - first.requestedAt));
  return [
    `📟 ${plural(waiting.length, "page", "pages")} not yet accepted by PagerDuty, the first requested ${since} ago.`,
  ];
}

function promiseLine(promised: Promised, now: Instant): string {
  const subject = promised.what === "response" ? "Response" : "Resolution";
  if (promised.metAt !== null) return `${subject}: ${verdict(promised)}.`;
  const target = targetWords(promised.target);
  return `${subject}: ${dueWords(promised.dueAt, now)} (target: ${target}).`;
}

function nextUpdate(incident: Incident, profile: Profile, now: Instant): readonly string[] {
  const every = severityOf(profile, incident.severity)?.updateEveryMs ?? null;
  if (every === null || isOver(incident.phase)) return [];
  const last = incident.lastUpdate?.at ?? incident.declaredAt;
  return [
    `Next update: ${dueWords(last + every, now)} (every ${duration(every)}). ${typed("/incident update <message>")}`,
  ];
}

function unheldRoles(incident: Incident, profile: Profile): readonly string[] {
  if (isOver(incident.phase)) return [];
  const open = rolesInOrder(incident, profile).filter((role) => role.holder === null);
  if (open.length === 0) return [];
  const names = open.slice(0, 6).map((role) => say(roleName(profile, role.key), 60));
  return [`Nobody is ${listed(names, "or")} yet. ${typed("/incident take <role>")}`];
}

function review(incident: Incident, profile: Profile, now: Instant): readonly string[] {
  const kind = severityOf(profile, incident.severity)?.postmortem ?? "none";
  if (incident.resolvedAt === null || kind === "none") return [];
  if (incident.postmortem !== null) return [`Post-mortem: draft shared ${date(incident.postmortem.at)}.`];
  const dueAt = incident.resolvedAt + profile.postmortem.dueMs;
  return [`Post-mortem (${kind}): ${dueWords(dueAt, now)}. \`/incident postmortem\` drafts it.`];
}
