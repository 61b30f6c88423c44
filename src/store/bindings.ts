import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/**
 * What this database belongs to, for good: `slack-api` is `slack` or `other`, `slack-team` a workspace's id. And what
 * replicas agree on for a while: `slack-mute` is the key of the page that tells that Slack is not reached.
 */
export type Binding = "slack-api" | "slack-team" | "slack-mute";

/** Binds `name` unless it is bound, and answers what it is bound to. Safe for replicas that start at once. */
export async function bind(db: Kysely<Tables>, name: Binding, value: string): Promise<string> {
  await sql`insert into bindings (name, value) values (${name}, ${value}) on conflict do nothing`.execute(db);
  const { rows } = await sql<{ value: string }>`select value from bindings where name = ${name}`.execute(db);
  return rows[0]?.value ?? value;
}

/** What `name` is bound to; null when it is not. */
export async function bound(db: Kysely<Tables>, name: Binding): Promise<string | null> {
  const { rows } = await sql<{ value: string }>`select value from bindings where name = ${name}`.execute(db);
  return rows[0]?.value ?? null;
}

/** Unbinds `name` where it is still bound to this. */
export async function unbind(db: Kysely<Tables>, name: Binding, value: string): Promise<void> {
  await sql`delete from bindings where name = ${name} and value = ${value}`.execute(db);
}
