import { type Kysely, sql } from "kysely";

/**
 * Instants are epoch milliseconds (bigint); they are handed in, so no column has a default of now().
 * `state` is the whole aggregate; the columns beside it are what queries filter and order by.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table counters (name text primary key, value bigint not null)`,
    `insert into counters (name, value) values ('incident', 0)`,
    `create table profiles (hash text primary key, body text not null, first_seen bigint not null)`,
    `create table incidents (
       id text primary key,
       number bigint not null unique,
       phase text not null,
       rank integer not null,
       private boolean not null,
       channel_id text unique,
       title_key text not null,
       declared_by text not null,
       declared_at bigint not null,
       profile_hash text not null references profiles (hash),
       state jsonb not null
     )`,
    `create index incidents_open on incidents (rank, declared_at) where phase in ('declared', 'acknowledged', 'mitigated')`,
    `create index incidents_title on incidents (title_key, declared_at)`,
    `create table timeline (
       incident_id text not null references incidents (id),
       sequence integer not null,
       said_at bigint not null,
       recorded_at bigint not null,
       actor jsonb not null,
       event jsonb not null,
       primary key (incident_id, sequence)
     )`,
    `create table effects (
       id text primary key,
       incident_id text not null references incidents (id),
       version integer not null,
       kind text not null,
       body jsonb not null,
       state text not null check (state in ('requested', 'sent', 'accepted', 'failed', 'waived')),
       attempts integer not null default 0,
       requested_at bigint not null,
       first_tried_at bigint,
       trying_since bigint,
       busy_until bigint,
       settled_at bigint,
       reason text,
       receipt jsonb
     )`,
    `create index effects_of_incident on effects (incident_id, kind)`,
    `create index effects_unsettled on effects (requested_at) where state in ('requested', 'sent')`,
    `create table deliveries (key text primary key, at bigint not null, incident_id text, result jsonb not null)`,
    `create index deliveries_by_time on deliveries (at)`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
