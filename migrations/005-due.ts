import { type Kysely, sql } from "kysely";

/**
 * When something of an incident is due by the clock, so that the clock finds it by an index. Incidents stored before
 * have no runs, promises or rhythm; what they need of those begins with their next change of severity.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const page = {
    escalation: "",
    step: 0,
    round: 1,
    notified: [],
    acknowledged: null,
    unacknowledgedAt: null,
    resolvedAt: null,
    stalled: null,
    summoned: null,
    level: null,
  };
  const incident = {
    escalations: [],
    pagedRank: null,
    clocks: [],
    paused: null,
    suspect: null,
    updates: { everyMs: null, dueAt: null, askAt: null, askedFor: null, snoozed: false },
    nudged: { commander: true, severity: true, quietAt: null },
    severityChosen: true,
  };
  await sql.raw(`alter table incidents add column due_at bigint`).execute(db);
  await sql.raw(`create index incidents_due on incidents (due_at) where due_at is not null`).execute(db);
  await sql.raw(`insert into counters (name, value) values ('looked-at-the-clock', 0)`).execute(db);
  await sql`
    update incidents set state = ${JSON.stringify(incident)}::jsonb || state || jsonb_build_object(
      'lastSignAt', declared_at,
      'pages', coalesce((
        select jsonb_agg(${JSON.stringify(page)}::jsonb
          || jsonb_build_object('target', jsonb_build_object('kind', 'pagerduty', 'policy', page ->> 'policy')) || page)
        from jsonb_array_elements(state -> 'pages') page
      ), '[]'::jsonb)
    )
  `.execute(db);
}
