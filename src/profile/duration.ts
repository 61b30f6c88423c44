/** Durations and targets as people write them. Units are never guessed: `15` is refused, `15m` is not. */

const UNIT_MS: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
};
const TEN_YEARS_MS = 10 * 366 * 86_400_000;

/** Whole numbers with a unit, biggest first: 15m, 2h, 1h30m, 5d, 1w. */
export const DURATION = /^(?=\d)(?:\d{1,6}w)?(?:\d{1,6}d)?(?:\d{1,6}h)?(?:\d{1,6}m)?(?:\d{1,6}s)?$/;
/** What a target may be besides a duration. */
export const BUSINESS_TARGET = /^(?:next business day|\d{1,4} business (?:minutes?|hours?|days?))$/;

export const DURATION_CURE = "write a whole number with its unit, such as 15m, 2h, 1h30m, 5d or 1w";
export const TARGET_CURE = `${DURATION_CURE}, or "4 business hours" or "next business day"`;

/** A target before the calendar has said how long a business day is. */
export type WrittenTarget =
  | { readonly kind: "elapsed"; readonly ms: number }
  | { readonly kind: "business"; readonly ms: number }
  | { readonly kind: "business-days"; readonly days: number }
  | { readonly kind: "next-business-day" };

/** Milliseconds, or null when it is no duration, is zero, or is longer than ten years. */
export function parseDuration(text: string): number | null {
  if (!DURATION.test(text)) return null;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([a-z])/g))
    ms += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  return ms > 0 && ms <= TEN_YEARS_MS ? ms : null;
}

/** A duration counts by the wall clock; the business words count in the profile's calendar. Null when it is neither. */
export function parseTarget(text: string): WrittenTarget | null {
  if (text === "next business day") return { kind: "next-business-day" };
  const [amount, , unit] = text.split(" ");
  if (unit !== undefined && BUSINESS_TARGET.test(text)) return businessTarget(Number(amount), unit);
  const ms = parseDuration(text);
  return ms === null ? null : { kind: "elapsed", ms };
}

function businessTarget(amount: number, unit: string): WrittenTarget | null {
  if (amount === 0) return null;
  if (unit.startsWith("day")) return { kind: "business-days", days: amount };
  return { kind: "business", ms: amount * (unit.startsWith("hour") ? 3_600_000 : 60_000) };
}
