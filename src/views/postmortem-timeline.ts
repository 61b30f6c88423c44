import type { RecordedEvent } from "../domain/incident/event.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { roleName } from "./headline.ts";
import { MARKDOWN_INK, nameInMarkdown } from "./markdown-ink.ts";
import { rolesInOrder } from "./people.ts";
import { tell } from "./telling.ts";
import { sceneOf } from "./telling-words.ts";
import { utcSeconds } from "./text.ts";

/** Stored this much later than said: worth telling, in milliseconds. */
const STORED_LATE_MS = 60_000;

/** Every entry, oldest first, with the time it was said and, where that differs, when it was stored. */
export function told(
  incident: Incident,
  profile: Profile,
  entries: readonly RecordedEvent[],
): readonly string[] {
  if (entries.length === 0) return ["Nothing was recorded."];
  const scene = sceneOf(incident, profile, entries);
  return entries.map(({ event, by, at, recordedAt }) => {
    const stored = recordedAt - at > STORED_LATE_MS ? ` (stored ${utcSeconds(recordedAt)})` : "";
    return `- **${utcSeconds(at)}**${stored} ${tell(event, by, { ...scene, at }, MARKDOWN_INK)}`;
  });
}

/** Who took part, with the roles they hold and the roles nobody took; who left before the end is not left out. */
export function people(
  incident: Incident,
  profile: Profile,
  entries: readonly RecordedEvent[],
): readonly string[] {
  const roles = rolesInOrder(incident, profile);
  const lines = roles.map(({ key, holder }) => {
    const who = holder === null ? "nobody took it" : nameInMarkdown(holder);
    return `- ${MARKDOWN_INK.words(roleName(profile, key))}: ${who}`;
  });
  const others = incident.participants.filter((user) => !roles.some((role) => role.holder === user));
  const part = others.length === 0 ? [] : [`- Took part: ${others.map(nameInMarkdown).join(", ")}`];
  const left = entries.flatMap(({ event }) => (event.type === "left" ? [event.user] : []));
  const gone = [...new Set(left)].filter((user) => !incident.participants.includes(user));
  const before = gone.length === 0 ? [] : [`- Left before the end: ${gone.map(nameInMarkdown).join(", ")}`];
  const all = [...lines, ...part, ...before];
  return all.length === 0 ? ["Nobody was recorded."] : all;
}
