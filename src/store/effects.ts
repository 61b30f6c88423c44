import { type Kysely, sql } from "kysely";
import type { EffectId, IncidentId, Instant } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Beginning, Begun, SecondWay, Shown, StoredEffect } from "../engine/store.ts";
import type { Tables } from "./tables.ts";

/** A try may take so long before another job is given its work; as long as the queue leaves a job to its worker. */
const BUSY_MS = 600_000;

/**
 * Stored before the call is made: whoever finds it `sent` after a crash knows that the call may have happened. One
 * try at a time: of two jobs of one effect the second is told that it is busy, since neither would find the other's
 * message. A job that its worker lost takes over at once.
 */
export async function beginAttempt(
  db: Kysely<Tables>,
  { effect: id, at, takesOver }: Beginning,
): Promise<Begun> {
  const { rows } = await sql<EffectRow & { incident: Incident }>`
    with begun as (
      update effects set state = 'sent', attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, ${at}),
        trying_since = coalesce(trying_since, ${at}), busy_until = ${at + BUSY_MS}
      where id = ${id} and state in ('requested', 'sent') and (${takesOver} or busy_until is null or busy_until <= ${at})
      returning *
    )
    select begun.*, incidents.state as incident from begun join incidents on incidents.id = begun.incident_id
  `.execute(db);
  const [row] = rows;
  if (row !== undefined) return { kind: "begun", stored: stored(row), incident: row.incident };
  const open = await db
    .selectFrom("effects")
    .select("id")
    .where("id", "=", id)
    .where("state", "in", ["requested", "sent"])
    .executeTakeFirst();
  return { kind: open === undefined ? "settled" : "busy" };
}

export async function settle(
  trx: Kysely<Tables>,
  id: EffectId,
  at: Instant,
  receipt: unknown,
): Promise<void> {
  await trx
    .updateTable("effects")
    .set({ state: "accepted", settled_at: at, reason: null, receipt: JSON.stringify(receipt) })
    .where("id", "=", id)
    .where("state", "<>", "accepted")
    .execute();
}

/** What shows the state is settled for this version and all older ones, unless a newer was shown meanwhile. */
export async function settleShown(
  db: Kysely<Tables>,
  { incident, kind, version }: Shown,
  at: Instant,
): Promise<boolean> {
  const { rows } = await sql`
    update effects set state = 'accepted', settled_at = ${at}, reason = null
    where incident_id = ${incident} and kind = ${kind} and version <= ${version} and state in ('requested', 'sent')
      and not exists (
        select from effects as newer
        where newer.incident_id = ${incident} and newer.kind = ${kind} and newer.version > ${version} and newer.state = 'accepted'
      )
    returning id
  `.execute(db);
  return rows.length > 0;
}

export async function dismiss(trx: Kysely<Tables>, id: EffectId, at: Instant, why: string): Promise<void> {
  await trx
    .updateTable("effects")
    .set({ state: "waived", settled_at: at, reason: why })
    .where("id", "=", id)
    .where("state", "=", "sent")
    .execute();
}

export async function fail(trx: Kysely<Tables>, id: EffectId, at: Instant, reason: string): Promise<void> {
  await trx
    .updateTable("effects")
    .set({ state: "failed", settled_at: at, reason, busy_until: null })
    .where("id", "=", id)
    .where("state", "=", "sent")
    .execute();
}

export async function reopen(trx: Kysely<Tables>, id: EffectId): Promise<void> {
  await trx
    .updateTable("effects")
    .set({ state: "requested", settled_at: null, busy_until: null })
    .where("id", "=", id)
    // What a person waived meanwhile stays waived.
    .where("state", "<>", "waived")
    .execute();
}

export async function late(trx: Kysely<Tables>, id: EffectId, reason: string): Promise<void> {
  await trx.updateTable("effects").set({ reason, busy_until: null }).where("id", "=", id).execute();
}

export async function secondWay(
  db: Kysely<Tables>,
  incident: IncidentId,
  page: EffectId,
): Promise<SecondWay | null> {
  const { rows } = await sql<SecondWay>`
    select id as effect, state from effects
    where incident_id = ${incident} and kind = 'page' and body ->> 'again' = ${page}
    order by version desc limit 1
  `.execute(db);
  return rows[0] ?? null;
}

export async function unsettled(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom("effects")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("state", "in", ["requested", "sent"])
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

type EffectRow = Tables["effects"];

function stored(row: EffectRow): StoredEffect {
  return {
    effect: row.body,
    incident: row.incident_id as IncidentId,
    state: row.state,
    attempts: row.attempts,
    requestedAt: row.requested_at,
    firstTriedAt: row.first_tried_at,
    tryingSince: row.trying_since ?? row.requested_at,
    reason: row.reason,
  };
}

/** A page that went out while the database was away is looked for before it is sent, whoever carries it out. */
export async function triedBefore(trx: Kysely<Tables>, ids: readonly EffectId[], at: Instant): Promise<void> {
  await sql`
    update effects set attempts = 1, first_tried_at = ${at} where id = any(${ids}::text[]) and attempts = 0
  `.execute(trx);
}
