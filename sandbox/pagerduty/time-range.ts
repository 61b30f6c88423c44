import type { Answer, Asked } from "../http.ts";
import type { Range } from "./rota.ts";
import { invalid } from "./wire.ts";

/** `since` and `until` of a question, as PagerDuty takes them. */

type Refused = { readonly refused: Answer };

const DAY_MS = 24 * 3_600_000;
/** "Three months". */
const LONGEST_MS = 93 * DAY_MS;

export type Given = { readonly since: number | null; readonly until: number | null };

/** What was given, or a refusal of what is no instant. */
export function given(asked: Asked): Given | Refused {
  const since = instant(asked.query.get("since"));
  const until = instant(asked.query.get("until"));
  if (Number.isNaN(since)) return { refused: invalid("Since must be a valid date") };
  if (Number.isNaN(until)) return { refused: invalid("Until must be a valid date") };
  return { since, until };
}

/** Null when it is not given, NaN when it cannot be read. */
export function instant(text: unknown): number | null {
  if (text === null || text === undefined || text === "") return null;
  return typeof text === "string" && /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
}

export function checked(range: Range, ahead?: number): Range | Refused {
  if (range.until < range.from) return { refused: invalid("Until must not be before since") };
  if (range.until - range.from > LONGEST_MS)
    return { refused: invalid("The search range cannot exceed 3 months") };
  if (ahead !== undefined && range.until > ahead)
    return { refused: invalid("The search range cannot exceed 90 days in the future from the current time") };
  return range;
}

/** What is shown of a shift that reaches over the range: all of it when `overflow` is asked for. */
export function withinRange(asked: Asked, range: Range) {
  const overflow = asked.query.get("overflow") === "true";
  return (shift: { readonly from: number; readonly until: number | null }): Range => ({
    from: Math.max(shift.from, overflow ? Number.NEGATIVE_INFINITY : range.from),
    until: Math.min(shift.until ?? range.until, overflow ? Number.POSITIVE_INFINITY : range.until),
  });
}
