import { afterEach, describe, expect, it } from "vitest";
import { json } from "../../../sandbox/http.ts";
import { attempt, broken, NOW, refused, type Script, scripted } from "./scripted.ts";

/** Who is on call level by level, what changes next, and putting somebody else there. */

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
async function play(script: Script) {
  const played = await scripted(script, { routingKey: null });
  closing.push(played.close);
  return played;
}

const HOUR_MS = 3_600_000;
const iso = (hours: number) => new Date(NOW + hours * HOUR_MS).toISOString();
const shift = (level: number, name: string, from: number | null, to: number | null) => ({
  escalation_level: level,
  user: { id: `P${name}`, name, email: `${name.toLowerCase()}@example.com` },
  start: from === null ? null : iso(from),
  end: to === null ? null : iso(to),
});
const who = (name: string) => ({ name, email: `${name.toLowerCase()}@example.com` });
const target = (type: string, id: string, summary: string) => ({ type, id, summary });
const policy = (more: object = {}) => ({
  escalation_policies: [
    {
      id: "PONCALL",
      name: "On-call",
      html_url: "https://pd.test/PONCALL",
      escalation_rules: [
        { escalation_delay_in_minutes: 5, targets: [target("schedule_reference", "PSCHED1", "Primary")] },
        { escalation_delay_in_minutes: 10, targets: [target("user_reference", "PEVA001", "Eva")] },
      ],
      ...more,
    },
  ],
});

async function rotaOf(oncalls: readonly object[], more: object = {}) {
  const { pager, of } = await play({ "GET /escalation_policies": policy(more), "GET /oncalls": { oncalls } });
  const told = await pager.rota("on-call");
  if (told.kind !== "done") throw new Error(told.reason);
  return { rota: told.receipt, asked: of("GET /oncalls")[0]?.query };
}

describe("the rota", () => {
  it("tells each level, its schedules and what is next", async () => {
    const { rota, asked } = await rotaOf([
      shift(1, "Ada", -100, 8),
      shift(1, "Bo", 8, 100),
      shift(2, "Eva", null, null),
    ]);
    expect(rota).toEqual({
      policy: "On-call",
      url: "https://pd.test/PONCALL",
      levels: [
        {
          level: 1,
          people: [who("Ada")],
          escalatesAfterMinutes: 5,
          schedules: [{ id: "PSCHED1", name: "Primary" }],
          next: { at: NOW + 8 * HOUR_MS, people: [who("Bo")] },
        },
        { level: 2, people: [who("Eva")], escalatesAfterMinutes: null, schedules: [], next: null },
      ],
    });
    expect([asked?.get("since"), asked?.get("until")]).toEqual([iso(0), iso(14 * 24)]);
    expect(asked?.has("earliest")).toBe(false);
  });

  it.each([
    ["a shift of the same person follows", [shift(1, "Ada", -9, 8), shift(1, "Ada", 8, 999)], null],
    ["nothing ends within the fortnight", [shift(1, "Ada", -9, 999)], null],
    ["nobody follows", [shift(1, "Ada", -9, 8)], { at: NOW + 8 * HOUR_MS, people: [] }],
    [
      "a second person joins",
      [shift(1, "Ada", -9, 99), shift(1, "Bo", 3, 5)],
      { at: NOW + 3 * HOUR_MS, people: [who("Ada"), who("Bo")] },
    ],
    [
      "the same follows first and another later",
      [shift(1, "Ada", -9, 8), shift(1, "Ada", 8, 20), shift(1, "Bo", 20, 30)],
      { at: NOW + 20 * HOUR_MS, people: [who("Bo")] },
    ],
    ["somebody else was there for a while before", [shift(1, "Ada", -9, 999), shift(1, "Bo", -5, -3)], null],
    ["somebody is on call just now", [shift(1, "Ada", 0, null)], null],
  ])("knows the next change when %s", async (_, oncalls, next) => {
    expect((await rotaOf(oncalls)).rota.levels[0]?.next).toEqual(next);
  });

  it("tells a level with nobody as one, and that the last level goes back to the first where it does", async () => {
    const { rota } = await rotaOf([shift(1, "Ada", -9, 0)], { num_loops: 2 });
    expect(rota.levels).toMatchObject([{ people: [] }, { people: [], escalatesAfterMinutes: 10 }]);
  });

  it("refuses a policy that is not there, and does not take trouble for nobody", async () => {
    const { pager } = await play({
      "GET /escalation_policies": policy(),
      "GET /oncalls": refused(503, 0, "busy"),
    });
    expect((await pager.rota("nights")).kind).toBe("failed");
    expect((await pager.rota("on-call")).kind).toBe("retry");
  });
});

