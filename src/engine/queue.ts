import type { PGlite } from "@electric-sql/pglite";
import { fromPglite, type Job, type JobInsert, PgBoss } from "pg-boss";
import type { EffectKind } from "../domain/effect.ts";
import type { EffectId, Instant } from "../domain/ids.ts";
import type { SqlExecutor } from "./store.ts";

/** Durable jobs, enqueued in the transaction that decided them. The only file that knows pg-boss. */

export type EffectJob = {
  readonly effect: EffectId;
  /** `deployment` for every effect of a deployment. */
  readonly kind: EffectKind | "deployment";
  /** Jobs of one group run one after another, over all replicas: the messages of one channel. */
  readonly group: string | null;
  /** One try more of what goes on by itself: it starts no row of tries of its own. */
  readonly once?: boolean;
  /** Not before; null runs at once. */
  readonly startAt: Instant | null;
};

export interface Jobs {
  enqueue(sql: SqlExecutor, jobs: readonly EffectJob[]): Promise<void>;
  /**
   * To be called once they are committed: wakes as many idle workers of this process as there is work for, now or
   * when it is due. Only haste depends on it; what nobody is woken for is found by polling.
   */
  wake(jobs: readonly EffectJob[]): void;
}

/** A job in a worker's hands; `complete` commits with the caller's own writes and is fenced to this attempt. */
export type Held = {
  readonly effect: EffectId;
  /** As in `EffectJob`. */
  readonly once: boolean;
  /** Another worker had this job and lost it. */
  readonly takesOver: boolean;
  readonly group: string | null;
  complete(sql: SqlExecutor): Promise<void>;
};

export type Handler = (held: Held) => Promise<void>;

export interface Queue extends Jobs {
  /** Starts the workers; a handler that throws gives the job back to be tried again. */
  work(handlers: { readonly incidents: Handler; readonly deployments: Handler }): Promise<void>;
  /** Finishes what is held, then stops. */
  stop(): Promise<void>;
  /** Jobs whose worker gave up again and again; empty when all is well. */
  deadJobs(): Promise<number>;
}

export type QueueOptions = {
  readonly database:
    | { readonly kind: "server"; readonly connectionString: string }
    | { readonly kind: "pglite"; readonly pglite: PGlite };
  readonly onError: (error: Error) => void;
  /** pg-boss's own test clock. */
  readonly clock?: NonNullable<
    ConstructorParameters<typeof PgBoss>[0] extends string ? never : { now(): number }
  >;
  readonly workers?: { readonly page: number; readonly send: number; readonly deploy: number };
};

type QueueName = "page" | "send" | "deploy";
const QUEUES: readonly QueueName[] = ["page", "send", "deploy"];
type Payload = { readonly effect: EffectId; readonly once?: boolean };

/** Pages have a queue and workers of their own, so that they never wait for Slack; nor does either wait for GitHub. */
export function queueOf(kind: EffectKind): "page" | "send" {
  return kind === "page" || kind === "acknowledge-page" || kind === "resolve-page" ? "page" : "send";
}

function nameOf(kind: EffectJob["kind"]): QueueName {
  return kind === "deployment" ? "deploy" : queueOf(kind);
}

/** What wakes people overtakes what is done for those who are awake: hundreds of pages may be ended at once. */
function isUrgent(kind: EffectJob["kind"]): boolean {
  return kind === "page" || kind === "summon";
}

const CRASH_RETRIES = 20;
const DEAD = "dead";
/** A dead worker's job is taken over within this many seconds plus one monitor pass. */
const HEARTBEAT_SECONDS = 10;
/** Whoever was not heard of for so long must take it that another worker has the job. */
export const TAKEN_OVER_AFTER_MS = HEARTBEAT_SECONDS * 1_000;
/**
 * Longer than any try may take: a hundred people are told one after another, each call with a time limit of its own.
 * After it a second worker would begin beside the first.
 */
const LONGEST_TRY_SECONDS = 600;
const POLL_SECONDS = 0.5;
const HOW = {
  deadLetter: DEAD,
  retryLimit: CRASH_RETRIES,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: LONGEST_TRY_SECONDS,
  deleteAfterSeconds: 3_600,
};
/** The others mostly sleep until they are woken; this is for when the polling one hangs in a call. */
const IDLE_POLL_SECONDS = 3;

