import { type Kysely, sql } from "kysely";

/**
 * Leases: what one replica does for all. `follows` keeps apart the few incidents with a page that PagerDuty's log has
 * still something to tell of; computed by the database, so that a row whose pages stay as they are needs no index work.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table leases (name text primary key, holder text not null, until bigint not null)`,
    `alter table incidents add column follows boolean not null generated always as (
       phase <> 'closed' and jsonb_path_exists(
         state,
         '$.pages[*] ? (@.via == "policy" && @.pagerDutyId != null && @.acceptedAt != null && @.resolvedAt == null)'
       )
     ) stored`,
    `create index incidents_followed on incidents (id) where follows`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
