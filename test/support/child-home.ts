import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { newServerDatabase } from "./database.ts";

/** Where a child bot lives: a folder, and in it or on the server a migrated database of its own. */
export type Home = { readonly dataDir: string; readonly databaseUrl: string | null };

/** Makes homes for one test file. The embedded database is unpacked once and copied, which a child does not have to wait for. */
export async function openHomes(): Promise<{ make(): Promise<Home>; remove(): void }> {
  const root = mkdtempSync(join(tmpdir(), "tocsin-kill-"));
  const model = join(root, "model");
  const given = inject("database");
  if (given.kind === "pglite") {
    const dump = new Blob([readFileSync(given.dump)]);
    await (await openDatabase({ url: null, dataDir: model, dump })).close();
  }
  let count = 0;
  return {
    make: async () => {
      count += 1;
      const dataDir = join(root, String(count));
      if (given.kind === "pglite") cpSync(model, dataDir, { recursive: true });
      return { dataDir, databaseUrl: await newServerDatabase() };
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
