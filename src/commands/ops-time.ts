import type { Instant } from "../domain/ids.ts";
import { takeMoment } from "./time.ts";

/**
 * Until when, as people type it: `until 18:00`, `until tomorrow 9am`, `for 2h 30m`. A guess is refused, because what
 * was meant and what is done would differ by hours; what was understood is shown to them as a date.
 */
export type Until =
  | { readonly kind: "at"; readonly until: Instant; readonly rest: string }
  | { readonly kind: "wrong"; readonly sentence: string };

const MINUTE_MS = 60_000;
const UNITS: Readonly<Record<string, number>> = {
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: 24 * 60 * MINUTE_MS,
};
const MOST_DAYS = 7;
const LENGTH = /^(\d{1,5})\s*(m|min|mins|minutes?|h|hrs?|hours?|d|days?)\b\s*(?:and\s+)?/i;

export function parseUntil(text: string, now: Instant, zone: string): Until {
  const match = /^(until|till|til|to|for)\b\s*(.*)$/is.exec(text);
  if (match === null) return wrong("Say until when: `until 18:00`, `until tomorrow 9am`, or `for 2h`.");
  const [, word = "", what = ""] = match;
  const found = word.toLowerCase() === "for" ? after(what, now) : atTime(what, now, zone);
  return found.kind === "at" ? checked(found, now) : found;
}

function checked(found: Extract<Until, { kind: "at" }>, now: Instant): Until {
  if (found.until <= now) return wrong("That time is over already; nothing was asked.");
  return found.until - now > MOST_DAYS * (UNITS["d"] ?? 0)
    ? wrong(
        `That is more than ${MOST_DAYS} days ahead. Change the schedule in PagerDuty for so long a time; nothing was asked.`,
      )
    : found;
}

function after(text: string, now: Instant): Until {
  let rest = text;
  let ms = 0;
  for (let match = LENGTH.exec(rest); match !== null; match = LENGTH.exec(rest)) {
    ms += Number(match[1]) * (UNITS[match[2]?.[0]?.toLowerCase() ?? ""] ?? 0);
    rest = rest.slice(match[0].length);
  }
  const bare = /^\d+(?=\s|$)/.exec(rest)?.[0];
  if (bare !== undefined) return wrong(`${bare} what? Add the unit: \`for ${bare}h\` or \`for ${bare}m\`.`);
  if (ms === 0) return wrong("I do not understand for how long. Type it like `for 2h` or `for 90m`.");
  return { kind: "at", until: now + ms, rest: rest.trim() };
}

function atTime(text: string, now: Instant, zone: string): Until {
  const moment = takeMoment(text, { now, zone }, "future");
  switch (moment.kind) {
    case "at":
      return { kind: "at", until: moment.at, rest: moment.rest };
    case "bare":
      return wrong(
        `Do you mean ${moment.typed}:00, or another time? Type it with minutes, like \`until ${moment.typed}:00\`.`,
      );
    case "no-hour":
      return wrong(`At what time then? Type it like \`until ${moment.typed} 9:00\`.`);
    case "not-understood":
      return notUnderstood();
  }
}

function notUnderstood(): Until {
  return wrong(
    "I do not understand that time. Type it like `until 18:00` or `until tomorrow 9am`, or `for 2h`.",
  );
}

function wrong(sentence: string): Until {
  return { kind: "wrong", sentence };
}
