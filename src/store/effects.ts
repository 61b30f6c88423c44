import { type Kysely, sql } from "kysely";
import type { EffectKind } from "../domain/effect.ts";
import type { EffectId, IncidentId, Instant } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { StoredEffect } from "../engine/store.ts";
import type { Tables } from "./tables.ts";

/** Stored before the call is made: whoever finds it `sent` after a crash knows that the call may have happened. */
export async function beginAttempt(
  db: Kysely<Tables>,
  id: EffectId,
  at: Instant,
): Promise<{ stored: StoredEffect; incident: Incident } | null> {
  const { rows } = await sql<EffectRow & { incident: Incident }>`
    with begun as (
      update effects set state = 'sent', attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, ${at}),
        trying_since = coalesce(trying_since, ${at})
      where id = ${id} and state in ('requested', 'sent')
      returning *
    )
    select begun.*, incidents.state as incident from begun join incidents on incidents.id = begun.incident_id
  `.execute(db);
  const [row] = rows;
  return row === undefined ? null : { stored: stored(row), incident: row.incident };
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

export async function isOutdated(
  trx: Kysely<Tables>,
  incident: IncidentId,
  kind: EffectKind,
  version: number,
): Promise<boolean> {
  const newer = await trx
    .selectFrom("effects")
    .select("id")
    .where("incident_id", "=", incident)
    .where("kind", "=", kind)
    .where("version", ">", version)
    .where("state", "=", "accepted")
    .limit(1)
    .executeTakeFirst();
  return newer !== undefined;
}

export async function settleOlder(
  trx: Kysely<Tables>,
  incident: IncidentId,
  kind: EffectKind,
  version: number,
  at: Instant,
): Promise<void> {
  await trx
    .updateTable("effects")
    .set({ state: "accepted", settled_at: at, reason: null })
    .where("incident_id", "=", incident)
    .where("kind", "=", kind)
    .where("version", "<=", version)
    .where("state", "in", ["requested", "sent"])
    .execute();
}

export async function settleShown(
  db: Kysely<Tables>,
  {
    incident,
    kind,
    version,
  }: { readonly incident: IncidentId; readonly kind: EffectKind; readonly version: number },
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
    .set({ state: "failed", settled_at: at, reason })
    .where("id", "=", id)
    .where("state", "=", "sent")
    .execute();
}

export async function reopen(trx: Kysely<Tables>, id: EffectId): Promise<void> {
  await trx
    .updateTable("effects")
    .set({ state: "requested", settled_at: null })
    .where("id", "=", id)
    .execute();
}

export async function late(trx: Kysely<Tables>, id: EffectId, reason: string): Promise<void> {
  await trx.updateTable("effects").set({ reason }).where("id", "=", id).execute();
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
