import { type Kysely, sql } from "kysely";
import type { Instant } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Period, Span } from "../domain/on-call/digest.ts";
import type { Mark, OnCallStore, OnCallTransaction, Shift } from "../engine/on-call-ports.ts";
import { addCover, confirmCover, cover, freeCover, takeCover } from "./covers.ts";
import type { Database } from "./database.ts";
import { addErrands, beginErrand, delayErrand, dueErrands, endErrand, settleErrand } from "./errands.ts";
import type { Tables } from "./tables.ts";

/** What on-call remembers: marks of chores, shifts, covers, errands; and the incidents that digests are made of. */
export function createOnCallStore({ kysely }: Pick<Database, "kysely">): OnCallStore {
  return {
    transaction: (work) => kysely.transaction().execute((trx) => work(inTransaction(trx))),
    dueErrands: (now, limit) => dueErrands(kysely, now, limit),
    beginErrand: (id, at, busyUntil) => beginErrand(kysely, id, at, busyUntil),
    mark: (name) => mark(kysely, name),
    currentShift: (policy) => currentShift(kysely, policy),
    shifts: (span) => shifts(kysely, span),
    cover: (id) => cover(kysely, id),
    period: (span) => period(kysely, span),
  };
}

function inTransaction(trx: Kysely<Tables>): OnCallTransaction {
  return {
    addErrands: (errands, at) => addErrands(trx, errands, at),
    settleErrand: (id, at, receipt) => settleErrand(trx, id, at, receipt),
    endErrand: (id, at, state, reason) => endErrand(trx, id, at, { state, reason }),
    delayErrand: (id, dueAt, reason) => delayErrand(trx, id, dueAt, reason),
    setMark: (name, next, before) => setMark(trx, name, next, before),
    changeShift: (shift, before) => changeShift(trx, shift, before),
    addCover: (added) => addCover(trx, added),
    takeCover: (id, taken) => takeCover(trx, id, taken),
    freeCover: (id) => freeCover(trx, id),
    confirmCover: (id, overrideId) => confirmCover(trx, id, overrideId),
  };
}

async function mark(db: Kysely<Tables>, name: string): Promise<Mark | null> {
  const { rows } = await sql<Mark>`select at, body from chores where name = ${name}`.execute(db);
  return rows[0] ?? null;
}

/** Of two replicas that decided by the same mark one changes it; the other is told that it did not. */
async function setMark(
  trx: Kysely<Tables>,
  name: string,
  next: Mark,
  before: Instant | null,
): Promise<boolean> {
  const body = JSON.stringify(next.body);
  const { rows } =
    before === null
      ? await sql`
          insert into chores (name, at, body) values (${name}, ${next.at}, ${body}::jsonb)
          on conflict do nothing returning name
        `.execute(trx)
      : await sql`
          update chores set at = ${next.at}, body = ${body}::jsonb where name = ${name} and at = ${before} returning name
        `.execute(trx);
  return rows.length > 0;
}

async function currentShift(db: Kysely<Tables>, policy: string): Promise<Shift | null> {
  const { rows } = await sql<Shift>`
    select policy, people, since, until from shifts where policy = ${policy} and until is null
  `.execute(db);
  return rows[0] ?? null;
}

async function shifts(db: Kysely<Tables>, { from, to }: Span): Promise<readonly Shift[]> {
  const { rows } = await sql<Shift>`
    select policy, people, since, until from shifts
    where since < ${to} and (until is null or until > ${from}) order by policy, since
  `.execute(db);
  return rows;
}

async function changeShift(
  trx: Kysely<Tables>,
  { policy, people, since }: Omit<Shift, "until">,
  before: Instant | null,
): Promise<boolean> {
  if (before !== null) {
    const { rows } = await sql`
      update shifts set until = ${since} where policy = ${policy} and since = ${before} and until is null returning policy
    `.execute(trx);
    if (rows.length === 0) return false;
  }
  const { rows } = await sql`
    insert into shifts (policy, since, people) values (${policy}, ${since}, ${JSON.stringify(people)}::jsonb)
    on conflict do nothing returning policy
  `.execute(trx);
  return rows.length > 0;
}

/** More than anybody has in a week; a digest names the first few anyway. */
const MOST = 2_000;

/** Private ones leave the database as a number only. */
async function period(db: Kysely<Tables>, { from, to }: Span): Promise<Period> {
  const { rows } = await sql<{ readonly state: Incident }>`
    select state from incidents
    where not private and declared_at < ${to} and (
      declared_at >= ${from} or phase in ('declared', 'acknowledged', 'mitigated')
      or (state ->> 'resolvedAt')::bigint >= ${from}
    )
    order by rank, declared_at limit ${MOST}
  `.execute(db);
  const counted = await sql<{ readonly count: number }>`
    select count(*)::int as count from incidents
    where private and declared_at >= ${from} and declared_at < ${to}
      and coalesce(state ->> 'drill', 'false') <> 'true'
  `.execute(db);
  return { incidents: rows.map(({ state }) => state), privateDeclared: counted.rows[0]?.count ?? 0 };
}
