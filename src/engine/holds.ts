import { randomUUID } from "node:crypto";
import type { EffectId, Instant, SlackUserId } from "../domain/ids.ts";
import type { DeploymentViews, HoldAsk, HoldResult } from "./deployment-ports.ts";
import type { Hold } from "./deployment-store.ts";
import type { Errand } from "./on-call-ports.ts";
import type { Clock, Message } from "./ports.ts";

/**
 * Locks and freezes: who holds others back, why and until when. They end by themselves, a holder is reminded before, and
 * whoever loses a lock to somebody else is told by whom and why.
 */

export interface HoldStore {
  transaction<T>(work: (tx: HoldTransaction) => Promise<T>): Promise<T>;
  /** Over by now, or to be reminded of. */
  ending(at: Instant, nagBeforeMs: number): Promise<readonly Hold[]>;
}

export interface HoldTransaction {
  find(hold: Pick<Hold, "kind" | "service" | "environment">): Promise<Hold | null>;
  add(hold: Hold): Promise<void>;
  /** False when somebody else did. */
  release(
    id: string,
    released: { readonly at: Instant; readonly by: SlackUserId | null; readonly why: string | null },
  ): Promise<boolean>;
  nagged(id: string, at: Instant): Promise<boolean>;
  addErrands(errands: readonly Errand[], at: Instant): Promise<void>;
}

export type Holds = {
  lock(ask: HoldAsk): Promise<HoldResult>;
  unlock(ask: HoldAsk): Promise<HoldResult>;
  freeze(ask: HoldAsk): Promise<HoldResult>;
  thaw(ask: HoldAsk): Promise<HoldResult>;
  /** Ends what is over and reminds of what ends soon; once each, over all replicas. */
  look(): Promise<void>;
};

export type HoldsOptions = {
  readonly store: HoldStore;
  readonly views: Pick<DeploymentViews, "holdTaken" | "holdEnds" | "holdReleased">;
  readonly clock: Clock;
  readonly limits: () => { readonly usual: number; readonly nagBefore: number };
  /** Deployments that waited for it are looked at again. */
  readonly freed: (hold: Pick<Hold, "service" | "environment">) => void;
};

export function createHolds(options: HoldsOptions): Holds {
  return {
    lock: (ask) => take("lock", ask, options),
    freeze: (ask) => take("freeze", ask, options),
    unlock: (ask) => letGo("lock", ask, options),
    thaw: (ask) => letGo("freeze", ask, options),
    look: () => look(options),
  };
}

/** Of two who take it at once the second looks again, and finds whose it is. */
async function take(kind: Hold["kind"], ask: HoldAsk, options: HoldsOptions): Promise<HoldResult> {
  try {
    return await takeOnce(kind, ask, options);
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    return takeOnce(kind, ask, options);
  }
}

const UNIQUE_VIOLATION = "23505";

async function takeOnce(kind: Hold["kind"], ask: HoldAsk, options: HoldsOptions): Promise<HoldResult> {
  const { service, environment, by, why } = ask;
  if (ask.mayDeploy !== true && ask.mayOverride !== true) return mayNot("deploy", ask.mayDeploy);
  const at = options.clock.now();
  const until = ask.until ?? (kind === "lock" ? at + options.limits().usual : null);
  const hold: Hold = {
    id: randomUUID(),
    kind,
    service,
    environment,
    by,
    why,
    since: at,
    until,
    naggedAt: null,
  };
  return options.store.transaction(async (tx) => {
    const found = await tx.find(hold);
    const before = found !== null && (found.until === null || found.until > at) ? found : null;
    // Whoever has it may say a new reason or time; anybody else has to take it away, and say so.
    if (before !== null && before.by !== by) {
      if (!ask.steal) return { kind: "taken", hold: before };
      if (ask.mayOverride !== true) return mayNot("override", ask.mayOverride);
    }
    if (found !== null) await tx.release(found.id, { at, by, why });
    await tx.add(hold);
    const taken = before !== null && before.by !== by ? before : null;
    if (taken !== null)
      await tx.addErrands([tell(taken, "taken", options.views.holdTaken(taken, { by, why }))], at);
    return { kind: "held", hold, takenFrom: taken };
  });
}

function mayNot(what: "deploy" | "override", may: boolean | null): HoldResult {
  return { kind: "may-not", what, known: may !== null };
}

async function letGo(kind: Hold["kind"], ask: HoldAsk, options: HoldsOptions): Promise<HoldResult> {
  const { service, environment, by, why, mayOverride } = ask;
  const at = options.clock.now();
  const result = await options.store.transaction(async (tx): Promise<HoldResult> => {
    const hold = await tx.find({ kind, service, environment });
    if (hold === null || (hold.until !== null && hold.until <= at)) return { kind: "none" };
    if (hold.by !== by && mayOverride !== true) return { kind: "taken", hold };
    await tx.release(hold.id, { at, by, why });
    if (hold.by !== by)
      await tx.addErrands([tell(hold, "taken", options.views.holdTaken(hold, { by, why }))], at);
    return { kind: "released", hold };
  });
  if (result.kind === "released") options.freed(result.hold);
  return result;
}

async function look(options: HoldsOptions): Promise<void> {
  const at = options.clock.now();
  for (const hold of await options.store.ending(at, options.limits().nagBefore)) {
    const isOver = hold.until !== null && hold.until <= at;
    await options.store.transaction(async (tx) => {
      const isOurs = isOver
        ? await tx.release(hold.id, { at, by: null, why: null })
        : await tx.nagged(hold.id, at);
      const message = isOver ? options.views.holdReleased(hold) : options.views.holdEnds(hold);
      if (isOurs) await tx.addErrands([tell(hold, isOver ? "over" : "ends", message)], at);
    });
    if (isOver) options.freed(hold);
  }
}

function tell(hold: Hold, what: string, message: Message): Errand {
  const id = `hold/${hold.id}/${what}` as EffectId; // errands have ids of their own
  return { id, body: { kind: "post", to: { kind: "person", user: hold.by }, message, tell: null } };
}
