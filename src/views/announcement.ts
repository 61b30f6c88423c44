import type { Incident } from "../domain/incident/incident.ts";
import { isWaiting } from "../domain/incident/pages.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block, Message } from "./blocks.ts";
import { context, header, message, section } from "./blocks.ts";
import { isRunning, unanswered } from "./escalation-lines.ts";
import { headline, isOver, severityWords, square } from "./headline.ts";
import { inCharge } from "./people.ts";
import { runName, whomSaid } from "./target-words.ts";
import { channelLink, date, escaped, plain, plural, quote, say } from "./text.ts";

/** The one message in the announcements channel, edited in place: what is going on, for those who only watch. */
export function announcement(incident: Incident, profile: Profile): Message {
  if (incident.private) return nothingToSay(incident);
  const update = incident.lastUpdate;
  const words = [
    `*Severity:* ${square(incident.rank)} ${say(severityWords(profile, incident.severity), 80)}`,
    `*Status:* ${say(incident.status, 60)}`,
    `*In charge:* ${inCharge(incident, profile)}`,
    `*Where:* ${incident.channel === null ? "its channel does not exist yet" : channelLink(incident.channel.id)}`,
  ];
  const line = headline(incident);
  return message(escaped(line), [
    header(line),
    ...(plain(line, 10_000).length > 150 ? [section(`*${say(incident.title, 400)}*`)] : []),
    section(words.join("\n")),
    ...pagingLine(incident, profile),
    ...(update === null ? [] : [section(`*Last update* ${date(update.at)}\n${quote(update.text, 900)}`)]),
    context(moments(incident)),
  ]);
}

/** The worst of what the pages have come to, for those who might have to step in. */
function pagingLine(incident: Incident, profile: Profile): readonly Block[] {
  const [exhausted] = unanswered(incident);
  if (exhausted !== undefined) {
    const policy = whomSaid(runName(exhausted, exhausted.policy, profile));
    return [section(`🚨 *Nobody answered:* the escalation ${policy} is at its end. Who can, take it.`)];
  }
  if (isOver(incident.phase)) return [];
  const failed = incident.troubles.filter(({ kind, state }) => kind === "page" && state === "failed").length;
  if (failed > 0) return [section(`⛔ ${plural(failed, "page", "pages")} could not be sent`)];
  const waiting = incident.pages.filter(isWaiting).length;
  if (waiting > 0) return [section(`📟 ${plural(waiting, "page", "pages")} not yet accepted by PagerDuty`)];
  return isRunning(incident) && incident.pages.length > 0
    ? [section("📟 Somebody is being called; nobody has answered yet")]
    : [];
}

function moments(incident: Incident): string {
  const ends = [
    incident.resolvedAt === null ? "" : `Resolved ${date(incident.resolvedAt)}`,
    incident.closedAt === null ? "" : `Closed ${date(incident.closedAt)}`,
    incident.drill ? "DRILL: this is an exercise." : "",
  ].filter((part) => part !== "");
  return [`Declared ${date(incident.declaredAt)}`, ...ends].join(" · ");
}

/** The engine announces no private incident. Were it asked to all the same, nothing of it gets out: not even its number. */
function nothingToSay(incident: Incident): Message {
  const words = `${incident.drill ? "DRILL · " : ""}PRIVATE · An incident is being handled by the people it concerns.`;
  return message(words, [section(words)]);
}
