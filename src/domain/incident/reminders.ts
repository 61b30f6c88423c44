import type { Instant } from "../ids.ts";
import { accept, type CommandOf, type Given, isAtLeast, QUIET, refuse } from "./answer.ts";
import type { Decision } from "./decision.ts";
import { add, type Draft } from "./draft.ts";

/** The rhythm of updates, and signs of life. */

const SHORTEST_SNOOZE_MS = 60_000;
/** Where no later update bounds it. */
const LONGEST_SNOOZE_MS = 24 * 3_600_000;
/** Ordinary talk is written down so seldom, so that a busy channel does not write a row for every line. */
const TALK_EVERY_MS = 5 * 60_000;

/** The rhythm goes on from when the update was due, past those that nobody could be asked for. */
export function askForUpdate(draft: Draft, lateMs: number): Draft {
  const { everyMs, dueAt, askedFor, snoozed } = draft.incident.updates;
  // Asked once more before the next one is due: that one keeps its time.
  if (snoozed && askedFor !== null && (dueAt === null || draft.at < dueAt))
    return add(draft, { type: "update-asked", dueAt: askedFor, nextAt: dueAt, lateMs });
  const due = dueAt ?? draft.at;
  return add(draft, { type: "update-asked", dueAt: due, nextAt: nextOf(due, everyMs, draft.at), lateMs });
}

/** None without a rhythm: a person promised that one update and no other. */
function nextOf(dueAt: Instant, everyMs: number | null, at: Instant): Instant | null {
  return everyMs === null ? null : dueAt + everyMs * (Math.floor((at - dueAt) / everyMs) + 1);
}

/** Once for each update that was asked for, and before the next one is due. */
export function snoozeUpdate({ incident, at }: Given, command: CommandOf<"snooze-update">): Decision {
  const { askedFor, dueAt, snoozed } = incident.updates;
  if (isAtLeast(incident.phase, "resolved") || askedFor === null) return refuse({ reason: "no-update-due" });
  if (snoozed) return refuse({ reason: "already-snoozed" });
  const until = at + command.forMs;
  const latest = dueAt ?? at + LONGEST_SNOOZE_MS;
  if (command.forMs < SHORTEST_SNOOZE_MS || until >= latest)
    return refuse({ reason: "bad-duration", leastMs: SHORTEST_SNOOZE_MS, mostMs: Math.max(0, latest - at) });
  return accept({ type: "update-snoozed", until });
}

export function talk({ incident, at }: Given): Decision {
  const isOver = isAtLeast(incident.phase, "resolved");
  // People were reminded that a word is wanted: then every word counts.
  const isWanted = incident.escalations.some(({ expiresAt }) => expiresAt !== null);
  const isFrequent = at - incident.lastSignAt < TALK_EVERY_MS && !isWanted;
  return isOver || isFrequent ? QUIET : accept({ type: "talked" });
}
