import type { Instant } from "../domain/ids.ts";
import type { Clock } from "./ports.ts";

/**
 * What the whole organisation needs done once is done by the replica that holds the lease for it. A lease that is not
 * renewed runs out, so a killed holder's work is taken over without anybody's help.
 */
export interface Lease {
  /** Takes it when it is free or has run out, renews it when it is ours. False too when the database does not answer. */
  hold(): Promise<boolean>;
  /** Lets the next one begin at once. */
  release(): Promise<void>;
}

/** What the database does for it; `src/store/leases.ts` fulfils it. */
export interface Leases {
  take(ask: {
    readonly name: string;
    readonly holder: string;
    readonly at: Instant;
    readonly ttlMs: number;
  }): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
}

export type LeaseOptions = {
  readonly store: Leases;
  readonly name: string;
  /** Another one for every process that runs beside this one. */
  readonly holder: string;
  readonly clock: Clock;
  readonly ttlMs?: number;
};

/** With the three seconds between two asks of those who wait, a killed holder is replaced within 18 s. */
const TTL_MS = 15_000;

export function createLease({ store, name, holder, clock, ttlMs = TTL_MS }: LeaseOptions): Lease {
  let renewedAt: Instant | null = null;
  /** Fresh for a third of its time; a clock that was set back makes it stale. */
  const isFresh = (now: Instant): boolean =>
    renewedAt !== null && now >= renewedAt && now < renewedAt + ttlMs / 3;
  return {
    hold: async () => {
      const at = clock.now();
      if (isFresh(at)) return true;
      try {
        renewedAt = (await store.take({ name, holder, at, ttlMs })) ? at : null;
      } catch {
        // Whether it is ours cannot be known, and without the database there is nothing to do with it.
        renewedAt = null;
      }
      return renewedAt !== null;
    },
    release: async () => {
      renewedAt = null;
      await store.release(name, holder);
    },
  };
}
