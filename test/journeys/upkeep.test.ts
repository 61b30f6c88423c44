import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, openStage, type Stage } from "../support/stage.ts";

const DAY = 24 * 3_600_000;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());

async function deliveries(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from deliveries`.execute(
    stage.database.kysely,
  );
  return rows[0]?.count ?? 0;
}

it("what was delivered days ago is forgotten, and the bot starts also when that cannot be done", async () => {
  await sql`
    insert into deliveries (key, at, result)
    select 'old-' || n, ${stage.clock.now() - 4 * DAY}, '"quiet"'::jsonb from generate_series(1, 25000) n
  `.execute(stage.database.kysely);
  await sql`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$
  `.execute(stage.database.kysely);
  await sql`create trigger refused before delete on deliveries execute function refuse()`.execute(
    stage.database.kysely,
  );
  await stage.restart();
  expect(stage.log.filter((line) => line.includes("the hourly upkeep failed"))).toHaveLength(1);
  expect(await deliveries()).toBe(25_000);
  await sql`drop trigger refused on deliveries`.execute(stage.database.kysely);
  await stage.restart();
  await eventually(async () => (await deliveries()) === 0, "what is old to be forgotten");
});
