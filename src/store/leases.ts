import { type Kysely, sql } from "kysely";
import type { Instant } from "../domain/ids.ts";
import type { Tables } from "./tables.ts";

/** A clock that was set back leaves a lease far ahead of time; so far no living holder would write. */
const CANNOT_BE = 4;

/** What one replica does for all, by name. Times are those of the replica that asks. */
export function createLeases(db: Kysely<Tables>): {
  take(ask: {
    readonly name: string;
    readonly holder: string;
    readonly at: Instant;
    readonly ttlMs: number;
  }): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
} {
  return {
    /** One statement: of replicas that ask at once, the row lock lets one take it and shows the others that it is taken. */
    take: async ({ name, holder, at, ttlMs }) => {
      const { rows } = await sql`
        insert into leases (name, holder, until) values (${name}, ${holder}, ${at + ttlMs}::bigint)
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where leases.holder = excluded.holder or leases.until <= ${at}::bigint
          or leases.until > ${at + CANNOT_BE * ttlMs}::bigint
        returning name
      `.execute(db);
      return rows.length > 0;
    },
    release: async (name, holder) => {
      await sql`delete from leases where name = ${name} and holder = ${holder}`.execute(db);
    },
  };
}