export async function createQueue(options: QueueOptions): Promise<Queue> {
  const boss = new PgBoss({
    ...(options.database.kind === "server"
      ? {
          connectionString: options.database.connectionString,
          max: 4,
          application_name: "tocsin-queue",
          query_timeout: 8_000,
          keepAlive: true,
        }
      : { db: fromPglite(options.database.pglite), backend: "pglite" as const }),
    ...(options.clock === undefined ? {} : { clock: options.clock as never }),
    schedule: false,
    monitorIntervalSeconds: 3,
    superviseIntervalSeconds: 3,
  });
  boss.on("error", options.onError);
  await boss.start();
  await boss.createQueue(DEAD);
  for (const name of QUEUES) {
    await boss.createQueue(name, { policy: "standard", ...HOW });
    // One that an earlier version made keeps that version's limits otherwise.
    await boss.updateQueue(name, HOW);
  }
  // The embedded database has one process, so what is still `active` belongs to one that died.
  if (options.database.kind === "pglite") await giveBack(boss);
  // Touches every queue once: pg-boss must not look one up for the first time inside a transaction on PGlite.
  for (const name of [DEAD, ...QUEUES]) await boss.insert(name, []);
  // What was given up after many failures gets another chance with every start; `/readyz` tells how much there is.
  await boss.redrive(DEAD);
  const workers = options.workers ?? { page: 4, send: 8, deploy: 3 };
  const crews = {
    page: createCrew(boss, "page", workers.page),
    send: createCrew(boss, "send", workers.send),
    deploy: createCrew(boss, "deploy", workers.deploy),
  };
  const now = options.clock === undefined ? () => Date.now() : options.clock.now.bind(options.clock);
  return {
    enqueue: (sql, jobs) => enqueue(boss, sql, jobs),
    wake: (jobs) => {
      for (const { kind, startAt } of jobs) {
        const crew = crews[nameOf(kind)];
        if (startAt === null) crew.wakeOne();
        // A little late rather than early: the database judges what is due.
        else setTimeout(() => crew.wakeOne(), startAt - now() + 10).unref();
      }
    },
    work: async ({ incidents, deployments }) => {
      await crews.page.start(incidents);
      await crews.send.start(incidents);
      await crews.deploy.start(deployments);
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000, close: options.database.kind === "server" }),
    deadJobs: async () => (await boss.findJobs(DEAD, { queued: true })).length,
  };
}

async function giveBack(boss: PgBoss): Promise<void> {
  for (const name of QUEUES) {
    const held = (await boss.findJobs(name)).filter((job) => job.state === "active");
    if (held.length > 0)
      await boss.fail(
        name,
        held.map((job) => ({ id: job.id, retryCount: job.retryCount })),
        { message: "the process that held it ended" },
      );
  }
}

async function enqueue(boss: PgBoss, sql: SqlExecutor, jobs: readonly EffectJob[]): Promise<void> {
  for (const name of QUEUES) {
    const rows = jobs.filter((job) => nameOf(job.kind) === name).map(toInsert);
    if (rows.length > 0) await boss.insert(name, rows, { db: sql });
  }
}

function toInsert(job: EffectJob): JobInsert<Payload> {
  return {
    data: { effect: job.effect, ...(job.once === true ? { once: true } : {}) },
    ...(job.group === null ? {} : { group: { id: job.group } }),
    ...(isUrgent(job.kind) ? { priority: 1 } : {}),
    ...(job.startAt === null ? {} : { startAfter: new Date(job.startAt) }),
  };
}

type Crew = { start(handler: Handler): Promise<void>; wakeOne(): void };

/**
 * pg-boss fetches once per poll, and waking every worker for every job costs more than the jobs. So one worker
 * polls often, an idle one is woken for each job, and each asks again at once after a job until there is none.
 */
function createCrew(boss: PgBoss, name: QueueName, count: number): Crew {
  const idle = new Set<string>();
  async function add(index: number, handler: Handler): Promise<void> {
    const seconds = index === 0 ? POLL_SECONDS : IDLE_POLL_SECONDS;
    let own: string | null = null;
    const id = await boss.work<Payload>(
      name,
      { pollingIntervalSeconds: seconds, groupConcurrency: 1 },
      async ([job]) => {
        if (job === undefined) return;
        if (own !== null) idle.delete(own);
        try {
          await handler(hold(boss, name, job));
        } finally {
          if (own !== null) {
            idle.add(own);
            boss.notifyWorker(own);
          }
        }
      },
    );
    own = id;
    idle.add(id);
  }
  return {
    start: async (handler) => {
      for (let index = 0; index < count; index += 1) await add(index, handler);
    },
    wakeOne: () => {
      const [first] = idle;
      if (first === undefined) return;
      // To the end of the row, so that the next job wakes another one.
      idle.delete(first);
      idle.add(first);
      boss.notifyWorker(first);
    },
  };
}

function hold(boss: PgBoss, name: QueueName, job: Job<Payload>): Held {
  return {
    effect: job.data.effect,
    once: job.data.once === true,
    takesOver: job.retryCount > 0,
    group: job.groupId ?? null,
    complete: async (sql) => {
      await boss.complete(name, { id: job.id, retryCount: job.retryCount }, null, { db: sql });
    },
  };
}
