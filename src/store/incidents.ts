import { type Kysely, sql } from "kysely";
import type { IncidentId, SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { RecordedEvent } from "../domain/incident/event.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { IncidentRef } from "../engine/ports.ts";
import type { Tables } from "./tables.ts";

const OPEN_PHASES = ["declared", "acknowledged", "mitigated"] as const;

/** Rows locked until the commit, by id order, so that two batches cannot wait for each other. */
export async function lockIncidents(
  trx: Kysely<Tables>,
  refs: readonly IncidentRef[],
): Promise<readonly Incident[]> {
  const ids: string[] = [];
  const numbers: number[] = [];
  const channels: string[] = [];
  for (const ref of refs) {
    if (ref.kind === "id") ids.push(ref.id);
    if (ref.kind === "number") numbers.push(ref.number);
    if (ref.kind === "channel") channels.push(ref.channel);
  }
  if (ids.length + numbers.length + channels.length === 0) return [];
  const rows = await trx
    .selectFrom("incidents")
    .select("state")
    .where(
      sql<boolean>`id = any(${ids}::text[]) or number = any(${numbers}::bigint[]) or channel_id = any(${channels}::text[])`,
    )
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map((row) => row.state);
}

export async function byId(db: Kysely<Tables>, id: IncidentId): Promise<Incident | null> {
  const row = await db.selectFrom("incidents").select("state").where("id", "=", id).executeTakeFirst();
  return row?.state ?? null;
}

/** A private incident is nobody's business but its participants'. */
export async function byNumber(
  db: Kysely<Tables>,
  number: number,
  viewer: SlackUserId,
): Promise<Incident | null> {
  const row = await db
    .selectFrom("incidents")
    .select("state")
    .where("number", "=", number)
    .executeTakeFirst();
  return row !== undefined && maySee(row.state, viewer) ? row.state : null;
}

export async function byChannel(db: Kysely<Tables>, channel: SlackChannelId): Promise<Incident | null> {
  const row = await db
    .selectFrom("incidents")
    .select("state")
    .where("channel_id", "=", channel)
    .executeTakeFirst();
  return row?.state ?? null;
}

/** Worst first, then oldest first. */
export async function open(
  db: Kysely<Tables>,
  viewer: SlackUserId,
  limit: number,
): Promise<readonly Incident[]> {
  const rows = await db
    .selectFrom("incidents")
    .select("state")
    .where("phase", "in", OPEN_PHASES)
    .where(sql<boolean>`(not private or state -> 'participants' @> ${JSON.stringify([viewer])}::jsonb)`)
    .orderBy("rank")
    .orderBy("declared_at")
    .limit(limit)
    .execute();
  return rows.map((row) => row.state);
}

/** In the order things were said, and as recorded where that is the same. */
export async function timeline(db: Kysely<Tables>, incident: IncidentId): Promise<readonly RecordedEvent[]> {
  const rows = await db
    .selectFrom("timeline")
    .select(["sequence", "said_at", "recorded_at", "actor", "event"])
    .where("incident_id", "=", incident)
    .orderBy("said_at")
    .orderBy("sequence")
    .execute();
  return rows.map((row) => ({
    incident,
    sequence: row.sequence,
    by: row.actor,
    at: row.said_at,
    recordedAt: row.recorded_at,
    event: row.event,
  }));
}

function maySee(incident: Incident, viewer: SlackUserId): boolean {
  return !incident.private || incident.participants.includes(viewer);
}
