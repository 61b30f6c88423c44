import { randomUUID } from "node:crypto";
import type { Effect, EffectKind } from "../domain/effect.ts";
import type { EffectId, IncidentId } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import { Batch, repeated } from "./batch.ts";
import { duplicateAsk } from "./facts.ts";
import { createPeople } from "./people.ts";
import { type Ask, type Clock, type Dispatcher, NotSaved, type Result } from "./ports.ts";
import type { EffectJob, Jobs } from "./queue.ts";
import type { Store, StoreTransaction } from "./store.ts";

/**
 * Group commit: whatever arrived while a commit was under way goes into the next one. One command alone waits for
 * nothing. State, timeline, effects and jobs are one transaction; the promise resolves after its commit.
 */

/** Written in the same transaction as what the command decided: a worker's receipt and the end of its job. */
type Alongside = (tx: StoreTransaction) => Promise<void>;

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
  /** Commits under way at once: two on a server, one on PGlite. */
  readonly commits: number;
  /** A person is answered within this time, whatever the database does. */
  readonly answerWithinMs?: number;
};

export interface Profiles {
  /** The profile in force, or the one that governs an incident. */
  of(hash: string | null): Profile;
  /** Makes `of` know these; must be called before. */
  load(hashes: readonly string[]): Promise<void>;
}

type Waiting = {
  ask: Ask;
  alongside: Alongside | null;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

const MOST_PER_COMMIT = 64;

export function createEngine(options: DispatchOptions): Engine {
  const waiting: Waiting[] = [];
  let underWay = 0;
  let idlers: (() => void)[] = [];
  const people = createPeople();

  function pump(): void {
    while (underWay < options.commits && waiting.length > 0) {
      underWay += 1;
      void commit(waiting.splice(0, MOST_PER_COMMIT)).finally(() => {
        underWay -= 1;
        pump();
        if (underWay === 0 && waiting.length === 0) {
          for (const done of idlers) done();
          idlers = [];
        }
      });
    }
  }

  async function commit(group: Waiting[]): Promise<void> {
    try {
      const results = await runTransaction(options, group);
      group.forEach((entry, index) => {
        const result = results[index];
        if (result instanceof Error) entry.reject(result);
        else if (result !== undefined) entry.resolve(result);
      });
    } catch (error) {
      if (group.length > 1) await alone(group);
      else if (isConflict(error)) await alone(group, true);
      else
        for (const entry of group)
          entry.reject(error instanceof NotSaved ? error : new NotSaved(true, { cause: error }));
    }
  }

  /** One command that cannot be stored must not take the others of its commit with it. */
  async function alone(group: readonly Waiting[], last = false): Promise<void> {
    for (const entry of group) {
      try {
        const [result] = await runTransaction(options, [entry]);
        if (result instanceof Error) entry.reject(result);
        else if (result !== undefined) entry.resolve(result);
      } catch (error) {
        if (!last && isConflict(error)) await alone([entry], true);
        else entry.reject(error instanceof NotSaved ? error : new NotSaved(true, { cause: error }));
      }
    }
  }

  function enter(ask: Ask, alongside: Alongside | null): Promise<Result> {
    return new Promise((resolve, reject) => {
      waiting.push({ ask, alongside, resolve, reject });
      pump();
    });
  }

  return {
    dispatch: (ask) => people.answering(withinTime(enter(ask, null), options.answerWithinMs ?? 2_200)),
    quiet: (mostMs) => people.quiet(mostMs),
    dispatchWith: enter,
    idle: () =>
      underWay === 0 && waiting.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => idlers.push(resolve)),
  };
}

async function runTransaction(
  options: DispatchOptions,
  group: readonly Waiting[],
): Promise<(Result | Error)[]> {
  let written = false;
  try {
    return await options.store.transaction(async (tx) => {
      const results = await decideAndWrite(options, tx, group);
      written = true;
      return results;
    });
  } catch (error) {
    // Everything was sent and only the commit's answer is missing: it may be stored or not.
    if (written && !isConflict(error)) throw new NotSaved(false, { cause: error });
    throw error;
  }
}

async function decideAndWrite(
  options: DispatchOptions,
  tx: StoreTransaction,
  group: readonly Waiting[],
): Promise<(Result | Error)[]> {
  const at = options.clock.now();
  const keys = group.flatMap(({ ask }) => ask.key ?? []);
  const seen = await tx.deliveries(keys);
  const duplicates = group.flatMap(({ ask }) => duplicateAsk(ask, at) ?? []);
  const lastNumber = duplicates.length === 0 ? null : await tx.lockNumbers();
  const locked = await tx.lockIncidents(group.map(({ ask }) => ask.incident));
  const alike = await tx.openLike(duplicates);
  // A declare that repeats one writes to it, so that one is locked as well.
  const more = alike.filter(({ incident }) => !locked.some((other) => other.id === incident.id));
  const repeatedOnes =
    more.length === 0
      ? []
      : await tx.lockIncidents(more.map(({ incident }) => ({ kind: "id", id: incident.id })));
  const incidents = [...locked, ...repeatedOnes];
  await options.profiles.load(incidents.map((incident) => incident.profileHash));
  const delivered = new Map<string, Result>();
  for (const [key, { incident, result }] of seen) {
    const known =
      result === "accepted" && incident !== null
        ? { kind: "accepted" as const, incident, events: [] }
        : { kind: "quiet" as const, incident };
    delivered.set(key, repeated(known));
  }
  const batch = new Batch({
    incidents,
    delivered,
    lastNumber,
    profileOf: (hash) => options.profiles.of(hash),
  });
  const results = group.map(({ ask }) => attempt(() => batch.take(ask, at, randomUUID() as IncidentId)));
  await tx.write(batch.changes());
  if (lastNumber !== null && batch.lastNumber !== null && batch.lastNumber !== lastNumber)
    await tx.takeNumbers(batch.lastNumber);
  await options.jobs.enqueue(
    tx.sql,
    batch.effects.map(({ effect }) => toJob(effect)),
  );
  for (const [index, { alongside }] of group.entries()) {
    if (alongside !== null && !(results[index] instanceof Error)) await alongside(tx);
  }
  return results;
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
  return { effect: effect.effect, kind: kindOf(effect.effect), group: turnOf(effect.effect), startAt: null };
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

const UNIQUE_VIOLATION = "23505";
const SERIALIZATION = ["40001", "40P01"];

/** Another commit stored the same thing first; deciding again finds it. */
function isConflict(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && (code === UNIQUE_VIOLATION || SERIALIZATION.includes(code));
}

async function withinTime(result: Promise<Result>, ms: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new NotSaved(false, { cause: new Error(`no commit within ${ms} ms`) })),
      ms,
    );
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}
