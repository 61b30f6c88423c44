import type { Outcome } from "./engine/ports.ts";
import type { Identity } from "./integrations/slack/identity.ts";
import { type KeptUp, keepUp } from "./keep-up.ts";
import type { Logger } from "./log.ts";

export type PresenceOptions = {
  readonly ask: () => Promise<Outcome<Identity>>;
  /** Rejects when this is not the workspace we belong to, or when that cannot be looked up. */
  readonly verify: (identity: Identity) => Promise<void>;
  readonly log: Pick<Logger, "info" | "warn">;
  /** How often Slack is asked again, so that a token revoked meanwhile is noticed. */
  readonly recheckMs?: number;
};

export type Presence = KeptUp & {
  /** Empty until it is known. */
  readonly current: { readonly botUserId: string; readonly botId: string };
  known(): Promise<Identity>;
};

const RECHECK_MS = 3 * 60_000;

/** Asks Slack who we are until it answers, and every few minutes again; nothing waits for it. */
export function createPresence({ ask, verify, log, recheckMs = RECHECK_MS }: PresenceOptions): Presence {
  const current = { botUserId: "", botId: "" };
  let known: Identity | null = null;
  const learn = async (): Promise<Identity> => {
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
      return { ended: new Promise<null>((resolve) => setTimeout(resolve, recheckMs, null).unref()) };
    },
    log,
  });
  return { ...kept, current, known: async () => known ?? (await learn()) };
}
