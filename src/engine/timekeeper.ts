import type { IncidentId, Instant } from "../domain/ids.ts";
import type { Away } from "../domain/incident/command.ts";
import { nextDueAt } from "../domain/incident/due.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Engine, Profiles } from "./dispatch.ts";
import { type Clock, NotSaved } from "./ports.ts";
import type { DueIncidents, Store } from "./store.ts";

/**
 * Looks at the clock. What is due is stored beside each incident by the commit that made it so; every replica looks for
 * it, and the row's lock decides who does it. So nothing has to be set, cancelled or taken over from a dead replica.
 */
export type TimekeeperOptions = {
  readonly engine: Pick<Engine, "dispatchWith">;
  readonly store: Pick<Store, "due" | "reschedule" | "lookedAt" | "profileBody">;
  readonly profiles: Profiles;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  readonly log: { error(fields: object, message: string): void; warn(fields: object, message: string): void };
};

export type Timekeeper = {
  /** Begins to look; resolves after the first look. */
  start(): Promise<void>;
  stop(): void;
};

const LOOK_EVERY_MS = 500;
/** Looks are noted so seldom: a write less often than it is worth, and still well within what counts as away. */
const NOTE_EVERY_MS = 5_000;
/** No replica for longer than this is told to the people of the incidents that had something due meanwhile. */
const AWAY_AFTER_MS = 60_000;
const MOST_AT_ONCE = 64;
/** What a fault of ours keeps from being done is tried again after so long, and what is due behind it goes first. */
const REST_MS = 30_000;

export function createTimekeeper(options: TimekeeperOptions): Timekeeper {
  const { store, clock, log } = options;
  let stopped = false;
  let notedAt = Number.NEGATIVE_INFINITY;
  let away: Away | null = null;
  const failedAt = new Map<IncidentId, Instant>();

  /** A failure in the future means that the clock was set back. */
  const rests = (id: IncidentId, now: Instant): boolean => {
    const at = failedAt.get(id);
    return at !== undefined && now >= at && now < at + REST_MS;
  };

  const note = async (now: Instant): Promise<void> => {
    if (now - notedAt < NOTE_EVERY_MS && now >= notedAt) return;
    const before = await store.lookedAt(now);
    // Also when the process stood still, or its clock was set: nobody looked meanwhile.
    if (before > 0 && now - before > AWAY_AFTER_MS) away = { from: before, to: now };
    notedAt = now;
  };

  /** Everything that is due; answers when the next is, as far as it is known. */
  const look = async (): Promise<Instant | null> => {
    for (;;) {
      const now = clock.now();
      await note(now);
      const { due, nextAt } = await store.due(now, MOST_AT_ONCE + failedAt.size);
      keepOnly(failedAt, due);
      const begun = due.filter(({ id }) => !rests(id, now)).slice(0, MOST_AT_ONCE);
      if (begun.length === 0) return nextAt;
      const came = await Promise.all(
        begun.map(({ id, dueAt }) => doDue(options, id, { away: awayAt(away, dueAt), now })),
      );
      for (const [index, { id }] of begun.entries()) {
        if (came[index] === "fault") failedAt.set(id, now);
        else failedAt.delete(id);
      }
      // What the database did not take is looked at again after a pause.
      if (stopped || came.every((one) => one === "away")) return null;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      const nextAt = await look().catch((err: unknown) => {
        log.warn({ err }, "the clock could not be looked at; it is tried again");
        return null;
      });
      if (stopped) return;
      const untilNext = nextAt === null ? LOOK_EVERY_MS : nextAt - clock.now();
      await clock.sleep(Math.min(LOOK_EVERY_MS, Math.max(untilNext, 1)));
    }
  };

  return {
    start: async () => {
      await look().catch((err: unknown) => log.warn({ err }, "the clock could not be looked at"));
      void run();
    },
    stop: () => {
      stopped = true;
    },
  };
}

/** What is due no more was done by somebody else. */
function keepOnly(failedAt: Map<IncidentId, Instant>, due: DueIncidents["due"]): void {
  const there = new Set(due.map(({ id }) => id));
  for (const id of failedAt.keys()) if (!there.has(id)) failedAt.delete(id);
}

function awayAt(away: Away | null, dueAt: Instant): Away | null {
  return away !== null && dueAt <= away.to ? away : null;
}

/** Done too when there was nothing to do any more. */
async function doDue(
  options: TimekeeperOptions,
  id: IncidentId,
  { away, now }: { readonly away: Away | null; readonly now: Instant },
): Promise<"done" | "away" | "fault"> {
  const { engine, log } = options;
  try {
    const result = await engine.dispatchWith(
      {
        command: { type: "time-due", away },
        by: { kind: "tocsin" },
        incident: { kind: "id", id },
        key: null,
      },
      async () => undefined,
    );
    if (result.kind === "quiet" && result.incident !== null) {
      // Another replica did it meanwhile, or a newer version of ours reads the state otherwise.
      const nextAt = await rescheduled(result.incident, options);
      if (nextAt !== null && nextAt <= now) throw new Error("it is due, and nothing comes of it");
    }
    return "done";
  } catch (err) {
    log.error({ err, incident: id }, "what is due of an incident could not be done; it is tried again");
    return err instanceof NotSaved ? "away" : "fault";
  }
}

async function rescheduled(
  incident: Incident,
  { store, profiles }: TimekeeperOptions,
): Promise<Instant | null> {
  try {
    await profiles.load([incident.profileHash], (hash) => store.profileBody(hash));
    const nextAt = nextDueAt(incident, profiles.of(incident.profileHash));
    await store.reschedule(incident, nextAt);
    return nextAt;
  } catch (cause) {
    throw new NotSaved(true, { cause });
  }
}
