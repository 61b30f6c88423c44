import { afterEach, describe, expect, it } from "vitest";
import type { PagerOptions } from "../../../src/integrations/pagerduty/pager.ts";
import {
  asking,
  attempt,
  broken,
  EVENT_TAKEN,
  incident,
  inTurn,
  KEY,
  POLICIES,
  refused,
  type Script,
  scripted,
} from "./scripted.ts";

/** REST with a token, and beside it the event for a routing key. */

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
async function play(script: Script, options: Partial<PagerOptions> = {}) {
  const played = await scripted({ "GET /escalation_policies": POLICIES, ...script }, options);
  closing.push(played.close);
  return played;
}

const BY_EVENT = { pagerDutyId: KEY, url: null, via: "routing-key", unknown: [] };
const BY_REST = { pagerDutyId: "Q1", url: "https://pd.test/Q1", via: "policy", unknown: [] };
const EVENT = "POST /v2/enqueue";
const busy = refused(503, 0, "busy");

describe("the first way", () => {
  it("is REST alone while that works", async () => {
    const { pager, calls } = await play({
      "POST /incidents": incident(),
      "GET /incidents/Q1": incident(),
      [EVENT]: EVENT_TAKEN,
    });
    expect(await pager.page(asking())).toEqual({ kind: "done", receipt: BY_REST });
    expect(calls()).toEqual(["GET /escalation_policies", "POST /incidents", "GET /incidents/Q1"]);
  });

  it.each([
    ["refuses the token", { "POST /incidents": refused(401, 2006, "Authentication failed") }],
    ["does not know the policy", { "GET /escalation_policies": { escalation_policies: [] } }],
    ["refuses the request", { "POST /incidents": refused(400, 2001, "Invalid Input Provided") }],
  ])("sends the event with the same key in the same attempt when REST %s", async (_, script) => {
    const { pager, of } = await play({ ...script, [EVENT]: EVENT_TAKEN });
    expect(await pager.page(asking())).toEqual({ kind: "done", receipt: BY_EVENT });
    expect(of(EVENT).map(({ body }) => body)).toMatchObject([
      {
        routing_key: "r",
        dedup_key: KEY,
        event_action: "trigger",
        payload: { summary: "INC-7 P1: Checkout is down", custom_details: { policy: "on-call" } },
      },
    ]);
  });

  it.each([
    ["by its code", refused(400, 1015, "Escalation Policy Has No User On Call")],
    ["in words", refused(400, 2001, "Incident could not be created", ["No one is on call for it"])],
  ])("does not call somebody else when PagerDuty says %s that nobody is on call", async (_, answer) => {
    const { pager, of } = await play({ "POST /incidents": answer, [EVENT]: EVENT_TAKEN });
    expect(await pager.page(asking())).toMatchObject({
      kind: "failed",
      nobody: true,
      reason: expect.stringContaining("Nobody is on call for that escalation policy"),
    });
    expect(of(EVENT)).toEqual([]);
  });

  it("gives REST another chance when it was only in trouble, and the event from the second attempt on", async () => {
    const { pager, of } = await play({
      "POST /incidents": busy,
      "GET /incidents": { incidents: [] },
      [EVENT]: EVENT_TAKEN,
    });
    expect(await pager.page(asking({ attempt: attempt(1) }))).toMatchObject({ kind: "retry" });
    expect(of(EVENT)).toEqual([]);
    expect(await pager.page(asking({ attempt: attempt(2) }))).toEqual({ kind: "done", receipt: BY_EVENT });
  });

  it("looks whether REST has it before it sends the event", async () => {
    const { pager, of } = await play({
      "POST /incidents": broken,
      "GET /incidents": inTurn(
        { incidents: [] },
        { incidents: [(incident() as { incident: object }).incident] },
      ),
      [EVENT]: EVENT_TAKEN,
    });
    expect(await pager.page(asking({ attempt: attempt(2) }))).toEqual({ kind: "done", receipt: BY_REST });
    expect(of(EVENT)).toEqual([]);
  });

  it("looks for an earlier try as well when REST cannot find the policy any more", async () => {
    const { pager, of } = await play({
      "GET /escalation_policies": { escalation_policies: [] },
      "GET /incidents": { incidents: [(incident() as { incident: object }).incident] },
      [EVENT]: EVENT_TAKEN,
    });
    expect(await pager.page(asking({ attempt: attempt(2) }))).toEqual({ kind: "done", receipt: BY_REST });
    expect(of(EVENT)).toEqual([]);
  });

  it("sends the event when REST may have it and cannot be asked: twice is better than never", async () => {
    const { pager } = await play({ "POST /incidents": broken, "GET /incidents": busy, [EVENT]: EVENT_TAKEN });
    expect(await pager.page(asking({ attempt: attempt(2) }))).toEqual({ kind: "done", receipt: BY_EVENT });
  });

  it.each([
    ["both refuse", refused(401, 2006, "No"), refused(400, 0, "Invalid routing key"), "failed"],
    ["REST refuses and the event may work later", refused(401, 2006, "No"), busy, "retry"],
  ])("tells of both when %s", async (_, rest, event, kind) => {
    const { pager } = await play({ "POST /incidents": rest, [EVENT]: event });
    expect(await pager.page(asking())).toMatchObject({
      kind,
      reason: expect.stringMatching(/^PagerDuty refused the token \(401\)\. By the routing key: PagerDuty /),
    });
  });

  it("waits no longer than the more patient of the two asks when neither works now", async () => {
    const limited = () => ({ status: 429, headers: { "retry-after": "7" }, body: "{}" });
    const slower = () => ({ status: 429, headers: { "retry-after": "20" }, body: "{}" });
    const { pager } = await play({ "POST /incidents": slower, "GET /incidents": limited, [EVENT]: limited });
    expect(await pager.page(asking({ attempt: attempt(2) }))).toMatchObject({
      kind: "retry",
      afterMs: 7_000,
    });
  });

  it("without a routing key leaves it at what REST says", async () => {
    const { pager } = await play({ "POST /incidents": refused(401, 2006, "No") }, { routingKey: null });
    expect(await pager.page(asking())).toMatchObject({
      kind: "failed",
      reason: "PagerDuty refused the token (401).",
    });
  });
});

