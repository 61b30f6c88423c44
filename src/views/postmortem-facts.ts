import { type Instant, incidentName } from "../domain/ids.ts";
import type { IncidentEvent, RecordedEvent } from "../domain/incident/event.ts";
import type { Incident, PromiseClock } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { severityOf, severityWords } from "./headline.ts";
import { inMarkdown, MARKDOWN_INK, nameInMarkdown } from "./markdown-ink.ts";
import { targetWords, verdict } from "./promises.ts";
import { tell } from "./telling.ts";
import { sceneOf } from "./telling-words.ts";
import { duration, oneLine, plural, utcSeconds } from "./text.ts";

// What happened, in figures: lines of Markdown for the head of the draft.

type Entries = readonly RecordedEvent[];

function words(text: string): string {
  return inMarkdown(oneLine(text));
}

/** The last entry's time, for a duration that has no end yet. */
function lastKnown(incident: Incident, entries: Entries): number {
  return Math.max(incident.declaredAt, entries.at(-1)?.at ?? incident.declaredAt);
}

export function summary(incident: Incident, profile: Profile, entries: Entries): readonly string[] {
  const severity = words(severityWords(profile, incident.severity));
  const name = incidentName(incident.number);
  const declared = `${name} was declared by ${nameInMarkdown(incident.declaredBy)} on ${utcSeconds(incident.declaredAt)} and has the severity ${severity}.`;
  const ended =
    incident.resolvedAt === null
      ? `It was not resolved when this draft was made; its status was ${words(incident.status)}.`
      : `It was resolved on ${utcSeconds(incident.resolvedAt)}, after ${duration(incident.resolvedAt - incident.declaredAt)}.`;
  const said =
    incident.description === null ? [] : ["", `Declared with: ${MARKDOWN_INK.speech(incident.description)}`];
  const last = resolution(entries);
  return [
    ...(incident.drill ? ["**DRILL:** this was an exercise.", ""] : []),
    ...(incident.private ? ["**PRIVATE:** share this draft only with the people of the incident.", ""] : []),
    `${declared} ${ended}`,
    ...said,
    ...(last === null
      ? []
      : ["", `What made it stop, as said when it was resolved: ${MARKDOWN_INK.speech(last)}`]),
  ];
}

/** What was said at the last resolving. */
function resolution(entries: Entries): string | null {
  const resolved = entries.findLast(
    ({ event }) => event.type === "status-changed" && event.phase === "resolved",
  );
  return resolved?.event.type === "status-changed" ? resolved.event.message : null;
}

export function impact(incident: Incident, profile: Profile, entries: Entries): readonly string[] {
  const affected = [incident.service, incident.component].filter((part) => part !== null);
  const lines = [
    `Duration: ${lasted(incident, entries)}`,
    `Time to acknowledge: ${untilAcknowledged(incident)}`,
    `Mitigated: ${incident.mitigatedAt === null ? "not recorded" : `${utcSeconds(incident.mitigatedAt)}, after ${duration(incident.mitigatedAt - incident.declaredAt)}`}`,
    ...promises(incident, entries),
    ...updates(incident, profile, entries),
    ...changes(incident, profile, entries),
    `Affected: ${affected.length === 0 ? "not recorded" : words([...new Set(affected)].join(" / "))}`,
    "Users affected: not known to the bot; to be filled in by people",
    "Revenue affected: not known to the bot; to be filled in by people",
  ];
  return lines.map((line) => `- ${line}`);
}

function lasted(incident: Incident, entries: Entries): string {
  const reopened = entries.filter(({ event }) => event.type === "reopened").length;
  const again = reopened === 0 ? "" : `, reopened ${plural(reopened, "time", "times")} in between`;
  if (incident.resolvedAt !== null) return `${duration(incident.resolvedAt - incident.declaredAt)}${again}`;
  return `not over; ${duration(lastKnown(incident, entries) - incident.declaredAt)} up to the last entry${again}`;
}

function untilAcknowledged(incident: Incident): string {
  if (incident.acknowledgedAt === null) return "nobody acknowledged it";
  const by = incident.acknowledgedBy === null ? "" : `, by ${nameInMarkdown(incident.acknowledgedBy)}`;
  return `${duration(incident.acknowledgedAt - incident.declaredAt)}${by}`;
}

/** The longest time people were left without a word, against what the manual promises. */
function updates(incident: Incident, profile: Profile, entries: Entries): readonly string[] {
  const every = severityOf(profile, incident.severity)?.updateEveryMs ?? null;
  if (every === null) return [];
  const end = incident.resolvedAt ?? lastKnown(incident, entries);
  const said = entries.filter(({ event, at }) => at <= end && isWord(event)).map(({ at }) => at);
  const moments = [incident.declaredAt, ...said, end];
  const gaps = moments.slice(1).map((at, index) => at - (moments[index] ?? at));
  const longest = Math.max(0, ...gaps);
  const kept = longest <= every ? "kept" : `missed, the longest silence was ${duration(longest)}`;
  return [`Updates: ${said.length} posted, one promised every ${duration(every)}: ${kept}`];
}

function isWord(event: IncidentEvent): boolean {
  return event.type === "update-posted" || (event.type === "status-changed" && event.message !== null);
}

/** Every promise there was: of the severity at the end, and of those before it. */
function promises(incident: Incident, entries: Entries): readonly string[] {
  return incident.clocks.map((clock) => {
    const subject = clock.what === "response" ? "Response" : "Resolution";
    if (clock.supersededAt === null) return `${subject} target: ${verdict(clock)}`;
    return `${subject} target of ${words(clock.severity)}: ${replaced(clock, clock.supersededAt, entries)}`;
  });
}

/** What had become of a promise when another severity put its own in its place. */
function replaced(clock: PromiseClock, at: Instant, entries: Entries): string {
  const change = entries.find(
    ({ event, at: when }) => event.type === "severity-changed" && event.from === clock.severity && when >= at,
  );
  const to = change?.event.type === "severity-changed" ? ` by that of ${words(change.event.to)}` : "";
  const then = `replaced${to} on ${utcSeconds(at)}`;
  const target = `target: ${targetWords(clock.target)}`;
  if (clock.metAt !== null) return `${verdict(clock)}; ${then}`;
  if (at > clock.dueAt) return `missed, it was due ${duration(at - clock.dueAt)} before (${target}); ${then}`;
  return `still open (${target}) when it was ${then}`;
}

const CHANGES: readonly IncidentEvent["type"][] = ["severity-changed", "clocks-paused", "clocks-resumed"];

/** What moved the promises: changes of severity, and pauses with their reasons. */
function changes(incident: Incident, profile: Profile, entries: Entries): readonly string[] {
  const scene = sceneOf(incident, profile, entries);
  return entries.flatMap(({ event, by, at }) =>
    CHANGES.includes(event.type)
      ? [`${tell(event, by, { ...scene, at }, MARKDOWN_INK)} (${utcSeconds(at)})`]
      : [],
  );
}
