/** What a metric must not exceed, as people write it: `> 5%`, `> 5s`. */

export const THRESHOLD_CURE = 'write what is too much, for example "> 5%" or "> 500ms"';

const THRESHOLD = /^> ?(\d{1,12}(?:\.\d{1,6})?) ?([^\s\d]*)$/;
const MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** In the metric's own unit; null when it is no threshold or in a unit that does not go with it. */
export function parseThreshold(written: string, unit: string): number | null {
  const [, amount, given = ""] = THRESHOLD.exec(written.trim()) ?? [];
  if (amount === undefined) return null;
  if (given === unit) return Number(amount);
  const [from, to] = [MS[given], MS[unit]];
  return from === undefined || to === undefined ? null : (Number(amount) * from) / to;
}

/** The sentence for one that cannot be read; null when it is sound. */
export function thresholdProblem(written: string, metric: string, unit: string): string | null {
  if (parseThreshold(written, unit) !== null) return null;
  const said = JSON.stringify(written);
  const match = THRESHOLD.exec(written.trim());
  if (match === null) return `${said} is no threshold; ${THRESHOLD_CURE}.`;
  const example = JSON.stringify(`> ${match[1]}${unit}`);
  const has = unit === "" ? `${metric} has no unit` : `${metric} is in ${JSON.stringify(unit)}`;
  return `${said} does not go with the metric, because ${has}; write ${example}, or give the metric the unit that its query has.`;
}
