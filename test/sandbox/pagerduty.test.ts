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

describe("the front door", () => {
  it.each([
    ["no token", { authorization: undefined }],
    ["another token", { authorization: "Token token=other" }],
    ["a bearer token of another kind", { authorization: "Bearer x" }],
  ])("refuses %s", async (_, headers) => {
    const reply = await ask(account, "GET /abilities", { headers });
    expect(reply.status).toBe(401);
    expect(reply.body).toEqual({ error: { code: 2006, message: "Authentication failed", errors: [] } });
  });

  it("refuses a version it does not speak", async () => {
    const headers = { accept: "application/vnd.pagerduty+json;version=1" };
    expect((await ask(account, "GET /abilities", { headers })).status).toBe(406);
  });

  it("answers unknown paths and unknown ids with 404 in its own words", async () => {
    for (const path of [
      "/nothing",
      "/incidents/QNONE",
      "/users/PNONE",
      "/services/PNONE",
      "/escalation_policies/PNONE",
    ]) {
      const reply = await ask(account, `GET ${path}`);
      expect(reply.status).toBe(404);
      expect(reply.body).toEqual({ error: { code: 2100, message: "Not Found", errors: [] } });
    }
  });

  it("says how much of the minute is left, and refuses what is over 960", async () => {
    const first = await ask(account, "GET /abilities");
    expect(first.headers.get("ratelimit-limit")).toBe("960");
    expect(first.headers.get("ratelimit-remaining")).toBe("959");
    for (let at = 0; at < 96; at += 1)
      await Promise.all(Array.from({ length: 10 }, () => ask(account, "GET /abilities")));
    const over = await ask(account, "GET /abilities");
    expect(over.status).toBe(429);
    expect(over.headers.get("ratelimit-reset")).toBe("60");
    account.clock.advance(60_000);
    expect((await ask(account, "GET /abilities")).status).toBe(200);
  });
});

