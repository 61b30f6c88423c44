import type { Effect } from "../domain/effect.ts";
import type { EffectId, IncidentId, Instant } from "../domain/ids.ts";
import type { IncidentCommand, Receipt } from "../domain/incident/command.ts";
import type { Incident } from "../domain/incident/incident.ts";
import { cleaned } from "./clean.ts";
import { type Engine, kindOf, type Profiles, turnOf } from "./dispatch.ts";
import { perform } from "./perform.ts";
import type { Outside, Performed } from "./performing.ts";
import type { Clock } from "./ports.ts";
import { type EffectJob, type Held, type Jobs, queueOf, TAKEN_OVER_AFTER_MS } from "./queue.ts";
import type { Shown, Store, StoredEffect, StoreTransaction } from "./store.ts";
import { what } from "./what.ts";

/**
 * Carries out effects, at least once, and stores what came of it: the receipt, the event it causes and the end of
 * the job in one transaction. Delays between tries are ours, so that a vendor's own `Retry-After` is kept.
 */

export type WorkerOptions = {
  readonly engine: Engine;
  readonly store: Store;
  readonly jobs: Jobs;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  readonly profiles: Profiles;
  readonly outside: Outside;
  /** A channel takes one message a second; its group is held for so long after a post. */
  readonly paceMs: number;
  readonly onAttempt: (entry: AttemptEntry) => void;
};

export type AttemptEntry = {
  readonly effect: EffectId;
  readonly kind: Effect["kind"];
  readonly outcome: Performed["kind"];
  readonly attempt: number;
  readonly tookMs: number;
  readonly sinceRequestedMs: number;
  readonly reason: string | null;
};

/** People are told that something is late after so long; a page is told sooner. */
const TELL_AFTER_MS = { page: 15_000, send: 30_000 } as const;
/** What Slack shows may come so much later while people type faster than they can be answered. */
const GIVE_WAY_MS = 200;
const TURN_MS = 1_000;
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
const BACKOFF_MS = {
  page: [500, 1_000, 2_000, 3_000, 5_000, 10_000, 15_000],
  send: [1_000, 2_000, 4_000, 8_000, 15_000, 30_000],
} as const;

export function createWorker(options: WorkerOptions): (held: Held) => Promise<void> {
  const { store, clock } = options;
  return async (held) => {
    // Whoever waits for an answer goes first; only pages do not wait for that.
    if (queueOf(kindOf(held.effect)) !== "page") await options.engine.quiet(GIVE_WAY_MS);
    const startedAt = clock.now();
    const begun = await store.beginAttempt({ effect: held.effect, at: startedAt, takesOver: held.takesOver });
    if (begun.kind === "settled") return;
    if (begun.kind === "busy") return waitForTurn(options, held, startedAt);
    const { stored, incident } = begun;
    await options.profiles.load([incident.profileHash], (hash) => store.profileBody(hash));
    // The process stood still: what it read is old, and another one may have done this and ended it since.
    if (clock.now() - startedAt >= TAKEN_OVER_AFTER_MS) throw new Error("the process stood still");
    const performed = await attempt(options, stored, incident);
    const settledAt = clock.now();
    options.onAttempt({
      effect: stored.effect.id,
      kind: stored.effect.kind,
      outcome: performed.kind,
      attempt: stored.attempts,
      tookMs: settledAt - startedAt,
      sinceRequestedMs: startedAt - stored.requestedAt,
      reason: performed.kind === "retry" || performed.kind === "failed" ? performed.reason : null,
    });
    await settle(options, { stored, incident, performed, held });
    if (options.paceMs > 0 && posts(stored.effect) && performed.kind === "done")
      await clock.sleep(options.paceMs);
  };
}

/** Somebody is at it: a hurried try is not needed then, and the row of tries goes on a moment later. */
async function waitForTurn(options: WorkerOptions, held: Held, now: Instant): Promise<void> {
  if (held.once) return;
  const later: EffectJob = {
    effect: held.effect,
    kind: kindOf(held.effect),
    group: turnOf(held.effect),
    startAt: now + TURN_MS,
  };
  await options.store.transaction(async (tx) => {
    await options.jobs.enqueue(tx.sql, [later]);
    await held.complete(tx.sql);
  });
  options.jobs.wake([later]);
}

