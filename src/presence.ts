import type { Outcome } from "./engine/ports.ts";
import type { Identity } from "./integrations/slack/identity.ts";
import { type KeptUp, keepUp } from "./keep-up.ts";
import type { Logger } from "./log.ts";

export type PresenceOptions = {
  readonly ask: () => Promise<Outcome<Identity>>;
  /** Rejects when this is not the workspace we belong to, or when that cannot be looked up. */
  readonly verify: (identity: Identity) => Promise<void>;
  readonly log: Pick<Logger, "info" | "warn">;
  /** How often Slack is asked again, so that a token revoked meanwhile is noticed within a minute. */
  readonly recheckMs?: number;
  /** A storm of failing calls asks no more often than this. */
  readonly soonestMs?: number;
};

export type Presence = KeptUp & {
  /** Empty until it is known. */
  readonly current: { readonly botUserId: string; readonly botId: string };
  known(): Promise<Identity>;
  /** A call told that something has changed: Slack is asked now, or soon when it was asked just now. */
  lookSooner(): void;
};

const RECHECK_MS = 10_000;
const SOONEST_MS = 1_000;

/** Asks Slack who we are until it answers, and every few minutes again; nothing waits for it. */
export function createPresence(options: PresenceOptions): Presence {
  const { ask, verify, log, recheckMs = RECHECK_MS, soonestMs = SOONEST_MS } = options;
  const current = { botUserId: "", botId: "" };
  let known: Identity | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  let soon: NodeJS.Timeout | null = null;
  let recheck = (): void => undefined;
  const learn = async (): Promise<Identity> => {
    askedAt = performance.now();
    const answer = await ask();
    if (answer.kind !== "done") throw new Error(`${answer.reason} ${answer.cure}`);
    return answer.receipt;
  };
  const kept = keepUp({
    attempt: async () => {
      const identity = await learn();
      await verify(identity);
      known = identity;
      Object.assign(current, { botUserId: identity.botUserId, botId: identity.botId });
      const { promise, resolve } = Promise.withResolvers<null>();
      const timer = setTimeout(resolve, recheckMs, null).unref();
      recheck = () => {
        clearTimeout(timer);
        resolve(null);
      };
      return { ended: promise };
    },
    log,
  });
  const lookNow = (): void => {
    soon = null;
    recheck();
    kept.hurry();
  };
  return {
    ...kept,
    current,
    known: async () => known ?? (await learn()),
    lookSooner: () => {
      if (soon !== null) return;
      soon = setTimeout(lookNow, Math.max(0, askedAt + soonestMs - performance.now())).unref();
    },
  };
}
