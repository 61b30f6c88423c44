import type { Deployment, DeploymentId } from "../domain/deployment/deployment.ts";
import type { DeploymentEffect } from "../domain/deployment/effect.ts";
import type { RecordedDeploymentEvent } from "../domain/deployment/event.ts";
import type { GoodVersion } from "../domain/deployment/way-back.ts";
import type { DeliveryKey, EffectId, IncidentId, Instant, SlackUserId } from "../domain/ids.ts";
import type { BackupRecord } from "../domain/recovery/backups.ts";
import type { SqlExecutor } from "./store.ts";
import type { Troubled } from "./suspects.ts";

/** What the engine asks of the database about deployments. `src/store` fulfils it, on a server and on PGlite alike. */

export type DeploymentRef =
  | { readonly kind: "new" }
  | { readonly kind: "id"; readonly id: DeploymentId }
  | { readonly kind: "number"; readonly number: number };

/** Everything that one commit writes about one deployment. */
export type DeploymentChanges = {
  readonly deployment: Deployment;
  readonly dueAt: Instant | null;
  readonly events: readonly RecordedDeploymentEvent[];
  readonly effects: readonly DeploymentEffect[];
  readonly at: Instant;
};

export type LedgerEntry = {
  readonly step: string;
  readonly backup: string;
  readonly what: "taken" | "verified" | "tested";
  readonly at: Instant;
  readonly tookMs: number;
};

export type Hold = {
  readonly id: string;
  readonly kind: "lock" | "freeze";
  /** Null of a freeze for all. */
  readonly service: string | null;
  readonly environment: string | null;
  readonly by: SlackUserId;
  readonly why: string;
  readonly since: Instant;
  readonly until: Instant | null;
  readonly naggedAt: Instant | null;
};

/** An open incident of a service, drills not counted. */
export type OpenIncident = {
  readonly id: IncidentId;
  readonly number: number;
  readonly rank: number;
  readonly private: boolean;
  readonly declaredAt: Instant;
};

export interface DeploymentTransaction {
  readonly sql: SqlExecutor;
  /** Takes the lock that every proposal holds until its commit, and answers the next number. */
  nextNumber(): Promise<number>;
  takeNumber(number: number): Promise<void>;
  /** Locks the places in one order for everybody, and answers who holds each. */
  lockPlaces(places: readonly string[]): Promise<ReadonlyMap<string, DeploymentId | null>>;
  /** Without a lock: only what never changes of it may be relied on. */
  find(ref: Exclude<DeploymentRef, { kind: "new" }>): Promise<Deployment | null>;
  lockDeployment(id: DeploymentId): Promise<Deployment | null>;
  /** What was delivered before under this key; null when nothing was. */
  delivered(key: DeliveryKey): Promise<{ readonly deployment: Deployment | null } | null>;
  /** Those of one of the places that have not ended, oldest first. */
  openAt(places: readonly string[]): Promise<readonly Deployment[]>;
  good(ask: GoodAsk): Promise<readonly GoodVersion[]>;
  holds(at: Instant): Promise<readonly Hold[]>;
  /** The newest deploy or rollback there that was proposed later than this number and cleared, whatever became of it. */
  newerCleared(place: {
    readonly service: string;
    readonly environment: string;
    readonly after: number;
  }): Promise<{ readonly id: DeploymentId; readonly number: number; readonly clearedAt: Instant } | null>;
  /** The newest that ran there, whatever became of it. */
  lastRun(place: {
    readonly service: string;
    readonly environment: string;
  }): Promise<{ readonly sha: string | null } | null>;
  incidentsOf(service: string): Promise<readonly OpenIncident[]>;
  write(changes: DeploymentChanges): Promise<void>;
  /** When it is due next although nothing of it changed. */
  reschedule(deployment: Pick<Deployment, "id" | "version">, dueAt: Instant | null): Promise<void>;
  /** Gives the places to a deployment. Throws `PlaceTaken` when one of them is another's. */
  take(places: readonly string[], id: DeploymentId): Promise<void>;
  leave(id: DeploymentId): Promise<void>;
  addToLedger(id: DeploymentId, entry: LedgerEntry): Promise<void>;
  noteDelivery(key: DeliveryKey, at: Instant, id: DeploymentId | null): Promise<void>;
  settle(effect: EffectId, at: Instant): Promise<void>;
  dismiss(effect: EffectId, at: Instant, why: string): Promise<void>;
  fail(effect: EffectId, at: Instant, reason: string): Promise<void>;
  late(effect: EffectId, reason: string): Promise<void>;
  /** Certainly nothing was done by the try that was begun: the next one is the first. */
  untried(effect: EffectId, reason: string): Promise<void>;
  /** False when it goes on by itself, or is done. */
  reopen(effect: EffectId): Promise<boolean>;
  profileBody(hash: string): Promise<string | null>;
}

