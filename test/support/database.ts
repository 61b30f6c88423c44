import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import pg from "pg";
import { inject } from "vitest";
import { type Database, openDatabase } from "../../src/store/database.ts";

/** A fresh, migrated database of the kind this run is for: PGlite, or the server of `DATABASE_URL`. */
export async function openTestDatabase(options: { readonly onConnect?: string } = {}): Promise<Database> {
  const given = inject("database");
  if (given.kind === "pglite")
    return openDatabase({
      url: null,
      dataDir: "memory://",
      dump: new Blob([readFileSync(given.dump)]),
      ...options,
    });
  return openDatabase({ url: await newDatabaseUrl(), dataDir: "", ...options });
}

/** The address of a new database on the server; null when this run is on PGlite. */
export async function newServerDatabase(): Promise<string | null> {
  return inject("database").kind === "server" ? newDatabaseUrl() : null;
}

/** The same, with nothing in it yet. */
export async function emptyServerDatabase(): Promise<string | null> {
  return inject("database").kind === "server" ? newDatabaseUrl("template0") : null;
}

async function newDatabaseUrl(template?: string): Promise<string> {
  const given = inject("database");
  if (given.kind !== "server") throw new Error("this run is on PGlite");
  const name = `${given.template}_${randomBytes(4).toString("hex")}`;
  const admin = new pg.Client({ connectionString: given.url });
  await admin.connect();
  await admin.query(`create database ${name} template ${template ?? given.template}`);
  await admin.end();
  const address = new URL(given.url);
  address.pathname = `/${name}`;
  return address.href;
}
