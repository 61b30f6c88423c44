import { DateTime } from "luxon";
import type { Instant } from "./ids.ts";
import type { Calendar, Profile, Target } from "./profile.ts";

/** No business day in ten years means a calendar without any; the profile check refuses those. */
const LONGEST_SEARCH_DAYS = 3_660;
const MINUTES_A_DAY = 24 * 60;

/** What lies between the declaration and the end of a target: 50, 75 and 90 per cent of it, and the end. */
export type TargetTimes = {
  readonly dueAt: Instant;
  readonly marks: readonly [half: Instant, threeQuarters: Instant, ninetyPercent: Instant];
};

type Hours = Pick<Profile, "calendar" | "timezone">;

/** In business time for targets that are counted in it: half of a next business day is half of its open hours. */
export function timesOf(target: Target, from: Instant, profile: Hours): TargetTimes {
  const end = dueAt(target, from, profile);
  const total = timeBetween(target, { from, to: end }, profile);
  const mark = (share: number): Instant => after(target, { from, ms: Math.round(total * share) }, profile);
  return { dueAt: end, marks: [mark(0.5), mark(0.75), mark(0.9)] };
}

/** The same times after a rest: what was left of each when it began is left when it ends. */
export function resumed(
  target: Target,
  times: TargetTimes,
  rest: { readonly from: Instant; readonly to: Instant },
  profile: Hours,
): TargetTimes {
  const later = (instant: Instant): Instant => {
    if (instant <= rest.from) return instant;
    const left = timeBetween(target, { from: rest.from, to: instant }, profile);
    return after(target, { from: rest.to, ms: left }, profile);
  };
  const [half, threeQuarters, ninetyPercent] = times.marks;
  return {
    dueAt: later(times.dueAt),
    marks: [later(half), later(threeQuarters), later(ninetyPercent)],
  };
}

function timeBetween(
  target: Target,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  profile: Hours,
): number {
  if (target.kind === "elapsed") return to - from;
  let ms = 0;
  for (const { opens, closes } of businessDays(profile.calendar ?? everyHour(profile.timezone), from)) {
    if (opens >= to) break;
    ms += Math.max(0, Math.min(closes, to) - Math.max(opens, from));
  }
  return ms;
}

function after(
  target: Target,
  { from, ms }: { readonly from: Instant; readonly ms: number },
  profile: Hours,
): Instant {
  if (target.kind === "elapsed") return from + ms;
  return afterBusinessTime(profile.calendar ?? everyHour(profile.timezone), from, ms);
}

/** True within the calendar's hours, by the wall clock of its zone. */
export function isOpen(calendar: Calendar, at: Instant): boolean {
  const { value: today } = businessDays(calendar, at).next();
  return today !== undefined && today.opens <= at && at < today.closes;
}

/** When the calendar's hours begin next; `at` itself within them. */
export function opensAt(calendar: Calendar, at: Instant): Instant {
  for (const { opens, closes } of businessDays(calendar, at)) if (at < closes) return Math.max(opens, at);
  return at;
}

/**
 * The instant a target is reached. Business time runs only within the calendar's hours of its own time zone, by
 * the wall clock, so a day on which the clocks change is as long as it really is. The next business day ends when
 * its hours do. Without a calendar every hour of every day counts.
 */
export function dueAt(target: Target, from: Instant, profile: Hours): Instant {
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
