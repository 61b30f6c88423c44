import { type Kysely, sql } from "kysely";

/**
 * Deployments beside incidents. `places` says who has an environment of a service now: its primary key, not a rule in
 * the program, is why there is one at a time. `backup_ledger` holds what became of backups, whoever took them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `insert into counters (name, value) values ('deployment', 0)`,
    `create table deployments (
       id text primary key,
       number bigint not null unique,
       kind text not null,
       service text not null,
       environment text not null,
       subject text,
       phase text not null,
       sha text,
       ref text not null,
       dry_run boolean not null,
       requested_by text not null,
       requested_at bigint not null,
       cleared_at bigint,
       ended_at bigint,
       profile_hash text not null references profiles (hash),
       due_at bigint,
       state jsonb not null
     )`,
    `create index deployments_due on deployments (due_at) where due_at is not null`,
    `create index deployments_open on deployments (service, environment, number) where ended_at is null`,
    `create index deployments_good on deployments (service, environment, ended_at desc) where phase = 'verified' and kind in ('deploy', 'rollback')`,
    `create index deployments_ran on deployments (service, environment, ended_at desc, number desc) where ended_at is not null and cleared_at is not null and not dry_run and kind in ('deploy', 'rollback')`,
    `create index deployments_history on deployments (service, number desc)`,
    `create table deployment_timeline (
       deployment_id text not null references deployments (id),
       sequence integer not null,
       at bigint not null,
       actor jsonb not null,
       event jsonb not null,
       primary key (deployment_id, sequence)
     )`,
    `create table deployment_effects (
       id text primary key,
       deployment_id text not null references deployments (id),
       version integer not null,
       kind text not null,
       body jsonb not null,
       state text not null check (state in ('requested', 'sent', 'accepted', 'failed', 'waived')),
       attempts integer not null default 0,
       requested_at bigint not null,
       first_tried_at bigint,
       busy_until bigint,
       settled_at bigint,
       reason text
     )`,
    `create index deployment_effects_of on deployment_effects (deployment_id, kind)`,
    `create index deployment_effects_unsettled on deployment_effects (requested_at) where state in ('requested', 'sent')`,
    `create table places (key text primary key, holder text references deployments (id))`,
    `create table holds (
       id text primary key,
       kind text not null check (kind in ('lock', 'freeze')),
       service text,
       environment text,
       by_user text not null,
       why text not null,
       since bigint not null,
       until bigint,
       nagged_at bigint,
       released_at bigint,
       released_by text,
       released_why text
     )`,
    `create unique index holds_one on holds (kind, service, environment) nulls not distinct where released_at is null`,
    `create index holds_open on holds (until) where released_at is null`,
    `create table backup_ledger (
       deployment_id text not null references deployments (id),
       step text not null,
       backup text not null,
       what text not null check (what in ('taken', 'verified', 'tested')),
       at bigint not null,
       took_ms bigint not null,
       primary key (deployment_id, step, what)
     )`,
    `create index backup_ledger_newest on backup_ledger (backup, what, at desc)`,
    `alter table deliveries add column deployment_id text`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