describe("POST /incidents", () => {
  it("makes an incident, notifies the first level and shows both in the log", async () => {
    const body = newIncident({ body: { type: "incident_body", details: "All payments fail." } });
    const made = await ask(account, "POST /incidents", { body });
    expect(made.status).toBe(201);
    const incident = made.body["incident"] as Record<string, unknown>;
    expect(incident).toMatchObject({
      type: "incident",
      status: "triggered",
      urgency: "high",
      title: "Checkout is down",
      incident_key: "INC-7/1/page",
      service: { id: "PSEBENZ", type: "service_reference", summary: "Sebenza Logistics Suite" },
      escalation_policy: { id: "PONCALL", summary: "on-call" },
      assignments: [{ assignee: { id: "PAMARA1", summary: "Amara" } }],
    });
    const log = await ask(account, `GET /incidents/${incident["id"]}/log_entries`);
    expect((log.body["log_entries"] as { type: string }[]).map(({ type }) => type)).toEqual([
      "notify_log_entry",
      "trigger_log_entry",
    ]);
    expect(account.world.incidents()).toHaveLength(1);
  });

  it.each([
    ["no From", { headers: { from: undefined } }, 400, 2016, /email address in the "From" header/],
    ["a From that is no address", { headers: { from: "amara" } }, 400, 1028, /Malformed "From" header/],
    ["a From of a stranger", { headers: { from: "who@example.com" } }, 400, 1008, /Requester User Not Found/],
    [
      "a body that is not JSON by its header",
      { headers: { "content-type": "text/plain" } },
      400,
      2001,
      /params must be a Hash/,
    ],
    ["no incident", { body: { title: "x" } }, 400, 2001, /params must be a Hash/],
    ["no type", { body: newIncident({ type: undefined }) }, 400, 2001, /Type must be incident/],
    ["no title", { body: newIncident({ title: " " }) }, 400, 2001, /Title can't be blank/],
    ["a long title", { body: newIncident({ title: "x".repeat(1025) }) }, 400, 2001, /Title is too long/],
    ["no service", { body: newIncident({ service: undefined }) }, 400, 2001, /Service can't be blank/],
    [
      "an unknown service",
      { body: newIncident({ service: { id: "PNONE" } }) },
      404,
      5002,
      /Service Not Found/,
    ],
    [
      "an unknown policy",
      { body: newIncident({ escalation_policy: { id: "on-call" } }) },
      400,
      1014,
      /Escalation Policy Not Found/,
    ],
    [
      "an unknown urgency",
      { body: newIncident({ urgency: "highest" }) },
      400,
      2001,
      /Urgency must be high or low/,
    ],
    [
      "both ways of assigning",
      { body: newIncident({ assignments: [], escalation_policy: { id: "PONCALL" } }) },
      400,
      2001,
      /Only one of/,
    ],
    [
      "details that are not text",
      { body: newIncident({ body: { details: {} } }) },
      400,
      2001,
      /must be a string/,
    ],
    [
      "a key that is too long",
      { body: newIncident({ incident_key: "k".repeat(256) }) },
      400,
      2001,
      /maximum is 255/,
    ],
  ])("refuses %s", async (_, options, status, code, words) => {
    const reply = await ask(account, "POST /incidents", { body: newIncident(), ...options });
    expect(reply.status).toBe(status);
    expect(reply.body["error"]).toMatchObject({ code });
    expect(JSON.stringify(reply.body).replaceAll("\\", "")).toMatch(words);
    expect(account.world.incidents()).toHaveLength(0);
  });

  it("refuses a second open incident with one key, and takes it after the first is resolved", async () => {
    await ask(account, "POST /incidents", { body: newIncident() });
    const again = await ask(account, "POST /incidents", { body: newIncident() });
    expect(again.status).toBe(400);
    expect(again.body).toEqual({
      error: {
        code: 2002,
        message: "Arguments Caused Error",
        errors: ["Open incident with matching dedup key already exists on this service"],
      },
    });
    const elsewhere = newIncident({ service: { id: "PEXAMPL" } });
    expect((await ask(account, "POST /incidents", { body: elsewhere })).status).toBe(201);
    account.world.resolve(account.world.incidents()[0]?.id ?? "", "ben@example.com");
    expect((await ask(account, "POST /incidents", { body: newIncident() })).status).toBe(201);
  });
});

describe("reading and moving incidents", () => {
  async function made(more: Record<string, unknown> = {}) {
    const reply = await ask(account, "POST /incidents", { body: newIncident(more) });
    return (reply.body["incident"] as { id: string }).id;
  }
  const put = (id: string, fields: object) => {
    return ask(account, `PUT /incidents/${id}`, {
      body: { incident: { type: "incident_reference", ...fields } },
    });
  };

  it("acknowledges and resolves once", async () => {
    const id = await made();
    const acknowledged = await put(id, { status: "acknowledged" });
    expect(acknowledged.body["incident"]).toMatchObject({
      status: "acknowledged",
      acknowledgements: [{ acknowledger: { id: "PAMARA1" } }],
    });
    expect((await put(id, { status: "resolved" })).body["incident"]).toMatchObject({
      status: "resolved",
      assignments: [],
    });
    const again = await put(id, { status: "resolved" });
    expect(again.status).toBe(400);
    expect(again.body["error"]).toMatchObject({ code: 1001, message: "Incident Already Resolved" });
    expect(account.world.incidents()[0]?.log.map(({ type }) => type)).toEqual([
      "trigger_log_entry",
      "notify_log_entry",
      "acknowledge_log_entry",
      "resolve_log_entry",
    ]);
  });

  it("escalates to a level or to another policy, and refuses a level that is not there", async () => {
    const id = await made();
    expect((await put(id, { escalation_level: 2 })).body["incident"]).toMatchObject({
      assignments: [{ assignee: { summary: "Ben" } }],
    });
    const moved = await put(id, {
      escalation_policy: { id: "PPLATFM", type: "escalation_policy_reference" },
    });
    expect(moved.body["incident"]).toMatchObject({
      escalation_policy: { summary: "platform" },
      assignments: [{ assignee: { summary: "Dana" } }],
    });
    expect((await put(id, { escalation_level: 9 })).body["error"]).toMatchObject({ code: 1006 });
    expect((await put(id, { status: "fixed" })).body["error"]).toMatchObject({ code: 1003 });
  });

  it("moves several at once", async () => {
    const ids = [await made(), await made({ incident_key: "other" })];
    const incidents = ids.map((id) => ({ id, type: "incident_reference", status: "resolved" }));
    expect((await ask(account, "PUT /incidents", { body: { incidents } })).status).toBe(200);
    expect(account.world.incidents().map(({ status }) => status)).toEqual(["resolved", "resolved"]);
    expect(
      (await ask(account, "PUT /incidents", { body: { incidents: [{ id: "QNONE", status: "resolved" }] } }))
        .status,
    ).toBe(404);
  });

  it("lists by key and status, a page at a time", async () => {
    for (let at = 0; at < 30; at += 1) await made({ incident_key: `key-${at}` });
    const first = await ask(account, "GET /incidents");
    expect(first.body).toMatchObject({ limit: 25, offset: 0, more: true });
    const second = await ask(account, "GET /incidents?limit=25&offset=25");
    expect(second.body).toMatchObject({ offset: 25, more: false });
    expect(second.body["incidents"]).toHaveLength(5);
    expect((await ask(account, "GET /incidents?incident_key=key-3")).body["incidents"]).toHaveLength(1);
    expect((await ask(account, "GET /incidents?statuses[]=resolved")).body["incidents"]).toHaveLength(0);
    expect(
      (await ask(account, "GET /incidents?statuses[]=resolved&statuses[]=triggered&limit=100")).body[
        "incidents"
      ],
    ).toHaveLength(30);
    for (const bad of ["limit=0", "limit=101", "offset=-1", "offset=9990"]) {
      expect((await ask(account, `GET /incidents?${bad}`)).status).toBe(400);
    }
  });
});

describe("the account", () => {
  it("finds policies by part of a name, with their services", async () => {
    const reply = await ask(account, "GET /escalation_policies?query=ON-CALL");
    expect(reply.body["escalation_policies"]).toMatchObject([
      {
        id: "PONCALL",
        name: "on-call",
        services: [{ id: "PSEBENZ" }, { id: "PEXAMPL" }],
        escalation_rules: [
          { escalation_delay_in_minutes: 5, targets: [{ type: "user_reference", summary: "Amara" }] },
          {},
          {},
        ],
      },
      { name: "backend-on-call" },
      { name: "eventchain-on-call" },
      {
        name: "inventory-on-call",
        escalation_rules: [{ targets: [{ id: "PPRIMRY", type: "schedule_reference", summary: "Primary" }] }],
      },
    ]);
    expect(
      (await ask(account, "GET /escalation_policies?query=PONCALL")).body["escalation_policies"],
    ).toEqual([]);
    expect((await ask(account, "GET /escalation_policies/PONCALL")).status).toBe(200);
  });

  it("says who is on call, with addresses only when users are included", async () => {
    const bare = await ask(account, "GET /oncalls?escalation_policy_ids[]=PPLATFM");
    expect(bare.body["oncalls"]).toMatchObject([
      { escalation_level: 1, user: { type: "user_reference" } },
      { escalation_level: 2 },
    ]);
    const full = await ask(account, "GET /oncalls?escalation_policy_ids[]=PPLATFM&include[]=users");
    expect(full.body["oncalls"]).toMatchObject([
      { user: { email: "dana@example.com" } },
      { user: { email: "eva@example.com" } },
    ]);
    account.world.setOnCall({ policy: "platform", level: 1, people: [] });
    expect((await ask(account, "GET /oncalls?escalation_policy_ids[]=PPLATFM")).body["oncalls"]).toHaveLength(
      1,
    );
  });

  it("lists people, services, schedules and abilities", async () => {
    expect((await ask(account, "GET /users?query=eva")).body["users"]).toMatchObject([
      { email: "eva@example.com" },
    ]);
    expect((await ask(account, "GET /services/PSEBENZ")).body["service"]).toMatchObject({
      name: "Sebenza Logistics Suite",
    });
    expect((await ask(account, "GET /users?query=INES@example.com")).body["users"]).toMatchObject([
      { id: "PINES01", email: "ines@example.com", job_title: "VP Engineering" },
    ]);
    expect((await ask(account, "GET /schedules?query=second")).body["schedules"]).toMatchObject([
      { id: "PSECNDY", type: "schedule", name: "Secondary" },
    ]);
    expect((await ask(account, "GET /abilities")).body["abilities"]).toContain("urgencies");
  });
});

describe("Events v2", () => {
  async function send(event: object) {
    const reply = await fetch(`${account.world.eventsUrl}v2/enqueue`, {
      method: "POST",
      body: JSON.stringify(event),
    });
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
  }
  const event = (more: object = {}) => ({
    routing_key: ROUTING_KEY,
    event_action: "trigger",
    dedup_key: "key-1",
    payload: { summary: "Checkout is down", source: "tocsin", severity: "critical" },
    ...more,
  });

  it("folds events with one key into one incident, and acknowledges and resolves it", async () => {
    expect(await send(event())).toEqual({
      status: 202,
      body: { status: "success", message: "Event processed", dedup_key: "key-1" },
    });
    await send(event());
    expect(account.world.incidents()).toMatchObject([
      { status: "triggered", incidentKey: "key-1", service: "PSEBENZ" },
    ]);
    await send(event({ event_action: "acknowledge" }));
    expect(account.world.incidents()[0]?.status).toBe("acknowledged");
    await send(event({ event_action: "resolve" }));
    expect(account.world.incidents()[0]?.status).toBe("resolved");
    await send(event());
    expect(account.world.incidents()).toHaveLength(2);
    expect((await send(event({ event_action: "resolve", dedup_key: "unknown" }))).status).toBe(202);
  });

  it.each([
    ["another routing key", { routing_key: "other" }, "Invalid routing key"],
    ["an unknown action", { event_action: "page" }, "'event_action' is missing or invalid"],
    [
      "a resolve without a key",
      { event_action: "resolve", dedup_key: undefined },
      "'dedup_key' is missing or blank",
    ],
    ["no payload", { payload: undefined }, "'payload.summary' is missing or blank"],
    [
      "an unknown severity",
      { payload: { summary: "x", source: "y", severity: "P1" } },
      "'payload.severity' is missing or invalid",
    ],
  ])("refuses %s", async (_, more, error) => {
    const reply = await send(event(more));
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ status: "invalid event", errors: expect.arrayContaining([error]) });
  });
});
