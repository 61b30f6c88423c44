import { randomBytes } from "node:crypto";
import pg from "pg";

/** Databases of the bench's own on the server of `DATABASE_URL`, made for one round and dropped after it. */
export type BenchServer = {
  readonly version: string;
  /** A new empty database; `drop` needs nobody to have left it first. */
  create(): Promise<BenchDatabase>;
  close(): Promise<void>;
};

type BenchDatabase = { readonly url: string; drop(): Promise<void> };

const PEER_TABLES = `
  create table bench_incidents (id bigint generated always as identity primary key, title text not null,
    declared_by text not null, declared_at timestamptz not null default now());
  create table bench_timeline (id bigint generated always as identity primary key,
    incident_id bigint not null references bench_incidents (id), event jsonb not null);
  create table bench_effects (id bigint generated always as identity primary key,
    incident_id bigint not null references bench_incidents (id), kind text not null, body jsonb not null,
    state text not null default 'requested');
`;

/** Null, with nothing thrown, when no server answers at `url`. */
export async function openServer(url: string): Promise<BenchServer | null> {
  const admin = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await admin.connect();
  } catch {
    return null;
  }
  const { rows } = await admin.query<{ version: string }>("select split_part(version(), ' (', 1) as version");
  return {
    version: rows[0]?.version ?? "PostgreSQL",
    create: async () => {
      const name = `tocsin_bench_${randomBytes(4).toString("hex")}`;
      await admin.query(`create database ${name}`);
      const address = new URL(url);
      address.pathname = `/${name}`;
      await query(address.href, PEER_TABLES);
      return {
        url: address.href,
        drop: async () => {
          await admin.query(`drop database if exists ${name} with (force)`);
        },
      };
    },
    close: () => admin.end(),
  };
}

/** One statement on a connection of its own. */
export async function query<Row extends object>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}
