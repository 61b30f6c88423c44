import { parse } from "chrono-node/en";
import type { Instant } from "../domain/ids.ts";
import { instantOf, wallOf } from "../domain/on-call/wall-clock.ts";

/**
 * A time as people type it, by the clock on their wall: `18:00`, `tomorrow 9am`, `43 minutes ago`. A guess is refused,
 * because what was meant and what is done would differ by hours.
 */
export type Moment =
  | { readonly kind: "at"; readonly at: Instant; readonly rest: string }
  /** A number that may be an hour or something else. */
  | { readonly kind: "bare"; readonly typed: string }
  /** A day without its hour. */
  | { readonly kind: "no-hour"; readonly typed: string }
  | { readonly kind: "not-understood" };

export type By = { readonly now: Instant; readonly zone: string };

const NOT_UNDERSTOOD: Moment = { kind: "not-understood" };
/** `43 minutes ago` is a number that says what it is. */
const BARE = /^\d{1,2}(?=\s|$)(?!\s+(?:h|m|d|w|hrs?|hours?|mins?|minutes?|days?|weeks?)\b)/i;
const RELATIVE = /\b(in|from now|later|ago)\b|\d\s*(h|m|d|w|hrs?|hours?|mins?|minutes?|days?|weeks?)\b/i;

/**
 * The time at the beginning of a text, and what follows it; a day without a date is one to come, or in `past` one that was.
 * The library knows no time zones by name, so it reads the text by the clock on the person's wall, and what that
 * clock will show is turned into an instant here: so a change to summer in between is counted right.
 */
export function takeMoment(text: string, { now, zone }: By, tense: "future" | "past"): Moment {
  const bare = BARE.exec(text)?.[0];
  if (bare !== undefined) return { kind: "bare", typed: bare };
  const wall = wallOf(now, zone) ?? wallOf(now, "UTC");
  if (wall === null) return NOT_UNDERSTOOD;
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const read = (at: Instant) =>
    parse(text, { instant: new Date(at), timezone: 0 }, { forwardDate: tense === "future" })[0];
  const found = read(shown);
  if (found === undefined || found.index !== 0) return NOT_UNDERSTOOD;
  const rest = text.slice(found.text.length).trim();
  if (!found.start.isCertain("hour")) return { kind: "no-hour", typed: found.text };
  if (RELATIVE.test(found.text))
    return { kind: "at", at: now + (found.start.date().getTime() - shown), rest };
  if (found.start.isCertain("timezoneOffset")) {
    const there = read(now)?.start.date().getTime();
    return there === undefined ? NOT_UNDERSTOOD : { kind: "at", at: there, rest };
  }
  const at = instantOf(wallIn(found.start.date()), zone) ?? instantOf(wallIn(found.start.date()), "UTC");
  return at === null ? NOT_UNDERSTOOD : { kind: "at", at, rest };
}

function wallIn(utc: Date) {
  return {
    year: utc.getUTCFullYear(),
    month: utc.getUTCMonth() + 1,
    day: utc.getUTCDate(),
    hour: utc.getUTCHours(),
    minute: utc.getUTCMinutes(),
  };
}
