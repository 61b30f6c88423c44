import type { NotDone } from "./judge.ts";

export type Found<Thing> = { readonly kind: "found"; readonly thing: Thing } | NotDone;

/** Keeps what was found for a while, and longer while PagerDuty cannot be asked: a page must not fail for want of a lookup. */
export function remembering<Thing>(
  look: (wanted: string) => Promise<Found<Thing>>,
  how: {
    readonly now: () => number;
    readonly forMs: number;
    /** What is not worth keeping is looked for again the next time. */
    readonly keeps?: (thing: Thing) => boolean;
  },
): { get(wanted: string): Promise<Found<Thing>>; forget(): void } {
  const known = new Map<string, { readonly found: Found<Thing>; readonly until: number }>();
  return {
    get: async (wanted) => {
      const remembered = known.get(wanted);
      if (remembered !== undefined && how.now() < remembered.until) return remembered.found;
      const found = await look(wanted);
      if (found.kind === "found" && how.keeps?.(found.thing) !== false)
        known.set(wanted, { found, until: how.now() + how.forMs });
      return found.kind === "retry" && remembered !== undefined ? remembered.found : found;
    },
    forget: () => known.clear(),
  };
}
