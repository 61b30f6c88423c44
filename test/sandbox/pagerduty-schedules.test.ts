import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Journal } from "../../sandbox/journal.ts";
import { type Account, ask, newIncident, startAccount, TOKEN } from "../integrations/pagerduty/account.ts";

/** The clock begins on Saturday, 21 November 2026, 09:00; Primary hands over on Mondays at 09:00. */
let account: Account;
beforeEach(async () => {
  account = await startAccount();
});
afterEach(() => account.close());

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(account.clock.now() + hours * HOUR).toISOString();
const get = async (path: string) => (await ask(account, `GET ${path}`)).body;
const LAST_MONDAY = "2026-11-16T09:00:00Z";
const NEXT_MONDAY = "2026-11-23T09:00:00Z";

type OnCall = { user: { summary: string }; schedule: { id: string } | null; start: string; end: string };

describe("GET /oncalls", () => {
  const oncalls = async (query: string) => (await get(`/oncalls?${query}`))["oncalls"] as OnCall[];

  it("gives the whole shift of a schedule, and no beginning or end for people named directly", async () => {
    expect(await oncalls("escalation_policy_ids[]=PTWOLVL")).toMatchObject([
      {
        escalation_level: 1,
        escalation_policy: { id: "PTWOLVL", summary: "two-level" },
        schedule: { id: "PPRIMRY", type: "schedule_reference", summary: "Primary" },
        user: { id: "PBEN001", type: "user_reference" },
        start: LAST_MONDAY,
        end: NEXT_MONDAY,
      },
      { escalation_level: 2, schedule: { summary: "Secondary" }, user: { summary: "Dana" } },
    ]);
    expect(await oncalls("escalation_policy_ids[]=PBACKND")).toMatchObject([
      { schedule: null, user: { summary: "Chidi" }, start: null, end: null },
    ]);
  });

  it("shows what comes next when asked until later, and the first of each person with earliest", async () => {
    const names = async (more: string) =>
      (await oncalls(`schedule_ids[]=PPRIMRY&escalation_policy_ids[]=PINVENT&${more}`)).map(
        ({ user, start }) => `${user.summary} from ${start.slice(5, 10)}`,
      );
    const until = `until=${inHours(24 * 21)}`;
    expect(await names("")).toEqual(["Ben from 11-16"]);
    expect(await names(until)).toEqual([
      "Ben from 11-16",
      "Amara from 11-23",
      "Ben from 11-30",
      "Amara from 12-07",
    ]);
    expect(await names(`${until}&earliest=true`)).toEqual(["Ben from 11-16", "Amara from 11-23"]);
    expect(await names(`${until}&user_ids[]=PAMARA1`)).toEqual(["Amara from 11-23", "Amara from 12-07"]);
    expect(await names(`since=${inHours(72)}&until=${inHours(73)}`)).toEqual(["Amara from 11-23"]);
  });

  it("leaves out people named directly when it is asked for a schedule", async () => {
    account.world.setOnCall({
      policy: "two-level",
      level: 1,
      people: ["eva@example.com"],
      schedules: ["Primary"],
    });
    expect(await oncalls("schedule_ids[]=PPRIMRY&escalation_policy_ids[]=PTWOLVL")).toMatchObject([
      { user: { summary: "Ben" } },
    ]);
    expect(account.world.onCall({ policy: "two-level", level: 1 })).toEqual(["PEVA001", "PBEN001"]);
  });

  it("writes out what is included", async () => {
    const include = "include[]=users&include[]=schedules&include[]=escalation_policies";
    expect(await oncalls(`escalation_policy_ids[]=PINVENT&${include}`)).toMatchObject([
      {
        user: { type: "user", email: "ben@example.com" },
        schedule: { type: "schedule", time_zone: "Etc/UTC" },
        escalation_policy: { type: "escalation_policy", name: "inventory-on-call" },
      },
    ]);
  });

  it.each([
    ["since=yesterday", /Since must be a valid date/],
    ["until=2026-11-20T00:00:00Z", /Until must not be before since/],
    ["since=2026-01-01T00:00:00Z", /3 months/],
    ["since=2027-02-01T00:00:00Z&until=2027-03-01T00:00:00Z", /90 days in the future/],
    ["limit=101", /Limit/],
  ])("refuses %s", async (query, words) => {
    const reply = await ask(account, `GET /oncalls?${query}`);
    expect(reply.status).toBe(400);
    expect(JSON.stringify(reply.body)).toMatch(words);
  });
});

