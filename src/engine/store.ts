import type { Effect, EffectKind } from "../domain/effect.ts";
import type {
  DeliveryKey,
  EffectId,
  IncidentId,
  Instant,
  SlackChannelId,
  SlackUserId,
} from "../domain/ids.ts";
import type { RecordedEvent } from "../domain/incident/event.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { IncidentRef, Queries, Result } from "./ports.ts";

/** What the engine asks of the database. `src/store` fulfils it, on a server and on PGlite alike. */

/** One statement on the connection of a transaction; pg-boss enqueues through it. */
export interface SqlExecutor {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

export type DuplicateAsk = {
  readonly titleKey: string;
  readonly channel: SlackChannelId | null;
  readonly private: boolean;
  readonly by: SlackUserId | null;
  /** Only incidents declared after this repeat by title. */
  readonly since: Instant;
};

/** An effect as stored, with what has become of it. */
export type StoredEffect = {
  readonly effect: Effect;
  readonly incident: IncidentId;
  readonly state: "requested" | "sent" | "accepted" | "failed" | "waived";
  readonly attempts: number;
  readonly requestedAt: Instant;
  /** The very first try: messages of any earlier try are looked for since then. */
  readonly firstTriedAt: Instant | null;
  /** The first try since it was asked for, or asked for again by a person. */
  readonly tryingSince: Instant;
  readonly reason: string | null;
};

/** Everything one commit writes, sent as one statement. */
export type Changes = {
  readonly incidents: readonly {
    readonly incident: Incident;
    readonly titleKey: string;
    /** When something of it is due by the clock; null when nothing is. */
    readonly dueAt: Instant | null;
  }[];
  readonly timeline: readonly RecordedEvent[];
  readonly effects: readonly {
    readonly effect: Effect;
    readonly incident: IncidentId;
    readonly version: number;
    readonly at: Instant;
  }[];
  readonly deliveries: readonly {
    readonly key: DeliveryKey;
    readonly at: Instant;
    readonly incident: IncidentId | null;
    readonly result: Result["kind"];
  }[];
  /** Effects put back in the queue by a person: back to `requested`. */
  readonly retried: readonly EffectId[];
  readonly waived: readonly EffectId[];
  /** The last incident number given, when one was. */
  readonly lastNumber: number | null;
};

/** What came of a request that was delivered before. */
export type Delivered = {
  readonly key: DeliveryKey;
  readonly incident: Incident | null;
  readonly result: Result["kind"];
};

/** Level-triggered effects of one kind, and the version of the incident that was shown. */
export type Shown = { readonly incident: IncidentId; readonly kind: EffectKind; readonly version: number };

export interface StoreTransaction {
  readonly sql: SqlExecutor;
  /** Takes the lock every declare holds until its commit, and answers the last number given. */
  lockNumbers(): Promise<number>;
  /** Rows locked until the commit, in one order for everybody, so that batches cannot deadlock. */
  lockIncidents(refs: readonly IncidentRef[]): Promise<readonly Incident[]>;
  /** What was delivered before under these keys, and the open incidents that one of these declares may repeat. */
  before(
    keys: readonly DeliveryKey[],
    asks: readonly DuplicateAsk[],
  ): Promise<{ readonly seen: readonly Delivered[]; readonly alike: readonly IncidentId[] }>;
  profileBody(hash: string): Promise<string | null>;
  write(changes: Changes): Promise<void>;
  settle(effect: EffectId, at: Instant, receipt: unknown): Promise<void>;
  /** As in `Store`. */
  settleShown(shown: Shown, at: Instant): Promise<boolean>;
  /** Not done and not to be done: the world has moved on. */
  dismiss(effect: EffectId, at: Instant, why: string): Promise<void>;
  fail(effect: EffectId, at: Instant, reason: string): Promise<void>;
  /** Back to requested: it is to be done once more. */
  reopen(effect: EffectId): Promise<void>;
  late(effect: EffectId, reason: string): Promise<void>;
  /** These may have been done before they were stored: their first try looks for them. */
  triedBefore(effects: readonly EffectId[], at: Instant): Promise<void>;
}

export type Beginning = {
  readonly effect: EffectId;
  readonly at: Instant;
  /** The worker that held the job before is gone; what it began is taken over. */
  readonly takesOver: boolean;
};

/** `settled`: there is nothing left to do. `busy`: another job is at it right now. */
export type Begun =
  | { readonly kind: "begun"; readonly stored: StoredEffect; readonly incident: Incident }
  | { readonly kind: "settled" }
  | { readonly kind: "busy" };

export type DueIncidents = {
  readonly due: readonly { readonly id: IncidentId; readonly dueAt: Instant }[];
  readonly nextAt: Instant | null;
};

/** The other page that was sent because nothing showed that the first one called anybody. */
export type SecondWay = { readonly effect: EffectId; readonly state: StoredEffect["state"] };

export interface Store extends Queries {
  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T>;
  byId(id: IncidentId): Promise<Incident | null>;
  /** Counts a try and stores that it begins, before the call is made. */
  beginAttempt(beginning: Beginning): Promise<Begun>;
  /** One effect done, of which the incident keeps nothing. */
  settle(effect: EffectId, at: Instant, receipt: unknown): Promise<void>;
  dismiss(effect: EffectId, at: Instant, why: string): Promise<void>;
  /** Settles the level-triggered effects that this version shows; false when a newer one was shown meanwhile. */
  settleShown(shown: Shown, at: Instant): Promise<boolean>;
  /** Incidents of which something is due, longest overdue first, and the earliest that is due after that. */
  due(at: Instant, limit: number): Promise<DueIncidents>;
  /** Says when an incident is due that was due, and of which nothing was to be done; only if it did not change since. */
  reschedule(incident: Pick<Incident, "id" | "version">, dueAt: Instant | null): Promise<void>;
  /** Notes that the clock was looked at, and answers when it was before; 0 for never. */
  lookedAt(at: Instant): Promise<Instant>;
  /** Null when the page went out one way only. */
  secondWay(incident: IncidentId, page: EffectId): Promise<SecondWay | null>;
  /** Effects asked for and neither accepted, refused nor given up. */
  unsettled(): Promise<number>;
  saveProfile(hash: string, body: string, at: Instant): Promise<void>;
  profileBody(hash: string): Promise<string | null>;
  /** Forgets delivery keys older than `before`. */
  forgetDeliveries(before: Instant): Promise<void>;
  /** Answers, or rejects when the database does not. */
  ping(): Promise<void>;
}