describe("the second way", () => {
  it("is the event alone", async () => {
    const { pager, calls } = await play({ [EVENT]: EVENT_TAKEN });
    const to = { kind: "people", emails: ["ada@example.com", "bo@example.com"] } as const;
    expect(await pager.page(asking({ route: "second", to }))).toEqual({ kind: "done", receipt: BY_EVENT });
    expect(calls()).toEqual([EVENT]);
  });

  it("is refused with the way out when there is no routing key", async () => {
    const { pager, calls } = await play({}, { routingKey: null });
    expect(await pager.page(asking({ route: "second" }))).toEqual({
      kind: "failed",
      reason: "There is no second way to page: Tocsin has no routing key of PagerDuty.",
      cure: "Call people by phone now. Then set PAGERDUTY_ROUTING_KEY to the integration key of an Events API v2 integration and start Tocsin again.",
    });
    expect(calls()).toEqual([]);
  });
});

describe("after a page by event", () => {
  const listed = { incidents: [(incident() as { incident: object }).incident] };
  const resolved = incident({ status: "resolved" });

  it("settles it by event, and what REST may have of it too", async () => {
    const { pager, of } = await play({
      [EVENT]: EVENT_TAKEN,
      "GET /incidents": listed,
      "PUT /incidents/Q1": resolved,
    });
    expect(await pager.resolve(KEY, KEY)).toEqual({ kind: "done", receipt: null });
    expect(await pager.acknowledge(KEY, KEY)).toEqual({ kind: "done", receipt: null });
    expect(of(EVENT).map(({ body }) => (body as { event_action: string }).event_action)).toEqual([
      "resolve",
      "acknowledge",
    ]);
    expect(of("PUT /incidents/Q1").map(({ body }) => body)).toMatchObject([
      { incident: { status: "resolved" } },
      { incident: { status: "acknowledged" } },
    ]);
  });

  it("is settled although REST refuses the token, but not while REST may still ring", async () => {
    const shut = await play({ [EVENT]: EVENT_TAKEN, "GET /incidents": refused(401, 2006, "No") });
    expect((await shut.pager.resolve(KEY, KEY)).kind).toBe("done");
    const down = await play({ [EVENT]: EVENT_TAKEN, "GET /incidents": busy });
    expect((await down.pager.resolve(KEY, KEY)).kind).toBe("retry");
  });

  it("a page by REST is settled by REST alone", async () => {
    const { pager, calls } = await play({ "PUT /incidents/Q1": resolved, [EVENT]: EVENT_TAKEN });
    expect((await pager.resolve("Q1", KEY)).kind).toBe("done");
    expect(calls()).toEqual(["PUT /incidents/Q1"]);
  });

  it("takes back by both ways a page of which nobody knows whether it went out", async () => {
    const { pager, calls } = await play({
      [EVENT]: EVENT_TAKEN,
      "GET /incidents": listed,
      "PUT /incidents/Q1": resolved,
    });
    expect(await pager.withdraw(KEY)).toEqual({ kind: "done", receipt: null });
    expect([...calls()].sort()).toEqual(["GET /incidents", EVENT, "PUT /incidents/Q1"].sort());
  });

  it("cannot be followed", async () => {
    const { pager, calls } = await play({});
    expect(await pager.follow(KEY)).toMatchObject({
      kind: "failed",
      reason: "Nothing can be read back of a page that went out by the routing key.",
    });
    expect(calls()).toEqual([]);
  });
});
