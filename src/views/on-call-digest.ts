import type { Digest, Named, Undone } from "../domain/on-call/digest.ts";
import type { Profile } from "../domain/profile.ts";
import type { Change, Finding, Recipient, Shift, Week } from "../engine/on-call-ports.ts";
import type { Block, Message } from "./blocks.ts";
import { context, message, section } from "./blocks.ts";
import { names, rotaWords } from "./on-call.ts";
import { channelLink, date, listed, plural, say } from "./text.ts";

/** What the chores say: a change of on-call, the hand-over, the week, and what is not as the manual says. */

type Problem = { readonly reason: string; readonly cure: string };

export function changed({ policy, before, now, at, rota }: Change, digest: Digest): Message {
  const next = rota.levels[0]?.next ?? null;
  const until = next === null ? "" : ` until ${date(next.at)}, then ${names(next.people)}`;
  const text =
    now.length === 0
      ? `*Nobody is on call* for ${say(policy, 60)} since ${date(at)}; before it was ${names(before.people)}. Put somebody on the schedule in PagerDuty.`
      : `On call for *${say(policy, 60)}*: now ${names(now)}${until}. Before: ${names(before.people)}.`;
  return message(text, [section(text), ...digestBlocks(digest)]);
}

export function handOver({ policy, before }: Change, digest: Digest): Message {
  const text = `You are on call now for *${say(policy, 60)}*. This happened while ${names(before.people)} had it, since ${date(before.since)}:`;
  return message(text, [section(text), ...digestBlocks(digest)]);
}

export function week({ digest, shifts, coming }: Week, profile: Profile): Message {
  const text = `*The week on call*, ${date(digest.from)} to ${date(digest.to)}`;
  return message(text, [
    section(text),
    section(
      `*Who was on call*\n${
        lines(
          shifts.map((shift) => shiftLine(shift, digest)),
          15,
        ) || "nobody that Tocsin saw"
      }`,
    ),
    ...digestBlocks(digest),
    section(pageLines(digest, profile)),
    section(
      `*Coming*\n${lines(comingLines(coming, digest.to), 10) || "PagerDuty's on-call is not known: paging is off"}`,
    ),
  ]);
}

function comingLines(coming: Week["coming"], now: number): readonly string[] {
  return coming.map(({ policy, seen }) => `${say(policy, 60)}: ${rotaWords(seen, now)}`);
}

function shiftLine({ policy, people, since, until }: Shift, { from, to }: Digest): string {
  return `${say(policy, 60)}: ${names(people)}, ${date(Math.max(since, from))} to ${date(Math.min(until ?? to, to))}`;
}

function pageLines({ pages, promises }: Digest, { timezone }: Profile): string {
  const people = pages.byPerson.slice(0, 10).map(({ name, count }) => `${say(name, 60)} ${count}`);
  const hours = pages.byHour.map(({ hour, count }) => `${String(hour).padStart(2, "0")}:00 ${count}`);
  return [
    `*Pages by person*: ${listed(people) || "nobody was notified"}`,
    `*Pages by hour* (${say(timezone, 40)}): ${listed(hours) || "none"}`,
    `*Promises*: ${promises.kept} kept, ${promises.missed} missed`,
  ].join("\n");
}

/** A quiet shift is said in one line. */
function digestBlocks(digest: Digest): readonly Block[] {
  const { declared, privateDeclared, bySeverity, open, undone, missed, pages } = digest;
  const all = declared.length + privateDeclared;
  const severities = bySeverity.map(({ severity, count }) => `${count} ${say(severity, 30)}`);
  const hidden = privateDeclared === 0 ? [] : [`${privateDeclared} private`];
  const counts = [
    all === 0
      ? "No incident was declared."
      : `${plural(all, "incident", "incidents")} declared: ${listed([...severities, ...hidden])}.`,
    pages.count === 0
      ? "No page went out."
      : `${plural(pages.count, "page", "pages")}, ${pages.atNight} of them at night (22:00 to 07:00).`,
  ];
  return [
    section(counts.join(" ")),
    ...part("Declared", declared.map(incidentLine)),
    ...part("Still open", open.map(incidentLine)),
    ...part(
      "Not done",
      undone.map((one) => `${incidentLine(one)}: ${undoneWords(one.what)}`),
    ),
    ...part(
      "Promises missed",
      missed.map((one) => `${incidentLine(one)}: ${one.promise}`),
    ),
  ];
}

function part(title: string, items: readonly string[]): readonly Block[] {
  return items.length === 0 ? [] : [section(`*${title}*\n${lines(items, 8)}`)];
}

function lines(items: readonly string[], most: number): string {
  const shown = items.slice(0, most).map((item) => `• ${item}`);
  const left = items.length - shown.length;
  return [...shown, ...(left > 0 ? [`• and ${left} more`] : [])].join("\n");
}

function incidentLine({ number, title, severity, channel }: Named): string {
  return `INC-${number} ${say(severity, 30)} ${say(title, 80)}${channel === null ? "" : ` ${channelLink(channel)}`}`;
}

function undoneWords(what: Undone): string {
  switch (what.kind) {
    case "unacknowledged":
      return "nobody has it";
    case "postmortem":
      return "no post-mortem yet";
    case "trouble":
      // Mrkdwn of our own making, with people already escaped.
      return `could not ${what.what}`;
  }
}

export function findings(found: readonly Finding[]): Message {
  const text = `*The manual and reality differ*: ${plural(found.length, "thing", "things")} new since the last look`;
  return message(text, [
    section(text),
    section(
      lines(
        found.map(({ part: where, says }) => `${say(where, 30)}: ${say(says, 500)}`),
        12,
      ),
    ),
    context("`npm run doctor` shows them all. Each is said once, as long as it stays."),
  ]);
}

export function groupNotKept(handle: string, { reason, cure }: Problem): Message {
  const text = `The user group @${say(handle, 40)} is *not* kept to those on call: ${say(reason, 300)} ${say(cure, 300)} This is said once.`;
  return message(text, [section(text)]);
}

export function notPosted(to: Recipient, { reason, cure }: Problem): Message {
  const where =
    to.kind === "channel"
      ? `in ${/^[CDG][A-Z0-9]{7,}$/.test(to.channel) ? channelLink(to.channel) : `#${say(to.channel.replace(/^#/, ""), 80)}`}`
      : "to them";
  const text = `Your question could *not* be posted ${where}, so nobody was asked. ${say(reason, 300)} ${say(cure, 300)}`;
  return message(text, [section(text)]);
}
