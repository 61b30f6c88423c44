import { type Kysely, sql } from "kysely";
import type { Deployment } from "../domain/deployment/deployment.ts";
import type { DeploymentEffect } from "../domain/deployment/effect.ts";
import type { EffectId, Instant } from "../domain/ids.ts";
import type { BegunDeploymentEffect } from "../engine/deployment-store.ts";
import type { Tables } from "./tables.ts";

/** Longer than any call may take. */
const BUSY_MS = 60_000;

/** As for incidents: stored before the call, so that whoever finds it `sent` knows that the call may have happened. */
export async function beginAttempt(
  db: Kysely<Tables>,
  {
    effect: id,
    at,
    takesOver,
  }: { readonly effect: EffectId; readonly at: Instant; readonly takesOver: boolean },
): Promise<BegunDeploymentEffect> {
  const { rows } = await sql<Row>`
    with begun as (
      update deployment_effects set state = 'sent', attempts = attempts + 1,
        first_tried_at = coalesce(first_tried_at, ${at}), busy_until = ${at + BUSY_MS}
      where id = ${id} and state in ('requested', 'sent') and (${takesOver} or busy_until is null or busy_until <= ${at})
      returning *
    )
    select begun.body, begun.attempts, begun.requested_at, begun.first_tried_at, deployments.state
    from begun join deployments on deployments.id = begun.deployment_id
  `.execute(db);
  const [row] = rows;
  if (row !== undefined)
    return {
      kind: "begun",
      effect: row.body,
      deployment: row.state,
      attempts: row.attempts,
      requestedAt: row.requested_at,
      firstTriedAt: row.first_tried_at,
    };
  const open = await sql`
    select id from deployment_effects where id = ${id} and state in ('requested', 'sent')
  `.execute(db);
  return { kind: open.rows.length === 0 ? "settled" : "busy" };
}

type Row = {
  readonly body: DeploymentEffect;
  readonly attempts: number;
  readonly requested_at: Instant;
  readonly first_tried_at: Instant;
  readonly state: Deployment;
};

export async function settle(trx: Kysely<Tables>, id: EffectId, at: Instant): Promise<void> {
  await end(trx, { id, at, state: "accepted", reason: null });
}

export async function dismiss(trx: Kysely<Tables>, id: EffectId, at: Instant, why: string): Promise<void> {
  await end(trx, { id, at, state: "waived", reason: why });
}

export async function fail(trx: Kysely<Tables>, id: EffectId, at: Instant, reason: string): Promise<void> {
  await end(trx, { id, at, state: "failed", reason });
}

async function end(
  trx: Kysely<Tables>,
  ended: {
    readonly id: EffectId;
    readonly at: Instant;
    readonly state: "accepted" | "waived" | "failed";
    readonly reason: string | null;
  },
): Promise<void> {
  await sql`
    update deployment_effects set state = ${ended.state}, settled_at = ${ended.at}, reason = ${ended.reason}, busy_until = null
    where id = ${ended.id} and state in ('requested', 'sent')
  `.execute(trx);
}

export async function late(trx: Kysely<Tables>, id: EffectId, reason: string): Promise<void> {
  await sql`update deployment_effects set reason = ${reason}, busy_until = null where id = ${id}`.execute(
    trx,
  );
}

export async function untried(trx: Kysely<Tables>, id: EffectId, reason: string): Promise<void> {
  await sql`
    update deployment_effects set state = 'requested', attempts = 0, reason = ${reason}, busy_until = null
    where id = ${id} and state = 'sent'
  `.execute(trx);
}

export async function reopen(trx: Kysely<Tables>, id: EffectId): Promise<boolean> {
  const { rows } = await sql`
    update deployment_effects set state = 'requested', settled_at = null, busy_until = null
    where id = ${id} and state = 'failed' returning id
  `.execute(trx);
  return rows.length > 0;
}

export async function unsettled(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`
    select count(*)::int as count from deployment_effects where state in ('requested', 'sent')
  `.execute(db);
  return rows[0]?.count ?? 0;
}
