import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

const MOST = 50;

/** Numbers of what is open, worst first, private ones among them: a number alone gives nothing away. */
export async function openNumbers(db: Kysely<Tables>): Promise<readonly number[]> {
  const { rows } = await sql<{ number: number }>`
    select number from incidents where phase in ('declared', 'acknowledged', 'mitigated')
    order by rank, declared_at limit ${MOST}
  `.execute(db);
  return rows.map(({ number }) => Number(number));
}
