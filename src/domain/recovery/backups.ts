import type { Backup } from "../delivery.ts";
import type { Instant } from "../ids.ts";

/** What the ledger knows of one backup: the newest of each, null for never. */
export type BackupRecord = {
  readonly backup: string;
  readonly takenAt: Instant | null;
  readonly verifiedAt: Instant | null;
  readonly testedAt: Instant | null;
  /** When the newest was taken that was verified since. */
  readonly reliableAt: Instant | null;
};

const SHORTEST_GRACE_MS = 15 * 60_000;
/** Of the time between two, since a backup takes as long as it takes. */
const GRACE_SHARE = 0.1;
const DAY_MS = 24 * 3_600_000;

/** When the last one was due that did not come, counted from one that did, or from when the ledger began; null for none. */
export function missedAt({ everyMs }: Pick<Backup, "everyMs">, from: Instant, at: Instant): Instant | null {
  if (everyMs === null) return null;
  const graceMs = Math.max(SHORTEST_GRACE_MS, everyMs * GRACE_SHARE);
  const times = Math.floor((at - graceMs - from) / everyMs);
  return times < 1 ? null : from + times * everyMs;
}

/** The newest was not verified since it was taken. */
export function isUnverified({ takenAt, reliableAt }: BackupRecord): boolean {
  return takenAt !== null && (reliableAt === null || reliableAt < takenAt);
}

/** It is not verified, there is a way to, and there was time for it until the next one is due. */
export function isLongUnverified(
  { everyMs, verify }: Pick<Backup, "everyMs" | "verify">,
  record: BackupRecord,
  at: Instant,
): boolean {
  const { takenAt } = record;
  return takenAt !== null && isUnverified(record) && verify.length > 0 && at - takenAt > (everyMs ?? DAY_MS);
}

/** It was not restored for a test for longer than the manual wants. */
export function isUntested(
  { testEveryMs }: Pick<Backup, "testEveryMs">,
  { testedAt }: BackupRecord,
  at: Instant,
): boolean {
  return testEveryMs !== null && (testedAt === null || at - testedAt > testEveryMs);
}
