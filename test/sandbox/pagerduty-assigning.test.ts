import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Account,
  ask,
  newIncident,
  ROUTING_KEY,
  startAccount,
} from "../integrations/pagerduty/account.ts";

let account: Account;
beforeEach(async () => {
  account = await startAccount();
});
afterEach(() => account.close());

const MINUTE = 60_000;
const to = (...ids: string[]) => ids.map((id) => ({ assignee: { id, type: "user_reference" } }));
const page = (more: Record<string, unknown> = {}) =>
  ask(account, "POST /incidents", { body: newIncident(more) });
const policy = (id: string) => ({ escalation_policy: { id, type: "escalation_policy_reference" } });
const only = () => account.world.incidents()[0];
const shown = async () =>
  (await ask(account, `GET /incidents/${only()?.id}`)).body["incident"] as Record<string, unknown>;
const log = async (query = "") =>
  (await ask(account, `GET /incidents/${only()?.id}/log_entries?${query}`)).body["log_entries"] as Record<
    string,
    unknown
  >[];
const types = async (query = "") => (await log(query)).map(({ type }) => type);

describe("assignments", () => {
  it("call the people named, all at once, and nobody else by themselves", async () => {
    const made = await page({ assignments: to("PFEMI01", "PGRACE1", "PFEMI01") });
    expect(made.status).toBe(201);
    expect(made.body["incident"]).toMatchObject({
      incident_key: "INC-7/1/page",
      assigned_via: "direct_assignment",
      assignments: [
        { at: "2026-11-21T09:00:00Z", assignee: { id: "PFEMI01", type: "user_reference", summary: "Femi" } },
        { assignee: { id: "PGRACE1" } },
      ],
      acknowledgements: [],
      pending_actions: [],
    });
    expect(await types()).toEqual([
      "notify_log_entry",
      "notify_log_entry",
      "assign_log_entry",
      "trigger_log_entry",
    ]);
    account.clock.advance(60 * MINUTE);
    expect(only()?.assigned).toEqual(["PFEMI01", "PGRACE1"]);
    expect(() => account.world.escalate(only()?.id ?? "")).toThrow("no next level");
  });

  it.each([
    ["with a policy as well", { assignments: to("PFEMI01"), ...policy("PONCALL") }, 2001, /Only one of/],
    ["to a stranger", { assignments: to("PFEMI01", "PNONE") }, 1007, /Assignee Not Found/],
    ["to nobody", { assignments: [] }, 2001, /Assignments can't be empty/],
    ["of no list", { assignments: "PFEMI01" }, 2001, /Assignments must be an array/],
    [
      "to a schedule",
      { assignments: [{ assignee: { id: "PPRIMRY", type: "schedule_reference" } }] },
      2001,
      /user/,
    ],
    ["to nothing", { assignments: [null] }, 2001, /user/],
  ])("are refused %s", async (_, more, code, words) => {
    const reply = await page(more);
    expect(reply.status).toBe(400);
    expect(reply.body["error"]).toMatchObject({ code });
    expect(JSON.stringify(reply.body)).toMatch(words);
    expect(only()).toBeUndefined();
  });

  it("can be changed later, and taken back to a policy", async () => {
    await page();
    const put = (fields: object) =>
      ask(account, `PUT /incidents/${only()?.id}`, { body: { incident: { type: "incident", ...fields } } });
    expect((await put({ assignments: to("PHUGO01") })).body["incident"]).toMatchObject({
      assignments: [{ assignee: { summary: "Hugo" } }],
      pending_actions: [],
    });
    expect((await log())[1]).toMatchObject({ type: "assign_log_entry", assignees: [{ id: "PHUGO01" }] });
    expect((await put({ assignments: to("PHUGO01"), ...policy("PPLATFM") })).status).toBe(400);
    expect((await put(policy("PPLATFM"))).body["incident"]).toMatchObject({
      assigned_via: "escalation_policy",
      pending_actions: [{ type: "escalate", at: "2026-11-21T09:05:00Z" }],
    });
  });
});

describe("levels without anybody on call", () => {
  beforeEach(() => account.world.setOnCall({ policy: "on-call", level: 1, people: [] }));

  it("are passed over", async () => {
    account.world.setOnCall({ policy: "platform", level: 2, people: [] });
    await page();
    expect(only()).toMatchObject({ level: 2, assigned: ["PBEN001"] });
    await page({ incident_key: "other", ...policy("PPLATFM") });
    account.clock.advance(5 * MINUTE);
    const [first, second] = account.world.incidents();
    expect(first?.level).toBe(3);
    expect(second).toMatchObject({ level: 1, status: "triggered", escalatesAt: null });
  });

  it("refuse a page when no level has anybody, and drop an event that was accepted", async () => {
    for (const level of [2, 3]) account.world.setOnCall({ policy: "on-call", level, people: [] });
    const reply = await page();
    expect(reply.status).toBe(400);
    expect(reply.body["error"]).toMatchObject({ code: 1015 });
    const event = await fetch(`${account.world.eventsUrl}v2/enqueue`, {
      method: "POST",
      body: JSON.stringify({
        routing_key: ROUTING_KEY,
        event_action: "trigger",
        payload: { summary: "x", source: "y", severity: "critical" },
      }),
    });
    expect(event.status).toBe(202);
    expect(account.world.incidents()).toEqual([]);
  });
});

describe("people who cannot be found", () => {
  it("are in no search, under no id, on no call, and can be given nothing", async () => {
    account.world.setFound("ben@example.com", false);
    expect((await ask(account, "GET /users?query=ben@example.com")).body["users"]).toEqual([]);
    expect((await ask(account, "GET /users/PBEN001")).status).toBe(404);
    expect((await ask(account, "GET /oncalls?schedule_ids[]=PPRIMRY")).body["oncalls"]).toEqual([]);
    expect((await page({ assignments: to("PBEN001") })).body["error"]).toMatchObject({ code: 1007 });
    expect((await ask(account, "POST /incidents", { headers: { from: "ben@example.com" } })).status).toBe(
      400,
    );
    account.world.setFound("ben@example.com", true);
    expect((await ask(account, "GET /users/PBEN001")).status).toBe(200);
  });
});

describe("the log", () => {
  it("tells who was notified by which way, escalated by the clock, and who acknowledged", async () => {
    account.world.willBeNotifiedBy("ben@example.com", "phone");
    await page(policy("PONCALL"));
    account.clock.advance(5 * MINUTE);
    account.world.acknowledge(only()?.id ?? "", "ben@example.com");
    expect(await log()).toMatchObject([
      {
        type: "acknowledge_log_entry",
        agent: { id: "PBEN001", type: "user_reference" },
        channel: { type: "api" },
      },
      {
        type: "notify_log_entry",
        created_at: "2026-11-21T09:05:00Z",
        user: { id: "PBEN001", type: "user_reference", summary: "Ben" },
        agent: { type: "service_reference" },
        channel: { type: "auto", notification: { type: "phone", status: "success" } },
      },
      {
        type: "escalate_log_entry",
        agent: { type: "service_reference" },
        assignees: [{ id: "PBEN001" }],
        channel: { type: "timeout" },
      },
      { type: "notify_log_entry", user: { summary: "Amara" }, channel: { notification: { type: "push" } } },
      { type: "trigger_log_entry", agent: { id: "PAMARA1" } },
    ]);
    expect((await log("include[]=users"))[1]).toMatchObject({ user: { email: "ben@example.com" } });
    expect((await log("include[]=incidents"))[0]).toMatchObject({ incident: { status: "acknowledged" } });
  });

  it("can be asked in part", async () => {
    await page();
    account.clock.advance(5 * MINUTE);
    expect(await types("is_overview=true")).toEqual(["escalate_log_entry", "trigger_log_entry"]);
    expect(await types("since=2026-11-21T09:05:00Z")).toEqual(["notify_log_entry", "escalate_log_entry"]);
    expect(await types("until=2026-11-21T09:04:00Z")).toEqual(["notify_log_entry", "trigger_log_entry"]);
    expect(await types("limit=1&offset=1")).toEqual(["escalate_log_entry"]);
    const path = `GET /incidents/${only()?.id}/log_entries`;
    expect((await ask(account, `${path}?since=now`)).status).toBe(400);
    expect((await ask(account, `${path}?limit=3`)).body).toMatchObject({ limit: 3, more: true });
  });
});

describe("an acknowledgement", () => {
  it("runs out where the service says so: it rings again, and goes on to the next level", async () => {
    account.world.setAcknowledgementTimeout("PSEBENZ", 600);
    expect((await ask(account, "GET /services/PSEBENZ")).body["service"]).toMatchObject({
      acknowledgement_timeout: 600,
    });
    await page();
    account.world.acknowledge(only()?.id ?? "", "amara@example.com");
    expect(await shown()).toMatchObject({
      pending_actions: [{ type: "unacknowledge", at: "2026-11-21T09:10:00Z" }],
      acknowledgements: [{ at: "2026-11-21T09:00:00Z", acknowledger: { id: "PAMARA1" } }],
    });
    account.clock.advance(10 * MINUTE);
    expect(await shown()).toMatchObject({
      status: "triggered",
      acknowledgements: [],
      assignments: [{ assignee: { id: "PAMARA1" } }],
      pending_actions: [{ type: "escalate", at: "2026-11-21T09:15:00Z" }],
      last_status_change_at: "2026-11-21T09:10:00Z",
    });
    expect((await types()).slice(0, 2)).toEqual(["notify_log_entry", "unacknowledge_log_entry"]);
    account.clock.advance(5 * MINUTE);
    expect(only()?.assigned).toEqual(["PBEN001"]);
  });

  it("counts anew when it is said again, and is kept for good once it is resolved", async () => {
    account.world.setAcknowledgementTimeout("Sebenza Logistics Suite", 600);
    await page();
    const id = only()?.id ?? "";
    account.world.acknowledge(id, "amara@example.com");
    account.clock.advance(6 * MINUTE);
    account.world.acknowledge(id, "ben@example.com");
    account.clock.advance(6 * MINUTE);
    expect(await shown()).toMatchObject({
      status: "acknowledged",
      acknowledgements: [{ acknowledger: { id: "PAMARA1" } }, { acknowledger: { id: "PBEN001" } }],
    });
    account.world.resolve(id, "ben@example.com");
    account.clock.advance(60 * MINUTE);
    expect(only()?.status).toBe("resolved");
  });

  it("can be taken back by hand, and the next level asked by hand", async () => {
    await page();
    const id = only()?.id ?? "";
    expect(() => account.world.unacknowledge(id)).toThrow("nobody has acknowledged");
    account.world.acknowledge(id, "amara@example.com");
    expect(account.world.unacknowledge(id)).toMatchObject({
      status: "triggered",
      level: 1,
      acknowledgedBy: null,
    });
    expect(account.world.escalate(id)).toMatchObject({ level: 2, assigned: ["PBEN001"] });
    account.world.escalate(id);
    expect(() => account.world.escalate(id)).toThrow("no next level");
  });
});

describe("a page that is accepted and calls nobody", () => {
  it("is shown and escalates, but no phone rings and so nobody answers", async () => {
    account.faults.add({
      vendor: "pagerduty",
      kind: "accept-and-call-nobody",
      call: "POST /incidents",
      times: 1,
    });
    account.world.willAcknowledge("amara@example.com", 0);
    account.world.willAcknowledge("ben@example.com", 0);
    expect((await page()).status).toBe(201);
    account.clock.advance(5 * MINUTE);
    expect(await shown()).toMatchObject({
      status: "triggered",
      assignments: [{ assignee: { summary: "Ben" } }],
    });
    expect(await types()).toEqual(["escalate_log_entry", "trigger_log_entry"]);
    account.world.willAcknowledge("chidi@example.com", 0);
    await page({ incident_key: "other", assignments: to("PCHIDI1") });
    account.clock.advance(0);
    expect(account.world.incidents()[1]?.status).toBe("acknowledged");
  });
});