describe("a schedule", () => {
  it("shows its layers, and who is on call when a range is given", async () => {
    const { schedule } = await get("/schedules/PPRIMRY");
    expect(schedule).toMatchObject({
      type: "schedule",
      name: "Primary",
      users: [{ summary: "Amara" }, { summary: "Ben" }],
      escalation_policies: [{ id: "PTWOLVL" }, { id: "PINVENT" }],
      schedule_layers: [{ rotation_turn_length_seconds: 604_800, users: [{ user: { id: "PAMARA1" } }, {}] }],
      final_schedule: { rendered_schedule_entries: [] },
    });
    const since = "2026-11-22T09:00:00Z";
    const ranged = (more: string) =>
      get(`/schedules/PPRIMRY?since=${since}&until=2026-11-24T09:00:00Z${more}`);
    expect((await ranged(""))["schedule"]).toMatchObject({
      final_schedule: {
        rendered_coverage_percentage: 100,
        rendered_schedule_entries: [
          { start: since, end: NEXT_MONDAY, user: { summary: "Ben" } },
          { start: NEXT_MONDAY, end: "2026-11-24T09:00:00Z", user: { summary: "Amara" } },
        ],
      },
    });
    expect((await ranged("&overflow=true"))["schedule"]).toMatchObject({
      final_schedule: {
        rendered_schedule_entries: [{ start: LAST_MONDAY }, { end: "2026-11-30T09:00:00Z" }],
      },
    });
  });

  it("names who is on call in a range, each once", async () => {
    const names = async (query: string) =>
      ((await get(`/schedules/PPRIMRY/users${query}`))["users"] as { email: string }[]).map((u) => u.email);
    expect(await names("")).toEqual(["ben@example.com"]);
    expect(await names(`?since=${inHours(0)}&until=${inHours(24 * 28)}`)).toEqual([
      "ben@example.com",
      "amara@example.com",
    ]);
  });

  it("is not found by its name or an unknown id", async () => {
    for (const path of ["/schedules/Primary", "/schedules/PNONE/users", "/schedules/PNONE/overrides"])
      expect((await ask(account, `GET ${path}`)).status).toBe(404);
  });

  it("can be changed and made, remembered over a restart", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "pagerduty-")), "journal");
    const before = await startAccount(new Journal(path));
    const startsAt = before.clock.now();
    before.world.setSchedule({
      schedule: "Primary",
      layers: [{ people: ["eva@example.com"], turnHours: 1, startsAt }],
    });
    const nights = before.world.setSchedule({ schedule: "Nights", layers: [] });
    expect(() =>
      before.world.setSchedule({ schedule: "Nights", layers: [{ people: [], turnHours: 0, startsAt }] }),
    ).toThrow("must last longer");
    await before.close();
    const after = await startAccount(new Journal(path));
    expect(after.world.schedules().map(({ name }) => name)).toEqual(["Primary", "Secondary", "Nights"]);
    expect(after.world.onCall({ policy: "inventory-on-call", level: 1 })).toEqual(["PEVA001"]);
    expect((await ask(after, `GET /schedules/${nights.id}/users`)).body).toEqual({ users: [] });
    await after.close();
  });
});

