import { CompiledQuery, type Kysely, sql } from "kysely";
import type { Store, StoreTransaction } from "../engine/store.ts";
import type { Database } from "./database.ts";
import { before, forgetDeliveries } from "./deliveries.ts";
import * as due from "./due.ts";
import * as effects from "./effects.ts";
import * as incidents from "./incidents.ts";
import type { Tables } from "./tables.ts";
import { write } from "./write.ts";

/** Every SQL statement of ours behind the port of `engine/store.ts`. */
export function createStore({ kysely }: Database): Store {
  return {
    transaction: (work) => kysely.transaction().execute((trx) => work(inTransaction(trx))),
    byId: (id) => incidents.byId(kysely, id),
    byNumber: (number, viewer) => incidents.byNumber(kysely, number, viewer),
    byChannel: (channel) => incidents.byChannel(kysely, channel),
    open: (viewer, limit) => incidents.open(kysely, viewer, limit),
    timeline: (incident) => incidents.timeline(kysely, incident),
    beginAttempt: (beginning) => effects.beginAttempt(kysely, beginning),
    settle: (effect, at, receipt) => effects.settle(kysely, effect, at, receipt),
    dismiss: (effect, at, why) => effects.dismiss(kysely, effect, at, why),
    settleShown: (shown, at) => effects.settleShown(kysely, shown, at),
    secondWay: (incident, page) => effects.secondWay(kysely, incident, page),
    unsettled: () => effects.unsettled(kysely),
    due: (at, limit) => due.due(kysely, at, limit),
    reschedule: (incident, dueAt) => due.reschedule(kysely, incident, dueAt),
    lookedAt: (at) => due.lookedAt(kysely, at),
    saveProfile: async (hash, body, at) => {
      await kysely
        .insertInto("profiles")
        .values({ hash, body, first_seen: at })
        .onConflict((c) => c.doNothing())
        .execute();
    },
    profileBody: (hash) => profileBody(kysely, hash),
    forgetDeliveries: (before) => forgetDeliveries(kysely, before),
    ping: async () => {
      await sql`select 1`.execute(kysely);
    },
  };
}

function inTransaction(trx: Kysely<Tables>): StoreTransaction {
  return {
    sql: {
      executeSql: async (text, values) => ({
        rows: (await trx.executeQuery(CompiledQuery.raw(text, values))).rows,
      }),
    },
    lockNumbers: async () => {
      const row = await trx
        .selectFrom("counters")
        .select("value")
        .where("name", "=", "incident")
        .forUpdate()
        .executeTakeFirstOrThrow();
      return row.value;
    },
    lockIncidents: (refs) => incidents.lockIncidents(trx, refs),
    before: (keys, asks) => before(trx, keys, asks),
    profileBody: (hash) => profileBody(trx, hash),
    write: (changes) => write(trx, changes),
    settle: (effect, at, receipt) => effects.settle(trx, effect, at, receipt),
    settleShown: (shown, at) => effects.settleShown(trx, shown, at),
    dismiss: (effect, at, why) => effects.dismiss(trx, effect, at, why),
    fail: (effect, at, reason) => effects.fail(trx, effect, at, reason),
    reopen: (effect) => effects.reopen(trx, effect),
    late: (effect, reason) => effects.late(trx, effect, reason),
    triedBefore: (ids, at) => effects.triedBefore(trx, ids, at),
  };
}

async function profileBody(db: Kysely<Tables>, hash: string): Promise<string | null> {
  const row = await db.selectFrom("profiles").select("body").where("hash", "=", hash).executeTakeFirst();
  return row?.body ?? null;
}
