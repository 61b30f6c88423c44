import { type Kysely, sql } from "kysely";

/** A database belongs to one Slack workspace; another bot that opened it would carry out this one's effects there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`create table bindings (name text primary key, value text not null)`).execute(db);
}
