import { existsSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { migrations } from "../../migrations/index.ts";
import { holderOf } from "./lock.ts";

/** What can be seen of a database without changing anything in it. */
export type Seen = {
  /** PostgreSQL's major version. */
  readonly version: number;
  /** Changes of the tables that the next start will make. */
  readonly pending: number;
};

/** Rejects with the server's own error when it cannot be reached within five seconds. */
export async function inspectServer(url: string): Promise<Seen> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
    application_name: "tocsin-doctor",
    options: "-c default_transaction_read_only=on",
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; migrated: boolean }>(
      "select current_setting('server_version_num') as version, to_regclass('kysely_migration') is not null as migrated",
    );
    const [about] = rows;
    const done = about?.migrated === true ? await migrated(client) : 0;
    const version = Math.floor(Number(about?.version ?? 0) / 10_000);
    return { version, pending: Object.keys(migrations).length - done };
  } finally {
    await client.end();
  }
}

async function migrated(client: pg.Client): Promise<number> {
  const { rowCount } = await client.query("select name from kysely_migration where name = any($1)", [
    Object.keys(migrations),
  ]);
  return rowCount ?? 0;
}

/** The embedded database's folder: whether it is there, and who uses it now. */
export function inspectFolder(dataDir: string): {
  readonly exists: boolean;
  readonly holder: string | null;
} {
  return { exists: existsSync(join(dataDir, "pglite")), holder: holderOf(dataDir) };
}
