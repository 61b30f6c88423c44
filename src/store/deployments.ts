import { type Kysely, sql } from "kysely";
import type { Deployment, DeploymentId } from "../domain/deployment/deployment.ts";
import type { RecordedDeploymentEvent } from "../domain/deployment/event.ts";
import type { GoodVersion } from "../domain/deployment/way-back.ts";
import type { Instant } from "../domain/ids.ts";
import type { BackupRecord } from "../domain/recovery/backups.ts";
import type {
  DeploymentChanges,
  DeploymentQueries,
  DeploymentTransaction,
  GoodAsk,
  LedgerEntry,
  OpenIncident,
} from "../engine/deployment-store.ts";
import type { Troubled } from "../engine/suspects.ts";
import type { Tables } from "./tables.ts";

/** Deployments, their timeline, and what is read off them: history, good versions, durations, backups. */

type State = { readonly state: Deployment };

export async function writeDeployment(trx: Kysely<Tables>, changes: DeploymentChanges): Promise<void> {
  const { deployment: d, at } = changes;
  await sql`
    insert into deployments (id, number, kind, service, environment, subject, phase, sha, ref, dry_run, requested_by,
      requested_at, cleared_at, ended_at, profile_hash, due_at, state)
    values (${d.id}, ${d.number}, ${d.kind}, ${d.service}, ${d.environment}, ${d.subject}, ${d.phase},
      ${d.pinned?.sha ?? null}, ${d.ref}, ${d.dryRun}, ${d.requestedBy}, ${d.requestedAt}, ${d.clearedAt},
      ${d.end?.at ?? null}, ${d.profileHash}, ${changes.dueAt}, ${JSON.stringify(d)}::jsonb)
    on conflict (id) do update set phase = excluded.phase, sha = excluded.sha, ref = excluded.ref,
      cleared_at = excluded.cleared_at, ended_at = excluded.ended_at,
      due_at = excluded.due_at, state = excluded.state
  `.execute(trx);
  const events = changes.events.map(({ sequence, at: said, by, event }) => ({
    sequence,
    at: said,
    actor: by,
    event,
  }));
  await sql`
    insert into deployment_timeline (deployment_id, sequence, at, actor, event)
    select ${d.id}, x.sequence, x.at, x.actor, x.event
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as x (sequence integer, at bigint, actor jsonb, event jsonb)
  `.execute(trx);
  const effects = changes.effects.map((effect) => ({ id: effect.id, kind: effect.kind, body: effect }));
  await sql`
    insert into deployment_effects (id, deployment_id, version, kind, body, state, requested_at)
    select x.id, ${d.id}, ${d.version}, x.kind, x.body, 'requested', ${at}
    from jsonb_to_recordset(${JSON.stringify(effects)}::jsonb) as x (id text, kind text, body jsonb)
  `.execute(trx);
}

export async function lockDeployment(trx: Kysely<Tables>, id: DeploymentId): Promise<Deployment | null> {
  const { rows } = await sql<State>`select state from deployments where id = ${id} for update`.execute(trx);
  return rows[0]?.state ?? null;
}

export async function nextNumber(trx: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ readonly value: number }>`
    select value from counters where name = 'deployment' for update
  `.execute(trx);
  const [row] = rows;
  if (row === undefined) throw new Error("the counter of deployments is missing");
  return row.value + 1;
}

/** Given only to what was accepted, so that no number is missing. */
export async function takeNumber(trx: Kysely<Tables>, number: number): Promise<void> {
  await sql`update counters set value = ${number} where name = 'deployment' and value < ${number}`.execute(
    trx,
  );
}

export async function byNumber(db: Kysely<Tables>, number: number): Promise<Deployment | null> {
  const { rows } = await sql<State>`select state from deployments where number = ${number}`.execute(db);
  return rows[0]?.state ?? null;
}

export async function byId(db: Kysely<Tables>, id: DeploymentId): Promise<Deployment | null> {
  const { rows } = await sql<State>`select state from deployments where id = ${id}`.execute(db);
  return rows[0]?.state ?? null;
}

export async function history(
  db: Kysely<Tables>,
  { service, environment, limit }: Parameters<DeploymentQueries["history"]>[0],
): Promise<readonly Deployment[]> {
  const { rows } = await sql<State>`
    select state from deployments
    where not dry_run and (${service}::text is null or service = ${service})
      and (${environment}::text is null or environment = ${environment})
    order by number desc limit ${limit}
  `.execute(db);
  return rows.map(({ state }) => state);
}

