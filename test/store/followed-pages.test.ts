import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { createFollowedPages } from "../../src/store/followed-pages.ts";
import { openTestDatabase } from "../support/database.ts";

const NINE = Date.UTC(2026, 10, 16, 9);

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
  await sql`insert into profiles (hash, body, first_seen) values ('h', '', 0)`.execute(database.kysely);
});
beforeEach(async () => {
  await sql`delete from effects`.execute(database.kysely);
  await sql`delete from incidents`.execute(database.kysely);
});
afterAll(() => database.close());

/** What of a stored page the queries read. */
const page = (name: string, changes: object = {}): object => ({
  effect: `i/${name}/page`,
  pagerDutyId: `Q${name}`,
  requestedAt: NINE,
  acceptedAt: NINE + 900,
  via: "policy",
  acknowledged: null,
  resolvedAt: null,
  ...changes,
});

let number = 0;
async function incident(id: string, pages: readonly object[], phase = "declared"): Promise<void> {
  number += 1;
  await sql`
    insert into incidents (id, number, phase, rank, private, title_key, declared_by, declared_at, profile_hash, state)
    values (${id}, ${number}, ${phase}, 1, false, ${id}, 'U1', ${NINE}, 'h', ${JSON.stringify({ id, pages })}::jsonb)
  `.execute(database.kysely);
}

async function followed(limit = 10): Promise<readonly string[]> {
  const rows = await createFollowedPages(database.kysely).followed(limit);
  return rows.map(({ pagerDutyId }) => pagerDutyId);
}

describe("the pages that are followed", () => {
  it("carry what the follower needs", async () => {
    await incident("inc-a", [page("1")]);
    expect(await createFollowedPages(database.kysely).followed(10)).toEqual([
      { incident: "inc-a", page: "i/1/page", pagerDutyId: "Q1", requestedAt: NINE, acknowledged: false },
    ]);
  });

  it.each([
    ["not accepted yet", { acceptedAt: null, pagerDutyId: null, via: null }],
    ["made by an event for a routing key", { via: "routing-key" }],
    ["resolved", { resolvedAt: NINE + 5_000 }],
  ])("are none that is %s", async (_name, changes) => {
    await incident("inc-b", [page("2", changes), page("3")]);
    await incident("inc-c", [page("4", changes)]);
    expect(await followed()).toEqual(["Q3"]);
  });

  it("go on after the incident is resolved, until they are, and end when it is closed", async () => {
    await incident("inc-d", [page("5")], "resolved");
    await incident("inc-e", [page("6")], "closed");
    expect(await followed()).toEqual(["Q5"]);
    await sql`update incidents set phase = 'closed' where id = 'inc-d'`.execute(database.kysely);
    expect(await followed()).toEqual([]);
  });

  it("change with the state of their incident", async () => {
    await incident("inc-f", []);
    expect(await followed()).toEqual([]);
    const state = JSON.stringify({ pages: [page("7")] });
    await sql`update incidents set state = ${state}::jsonb where id = 'inc-f'`.execute(database.kysely);
    expect(await followed()).toEqual(["Q7"]);
  });

  it("are, where there are too many, those nobody answered, and of these the newest", async () => {
    const acknowledged = { by: { kind: "person", user: "U1" }, at: NINE };
    await incident("inc-g", [
      page("old"),
      page("answered", { acknowledged, requestedAt: NINE + 9_000 }),
      page("new", { requestedAt: NINE + 1_000 }),
    ]);
    expect(await followed(2)).toEqual(["Qnew", "Qold"]);
    expect(await followed()).toEqual(["Qnew", "Qold", "Qanswered"]);
  });
});

describe("whose page a webhook tells of", () => {
  const effect = async (id: string, body: object, kind = "page"): Promise<void> => {
    await sql`
      insert into effects (id, incident_id, version, kind, body, state, requested_at)
      values (${id}, 'inc-h', 2, ${kind}, ${JSON.stringify(body)}::jsonb, 'sent', ${NINE})
    `.execute(database.kysely);
  };

  beforeEach(async () => {
    await incident("inc-h", [page("8"), page("9", { resolvedAt: NINE })]);
    await effect("i/8/page", { again: null });
    await effect("i/8/page/again", { again: "i/8/page" });
    await effect("i/8/post", {}, "post");
  });

  it.each([
    ["its key, even before its answer came back", { key: "i/8/page", pagerDutyId: "Qunknown" }, false],
    ["the key of its second way", { key: "i/8/page/again", pagerDutyId: null }, true],
    ["PagerDuty's id, when the key is not told", { key: null, pagerDutyId: "Q8" }, false],
    ["PagerDuty's id, when the key is not ours", { key: "somebody else's", pagerDutyId: "Q8" }, false],
  ])("is found by %s", async (_name, names, second) => {
    expect(await createFollowedPages(database.kysely).pageOf(names)).toEqual({
      incident: "inc-h",
      page: "i/8/page",
      second,
    });
  });

  it.each([
    ["nothing of it is known here", { key: "x", pagerDutyId: "Qx" }],
    ["the effect of that id is no page", { key: "i/8/post", pagerDutyId: null }],
    ["it tells no name at all", { key: null, pagerDutyId: null }],
  ])("is nobody's when %s", async (_name, names) => {
    expect(await createFollowedPages(database.kysely).pageOf(names)).toBe(null);
  });
});
