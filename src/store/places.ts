import { type Kysely, sql } from "kysely";
import type { DeploymentId } from "../domain/deployment/deployment.ts";
import type { Instant } from "../domain/ids.ts";
import { type Hold, PlaceTaken } from "../engine/deployment-store.ts";
import type { Tables } from "./tables.ts";

/** Who has which environment of a service, and what holds others back: locks and freezes. */

/** Made where they are missing; locked in one order for everybody, so that two cannot wait for each other. */
export async function lockPlaces(
  trx: Kysely<Tables>,
  places: readonly string[],
): Promise<ReadonlyMap<string, DeploymentId | null>> {
  const sorted = places.toSorted();
  await sql`
    insert into places (key) select unnest(${sorted}::text[]) order by 1 on conflict do nothing
  `.execute(trx);
  const { rows } = await sql<{ key: string; holder: DeploymentId | null }>`
    select key, holder from places where key = any(${sorted}::text[]) order by key for update
  `.execute(trx);
  return new Map(rows.map(({ key, holder }) => [key, holder]));
}

export async function takePlaces(
  trx: Kysely<Tables>,
  places: readonly string[],
  id: DeploymentId,
): Promise<void> {
  const { rows } = await sql`
    update places set holder = ${id}
    where key = any(${places as string[]}::text[]) and (holder is null or holder = ${id}) returning key
  `.execute(trx);
  if (rows.length !== places.length) throw new PlaceTaken("another deployment has the place");
}

export async function leavePlaces(trx: Kysely<Tables>, id: DeploymentId): Promise<void> {
  await sql`update places set holder = null where holder = ${id}`.execute(trx);
}

/** In force at that time: those whose time is over are none, whether that was noted or not. */
export async function holds(db: Kysely<Tables>, at: Instant): Promise<readonly Hold[]> {
  const { rows } = await sql<Hold>`
    select id, kind, service, environment, by_user as by, why, since, until, nagged_at as "naggedAt" from holds
    where released_at is null and (until is null or until > ${at}) order by since
  `.execute(db);
  return rows;
}
