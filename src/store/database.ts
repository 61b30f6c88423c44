import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect, PostgresDialect } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import { migrations } from "../../migrations/index.ts";
import { takeDataDir } from "./lock.ts";
import type { Tables } from "./tables.ts";

/** An open database, migrated. What differs between the server and PGlite ends here and in `engine/queue.ts`. */
export type Database = {
  readonly kysely: Kysely<Tables>;
  /** How pg-boss reaches the same database. */
  readonly boss:
    | { readonly kind: "server"; readonly connectionString: string }
    | { readonly kind: "pglite"; readonly pglite: PGlite };
  close(): Promise<void>;
};

const INT8 = 20;

export type DatabaseOptions = {
  /** PostgreSQL ≥ 15, or null for PGlite in `dataDir`. */
  readonly url: string | null;
  readonly dataDir: string;
  /** The folder's lock is gone or another's: nothing may be written there any more. */
  readonly onLost?: () => void;
  /** Statement run on every new connection; tests switch pg-boss's clock override on with it. */
  readonly onConnect?: string;
  /** A dumped data directory to start PGlite from, instead of creating one. */
  readonly dump?: Blob;
};

/** Opens and migrates. Throws `DataDirInUse`, or the server's own error when it cannot be reached. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.url !== null) {
    await migrateServer(options.url);
    return openServer(options.url, options.onConnect);
  }
  const database = await openPglite(options);
  try {
    await migrate(database.kysely);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

async function migrate(kysely: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/**
 * Without the time limits of everything else: rewriting a hundred thousand incidents takes longer than any query may,
 * and a replica that starts meanwhile waits for it.
 */
async function migrateServer(url: string): Promise<void> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: 2_000,
    application_name: "tocsin-migrations",
    keepAlive: true,
    options: "-c lock_timeout=0 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0",
  });
  pool.on("error", () => undefined);
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(kysely);
  } finally {
    await kysely.destroy();
  }
}

function openServer(url: string, onConnect: string | undefined): Database {
  pg.types.setTypeParser(INT8, Number);
  // Four connections are enough on two cores; the queue has its own.
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: 2_000,
    application_name: "tocsin",
    // A connection that died without a word (a failover, a firewall) must not hold up everything behind it.
    keepAlive: true,
    query_timeout: 8_000,
    options: "-c lock_timeout=2000 -c statement_timeout=6000 -c idle_in_transaction_session_timeout=10000",
  });
  // A connection that breaks while idle must not end the process; the next query gets another.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  if (onConnect !== undefined) pool.on("connect", (client) => void client.query(onConnect));
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { kysely, boss: { kind: "server", connectionString: url }, close: () => kysely.destroy() };
}

async function openPglite(options: DatabaseOptions): Promise<Database> {
  const { PGlite } = await import("@electric-sql/pglite");
  const settings = { parsers: { [INT8]: Number } };
  const inMemory = options.dataDir.startsWith("memory://");
  const lock = inMemory ? null : await takeDataDir(options.dataDir, options.onLost ?? (() => undefined));
  const folder = inMemory ? options.dataDir : join(options.dataDir, "pglite");
  try {
    const loadDump = options.dump !== undefined && (inMemory || !existsSync(folder));
    const pglite = await PGlite.create(
      folder,
      loadDump ? { ...settings, loadDataDir: options.dump } : settings,
    );
    if (options.onConnect !== undefined) await pglite.exec(options.onConnect);
    const kysely = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
    const close = async (): Promise<void> => {
      await kysely.destroy();
      lock?.release();
    };
    return { kysely, boss: { kind: "pglite", pglite }, close };
  } catch (error) {
    lock?.release();
    throw error;
  }
}