export async function open(db: Kysely<Tables>): Promise<readonly Deployment[]> {
  const { rows } = await sql<State>`
    select state from deployments where ended_at is null and not dry_run order by number
  `.execute(db);
  return rows.map(({ state }) => state);
}

/** Those that hold, wait for or are asked for one of the places. */
export async function openAt(trx: Kysely<Tables>, places: readonly string[]): Promise<readonly Deployment[]> {
  const { rows } = await sql<State>`
    select state from deployments
    where ended_at is null and not dry_run and state -> 'places' ?| ${places as string[]}::text[]
    order by number
  `.execute(trx);
  return rows.map(({ state }) => state);
}

/** What was verified there, newest first; by number, ref, or the beginning of a commit where one is named. */
export async function good(
  db: Kysely<Tables>,
  { service, environment, named, limit }: GoodAsk,
): Promise<readonly GoodVersion[]> {
  const { rows } = await sql<GoodVersion>`
    select number, ref, sha, ended_at as at, (state ->> 'backTo')::bigint as "backTo" from deployments
    where service = ${service} and environment = ${environment} and phase = 'verified' and kind in ('deploy', 'rollback')
      and sha is not null and (
        ${named}::text is null or ref = ${named} or '#' || number = ${named} or number::text = ${named}
        or (length(${named}::text) >= 7 and starts_with(sha, ${named}::text))
      )
    order by ended_at desc, number desc limit ${limit}
  `.execute(db);
  return rows;
}

export async function incidentsOf(db: Kysely<Tables>, service: string): Promise<readonly OpenIncident[]> {
  const { rows } = await sql<OpenIncident>`
    select id, number, rank, private, declared_at as "declaredAt" from incidents
    where phase in ('declared', 'acknowledged', 'mitigated') and state ->> 'service' = ${service}
      and coalesce(state ->> 'drill', 'false') <> 'true'
    order by rank, number
  `.execute(db);
  return rows;
}

export async function newerCleared(
  trx: Kysely<Tables>,
  { service, environment, after }: Parameters<DeploymentTransaction["newerCleared"]>[0],
): ReturnType<DeploymentTransaction["newerCleared"]> {
  const { rows } = await sql<{ id: DeploymentId; number: number; clearedAt: Instant }>`
    select id, number, cleared_at as "clearedAt" from deployments
    where service = ${service} and environment = ${environment} and kind in ('deploy', 'rollback') and not dry_run
      and number > ${after} and cleared_at is not null
    order by cleared_at desc, number desc limit 1
  `.execute(trx);
  return rows[0] ?? null;
}

export async function lastRun(
  trx: Kysely<Tables>,
  { service, environment }: { readonly service: string; readonly environment: string },
): Promise<{ readonly sha: string | null } | null> {
  const { rows } = await sql<{ readonly sha: string | null }>`
    select sha from deployments
    where service = ${service} and environment = ${environment} and kind in ('deploy', 'rollback') and not dry_run
      and ended_at is not null and cleared_at is not null and state -> 'steps' @? '$[*] ? (@.begunAt != null)'
    order by ended_at desc, number desc limit 1
  `.execute(trx);
  return rows[0] ?? null;
}

export async function timeline(
  db: Kysely<Tables>,
  id: DeploymentId,
): Promise<readonly RecordedDeploymentEvent[]> {
  const { rows } = await sql<
    Omit<RecordedDeploymentEvent, "deployment" | "by"> & { actor: RecordedDeploymentEvent["by"] }
  >`
    select sequence, at, actor, event from deployment_timeline where deployment_id = ${id} order by sequence
  `.execute(db);
  return rows.map(({ sequence, at, actor, event }) => ({ deployment: id, sequence, at, by: actor, event }));
}

export async function durations(
  db: Kysely<Tables>,
  { kind, service, environment, subject }: Parameters<DeploymentQueries["durations"]>[0],
): Promise<readonly number[]> {
  const { rows } = await sql<{ readonly ms: number }>`
    select ended_at - cleared_at as ms from deployments
    where phase = 'verified' and kind = ${kind} and service = ${service} and environment = ${environment}
      and subject is not distinct from ${subject} and cleared_at is not null
    order by ended_at desc limit 10
  `.execute(db);
  return rows.map(({ ms }) => ms);
}

