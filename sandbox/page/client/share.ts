/**
 * `after`, with every part that equals its counterpart in `before` replaced by that very object. What did not
 * change keeps its identity, so React need not draw it again: parsing one card's texts takes milliseconds.
 */
export function shared<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) return after;
  if (Array.isArray(before) && Array.isArray(after)) {
    const items = after.map((item: unknown, index) => shared(before[index], item));
    return (isSame(before, items) ? before : items) as T; // the same elements in the same order
  }
  if (!isRecord(before) || !isRecord(after)) return after;
  const fields = Object.fromEntries(
    Object.entries(after).map(([key, value]) => [key, shared(before[key], value)]),
  );
  return (isSame(Object.entries(before).flat(), Object.entries(fields).flat()) ? before : fields) as T; // the same fields
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSame(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((item, index) => Object.is(item, after[index]));
}
