import { type Kysely, sql } from "kysely";
import type { DeliveryKey, Instant } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Result } from "../engine/ports.ts";
import type { Tables } from "./tables.ts";

/** What came of requests that arrived before, so that a redelivery gets the same answer and changes nothing. */
export async function deliveriesOf(
  trx: Kysely<Tables>,
  keys: readonly DeliveryKey[],
): Promise<ReadonlyMap<string, { incident: Incident | null; result: Result["kind"] }>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; result: Result["kind"]; state: Incident | null }>`
    select deliveries.key, deliveries.result, incidents.state
    from deliveries left join incidents on incidents.id = deliveries.incident_id
    where deliveries.key = any(${keys}::text[])
  `.execute(trx);
  return new Map(rows.map((row) => [row.key, { incident: row.state, result: row.result }]));
}

export async function forgetDeliveries(db: Kysely<Tables>, before: Instant): Promise<void> {
  await db.deleteFrom("deliveries").where("at", "<", before).execute();
}
