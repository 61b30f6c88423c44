import { type Kysely, sql } from "kysely";
import type { DeliveryKey, IncidentId, Instant } from "../domain/ids.ts";
import type { Delivered, DuplicateAsk } from "../engine/store.ts";
import type { Tables } from "./tables.ts";

type Found =
  | Delivered
  | { readonly key: null; readonly result: null; readonly incident: null; readonly alike: IncidentId };

/**
 * One round trip for both: what came of requests with these keys, so that a redelivery gets the same answer and
 * changes nothing; and open incidents with the same title shortly before, or whose channel a declare was typed in.
 */
export async function before(
  trx: Kysely<Tables>,
  keys: readonly DeliveryKey[],
  asks: readonly DuplicateAsk[],
): Promise<{ seen: readonly Delivered[]; alike: readonly IncidentId[] }> {
  if (keys.length + asks.length === 0) return { seen: [], alike: [] };
  const titles = asks.map((ask) => ask.titleKey);
  const channels = asks.flatMap((ask) => ask.channel ?? []);
  const since = asks.length === 0 ? 0 : Math.min(...asks.map((ask) => ask.since));
  const { rows } = await sql<Found & { alike?: IncidentId | null }>`
    select deliveries.key, deliveries.result, incidents.state as incident, null as alike
    from deliveries left join incidents on incidents.id = deliveries.incident_id
    where deliveries.key = any(${keys}::text[])
    union all
    select null, null, null, id from incidents
    where channel_id = any(${channels}::text[]) and phase in ('declared', 'acknowledged', 'mitigated')
    union all
    select null, null, null, id from incidents
    where title_key = any(${titles}::text[]) and declared_at > ${since}::bigint and phase in ('declared', 'acknowledged', 'mitigated')
  `.execute(trx);
  const alike = new Set(rows.flatMap((row) => row.alike ?? []));
  return { seen: rows.flatMap((row) => (row.key === null ? [] : [row])), alike: [...alike] };
}

/** So many at once that no statement runs into its time limit, however long nobody looked after it. */
const MOST_FORGOTTEN = 10_000;

export async function forgetDeliveries(db: Kysely<Tables>, before: Instant): Promise<void> {
  for (;;) {
    const { numAffectedRows = 0n } = await sql`
      delete from deliveries where key in (select key from deliveries where at < ${before} limit ${MOST_FORGOTTEN})
    `.execute(db);
    if (numAffectedRows < MOST_FORGOTTEN) return;
  }
}