describe("a person", () => {
  it("is found by the very address, or is nobody", async () => {
    const users = [
      { id: "P1", name: "Adam", email: "not-ada@example.com" },
      { id: "P2", name: "Ada", email: "ADA@example.com" },
    ];
    const { pager } = await play({ "GET /users": { users } });
    expect(await pager.person("ada@example.com")).toEqual({
      kind: "done",
      receipt: { id: "P2", name: "Ada" },
    });
    expect(await pager.person("a@example.com")).toEqual({ kind: "done", receipt: null });
  });

  it("is not nobody when PagerDuty cannot be asked", async () => {
    const { pager } = await play({ "GET /users": refused(500, 2000, "internal") });
    expect((await pager.person("ada@example.com")).kind).toBe("retry");
  });
});

describe("an override", () => {
  const USERS = { users: [{ id: "PADA001", name: "Ada", email: "ada@example.com" }] };
  const PATH = "/schedules/PSCHED1/overrides";
  const ask = (number = 1) => ({
    schedule: "PSCHED1",
    email: "ada@example.com",
    from: NOW,
    until: NOW + 2 * HOUR_MS,
    attempt: attempt(number),
  });
  const made = () => json(201, [{ status: 201, override: { id: "QOVER01" } }]);
  const there = (more: object = {}) => ({
    overrides: [
      { id: "QEARLY1", start: iso(0), end: iso(2), user: { id: "PADA001", type: "user_reference" }, ...more },
    ],
  });

  it("is made for that person and time, without a look at the first attempt", async () => {
    const { pager, heard } = await play({ "GET /users": USERS, [`POST ${PATH}`]: made });
    expect(await pager.override(ask())).toEqual({ kind: "done", receipt: { overrideId: "QOVER01" } });
    expect(heard.map(({ call }) => call)).toEqual(["GET /users", `POST ${PATH}`]);
    expect(heard[1]?.body).toEqual({
      overrides: [{ start: iso(0), end: iso(2), user: { id: "PADA001", type: "user_reference" } }],
    });
  });

  it("that is there from an earlier attempt is taken for its own", async () => {
    const { pager, of } = await play({
      "GET /users": USERS,
      [`GET ${PATH}`]: there(),
      [`POST ${PATH}`]: made,
    });
    expect(await pager.override(ask(2))).toEqual({ kind: "done", receipt: { overrideId: "QEARLY1" } });
    expect(of(`POST ${PATH}`)).toEqual([]);
  });

  it.each([
    ["of another person", there({ user: { id: "PBO0001" } })],
    ["from another time on", there({ start: iso(1) })],
    ["until another time", there({ end: iso(3) })],
    ["of nobody: there is none", { overrides: [] }],
  ])("%s is not taken for it", async (_, overrides) => {
    const { pager } = await play({ "GET /users": USERS, [`GET ${PATH}`]: overrides, [`POST ${PATH}`]: made });
    expect(await pager.override(ask(2))).toMatchObject({ receipt: { overrideId: "QOVER01" } });
  });

  it("is not repeated while it cannot be looked for: two would be there", async () => {
    const { pager, of } = await play({
      "GET /users": USERS,
      [`GET ${PATH}`]: refused(503, 0, "busy"),
      [`POST ${PATH}`]: made,
    });
    expect((await pager.override(ask(2))).kind).toBe("retry");
    expect(of(`POST ${PATH}`)).toEqual([]);
  });

  it.each([
    ["the person is unknown", { "GET /users": { users: [] } }, "failed", /no user with the address ada@/],
    [
      "PagerDuty refuses it within a success",
      { [`POST ${PATH}`]: () => json(201, [{ status: 400, errors: ["Override must end after its start"] }]) },
      "failed",
      /^PagerDuty refused the override \(400: Override must end after its start\)\.$/,
    ],
    [
      "PagerDuty refuses it and repeats what was sent",
      { [`POST ${PATH}`]: () => json(201, [{ status: 409, override: { id: "QOTHER1" } }]) },
      "failed",
      /^PagerDuty refused the override \(409\)\.$/,
    ],
    ["the schedule is gone", { [`POST ${PATH}`]: refused(404, 3004, "Schedule Not Found") }, "failed", /404/],
    ["the answer is lost", { [`POST ${PATH}`]: broken }, "retry", /the override may or may not be there\.$/],
    ["the answer is no list", { [`POST ${PATH}`]: () => json(201, {}) }, "retry", /cannot be read/],
  ])("says so when %s", async (_, script, kind, reason) => {
    const { pager } = await play({ "GET /users": USERS, [`POST ${PATH}`]: made, ...(script as Script) });
    expect(await pager.override(ask())).toMatchObject({ kind, reason: expect.stringMatching(reason) });
  });
});
