import { type Kysely, sql } from "kysely";
import type { EffectId, Instant } from "../domain/ids.ts";
import type { Errand, ErrandBody, ErrandState, StoredErrand } from "../engine/on-call-ports.ts";
import type { Tables } from "./tables.ts";

/** The outbox of on-call. Instants are handed in. */

export async function dueErrands(
  db: Kysely<Tables>,
  now: Instant,
  limit: number,
): Promise<readonly StoredErrand[]> {
  const { rows } = await sql<Row>`
    select * from errands where state in ('requested', 'sent') and due_at <= ${now}
    order by due_at, requested_at, id limit ${limit}
  `.execute(db);
  return rows.map(stored);
}

/** A try that is lost with its process is taken up by the next holder of the lease when `busyUntil` is over. */
export async function beginErrand(
  db: Kysely<Tables>,
  id: EffectId,
  at: Instant,
  busyUntil: Instant,
): Promise<StoredErrand | null> {
  const { rows } = await sql<Row>`
    update errands set state = 'sent', attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, ${at}),
      due_at = ${busyUntil}
    where id = ${id} and state in ('requested', 'sent') and due_at <= ${at}
    returning *
  `.execute(db);
  const [row] = rows;
  return row === undefined ? null : stored(row);
}

export async function addErrands(
  trx: Kysely<Tables>,
  errands: readonly Errand[],
  at: Instant,
): Promise<void> {
  for (const { id, body } of errands)
    await sql`
      insert into errands (id, kind, body, requested_at, due_at)
      values (${id}, ${body.kind}, ${JSON.stringify(body)}::jsonb, ${at}, ${at}) on conflict do nothing
    `.execute(trx);
}

export async function settleErrand(
  trx: Kysely<Tables>,
  id: EffectId,
  at: Instant,
  receipt: unknown,
): Promise<void> {
  await sql`
    update errands set state = 'done', settled_at = ${at}, reason = null, receipt = ${JSON.stringify(receipt)}::jsonb
    where id = ${id} and state = 'sent'
  `.execute(trx);
}

export async function endErrand(
  trx: Kysely<Tables>,
  id: EffectId,
  at: Instant,
  end: { readonly state: "failed" | "moot"; readonly reason: string },
): Promise<void> {
  await sql`
    update errands set state = ${end.state}, settled_at = ${at}, reason = ${end.reason} where id = ${id} and state = 'sent'
  `.execute(trx);
}

export async function delayErrand(
  trx: Kysely<Tables>,
  id: EffectId,
  dueAt: Instant,
  reason: string,
): Promise<void> {
  await sql`update errands set due_at = ${dueAt}, reason = ${reason} where id = ${id} and state = 'sent'`.execute(
    trx,
  );
}

type Row = {
  readonly id: string;
  readonly body: ErrandBody;
  readonly state: ErrandState;
  readonly attempts: number;
  readonly requested_at: number;
  readonly first_tried_at: number | null;
};

function stored(row: Row): StoredErrand {
  return {
    id: row.id as EffectId, // stored as one
    body: row.body,
    state: row.state,
    attempts: row.attempts,
    requestedAt: row.requested_at,
    firstTriedAt: row.first_tried_at,
  };
}
