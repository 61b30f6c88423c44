/** Keys with an end, in memory; the oldest give way when there are too many. */
export type Expiring = {
  /** True when the key was not there; it is afterwards. */
  add(key: string, untilMs: number, nowMs: number): boolean;
  delete(key: string): void;
  readonly size: number;
};

export function createExpiring(mostKeys: number): Expiring {
  const untilByKey = new Map<string, number>();
  return {
    add: (key, untilMs, nowMs) => {
      const until = untilByKey.get(key);
      if (until !== undefined && until > nowMs) return false;
      // Set anew, it stands at the end: the map stays in order of arrival.
      untilByKey.delete(key);
      untilByKey.set(key, untilMs);
      for (const [oldest, end] of untilByKey) {
        if (end > nowMs && untilByKey.size <= mostKeys) break;
        untilByKey.delete(oldest);
      }
      return true;
    },
    delete: (key) => {
      untilByKey.delete(key);
    },
    get size() {
      return untilByKey.size;
    },
  };
}
