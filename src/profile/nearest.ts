import { distance } from "fastest-levenshtein";

/** The known word most like what was typed, or null when none is close enough to be a slip of the finger. */
export function nearest(typed: string, known: readonly string[]): string | null {
  const lower = typed.toLowerCase();
  const ranked = known
    .map((word) => ({ word, steps: distance(lower, word.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  const best = ranked[0];
  if (best === undefined) return null;
  return best.steps <= Math.ceil(Math.max(typed.length, best.word.length) / 3) ? best.word : null;
}

/** ` Did you mean "platform"?`-like hint when one is near, else every known word; never nothing. */
export function hint(typed: string, known: readonly string[]): string {
  const near = nearest(typed, known);
  if (near !== null) return `did you mean "${near}"? (known: ${known.join(", ")})`;
  return known.length === 0 ? "there are none yet" : `known: ${known.join(", ")}`;
}
