import { incidentName } from "../domain/ids.ts";
import type { IncidentCommand } from "../domain/incident/command.ts";
import type { IncidentEvent } from "../domain/incident/event.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Message } from "./blocks.ts";
import { message, section } from "./blocks.ts";
import { flags, roleName, severityOf, severityWords, square } from "./headline.ts";
import { pageLines } from "./pages.ts";
import { whoIsIn } from "./people.ts";
import {
  acknowledgedWords,
  type Came,
  nextPromised,
  paging,
  pagingWords,
  requested,
} from "./reply-paging.ts";
import { channelLink, person, plural, say } from "./text.ts";

/** What the person who asked reads at once: what is saved, and what is only set in motion. Nothing without a receipt is called done. */
export function accepted(
  command: IncidentCommand,
  incident: Incident,
  profile: Profile,
  events: readonly IncidentEvent[] = [],
): Message {
  const words = `${flags(incident)}${wordsFor(command, { incident, profile, events })}`;
  return message(words, [section(words)]);
}

function wordsFor(command: IncidentCommand, came: Came): string {
  const { incident, profile } = came;
  const name = incidentName(incident.number);
  switch (command.type) {
    case "declare":
      return declared(incident, profile);
    case "change-status":
      return `${name} is now *${say(incident.status, 60)}*. Saved; the card and the channel follow.`;
    case "change-severity":
      return `${name} now has the severity ${square(incident.rank)} *${say(severityWords(profile, incident.severity), 80)}*. Saved; the card follows.${paging(came)}`;
    case "acknowledge":
      return acknowledgedWords(name, came);
    case "escalate":
    case "hold":
    case "pause-clocks":
    case "resume-clocks":
    case "snooze-update":
      return pagingWords(command, came);
    case "post-update":
      return `Your update of ${name} is saved; it is being posted.${nextPromised(came)}`;
    case "add-note":
      return `The note is in the timeline of ${name}.`;
    case "assign-role":
      return `${say(roleName(profile, command.role), 60)} of ${name} is ${person(command.user)}. Saved.`;
    case "page":
      return requested(name, came);
    case "resolve":
      return `${name} is *${say(incident.status, 60)}*. Saved; the channel is being told.${leftOver(incident)}`;
    case "close":
      return `${name} is *${say(incident.status, 60)}*. Saved.${leftOver(incident)}`;
    case "reopen":
      return `${name} is open again: *${say(incident.status, 60)}*. Saved; the channel is being told.${paging(came)}`;
    case "draft-postmortem":
      return `The post-mortem draft of ${name} is being written; ${draftGoes(incident)}`;
    case "join":
      return `${person(command.user)} is among the people of ${name}.`;
    case "try-again":
      return `It is being tried again for ${name}. The card says so as soon as it is done.`;
    case "waive":
      return `Given up and off the card of ${name}; the timeline keeps that it was you.`;
    case "leave":
      return `${person(command.user)} takes part in ${name} no more.`;
    case "suspect-deployment":
    case "talk":
    case "time-due":
    case "record-page-news":
    case "skip-step":
    case "withdraw-page":
    case "record-receipt":
    case "record-trouble":
      return `Recorded for ${name}.`;
  }
}

function declared(incident: Incident, profile: Profile): string {
  const where =
    incident.channel === null
      ? "Its channel is being made, and you will be invited."
      : `Its channel is ${channelLink(incident.channel.id)}.`;
  const severity = `${square(incident.rank)} ${say(severityWords(profile, incident.severity), 80)}`;
  return `*${incidentName(incident.number)} is declared and saved* as ${severity}: ${say(incident.title, 220)}\n${pagingOf(incident, profile)}\n${where}${incident.private ? `\nPRIVATE: ${whoIsIn(incident)}` : ""}`;
}

function pagingOf(incident: Incident, profile: Profile): string {
  const lines = pageLines(incident, profile, 3);
  if (lines.length > 0) return lines.join("\n");
  if (incident.drill) return "No page is sent for a drill.";
  const pages = severityOf(profile, incident.severity)?.page === true;
  const page = `\`/incident page ${incidentName(incident.number)}\``;
  if (pages)
    return `⛔ *No page was requested*, although the manual pages at this severity: ${page} requests one.`;
  return `Nobody is being woken: the manual pages nobody for ${say(incident.severity, 60)}. ${page} does it.`;
}

function leftOver(incident: Incident): string {
  const open = incident.troubles.length;
  if (open === 0) return "";
  return ` ⛔ ${plural(open, "thing is", "things are")} still not done; see the card.`;
}

function draftGoes(incident: Incident): string {
  return incident.channel === null
    ? "there is no channel for the file, so it comes to you as a direct message."
    : `it comes into ${channelLink(incident.channel.id)}, as a message and as a file.`;
}

/** The database did not take it. The hand-made way stands in it, because this may be the moment it is needed. */
export function nothingSaved(): Message {
  const words =
    "⛔ *Nothing was saved.* Tocsin's database did not take it, so nothing was declared, changed or sent. Try again in a minute. If somebody must be woken now, page them in PagerDuty by hand and agree on a channel here.";
  return message(words, [section(words)]);
}

/** A fault of the bot's own: it may have happened before or after saving, so nobody is told either. */
export function cannotTell(): Message {
  const words =
    "⛔ *Something went wrong inside Tocsin, and it cannot tell whether this was saved.* Look before you repeat it: the card and `/incident timeline`, or `/incident list`, show what is stored. The bot's log has the cause.";
  return message(words, [section(words)]);
}

/** Slack gives three seconds to open a form. `usage` is the command that does the same. */
export function formNotOpened(usage: string): Message {
  const words = `The form could not be opened in the three seconds Slack gives; nothing was changed. Press again, or type it: \`${say(usage.replaceAll("`", "'"), 300)}\``;
  return message(words, [section(words)]);
}
