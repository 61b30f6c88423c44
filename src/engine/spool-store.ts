import type { Engine } from "./dispatch.ts";
import { type Clock, NotSaved, type Outcome, type Pager, type Result } from "./ports.ts";
import type { KeptAsk, Spooled } from "./spool-draft.ts";
import type { Store } from "./store.ts";

/** The database is back: a kept declare becomes what it was to be. Each step may have been done in an earlier life. */

export type Storing = {
  readonly engine: Pick<Engine, "dispatchWith">;
  readonly store: Pick<Store, "byId">;
  readonly pager: Pick<Pager, "withdraw">;
  readonly clock: Clock;
  /** Tells the declarer that it did not become an incident of its own; looks whether they were told before. */
  readonly tellDeclarer: (ask: KeptAsk, came: Result) => Promise<Outcome<unknown>>;
  readonly log: SpoolLog;
};

type SpoolLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** `broken`: a fault of ours that another try will not cure. */
export type Came = Result | "away" | "broken";

export async function storeSpooled({ ask, pages }: Spooled, storing: Storing): Promise<Came> {
  const { store, engine, log } = storing;
  try {
    const there = await store.byId(ask.kept.id);
    if (there !== null) return { kind: "accepted", incident: there, events: [] };
  } catch {
    return "away";
  }
  try {
    // Whichever replica carries the page out must find the one that is there, even if somebody closed it meanwhile.
    return await engine.dispatchWith(ask, (tx) => tx.triedBefore(pages, ask.kept.at));
  } catch (err) {
    if (err instanceof NotSaved) return "away";
    log.error({ err, incident: ask.kept.id }, "a kept declare cannot be stored; its file is set aside");
    return "broken";
  }
}

/** Nobody is called for what is no incident, and nobody believes it is one. False when that is to be tried again. */
export async function settleSpooled(
  { ask, pages }: Spooled,
  came: Result,
  { pager, tellDeclarer, log }: Storing,
): Promise<boolean> {
  const kept = came.incident?.pages.map(({ effect }) => effect) ?? [];
  for (const stray of pages.filter((page) => !kept.includes(page))) {
    const withdrawn = await pager.withdraw(stray);
    if (withdrawn.kind === "retry") return false;
    if (withdrawn.kind === "failed")
      log.error(
        { page: stray, reason: withdrawn.reason },
        "a page without an incident could not be withdrawn",
      );
  }
  if (came.incident?.id === ask.kept.id) return true;
  const told = await tellDeclarer(ask, came);
  if (told.kind === "failed")
    log.error(
      { incident: ask.kept.id, reason: told.reason },
      "who declared it could not be told that it is no incident",
    );
  return told.kind !== "retry";
}
