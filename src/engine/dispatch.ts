import { randomUUID } from "node:crypto";
import type { Effect, EffectKind } from "../domain/effect.ts";
import type { EffectId, IncidentId, Instant, SlackUserId } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { Batch, repeated } from "./batch.ts";
import { cleaned } from "./clean.ts";
import { isConflict } from "./conflict.ts";
import { duplicateAsk } from "./facts.ts";
import { type Alongside, createLane, type Waiting } from "./lane.ts";
import { createPeople } from "./people.ts";
import { type Ask, type Clock, type Dispatcher, type IncidentRef, NotSaved, type Result } from "./ports.ts";
import type { EffectJob, Jobs } from "./queue.ts";
import type { Store, StoreTransaction } from "./store.ts";

/**
 * Group commit: whatever arrived while a commit was under way goes into the next one. One command alone waits for
 * nothing. State, timeline, effects and jobs are one transaction; the promise resolves after its commit.
 */

export interface Engine extends Dispatcher {
  dispatchWith(ask: Ask, alongside: Alongside): Promise<Result>;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
  /** Resolves when no person waits for an answer or just got one, at the latest after so many milliseconds. */
  quiet(mostMs: number): Promise<void>;
}

export type DispatchOptions = {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly profiles: Profiles;
  /** A guest of the workspace; nobody is one where that is not known. */
  readonly isGuest?: (user: SlackUserId) => boolean;
  /** A person is answered within this time, whatever the database does. */
  readonly answerWithinMs?: number;
};

export interface Profiles {
  /** The profile in force, or the one that governs an incident. */
  of(hash: string | null): Profile;
  /** Makes `of` know these; must be called before. `bodyOf` reads where the caller stands: inside its transaction. */
  load(hashes: readonly string[], bodyOf: (hash: string) => Promise<string | null>): Promise<void>;
}

/** People do not wait behind the receipts of what was done for others. */
type LaneName = "people" | "receipts";

export function createEngine(options: DispatchOptions): Engine {
  const people = createPeople();
  const lanes = {
    people: createLane((group) => commit(options, group)),
    receipts: createLane((group) => commit(options, group)),
  };
  function enter(
    lane: LaneName,
    ask: Ask,
    alongside: Alongside | null,
  ): { readonly entry: Waiting; readonly result: Promise<Result> } {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const entry: Waiting = { ask: { ...ask, command: cleaned(ask.command) }, alongside, resolve, reject };
    lanes[lane].enter(entry);
    return { entry, result: promise };
  }
  return {
    dispatch: (ask) => {
      const { entry, result } = enter("people", ask, null);
      // What was not begun when the person had to be answered is not done behind their back.
      const giveUp = (): NotSaved => new NotSaved(lanes.people.leave(entry));
      return people.answering(withinTime(result, options.answerWithinMs ?? 2_200, giveUp));
    },
    dispatchWith: (ask, alongside) => enter("receipts", ask, alongside).result,
    quiet: (mostMs) => people.quiet(mostMs),
    idle: async () => {
      await Promise.all([lanes.people.idle(), lanes.receipts.idle()]);
    },
  };
}

/** What was learnt, or done for others, goes behind people who wait for an answer, and is given as long as it takes. */
export function inReceipts(engine: Pick<Engine, "dispatchWith">): Dispatcher {
  return { dispatch: (ask) => engine.dispatchWith(ask, async () => undefined) };
}

/** Settles every entry of the group, whatever happens. */
async function commit(options: DispatchOptions, group: readonly Waiting[]): Promise<void> {
  try {
    const results = await runTransaction(options, group);
    group.forEach((entry, index) => {
      const result = results[index];
      if (result instanceof Error) entry.reject(result);
      else if (result !== undefined) entry.resolve(result);
    });
  } catch (error) {
    const unsure = error instanceof NotSaved && !error.certain;
    for (const entry of group) {
      // One command that cannot be stored must not take the others with it. What may be stored already is decided
      // again only where its key would find it.
      const again = (group.length > 1 || isConflict(error)) && (!unsure || entry.ask.key !== null);
      if (again) await alone(options, entry);
      else entry.reject(error instanceof NotSaved ? error : new NotSaved(true, { cause: error }));
    }
  }
}

async function alone(options: DispatchOptions, entry: Waiting): Promise<void> {
  for (const last of [false, true]) {
    try {
      const [result] = await runTransaction(options, [entry]);
      if (result instanceof Error) entry.reject(result);
      else if (result !== undefined) entry.resolve(result);
      return;
    } catch (error) {
      if (!last && isConflict(error)) continue;
      return entry.reject(error instanceof NotSaved ? error : new NotSaved(true, { cause: error }));
    }
  }
}

