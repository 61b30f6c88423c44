import { type Kysely, sql } from "kysely";
import type { SlackUserId } from "../domain/ids.ts";
import type { Cover } from "../engine/on-call-ports.ts";
import type { Tables } from "./tables.ts";

/** Who asked to be covered, and who does. */

export async function cover(db: Kysely<Tables>, id: string): Promise<Cover | null> {
  const { rows } = await sql<Row>`select * from covers where id = ${id}`.execute(db);
  return rows[0] === undefined ? null : stored(rows[0]);
}

export async function addCover(trx: Kysely<Tables>, added: Cover): Promise<boolean> {
  const { rows } = await sql`
    insert into covers (id, policy, schedule, asked_by, asked_at, until, channel, taken)
    values (${added.id}, ${added.policy}, ${JSON.stringify(added.schedule)}::jsonb, ${added.askedBy}, ${added.askedAt},
      ${added.until}, ${added.channel}, ${added.taken === null ? null : JSON.stringify(added.taken)}::jsonb)
    on conflict do nothing returning id
  `.execute(trx);
  return rows.length > 0;
}

/** Of two at once the second waits for the first's commit, finds it taken, and reads by whom. */
export async function takeCover(
  trx: Kysely<Tables>,
  id: string,
  taken: NonNullable<Cover["taken"]>,
): Promise<Cover | null> {
  await sql`update covers set taken = ${JSON.stringify(taken)}::jsonb where id = ${id} and taken is null`.execute(
    trx,
  );
  return cover(trx, id);
}

export async function freeCover(trx: Kysely<Tables>, id: string): Promise<void> {
  await sql`update covers set taken = null where id = ${id} and override_id is null`.execute(trx);
}

export async function confirmCover(trx: Kysely<Tables>, id: string, overrideId: string): Promise<void> {
  await sql`update covers set override_id = ${overrideId} where id = ${id}`.execute(trx);
}

type Row = {
  readonly id: string;
  readonly policy: string;
  readonly schedule: Cover["schedule"];
  readonly asked_by: string;
  readonly asked_at: number;
  readonly until: number;
  readonly channel: string;
  readonly taken: Cover["taken"];
  readonly override_id: string | null;
};

function stored(row: Row): Cover {
  return {
    id: row.id,
    policy: row.policy,
    schedule: row.schedule,
    askedBy: row.asked_by as SlackUserId, // stored as one
    askedAt: row.asked_at,
    until: row.until,
    channel: row.channel,
    taken: row.taken,
    overrideId: row.override_id,
  };
}
