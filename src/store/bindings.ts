import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** What this database belongs to, for good; `slack-api` is `slack` or `other`, `slack-team` a workspace's id. */
export type Binding = "slack-api" | "slack-team";

/** Binds `name` unless it is bound, and answers what it is bound to. Safe for replicas that start at once. */
export async function bind(db: Kysely<Tables>, name: Binding, value: string): Promise<string> {
  await sql`insert into bindings (name, value) values (${name}, ${value}) on conflict do nothing`.execute(db);
  const { rows } = await sql<{ value: string }>`select value from bindings where name = ${name}`.execute(db);
  return rows[0]?.value ?? value;
}
