import { DateTime } from "luxon";
import type { Instant } from "./ids.ts";
import type { Profile, Severity, Target } from "./profile.ts";

type Calendar = NonNullable<Profile["calendar"]>;

/** No business day in ten years means a calendar without any; the profile check refuses those. */
const LONGEST_SEARCH_DAYS = 3_660;
const MINUTES_A_DAY = 24 * 60;

/** When an incident declared at `from` must be answered and resolved by, or null where the manual sets no target. */
export function dueTimes(
  severity: Pick<Severity, "respond" | "resolve">,
  from: Instant,
  profile: Pick<Profile, "calendar" | "timezone">,
): { readonly respondBy: Instant | null; readonly resolveBy: Instant | null } {
  const { respond, resolve } = severity;
  return {
    respondBy: respond === null ? null : dueAt(respond, from, profile),
    resolveBy: resolve === null ? null : dueAt(resolve, from, profile),
  };
}

/**
 * The instant a target is reached. Business time runs only within the calendar's hours of its own time zone, by
 * the wall clock, so a day on which the clocks change is as long as it really is. The next business day ends when
 * its hours do. Without a calendar every hour of every day counts.
 */
export function dueAt(
  target: Target,
  from: Instant,
  profile: Pick<Profile, "calendar" | "timezone">,
): Instant {
  const calendar = profile.calendar ?? everyHour(profile.timezone);
  switch (target.kind) {
    case "elapsed":
      return from + target.ms;
    case "business":
      return afterBusinessTime(calendar, from, target.ms);
    case "next-business-day":
      return endOfNextBusinessDay(calendar, from);
  }
}

function everyHour(timezone: string): Calendar {
  return { days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, toMinute: MINUTES_A_DAY, timezone, holidays: [] };
}

function afterBusinessTime(calendar: Calendar, from: Instant, ms: number): Instant {
  let left = ms;
  for (const { opens, closes } of businessDays(calendar, from)) {
    const starts = Math.max(opens, from);
    const open = Math.max(0, closes - starts);
    if (open > 0 && left <= open) return starts + left;
    left -= open;
  }
  return from + ms;
}

function endOfNextBusinessDay(calendar: Calendar, from: Instant): Instant {
  const tomorrow = DateTime.fromMillis(from, { zone: calendar.timezone }).startOf("day").plus({ days: 1 });
  for (const { closes } of businessDays(calendar, tomorrow.toMillis())) return closes;
  return tomorrow.endOf("day").toMillis();
}

/** Business days from the day of `from` on, each with its opening and closing instant. */
function* businessDays(
  calendar: Calendar,
  from: Instant,
): Generator<{ readonly opens: Instant; readonly closes: Instant }> {
  const today = DateTime.fromMillis(from, { zone: calendar.timezone }).startOf("day");
  for (let days = 0; days < LONGEST_SEARCH_DAYS; days += 1) {
    const day = today.plus({ days });
    if (!calendar.days.includes(day.weekday) || calendar.holidays.includes(day.toFormat("yyyy-MM-dd")))
      continue;
    yield { opens: wallTime(day, calendar.fromMinute), closes: wallTime(day, calendar.toMinute) };
  }
}

/** The instant at which the clock on the wall shows that minute of the day; 1,440 is the next midnight. */
function wallTime(day: DateTime, minute: number): Instant {
  if (minute >= MINUTES_A_DAY) return day.plus({ days: 1 }).startOf("day").toMillis();
  return day.set({ hour: Math.floor(minute / 60), minute: minute % 60 }).toMillis();
}