export async function addToLedger(
  trx: Kysely<Tables>,
  id: DeploymentId,
  { step, backup, what, at, tookMs }: LedgerEntry,
): Promise<void> {
  await sql`
    insert into backup_ledger (deployment_id, step, backup, what, at, took_ms)
    values (${id}, ${step}, ${backup}, ${what}, ${at}, ${tookMs}) on conflict do nothing
  `.execute(trx);
}

export async function backups(
  db: Kysely<Tables>,
  names: readonly string[],
): Promise<readonly BackupRecord[]> {
  const { rows } = await sql<BackupRecord>`
    with newest as (
      select backup, max(at) filter (where what = 'taken') as taken, max(at) filter (where what = 'verified') as verified,
        max(at) filter (where what = 'tested') as tested
      from backup_ledger where backup = any(${names as string[]}::text[]) group by backup
    )
    select name as backup, taken as "takenAt", verified as "verifiedAt", tested as "testedAt", (
      select max(at) from backup_ledger
      where backup_ledger.backup = name and what = 'taken' and at <= newest.verified
    ) as "reliableAt"
    from unnest(${names as string[]}::text[]) with ordinality as asked (name, place)
    left join newest on newest.backup = name order by place
  `.execute(db);
  return rows;
}

export async function due(
  db: Kysely<Tables>,
  at: Instant,
  limit: number,
): Promise<{ readonly due: readonly DeploymentId[]; readonly nextAt: Instant | null }> {
  const { rows } = await sql<{ id: DeploymentId; due_at: Instant }>`
    select id, due_at from deployments where due_at is not null order by due_at limit ${limit + 1}
  `.execute(db);
  return {
    due: rows.slice(0, limit).flatMap(({ id, due_at }) => (due_at <= at ? [id] : [])),
    nextAt: rows.find(({ due_at }) => due_at > at)?.due_at ?? null,
  };
}

export async function reschedule(
  db: Kysely<Tables>,
  { id, version }: Pick<Deployment, "id" | "version">,
  dueAt: Instant | null,
): Promise<void> {
  await sql`
    update deployments set due_at = ${dueAt} where id = ${id} and (state ->> 'version')::integer = ${version}
  `.execute(db);
}

/** Those with a run that GitHub may have news of. */
export async function followed(db: Kysely<Tables>): Promise<readonly Deployment[]> {
  const { rows } = await sql<State>`
    select state from deployments where ended_at is null and phase in ('running', 'undoing') order by number
  `.execute(db);
  return rows.map(({ state }) => state);
}

/** Cards whose truth may change without an event of theirs. */
export async function live(db: Kysely<Tables>): Promise<readonly Deployment[]> {
  const { rows } = await sql<State>`
    select state from deployments
    where (ended_at is null and phase in ('waiting', 'queued'))
      or (due_at is not null and phase = 'verified' and jsonb_typeof(state -> 'watch') = 'object')
    order by number desc limit 200
  `.execute(db);
  return rows.map(({ state }) => state);
}

export async function byRun(
  db: Kysely<Tables>,
  repository: string,
  runId: string,
): Promise<Deployment | null> {
  const { rows } = await sql<State>`
    select state from deployments
    where ended_at is null and exists (
      select from jsonb_array_elements(state -> 'steps') step
      where step -> 'run' ->> 'runId' = ${runId} and step -> 'does' ->> 'repository' = ${repository}
    )
    order by number desc limit 1
  `.execute(db);
  return rows[0]?.state ?? null;
}

export async function troubled(
  db: Kysely<Tables>,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Promise<readonly Troubled[]> {
  const { rows } = await sql<Troubled>`
    select id, state ->> 'service' as service, declared_at as "declaredAt",
      (state -> 'suspect' ->> 'number')::bigint as suspected
    from incidents
    where phase in ('declared', 'acknowledged') and rank <= 2 and state ->> 'service' is not null
      and declared_at > ${from} and declared_at <= ${to} and coalesce(state ->> 'drill', 'false') <> 'true'
    order by declared_at limit 100
  `.execute(db);
  return rows;
}
