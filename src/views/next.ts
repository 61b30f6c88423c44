import type { Instant } from "../domain/ids.ts";
import { runningClocks } from "../domain/incident/clocks.ts";
import { dueOf } from "../domain/incident/due.ts";
import type { Incident, PromiseClock } from "../domain/incident/incident.ts";
import { isWaiting } from "../domain/incident/pages.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block, Message } from "./blocks.ts";
import { actions, message, section, sections } from "./blocks.ts";
import { buttonOf, callingButtons, snoozeButton } from "./card-buttons.ts";
import { acknowledgementExpiresAt, callingLines } from "./escalation-lines.ts";
import { headlineRow, isOver, roleName, severityOf, shortHeadline } from "./headline.ts";
import { rolesInOrder } from "./people.ts";
import { currentPromises, pausedLine, shareOf, targetWords, verdict } from "./promises.ts";
import { cut, date, duration, escaped, listed, plural, say, typed } from "./text.ts";

/** A line with the instant by which the lines are put in order. */
type Due = { readonly at: Instant; readonly line: string };

/** What is due on this incident at `now`: what is not done, then everything that has a time, soonest first, then the rest. */
export function next(incident: Incident, profile: Profile, now: Instant): Message {
  const timed = [
    ...promises(incident, now),
    ...nextUpdate(incident, now),
    ...expiry(incident, profile, now),
    ...nudges(incident, profile, now),
    ...review(incident, profile, now),
  ].toSorted((a, b) => a.at - b.at);
  const due = [
    ...notDone(incident),
    ...unaccepted(incident, now),
    ...callingLines(incident, profile),
    ...pausedLine(incident),
    ...timed.map(({ line }) => line),
    ...kept(incident),
    ...unheldRoles(incident, profile),
  ];
  const lines = due.length === 0 ? ["Nothing is due."] : due.map((line) => `• ${line}`);
  return message(`${escaped(shortHeadline(incident))}: what is due`, [
    section(headlineRow(incident)),
    ...sections(lines),
    ...buttons(incident),
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

/** Once somebody answered, or it is over, nobody waits for a page any more. */
function unaccepted(incident: Incident, now: Instant): readonly string[] {
  if (isOver(incident.phase)) return [];
  const waiting = incident.pages.filter((page) => isWaiting(page) && page.acknowledged === null);
  const first = waiting[0];
  if (first === undefined) return [];
  const since = duration(Math.max(0, now - first.requestedAt));
  return [
    `📟 ${plural(waiting.length, "page", "pages")} not yet accepted by PagerDuty, the first requested ${since} ago.`,
  ];
}

function promises(incident: Incident, now: Instant): readonly Due[] {
  return runningClocks(incident).map((clock) => ({
    at: clock.dueAt,
    line: promiseLine(clock, incident, now),
  }));
}

function promiseLine(clock: PromiseClock, incident: Incident, now: Instant): string {
  const target = `target: ${targetWords(clock.target)}`;
  const share = shareOf(clock, incident, now);
  if (incident.paused !== null && incident.paused.since < clock.dueAt)
    return `${subject(clock)}: paused at ${share}% (${target}).`;
  const passed = share < 100 ? `; ${share}% has passed` : "";
  return `${subject(clock)}: ${dueWords(clock.dueAt, now)} (${target}${passed}).`;
}

function subject({ what }: PromiseClock): string {
  return what === "response" ? "Response" : "Resolution";
}

function kept(incident: Incident): readonly string[] {
  const met = currentPromises(incident).filter(({ metAt }) => metAt !== null);
  return met.map((clock) => `${subject(clock)}: ${verdict(clock)}.`);
}

function nextUpdate({ updates, phase }: Incident, now: Instant): readonly Due[] {
  const at = updates.askedFor ?? updates.dueAt;
  if (at === null || isOver(phase)) return [];
  const every = updates.everyMs === null ? "" : ` (every ${duration(updates.everyMs)})`;
  const again =
    updates.snoozed && updates.askAt !== null && updates.askAt !== at
      ? ` Put off: asked for again ${date(updates.askAt)}.`
      : "";
  return [
    { at, line: `Next update: ${dueWords(at, now)}${every}.${again} ${typed("/incident update <message>")}` },
  ];
}

function expiry(incident: Incident, profile: Profile, now: Instant): readonly Due[] {
  const at = acknowledgementExpiresAt(incident, profile);
  if (at === null) return [];
  const words = `The acknowledgement counts ${dueWords(at, now).replace(/^by /, "until ")}; any word in the channel renews it.`;
  return [{ at, line: words }];
}

/** What the bot will ask for, once, unless it is there by then; the rules say what and when. */
function nudges(incident: Incident, profile: Profile, now: Instant): readonly Due[] {
  return dueOf(incident, profile).flatMap((due) =>
    due.kind === "nudge" ? [ask(due.at, now, nudgeWords(due.about, profile))] : [],
  );
}

function nudgeWords(about: "commander" | "severity" | "quiet", profile: Profile): string {
  switch (about) {
    case "commander":
      return `who is ${say(roleName(profile, profile.roles[0]?.key ?? ""), 60)}`;
    case "severity":
      return "whether the severity is right";
    case "quiet":
      return "whether it still goes on, if nobody says a word";
  }
}

function ask(at: Instant, now: Instant, about: string): Due {
  const left = at - now;
  const when = left > 0 ? `${date(at)}, in ${duration(left)}` : "any moment now";
  return { at, line: `I ask ${about}: ${when}.` };
}

function unheldRoles(incident: Incident, profile: Profile): readonly string[] {
  if (isOver(incident.phase)) return [];
  const open = rolesInOrder(incident, profile).filter((role) => role.holder === null);
  if (open.length === 0) return [];
  const names = open.slice(0, 6).map((role) => say(roleName(profile, role.key), 60));
  return [`Nobody is ${listed(names, "or")} yet. ${typed("/incident take <role>")}`];
}

function review(incident: Incident, profile: Profile, now: Instant): readonly Due[] {
  const kind = severityOf(profile, incident.severity)?.postmortem ?? "none";
  if (incident.resolvedAt === null || kind === "none") return [];
  const at = incident.resolvedAt + profile.postmortem.dueMs;
  if (incident.postmortem !== null)
    return [{ at, line: `Post-mortem: draft shared ${date(incident.postmortem.at)}.` }];
  return [{ at, line: `Post-mortem (${kind}): ${dueWords(at, now)}. \`/incident postmortem\` drafts it.` }];
}

function buttons(incident: Incident): readonly Block[] {
  if (isOver(incident.phase)) return [];
  const { updates, paused } = incident;
  const offered = [
    ...callingButtons(incident),
    ...(paused !== null ? [buttonOf(incident, "resumeClocks", false)] : []),
    ...(paused === null && runningClocks(incident).length > 0 ? [buttonOf(incident, "pause", false)] : []),
    ...(updates.askedFor === null || updates.snoozed
      ? []
      : [snoozeButton(incident, "Ask for the update in 10 minutes")]),
  ];
  return offered.length === 0 ? [] : [actions(...offered)];
}
