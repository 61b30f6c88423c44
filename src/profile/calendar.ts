/** Business hours such as "Mon-Fri 08:00-17:00", time zones and holidays. */

import { nearest } from "./nearest.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

export const BUSINESS_HOURS_CURE =
  'write days and times such as "Mon-Fri 08:00-17:00" or "Mon,Wed,Fri 09:00-12:30"';

export type BusinessHours = {
  /** 1 (Monday) to 7, ascending. */
  readonly days: readonly number[];
  /** Minutes from midnight; `toMinute` is later than `fromMinute` and at most 1440. */
  readonly fromMinute: number;
  readonly toMinute: number;
};

/** Null when the text is not business hours, or when they end before they begin. */
export function parseBusinessHours(text: string): BusinessHours | null {
  const match = /^([a-z,-]+) +(\d\d:\d\d) ?- ?(\d\d:\d\d)$/i.exec(text.trim());
  if (match === null) return null;
  const days = parseDays(match[1] ?? "");
  const fromMinute = parseMinute(match[2] ?? "");
  const toMinute = parseMinute(match[3] ?? "");
  if (days === null || fromMinute === null || toMinute === null || fromMinute >= toMinute) return null;
  return { days, fromMinute, toMinute };
}

export const WEEKLY_CURE = 'write a day and a time such as "Mon 09:00"';

/** "Mon 09:00": day 1 (Monday) to 7 and minute of the day. Null when it is something else. */
export function parseWeekly(text: string): { readonly day: number; readonly minute: number } | null {
  const match = /^([a-z]{3}) +(\d\d:\d\d)$/i.exec(text.trim());
  const day = DAYS.indexOf((match?.[1] ?? "").toLowerCase()) + 1;
  const minute = parseMinute(match?.[2] ?? "");
  return day === 0 || minute === null || minute === 1440 ? null : { day, minute };
}

export function isWeekly(text: string): boolean {
  return parseWeekly(text) !== null;
}

function parseDays(text: string): readonly number[] | null {
  const days = new Set<number>();
  for (const part of text.toLowerCase().split(",")) {
    const [from, to, ...rest] = part.split("-").map((day) => DAYS.indexOf(day) + 1);
    const last = to ?? from;
    if (from === undefined || last === undefined || from === 0 || last < from || rest.length > 0) return null;
    for (let day = from; day <= last; day++) days.add(day);
  }
  return [...days].sort();
}

function parseMinute(text: string): number | null {
  const [hours, minutes] = text.split(":").map(Number);
  if (hours === undefined || minutes === undefined || minutes > 59) return null;
  const minute = hours * 60 + minutes;
  return minute <= 1440 ? minute : null;
}

/** True for an IANA name (Africa/Johannesburg) or UTC; offsets such as +02:00 know no daylight saving and are not. */
export function isTimezone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** Names the zone most like the one that was typed. */
export function timezoneCure(typed: string): string {
  const near = nearest(typed, Intl.supportedValuesOf("timeZone"));
  if (near !== null) return `did you mean "${near}"?`;
  return "write an IANA name such as Africa/Johannesburg, or UTC.";
}

/** True for a day that exists, written 2026-12-25. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
