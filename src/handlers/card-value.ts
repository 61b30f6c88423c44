/** What the card's buttons and selects carry: `7`, or `7 <effect id>`, or `7 <role key>`. */
export type CardValue = { readonly number: number; readonly what: string };

/** Null when it is none of ours: a button of an older version, or of another app. */
export function parseCardValue(value: string): CardValue | null {
  const match = /^(\d{1,9})(?: (.+))?$/s.exec(value);
  return match === null ? null : { number: Number(match[1]), what: match[2] ?? "" };
}
