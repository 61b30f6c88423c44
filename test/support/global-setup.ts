import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { createQueue } from "../../src/engine/queue.ts";
import { openDatabase } from "../../src/store/database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A dumped PGlite data directory, or the name of a template database on the server. */
    readonly database:
      | { readonly kind: "pglite"; readonly dump: string }
      | { readonly kind: "server"; readonly url: string; readonly template: string };
  }
}

/** Migrates once per run; each test file starts from a copy of that. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env["DATABASE_URL"];
  return url === undefined || url === "" ? pglite(project) : server(project, url);
}

async function pglite(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-test-"));
  const database = await openDatabase({ url: null, dataDir: "memory://" });
  await migrateQueue(database.boss);
  if (database.boss.kind !== "pglite") throw new Error("expected PGlite");
  const dump = join(folder, "dump.tar");
  writeFileSync(dump, Buffer.from(await (await database.boss.pglite.dumpDataDir("none")).arrayBuffer()));
  await database.close();
  project.provide("database", { kind: "pglite", dump });
  return async () => rmSync(folder, { recursive: true, force: true });
}

async function server(project: TestProject, url: string): Promise<() => Promise<void>> {
  const template = `tocsin_template_${randomBytes(4).toString("hex")}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${template}`);
  const database = await openDatabase({ url: onServer(url, template), dataDir: "" });
  await migrateQueue(database.boss);
  await database.close();
  project.provide("database", { kind: "server", url, template });
  return async () => {
    const { rows } = await admin.query<{ datname: string }>(
      `select datname from pg_database where datname like $1`,
      [`${template}%`],
    );
    for (const { datname } of rows) await admin.query(`drop database if exists ${datname} with (force)`);
    await admin.end();
  };
}

async function migrateQueue(database: Parameters<typeof createQueue>[0]["database"]): Promise<void> {
  const queue = await createQueue({ database, onError: () => undefined });
  await queue.stop();
}

function onServer(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
