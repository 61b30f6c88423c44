import { randomUUID } from "node:crypto";
import type { Deployment } from "./domain/deployment/deployment.ts";
import { createBackupWatch } from "./engine/backup-watch.ts";
import type { CodeHost } from "./engine/code-host.ts";
import { createDeploymentCards } from "./engine/deployment-cards.ts";
import { createDeploymentClock } from "./engine/deployment-clock.ts";
import { createDeploymentDesk } from "./engine/deployment-desk.ts";
import { createDeploymentEngine, type DeploymentEngine } from "./engine/deployment-dispatch.ts";
import { lookAgainAll, towardsNeighbours } from "./engine/deployment-neighbours.ts";
import type { DeploymentOutside } from "./engine/deployment-perform.ts";
import type { DeploymentDesk, DeploymentViews } from "./engine/deployment-ports.ts";
import type { Hold } from "./engine/deployment-store.ts";
import { whatOf } from "./engine/deployment-what.ts";
import { createDeploymentWorker } from "./engine/deployment-worker.ts";
import type { Profiles } from "./engine/dispatch.ts";
import { createHolds } from "./engine/holds.ts";
import { createLease } from "./engine/lease.ts";
import type { Gauges, Probe } from "./engine/measuring.ts";
import type { Chat, Clock, Dispatcher, People } from "./engine/ports.ts";
import type { Handler, Jobs } from "./engine/queue.ts";
import { createRunFollower, type RunFollower } from "./engine/run-follower.ts";
import { createSuspects } from "./engine/suspects.ts";
import { createGitHubWebhook, type GitHubWebhook } from "./handlers/github.ts";
import { readWebhook } from "./integrations/github/webhook.ts";
import type { Logger } from "./log.ts";
import type { Opened } from "./shutdown.ts";
import { createOnCallStore } from "./store/chores.ts";
import type { Database } from "./store/database.ts";
import { createDeploymentStore } from "./store/deployment-store.ts";
import { createHoldStore } from "./store/holds.ts";
import { createLeases } from "./store/leases.ts";

/** Everything that deploys: the rules' engine, its workers, the follower of runs, locks and freezes, and what people look at. */
export type DeploymentsOptions = {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly profiles: Profiles;
  readonly host: CodeHost;
  readonly chat: Pick<Chat, "post" | "update">;
  readonly probe: Probe;
  readonly gauges: Gauges;
  readonly views: DeploymentViews;
  /** Incidents, on whose timelines deployments are told. */
  readonly incidents: Dispatcher;
  readonly people: People;
  /** GitHub's webhooks are taken once each; null takes none. */
  readonly webhookSecret: string | null;
  readonly firstTime: (key: string, ttlSeconds: number) => Promise<boolean>;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  readonly log: Logger;
};

export type Deployments = {
  readonly engine: DeploymentEngine;
  readonly desk: DeploymentDesk;
  readonly work: Handler;
  readonly follower: RunFollower;
  readonly webhook: GitHubWebhook;
  /** One look at the clock: whatever is due, once. */
  look(): Promise<void>;
  /** How many effects are asked for and not done. */
  unsettled(): Promise<number>;
  start(): readonly Opened[];
};

export function createDeployments(options: DeploymentsOptions): Deployments {
  const { database, jobs, profiles, host, clock, log } = options;
  const { chat, probe, gauges, views, people, incidents } = options;
  const store = createDeploymentStore(database);
  const engine = createDeploymentEngine({ store, jobs, clock, profiles });
  const holder = database.boss.kind === "pglite" ? "only" : randomUUID();
  const lease = createLease({ store: createLeases(database.kysely), name: "runs", holder, clock });
  // Whoever lets go is not made to wait for what it lets go on, nor told of its troubles: the clock looks at those too.
  const freed = (hold: Pick<Hold, "service" | "environment">): void => {
    lookAgainAll({ store, engine }, (one) => isUnder(hold, one)).catch((err: unknown) =>
      log.warn({ err }, "what waited for a lock or a freeze was not looked at again; the clock will"),
    );
  };
  const holds = createHolds({
    store: createHoldStore(database),
    views,
    clock,
    limits: () => profiles.of(null).delivery.lockMs,
    freed,
  });
  const desk = createDeploymentDesk({ queries: store, holds, profiles, host, clock });
  const outside: DeploymentOutside = {
    ...{ host, chat, probe, gauges, views, queries: store, scene: desk.sceneOf },
    ...towardsNeighbours({ store, engine, holds, incidents, people, clock }),
  };
  const follower = createRunFollower({ store, host, dispatcher: engine, lease, clock, log });
  const suspects = createSuspects({
    store,
    incidents,
    profile: () => profiles.of(null),
    clock,
    log,
  });
  const onCall = createOnCallStore(database);
  const backups = createBackupWatch({
    records: (names) => store.backups(names),
    addErrands: (errands, at) => onCall.transaction((tx) => tx.addErrands(errands, at)),
    profile: () => profiles.of(null),
    views,
    since: () => store.firstProfileAt(),
    clock,
  });
  const cards = createDeploymentCards({
    live: () => store.live(),
    scene: desk.sceneOf,
    views,
    chat,
    profileOf: (hash) => profiles.of(hash),
    lease,
    log,
  });
  const minutely = everyMinute(clock, () => eachByItself([cards.look, suspects.look, backups.look], log));
  const beside = (): Promise<void> => eachByItself([holds.look, minutely], log);
  const timer = createDeploymentClock({ engine, store, beside, clock, log });
  return {
    engine,
    desk,
    follower,
    webhook: createGitHubWebhook({
      secret: options.webhookSecret,
      read: readWebhook,
      firstTime: options.firstTime,
      heard: ({ repository, runId }) => follower.soon(repository, runId),
      log,
    }),
    look: async () => {
      await timer.look();
      await beside();
    },
    unsettled: () => store.unsettled(),
    work: createDeploymentWorker({ engine, store, jobs, clock, profiles, outside, what: whatOf, log }),
    start: () => {
      follower.start();
      timer.start();
      return [
        { name: "deployment clock", withinMs: 100, close: async () => timer.stop() },
        {
          name: "run follower",
          withinMs: 1_000,
          close: async () => {
            follower.stop();
            await lease.release();
          },
        },
      ];
    },
  };
}

const MINUTE_MS = 60_000;

/** One that cannot be done must not keep the others from being done. */
async function eachByItself(works: readonly (() => Promise<void>)[], log: Logger): Promise<void> {
  for (const work of works)
    await work().catch((err: unknown) => log.warn({ err }, "a look at the clock was not done"));
}

function everyMinute(clock: Clock, work: () => Promise<void>): () => Promise<void> {
  let lookedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.now();
    if (now - lookedAt < MINUTE_MS && now >= lookedAt) return;
    lookedAt = now;
    await work();
  };
}

function isUnder({ service, environment }: Pick<Hold, "service" | "environment">, one: Deployment): boolean {
  return (
    (service === null || service === one.service) && (environment === null || environment === one.environment)
  );
}