async function attempt(options: WorkerOptions, stored: StoredEffect, incident: Incident): Promise<Performed> {
  const { effect } = stored;
  const doing = {
    effect,
    incident,
    profile: options.profiles.of(incident.profileHash),
    attempt: {
      effect: effect.id,
      number: stored.attempts,
      firstTriedAt: stored.firstTriedAt ?? options.clock.now(),
    },
  };
  try {
    return cleaned(await perform(doing, options.outside));
  } catch (error) {
    // A bug, not a vendor: it is told like any other trouble, so that nobody believes it was done.
    return {
      kind: "retry",
      afterMs: 0,
      reason: `Tocsin itself failed: ${error instanceof Error ? error.message : String(error)}.`,
      cure: "It tries again by itself; report this with the log if it goes on.",
    };
  }
}

type Settling = {
  readonly stored: StoredEffect;
  readonly incident: Incident;
  readonly performed: Performed;
  readonly held: Held;
};

async function settle(options: WorkerOptions, settling: Settling): Promise<void> {
  const { stored, incident, performed, held } = settling;
  const now = options.clock.now();
  const id = stored.effect.id;
  switch (performed.kind) {
    case "done":
      if (isNoNews(stored, incident, performed.receipt))
        return settleAlone(options, settling, performed.receipt);
      return tell(
        options,
        incident.id,
        { type: "record-receipt", effect: id, kind: stored.effect.kind, receipt: performed.receipt },
        async (tx) => {
          if (!isLevel(stored.effect)) await tx.settle(id, now, performed.receipt);
          else if (!(await tx.settleShown(shownBy(settling), now))) {
            await again(options, stored, tx);
            return held.complete(tx.sql);
          }
          await endJob(options, held, tx);
        },
      );
    case "moot": {
      const quietly = stored.effect.kind !== "page" && !isTroubled(stored, incident);
      if (quietly) return options.store.dismiss(id, now, performed.why);
      return tell(options, incident.id, forgone(stored.effect, performed.why), async (tx) => {
        await tx.dismiss(id, now, performed.why);
        await held.complete(tx.sql);
      });
    }
    case "answered":
      return tell(
        options,
        incident.id,
        { type: "record-page-news", page: performed.page, news: performed.news },
        async (tx) => {
          await tx.late(id, "an earlier page was answered");
          await again(options, stored, tx);
          await held.complete(tx.sql);
        },
      );
    case "nobody":
      return tell(options, incident.id, { type: "skip-step", page: id, why: performed.why }, async (tx) => {
        await tx.dismiss(id, now, performed.why);
        await held.complete(tx.sql);
      });
    case "failed":
      return tell(options, incident.id, trouble(settling, options, "failed"), async (tx) => {
        await tx.fail(id, now, performed.reason);
        await held.complete(tx.sql);
      });
    case "retry":
      return later(options, settling, now);
  }
}

/** A page that is not sent must not stand on the card as requested; of other effects only their trouble is known. */
function forgone({ id, kind }: Effect, why: string): IncidentCommand {
  return kind === "page" ? { type: "withdraw-page", effect: id, why } : { type: "waive", effect: id, why };
}

/** Done at the first try, and nothing the incident keeps: no event comes of it, so the incident need not be locked. */
function isNoNews(stored: StoredEffect, incident: Incident, receipt: Receipt): boolean {
  const kept =
    receipt.type !== "plain" && stored.effect.kind !== "post" && stored.effect.kind !== "show-postmortem";
  return !kept && !isTroubled(stored, incident);
}

function isTroubled(stored: StoredEffect, incident: Incident): boolean {
  return (
    stored.attempts > 1 ||
    incident.troubles.some(({ kind, effect }) => kind === stored.effect.kind || effect === stored.effect.id)
  );
}

