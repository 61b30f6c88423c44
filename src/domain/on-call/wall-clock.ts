import { DateTime } from "luxon";
import type { Instant } from "../ids.ts";

/** What clocks on walls show in a time zone, and back. */
export type Wall = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
};

/** Null when nobody knows a zone of that name. */
export function wallOf(at: Instant, zone: string): (Wall & { readonly weekday: number }) | null {
  const there = DateTime.fromMillis(at, { zone });
  if (!there.isValid) return null;
  const { year, month, day, hour, minute, weekday } = there;
  return { year, month, day, hour, minute, weekday };
}

/** A time that the change to summer leaves out is taken as one hour later, which is what its clocks then show. */
export function instantOf(wall: Wall, zone: string): Instant | null {
  const there = DateTime.fromObject(wall, { zone });
  return there.isValid ? there.toMillis() : null;
}

export type Weekly = { readonly day: number; readonly minute: number };

/** The last time that it was this day and minute, at or before `now`. */
export function lastWeekly(now: Instant, { day, minute }: Weekly, zone: string): Instant {
  const here = DateTime.fromMillis(now, { zone });
  const thisWeek = here
    .startOf("day")
    .minus({ days: (here.weekday - day + 7) % 7 })
    .set({ hour: Math.floor(minute / 60), minute: minute % 60 });
  return (thisWeek.toMillis() <= now ? thisWeek : thisWeek.minus({ weeks: 1 })).toMillis();
}

const NIGHT = { fromHour: 22, toHour: 7 };

export function isAtNight(at: Instant, zone: string): boolean {
  const { hour } = DateTime.fromMillis(at, { zone });
  return hour >= NIGHT.fromHour || hour < NIGHT.toHour;
}

export function hourOf(at: Instant, zone: string): number {
  return DateTime.fromMillis(at, { zone }).hour;
}