async function runTransaction(
  options: DispatchOptions,
  group: readonly Waiting[],
): Promise<readonly (Result | Error)[]> {
  let written = false;
  try {
    const done = await options.store.transaction(async (tx) => {
      const results = await decideAndWrite(options, tx, group);
      written = true;
      return results;
    });
    options.jobs.wake(done.jobs);
    return done.results;
  } catch (error) {
    // Everything was sent and only the commit's answer is missing: it may be stored or not.
    if (written && !isConflict(error)) throw new NotSaved(false, { cause: error });
    throw error;
  }
}

type Done = { readonly results: readonly (Result | Error)[]; readonly jobs: readonly EffectJob[] };

async function decideAndWrite(
  options: DispatchOptions,
  tx: StoreTransaction,
  group: readonly Waiting[],
): Promise<Done> {
  const at = options.clock.now();
  const { incidents, delivered, lastNumber } = await read(options, tx, group, at);
  const batch = new Batch({
    incidents,
    delivered,
    lastNumber,
    profileOf: (hash) => options.profiles.of(hash),
    isGuest: (by) => by.kind === "person" && options.isGuest?.(by.user) === true,
  });
  const results = group.map(({ ask }) => attempt(() => batch.take(ask, at, randomUUID() as IncidentId)));
  await tx.write(batch.changes());
  const jobs = batch.effects.map(({ effect }) => toJob(effect));
  await options.jobs.enqueue(tx.sql, jobs);
  for (const [index, { alongside }] of group.entries()) {
    if (alongside !== null && !(results[index] instanceof Error)) await alongside(tx);
  }
  return { results, jobs };
}

type Read = {
  readonly incidents: readonly Incident[];
  readonly delivered: ReadonlyMap<string, Result>;
  readonly lastNumber: number | null;
};

/** Numbers are locked first and read second, so that of two that declare the same one sees the other. */
async function read(
  options: DispatchOptions,
  tx: StoreTransaction,
  group: readonly Waiting[],
  at: Instant,
): Promise<Read> {
  const duplicates = group.flatMap(({ ask }) => duplicateAsk(ask, ask.kept?.at ?? at) ?? []);
  const lastNumber = duplicates.length === 0 ? null : await tx.lockNumbers();
  const keys = group.flatMap(({ ask }) => ask.key ?? []);
  const { seen, alike } = await tx.before(keys, duplicates);
  // A declare that repeats one writes to it, so that one is locked as well.
  const repeatedOnes: readonly IncidentRef[] = alike.map((id) => ({ kind: "id", id }));
  const incidents = await tx.lockIncidents([...group.map(({ ask }) => ask.incident), ...repeatedOnes]);
  await options.profiles.load(
    incidents.map((incident) => incident.profileHash),
    (hash) => tx.profileBody(hash),
  );
  const delivered = new Map<string, Result>();
  for (const { key, incident, result } of seen) {
    const known =
      result === "accepted" && incident !== null
        ? { kind: "accepted" as const, incident, events: [] }
        : { kind: "quiet" as const, incident };
    delivered.set(key, repeated(known));
  }
  return { incidents, delivered, lastNumber };
}

/** A bug in one rule fails that command alone; nothing of it is in the batch, since rules change nothing. */
function attempt(take: () => Result): Result | Error {
  try {
    return take();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function toJob(effect: Effect): EffectJob {
  if (effect.kind !== "retry")
    return { effect: effect.id, kind: effect.kind, group: groupOf(effect.id), startAt: null };
  return {
    effect: effect.effect,
    kind: kindOf(effect.effect),
    group: turnOf(effect.effect),
    once: effect.hurried,
    startAt: null,
  };
}

/** Ids are `<incident>/<version>/<kind>[/<what>]`, built by `effectIdOf` alone. */
export function kindOf(effect: EffectId): EffectKind {
  return effect.split("/")[2] as EffectKind;
}

/** Slack takes one message a second in a channel, and edits of one message are best made one after another. */
function groupOf(effect: EffectId): string | null {
  const [incident = "", , , to = ""] = effect.split("/");
  const kind = kindOf(effect);
  if (kind === "refresh-card") return `${incident}/card`;
  if (kind === "post-card" || kind === "show-postmortem") return incident;
  if (kind === "announce") return "announcements";
  if (kind === "refresh-announcement") return `${incident}/announcement`;
  if (kind !== "post") return null;
  return to === "incident-channel" ? incident : to;
}

/**
 * From its second job on an effect has a group in any case: pressing *Try again* adds a job beside the one that
 * waits, and two tries at once would not find each other's message.
 */
export function turnOf(effect: EffectId): string {
  return groupOf(effect) ?? effect;
}

async function withinTime(result: Promise<Result>, ms: number, giveUp: () => NotSaved): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(giveUp()), ms);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}