/** Two that were cleared at once: the rules decide again. */
export class PlaceTaken extends Error {
  override readonly name = "PlaceTaken";
}

/** Versions that were verified there, newest first. */
export type GoodAsk = {
  readonly service: string;
  readonly environment: string;
  /** A commit, its beginning, a ref or a number; null for all. */
  readonly named: string | null;
  readonly limit: number;
};

export type BegunDeploymentEffect =
  | {
      readonly kind: "begun";
      readonly effect: DeploymentEffect;
      readonly deployment: Deployment;
      readonly attempts: number;
      readonly requestedAt: Instant;
      readonly firstTriedAt: Instant;
    }
  | { readonly kind: "settled" }
  | { readonly kind: "busy" };

export interface DeploymentQueries {
  byNumber(number: number): Promise<Deployment | null>;
  byId(id: DeploymentId): Promise<Deployment | null>;
  /** Newest first; null for every service or environment. */
  history(ask: {
    readonly service: string | null;
    readonly environment: string | null;
    readonly limit: number;
  }): Promise<readonly Deployment[]>;
  /** Not ended, oldest first. */
  open(): Promise<readonly Deployment[]>;
  good(ask: GoodAsk): Promise<readonly GoodVersion[]>;
  holds(at: Instant): Promise<readonly Hold[]>;
  incidentsOf(service: string): Promise<readonly OpenIncident[]>;
  timeline(id: DeploymentId): Promise<readonly RecordedDeploymentEvent[]>;
  backups(names: readonly string[]): Promise<readonly BackupRecord[]>;
  /** How long the latest successful ones of that kind took, in milliseconds, newest first; at most ten. */
  durations(ask: {
    readonly kind: string;
    readonly service: string;
    readonly environment: string;
    readonly subject: string | null;
  }): Promise<readonly number[]>;
}

export interface DeploymentStore extends DeploymentQueries {
  transaction<T>(work: (tx: DeploymentTransaction) => Promise<T>): Promise<T>;
  beginAttempt(ask: {
    readonly effect: EffectId;
    readonly at: Instant;
    readonly takesOver: boolean;
  }): Promise<BegunDeploymentEffect>;
  due(
    at: Instant,
    limit: number,
  ): Promise<{ readonly due: readonly DeploymentId[]; readonly nextAt: Instant | null }>;
  /** The newest deploy or rollback there that was proposed later than this number and cleared, whatever became of it. */
  newerCleared: DeploymentTransaction["newerCleared"];
  troubled(span: { readonly from: Instant; readonly to: Instant }): Promise<readonly Troubled[]>;
  /** Those that wait at a gate or in the queue, and those whose effects are watched. */
  live(): Promise<readonly Deployment[]>;
  /** When the first profile was stored: how long the ledger can know of anything. */
  firstProfileAt(): Promise<Instant>;
  /** Deployments with a run that is under way or being looked for. */
  followed(): Promise<readonly Deployment[]>;
  byRun(repository: string, runId: string): Promise<Deployment | null>;
  unsettled(): Promise<number>;
  profileBody(hash: string): Promise<string | null>;
}
