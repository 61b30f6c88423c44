import { type Kysely, sql } from "kysely";
import type { IncidentId, Instant } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { DueIncidents } from "../engine/store.ts";
import type { Tables } from "./tables.ts";

/** One more than the limit tells what is due next when fewer are due now. */
export async function due(db: Kysely<Tables>, at: Instant, limit: number): Promise<DueIncidents> {
  const rows = await db
    .selectFrom("incidents")
    .select(["id", "due_at"])
    .where("due_at", "is not", null)
    .orderBy("due_at")
    .limit(limit + 1)
    .execute();
  const all = rows.map(({ id, due_at: dueAt }) => ({ id: id as IncidentId, dueAt: dueAt ?? at }));
  return {
    due: all.slice(0, limit).filter(({ dueAt }) => dueAt <= at),
    nextAt: all.find(({ dueAt }) => dueAt > at)?.dueAt ?? null,
  };
}

export async function reschedule(
  db: Kysely<Tables>,
  { id, version }: Pick<Incident, "id" | "version">,
  dueAt: Instant | null,
): Promise<void> {
  await sql`
    update incidents set due_at = ${dueAt} where id = ${id} and (state ->> 'version')::integer = ${version}
  `.execute(db);
}

export async function lookedAt(db: Kysely<Tables>, at: Instant): Promise<Instant> {
  const { rows } = await sql<{ before: number }>`
    with before as (select value from counters where name = 'looked-at-the-clock')
    update counters set value = greatest(counters.value, ${at}::bigint) from before
    where name = 'looked-at-the-clock' returning before.value as before
  `.execute(db);
  return rows[0]?.before ?? 0;
}
