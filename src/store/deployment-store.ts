import { CompiledQuery, type Kysely, sql } from "kysely";
import type { Deployment, DeploymentId } from "../domain/deployment/deployment.ts";
import type { DeliveryKey, Instant } from "../domain/ids.ts";
import type { DeploymentStore, DeploymentTransaction } from "../engine/deployment-store.ts";
import type { Database } from "./database.ts";
import * as effects from "./deployment-effects.ts";
import * as deployments from "./deployments.ts";
import * as places from "./places.ts";
import type { Tables } from "./tables.ts";

/** Deployments behind the port of `engine/deployment-store.ts`. */
export function createDeploymentStore({ kysely }: Pick<Database, "kysely">): DeploymentStore {
  return {
    transaction: (work) => kysely.transaction().execute((trx) => work(inTransaction(trx))),
    beginAttempt: (ask) => effects.beginAttempt(kysely, ask),
    byNumber: (number) => deployments.byNumber(kysely, number),
    byId: (id) => deployments.byId(kysely, id),
    history: (ask) => deployments.history(kysely, ask),
    open: () => deployments.open(kysely),
    good: (ask) => deployments.good(kysely, ask),
    holds: (at) => places.holds(kysely, at),
    incidentsOf: (service) => deployments.incidentsOf(kysely, service),
    timeline: (id) => deployments.timeline(kysely, id),
    backups: (names) => deployments.backups(kysely, names),
    durations: (ask) => deployments.durations(kysely, ask),
    due: (at, limit) => deployments.due(kysely, at, limit),
    newerCleared: (place) => deployments.newerCleared(kysely, place),
    troubled: (span) => deployments.troubled(kysely, span),
    live: () => deployments.live(kysely),
    firstProfileAt: async () => {
      const { rows } = await sql<{ at: Instant | null }>`select min(first_seen) as at from profiles`.execute(
        kysely,
      );
      return rows[0]?.at ?? 0;
    },
    followed: () => deployments.followed(kysely),
    byRun: (repository, runId) => deployments.byRun(kysely, repository, runId),
    unsettled: () => effects.unsettled(kysely),
    profileBody: (hash) => profileBody(kysely, hash),
  };
}

function inTransaction(trx: Kysely<Tables>): DeploymentTransaction {
  return {
    sql: {
      executeSql: async (text, values) => ({
        rows: (await trx.executeQuery(CompiledQuery.raw(text, values))).rows,
      }),
    },
    nextNumber: () => deployments.nextNumber(trx),
    takeNumber: (number) => deployments.takeNumber(trx, number),
    lockPlaces: (keys) => places.lockPlaces(trx, keys),
    find: (ref) =>
      ref.kind === "id" ? deployments.byId(trx, ref.id) : deployments.byNumber(trx, ref.number),
    lockDeployment: (id) => deployments.lockDeployment(trx, id),
    delivered: (key) => delivered(trx, key),
    openAt: (keys) => deployments.openAt(trx, keys),
    good: (ask) => deployments.good(trx, ask),
    holds: (at) => places.holds(trx, at),
    incidentsOf: (service) => deployments.incidentsOf(trx, service),
    newerCleared: (place) => deployments.newerCleared(trx, place),
    lastRun: (place) => deployments.lastRun(trx, place),
    write: (changes) => deployments.writeDeployment(trx, changes),
    reschedule: (deployment, dueAt) => deployments.reschedule(trx, deployment, dueAt),
    take: (keys, id) => places.takePlaces(trx, keys, id),
    leave: (id) => places.leavePlaces(trx, id),
    addToLedger: (id, entry) => deployments.addToLedger(trx, id, entry),
    noteDelivery: (key, at, id) => noteDelivery(trx, key, at, id),
    settle: (effect, at) => effects.settle(trx, effect, at),
    dismiss: (effect, at, why) => effects.dismiss(trx, effect, at, why),
    fail: (effect, at, reason) => effects.fail(trx, effect, at, reason),
    late: (effect, reason) => effects.late(trx, effect, reason),
    untried: (effect, reason) => effects.untried(trx, effect, reason),
    reopen: (effect) => effects.reopen(trx, effect),
    profileBody: (hash) => profileBody(trx, hash),
  };
}

async function profileBody(db: Kysely<Tables>, hash: string): Promise<string | null> {
  const { rows } = await sql<{ body: string }>`select body from profiles where hash = ${hash}`.execute(db);
  return rows[0]?.body ?? null;
}

async function delivered(
  trx: Kysely<Tables>,
  key: DeliveryKey,
): Promise<{ readonly deployment: Deployment | null } | null> {
  const { rows } = await sql<{ state: Deployment | null }>`
    select deployments.state from deliveries left join deployments on deployments.id = deliveries.deployment_id
    where deliveries.key = ${key}
  `.execute(trx);
  const [row] = rows;
  return row === undefined ? null : { deployment: row.state };
}

async function noteDelivery(
  trx: Kysely<Tables>,
  key: DeliveryKey,
  at: Instant,
  id: DeploymentId | null,
): Promise<void> {
  await sql`
    insert into deliveries (key, at, deployment_id, result) values (${key}, ${at}, ${id}, '"deployment"'::jsonb)
  `.execute(trx);
}
