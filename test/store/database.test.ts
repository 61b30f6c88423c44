import pg from "pg";
import { expect, it } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { emptyServerDatabase } from "../support/database.ts";

/** The lock under which Kysely changes the tables. */
const MIGRATING = "3853314791062309107";

it("a replica that starts while another one changes the tables waits for longer than any query may take", {
  timeout: 20_000,
}, async () => {
  const url = await emptyServerDatabase();
  // The embedded database has no replicas.
  if (url === null) return;
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query(`select pg_advisory_lock(${MIGRATING})`);
  const opening = openDatabase({ url, dataDir: "" });
  // Everything else is given up after six seconds.
  await other.query(`select pg_sleep(6.5), pg_advisory_unlock(${MIGRATING})`);
  const database = await opening;
  expect(await database.kysely.selectFrom("incidents").selectAll().execute()).toEqual([]);
  await database.close();
  await other.end();
});
