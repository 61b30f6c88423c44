/** How long, as people type it: `10m`, `1h 30m`, `2 hours`. Units are never guessed. */

const MINUTE_MS = 60_000;
const UNITS: Readonly<Record<string, number>> = {
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: 24 * 60 * MINUTE_MS,
};
const LENGTH = /^(\d{1,5})\s*(m|min|mins|minutes?|h|hrs?|hours?|d|days?)(?![a-z])\s*/i;

export type Length =
  | { readonly kind: "length"; readonly ms: number; readonly rest: string }
  /** A number stands there without its unit. */
  | { readonly kind: "no-unit"; readonly typed: string }
  | { readonly kind: "none" };

/** The length at the beginning of a text, and what follows it. */
export function takeLength(text: string): Length {
  let rest = text;
  let ms = 0;
  for (let match = LENGTH.exec(rest); match !== null; match = LENGTH.exec(rest)) {
    ms += Number(match[1]) * (UNITS[match[2]?.[0]?.toLowerCase() ?? ""] ?? 0);
    rest = rest.slice(match[0].length);
  }
  if (ms > 0) return { kind: "length", ms, rest: rest.trim() };
  const typed = /^\d+(?=\s|$)/.exec(rest)?.[0];
  return typed === undefined ? { kind: "none" } : { kind: "no-unit", typed };
}

/** What to say where a length is missing or has no unit; null where there is one. */
export function lengthFault(length: Length, example: string): string | null {
  switch (length.kind) {
    case "length":
      return null;
    case "no-unit":
      return `${length.typed} what? Add the unit: \`${length.typed}m\` or \`${length.typed}h\`.`;
    case "none":
      return `What is missing is how long, in minutes or hours: \`${example}\`.`;
  }
}
