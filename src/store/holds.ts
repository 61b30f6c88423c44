import { type Kysely, sql } from "kysely";
import type { Instant, SlackUserId } from "../domain/ids.ts";
import type { Hold } from "../engine/deployment-store.ts";
import type { HoldStore, HoldTransaction } from "../engine/holds.ts";
import type { Database } from "./database.ts";
import { addErrands } from "./errands.ts";
import type { Tables } from "./tables.ts";

/** Locks and freezes. What holds is a row that nobody released; its past stays in the table. */
export function createHoldStore({ kysely }: Pick<Database, "kysely">): HoldStore {
  return {
    transaction: (work) => kysely.transaction().execute((trx) => work(inTransaction(trx))),
    ending: (at, nagBeforeMs) => ending(kysely, at, nagBeforeMs),
  };
}

function inTransaction(trx: Kysely<Tables>): HoldTransaction {
  return {
    find: (hold) => find(trx, hold),
    add: (hold) => add(trx, hold),
    release: (id, released) => release(trx, id, released),
    nagged: (id, at) => nagged(trx, id, at),
    addErrands: (errands, at) => addErrands(trx, errands, at),
  };
}

const COLUMNS = sql`id, kind, service, environment, by_user as by, why, since, until, nagged_at as "naggedAt"`;

/** Locked until the commit, so that of two who take it at once one sees the other's. */
async function find(
  trx: Kysely<Tables>,
  { kind, service, environment }: Pick<Hold, "kind" | "service" | "environment">,
): Promise<Hold | null> {
  const { rows } = await sql<Hold>`
    select ${COLUMNS} from holds
    where kind = ${kind} and service is not distinct from ${service} and environment is not distinct from ${environment}
      and released_at is null
    order by since desc limit 1 for update
  `.execute(trx);
  return rows[0] ?? null;
}

/** Throws the database's unique violation when another of its kind was stored there meanwhile. */
async function add(trx: Kysely<Tables>, hold: Hold): Promise<void> {
  await sql`
    insert into holds (id, kind, service, environment, by_user, why, since, until)
    values (${hold.id}, ${hold.kind}, ${hold.service}, ${hold.environment}, ${hold.by}, ${hold.why}, ${hold.since}, ${hold.until})
  `.execute(trx);
}

async function release(
  trx: Kysely<Tables>,
  id: string,
  { at, by, why }: { readonly at: Instant; readonly by: SlackUserId | null; readonly why: string | null },
): Promise<boolean> {
  const { rows } = await sql`
    update holds set released_at = ${at}, released_by = ${by}, released_why = ${why}
    where id = ${id} and released_at is null returning id
  `.execute(trx);
  return rows.length > 0;
}

async function nagged(trx: Kysely<Tables>, id: string, at: Instant): Promise<boolean> {
  const { rows } = await sql`
    update holds set nagged_at = ${at} where id = ${id} and nagged_at is null and released_at is null returning id
  `.execute(trx);
  return rows.length > 0;
}

/** Those whose time is over, and those whose holder is to be reminded: not of one that is short anyway. */
async function ending(db: Kysely<Tables>, at: Instant, nagBeforeMs: number): Promise<readonly Hold[]> {
  const { rows } = await sql<Hold>`
    select ${COLUMNS} from holds
    where released_at is null and until is not null
      and (until <= ${at} or
        (kind = 'lock' and nagged_at is null and until <= ${at + nagBeforeMs} and until - since > ${nagBeforeMs}))
    order by until limit 100
  `.execute(db);
  return rows;
}
