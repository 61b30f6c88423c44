import { incidentName } from "../domain/ids.ts";
import type { IncidentEvent, RecordedEvent } from "../domain/incident/event.ts";
import type { Actor, Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Message } from "./blocks.ts";
import { context, message, section, sections } from "./blocks.ts";
import { headlineRow, shortHeadline } from "./headline.ts";
import { slackInk } from "./slack-ink.ts";
import { isShown, tell } from "./telling.ts";
import { type Scene, sceneOf } from "./telling-words.ts";
import { date, escaped, oneLine, plural } from "./text.ts";

/** Characters of entries in one message; the heading and the note on what is left out need the rest. */
const ROOM = 8400;
/** Nobody scrolls through more on a phone. */
const MOST = 100;

/** One event as one sentence of mrkdwn. `by` null leaves out who did it. */
export function sentence(event: IncidentEvent, by: Actor | null, scene: Scene): string {
  return tell(event, by, scene, slackInk(300));
}

/** By the time things were said, not by the time they were stored; without what is shown to nobody. */
export function inOrder(timeline: readonly RecordedEvent[]): readonly RecordedEvent[] {
  return timeline.filter(isShown).toSorted((a, b) => a.at - b.at || a.sequence - b.sequence);
}

/** The last entries that fit, oldest first. Says how many are left out and where the whole is. */
export function timelineMessage(
  incident: Incident,
  profile: Profile,
  timeline: readonly RecordedEvent[],
): Message {
  const ordered = inOrder(timeline);
  const lines = lastLines(ordered.slice(-MOST), sceneOf(incident, profile, ordered));
  const left = ordered.length - lines.length;
  const name = incidentName(incident.number);
  const whole = "The whole timeline is in the post-mortem draft: `/incident postmortem`.";
  const note =
    left === 0
      ? []
      : [context(`*${plural(left, "earlier entry is", "earlier entries are")} left out.* ${whole}`)];
  const count = plural(ordered.length, "entry", "entries");
  const text = `${escaped(shortHeadline(incident))}: timeline, ${count}`;
  const body = lines.length === 0 ? [section(`Nothing has been recorded of ${name} yet.`)] : sections(lines);
  return message(text, [section(headlineRow(incident)), ...note, ...body]);
}

function lastLines(entries: readonly RecordedEvent[], scene: Scene): readonly string[] {
  const lines: string[] = [];
  let room = ROOM;
  for (const { event, by, at } of entries.toReversed()) {
    const line = `${date(at)}  ${oneLine(sentence(event, by, { ...scene, at }))}`;
    room -= JSON.stringify(line).length + 10;
    if (room < 0) break;
    lines.unshift(line);
  }
  return lines;
}
