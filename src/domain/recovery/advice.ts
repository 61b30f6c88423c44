import type { Instant } from "../ids.ts";

/**
 * What each way back costs, against what the manual promises: data lost against the RPO, time against the RTO. Only
 * what is known is said; what is not known is null, and never counts as kept.
 */

export type Way =
  /** The newest good version; no data is lost by it. */
  | { readonly kind: "roll-back"; readonly usuallyMs: number | null }
  /** Back to `to`, or to the newest verified backup when null. */
  | {
      readonly kind: "restore";
      readonly backup: string;
      readonly to: Instant | null;
      readonly usuallyMs: number | null;
    }
  | { readonly kind: "fail-over"; readonly plan: string; readonly usuallyMs: number | null };

export type Advice = {
  readonly way: Way;
  /** Data that is lost by it, as a span of time before now; null when that is not known. */
  readonly losesMs: number | null;
  readonly rpoMs: number | null;
  /** Null when it is not known, or nothing is promised. */
  readonly keepsRpo: boolean | null;
  readonly rtoMs: number | null;
  /** What is left of the RTO now, since the incident began; negative when it is missed. Null without an incident. */
  readonly rtoLeftMs: number | null;
  readonly keepsRto: boolean | null;
};

export type Situation = {
  readonly at: Instant;
  readonly rtoMs: number | null;
  readonly rpoMs: number | null;
  /** When the open incident of the service was declared; null when there is none. */
  readonly since: Instant | null;
  /** When the newest backup of each name was taken that was verified since; nobody relies on another one. */
  readonly backups: readonly { readonly backup: string; readonly takenAt: Instant | null }[];
};

export function adviceOn(ways: readonly Way[], situation: Situation): readonly Advice[] {
  const { at, rtoMs, rpoMs, since } = situation;
  const rtoLeftMs = rtoMs === null || since === null ? null : since + rtoMs - at;
  return ways.map((way) => {
    const losesMs = lossOf(way, situation);
    const { usuallyMs } = way;
    return {
      way,
      losesMs,
      rpoMs,
      keepsRpo: losesMs === null || rpoMs === null ? null : losesMs <= rpoMs,
      rtoMs,
      rtoLeftMs,
      keepsRto: rtoLeftMs === null || usuallyMs === null ? null : usuallyMs <= rtoLeftMs,
    };
  });
}

/** A rollback of the program loses nothing. What a failover loses depends on a replica of which nothing is known here. */
function lossOf(way: Way, { at, backups }: Situation): number | null {
  switch (way.kind) {
    case "roll-back":
      return 0;
    case "fail-over":
      return null;
    case "restore": {
      if (way.to !== null) return Math.max(0, at - way.to);
      const takenAt = backups.find(({ backup }) => backup === way.backup)?.takenAt ?? null;
      return takenAt === null ? null : Math.max(0, at - takenAt);
    }
  }
}

/** The middle one, so that one slow night does not count for all; null when there is none. */
export function usual(durationsMs: readonly number[]): number | null {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : Math.round((upper + lower) / 2);
}