describe("overrides", () => {
  const PATH = "/schedules/PPRIMRY/overrides";
  const user = { id: "PEVA001", type: "user_reference" };
  const make = (body: unknown) => ask(account, `POST ${PATH}`, { body });
  const asked = (from: number, until: number, more = {}) => ({
    start: inHours(from),
    end: inHours(until),
    user,
    ...more,
  });

  it("put somebody else on call, for pages too, and give back afterwards", async () => {
    const made = await make({ overrides: [asked(1, 3)] });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject([
      { status: 201, override: { id: expect.any(String), start: "2026-11-21T10:00:00Z", user } },
    ]);
    const onCall = () => account.world.onCall({ policy: "inventory-on-call", level: 1 });
    expect(onCall()).toEqual(["PBEN001"]);
    account.clock.advance(HOUR);
    expect(onCall()).toEqual(["PEVA001"]);
    const policy = { id: "PINVENT", type: "escalation_policy_reference" };
    await ask(account, "POST /incidents", { body: newIncident({ escalation_policy: policy }) });
    expect(account.world.incidents()[0]?.assigned).toEqual(["PEVA001"]);
    expect((await get("/oncalls?escalation_policy_ids[]=PINVENT"))["oncalls"]).toMatchObject([
      { user: { summary: "Eva" }, start: "2026-11-21T10:00:00Z", end: "2026-11-21T12:00:00Z" },
    ]);
    account.clock.advance(2 * HOUR);
    expect(onCall()).toEqual(["PBEN001"]);
  });

  it("come one at a time too, in the older words", async () => {
    const made = await make({ override: asked(0, 1) });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ override: { start: "2026-11-21T09:00:00Z", user } });
    expect((await make({ override: asked(2, 1) })).status).toBe(400);
  });

  it("answer for each of several, and refuse what makes no sense", async () => {
    const made = await make({
      overrides: [
        asked(1, 2),
        asked(2, 1),
        asked(-3, -1),
        asked(1, 2, { user: { id: "PNONE" } }),
        asked(1, 2, { start: "soon" }),
        null,
      ],
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject([
      { status: 201 },
      { status: 400, errors: ["Override must end after its start"] },
      { status: 400, errors: ["Override must end in the future"] },
      { status: 400, errors: ["User not found"] },
      { status: 400, errors: ["Start must be a valid date"] },
      { status: 400 },
    ]);
    expect(account.world.overrides("Primary")).toHaveLength(1);
    for (const body of [{}, { overrides: [] }, { override: null }, "nonsense"])
      expect((await make(body)).status).toBe(400);
  });

  it("are listed for a range that must be given, cut to it", async () => {
    await make({ overrides: [asked(1, 3), asked(5, 6)] });
    const list = (query: string) => ask(account, `GET ${PATH}?${query}`);
    expect((await list("")).status).toBe(400);
    expect((await list(`since=${inHours(0)}`)).status).toBe(400);
    const range = `since=${inHours(2)}&until=${inHours(4)}`;
    expect((await list(range)).body).toMatchObject({
      overrides: [{ start: "2026-11-21T11:00:00Z", end: "2026-11-21T12:00:00Z", user }],
    });
    expect((await list(`${range}&overflow=true`)).body).toMatchObject({
      overrides: [{ start: "2026-11-21T10:00:00Z" }],
    });
    account.clock.advance(4 * HOUR);
    const since = `since=${inHours(-4)}&until=${inHours(4)}`;
    expect((await list(since)).body["overrides"]).toHaveLength(2);
    expect((await list(`${since}&editable=true`)).body["overrides"]).toHaveLength(1);
  });

  it("are taken back while they are to come, ended while they run, and kept once they are over", async () => {
    await make({ overrides: [asked(1, 3), asked(5, 6), asked(1, 2)] });
    const [running, coming, over] = account.world.overrides("PPRIMRY").map(({ id }) => id);
    const remove = async (id = "") => {
      const headers = { authorization: `Token token=${TOKEN}` };
      const reply = await fetch(`${account.world.apiUrl}schedules/PPRIMRY/overrides/${id}`, {
        method: "DELETE",
        headers,
      });
      return reply.status;
    };
    account.clock.advance(2 * HOUR);
    expect([await remove(running), await remove(coming), await remove(over), await remove("QNONE")]).toEqual([
      200, 204, 400, 404,
    ]);
    expect(account.world.onCall({ policy: "inventory-on-call", level: 1 })).toEqual(["PBEN001"]);
    expect(account.world.overrides("Primary").map(({ id }) => id)).toEqual([running, over]);
    expect(account.world.asked().at(-1)?.method).toBe("DELETE /schedules/{id}/overrides/{override_id}");
  });
});
