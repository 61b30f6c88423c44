import { type Kysely, sql } from "kysely";

/**
 * On-call work behind which there is no incident: a small outbox of its own, who asked to be covered, who was on call
 * when, and what each chore did last, so that nothing is said twice over restarts and replicas.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table errands (
       id text primary key,
       kind text not null,
       body jsonb not null,
       state text not null default 'requested' check (state in ('requested', 'sent', 'done', 'failed', 'moot')),
       attempts integer not null default 0,
       requested_at bigint not null,
       due_at bigint not null,
       first_tried_at bigint,
       settled_at bigint,
       reason text,
       receipt jsonb
     )`,
    `create index errands_due on errands (due_at) where state in ('requested', 'sent')`,
    `create table covers (
       id text primary key,
       policy text not null,
       schedule jsonb not null,
       asked_by text not null,
       asked_at bigint not null,
       until bigint not null,
       channel text not null,
       taken jsonb,
       override_id text
     )`,
    `create table shifts (
       policy text not null,
       since bigint not null,
       until bigint,
       people jsonb not null,
       primary key (policy, since)
     )`,
    `create unique index shifts_current on shifts (policy) where until is null`,
    `create table chores (name text primary key, at bigint not null, body jsonb not null)`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
