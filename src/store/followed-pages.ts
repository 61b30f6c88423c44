import { type Kysely, sql } from "kysely";
import type { EffectId, IncidentId, Instant } from "../domain/ids.ts";
import type { Tables } from "./tables.ts";

type FollowedRow = {
  readonly incident: IncidentId;
  readonly page: EffectId;
  readonly pagerDutyId: string;
  readonly requestedAt: Instant;
  readonly acknowledged: boolean;
};

/** `pagerDutyId` is PagerDuty's, `key` what was sent to it as `incident_key`: the id of the effect that paged. */
type Names = { readonly pagerDutyId: string | null; readonly key: string | null };

type PageOf = {
  readonly incident: IncidentId;
  readonly page: EffectId;
  /** It was told of the second way of that page, which stands in PagerDuty as another incident. */
  readonly second: boolean;
};

/** Pages that PagerDuty accepted and has not resolved, of incidents that are not closed. */
export function createFollowedPages(db: Kysely<Tables>): {
  /** Those nobody answered first, then the newest. */
  followed(limit: number): Promise<readonly FollowedRow[]>;
  /** Null when it is no page of ours, or none that matters any more. */
  pageOf(names: Names): Promise<PageOf | null>;
} {
  return {
    followed: async (limit) => {
      const { rows } = await sql<FollowedRow>`
        select incidents.id as incident, page ->> 'effect' as page, page ->> 'pagerDutyId' as "pagerDutyId",
          (page ->> 'requestedAt')::bigint as "requestedAt",
          coalesce(jsonb_typeof(page -> 'acknowledged') = 'object', false) as acknowledged
        from incidents cross join lateral jsonb_array_elements(state -> 'pages') as page
        where follows and page ->> 'via' = 'policy' and page ->> 'pagerDutyId' is not null
          and page ->> 'acceptedAt' is not null and page ->> 'resolvedAt' is null
        order by acknowledged, "requestedAt" desc
        limit ${limit}
      `.execute(db);
      return rows;
    },
    pageOf: async (names) => (await byKey(db, names.key)) ?? (await byPagerDutyId(db, names.pagerDutyId)),
  };
}

/** A page's second way has a key of its own, and is news of the page it proves. */
async function byKey(db: Kysely<Tables>, key: string | null): Promise<PageOf | null> {
  if (key === null) return null;
  const { rows } = await sql<PageOf>`
    select incident_id as incident, coalesce(body ->> 'again', id) as page, body ->> 'again' is not null as second
    from effects where id = ${key} and kind = 'page'
  `.execute(db);
  return rows[0] ?? null;
}

async function byPagerDutyId(db: Kysely<Tables>, id: string | null): Promise<PageOf | null> {
  if (id === null) return null;
  const { rows } = await sql<PageOf>`
    select incidents.id as incident, page ->> 'effect' as page, false as second
    from incidents cross join lateral jsonb_array_elements(state -> 'pages') as page
    where follows and page ->> 'pagerDutyId' = ${id}
    limit 1
  `.execute(db);
  return rows[0] ?? null;
}