/** One statement; the job ends when the worker returns, and is found settled if that does not come to pass. */
async function settleAlone(options: WorkerOptions, settling: Settling, receipt: Receipt): Promise<void> {
  const { stored } = settling;
  const now = options.clock.now();
  if (!isLevel(stored.effect)) return options.store.settle(stored.effect.id, now, receipt);
  if (await options.store.settleShown(shownBy(settling), now)) return;
  await options.store.transaction((tx) => again(options, stored, tx));
}

function shownBy({ stored, incident }: Settling): Shown {
  return { incident: incident.id, kind: stored.effect.kind, version: incident.version };
}

/** Another worker showed a newer state while this one was on its way with an older: show the newest once more. */
async function again(options: WorkerOptions, stored: StoredEffect, tx: StoreTransaction): Promise<void> {
  const { effect } = stored;
  await tx.reopen(effect.id);
  await options.jobs.enqueue(tx.sql, [
    { effect: effect.id, kind: effect.kind, group: turnOf(effect.id), startAt: null },
  ]);
}

async function later(options: WorkerOptions, settling: Settling, now: Instant): Promise<void> {
  const { stored, incident, performed, held } = settling;
  if (performed.kind !== "retry") return;
  const { id, kind } = stored.effect;
  const queue = queueOf(kind);
  const tryingForMs = now - stored.tryingSince;
  const backoff = BACKOFF_MS[queue];
  const delayMs = Math.max(performed.afterMs, backoff[Math.min(stored.attempts, backoff.length) - 1] ?? 0);
  const giveUp = tryingForMs > GIVE_UP_AFTER_MS;
  const goesOn = !giveUp && !held.once;
  const next: EffectJob = { effect: id, kind, group: turnOf(id), startAt: now + delayMs };
  const alongside = async (tx: StoreTransaction): Promise<void> => {
    if (giveUp) await tx.fail(id, now, performed.reason);
    else await tx.late(id, performed.reason);
    if (goesOn) await options.jobs.enqueue(tx.sql, [next]);
    await held.complete(tx.sql);
  };
  const tellNow = giveUp || tryingForMs + delayMs >= TELL_AFTER_MS[queue];
  if (tellNow)
    await tell(options, incident.id, trouble(settling, options, giveUp ? "failed" : "retrying"), alongside);
  else await options.store.transaction(alongside);
  if (goesOn) options.jobs.wake([next]);
}

const NOTHING_WRONG = { reason: "", cure: "", whom: [] } as const;

function trouble(
  { stored, incident, performed }: Settling,
  options: WorkerOptions,
  state: "retrying" | "failed",
): IncidentCommand {
  const told = performed.kind === "retry" || performed.kind === "failed" ? performed : NOTHING_WRONG;
  return {
    type: "record-trouble",
    effect: stored.effect.id,
    kind: stored.effect.kind,
    what: what(stored.effect, options.profiles.of(incident.profileHash), options.outside.views, told.whom),
    trouble: { reason: told.reason, cure: told.cure },
    state,
  };
}

async function tell(
  options: WorkerOptions,
  incident: IncidentId,
  command: IncidentCommand,
  alongside: (tx: StoreTransaction) => Promise<void>,
): Promise<void> {
  await options.engine.dispatchWith(
    { command, by: { kind: "tocsin" }, incident: { kind: "id", id: incident }, key: null },
    alongside,
  );
}

/** A message holds its channel's turn for `paceMs` more, so its job ends with the worker, not with the receipt. */
async function endJob(options: WorkerOptions, held: Held, tx: StoreTransaction): Promise<void> {
  if (held.group === null || options.paceMs === 0) await held.complete(tx.sql);
}

function posts(effect: Effect): boolean {
  return (
    effect.kind === "post" ||
    effect.kind === "post-card" ||
    effect.kind === "announce" ||
    effect.kind === "show-postmortem" ||
    isLevel(effect)
  );
}

function isLevel(effect: Effect): boolean {
  return (
    effect.kind === "refresh-card" || effect.kind === "refresh-announcement" || effect.kind === "set-topic"
  );
}
