import { afterEach, describe, expect, it } from "vitest";
import { json } from "../../../sandbox/http.ts";
import type { PagerOptions } from "../../../src/integrations/pagerduty/pager.ts";
import { asking, incident, inTurn, NOW, refused, type Script, scripted } from "./scripted.ts";

/** Pages to people and to schedules: incidents that are assigned, not escalated by PagerDuty. */

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const ADA = { id: "PADA001", name: "Ada", email: "Ada@example.com", role: "user" };
const ADAM = { id: "PADAM01", name: "Adam", email: "not-ada@example.com", role: "user" };
const BO = { id: "PBO0001", name: "Bo", email: "bo@example.com", role: "user" };
const WATCHER = { id: "PWATCH1", name: "Watcher", email: "w@example.com", role: "read_only_user" };
const BOT = { id: "PBOT001", name: "Bot", email: "tocsin@example.com", role: "user" };
const EVERYBODY = [WATCHER, BOT, ADA, ADAM, BO];
const ROUTINE: Script = {
  // PagerDuty finds whatever contains the query.
  "GET /users": ({ query }) => {
    const wanted = query.get("query")?.toLowerCase() ?? "";
    return json(200, { users: EVERYBODY.filter(({ email }) => email.toLowerCase().includes(wanted)) });
  },
  "GET /services": {
    services: [
      { id: "PFIRST1", name: "First" },
      { id: "PSECOND", name: "Second" },
    ],
  },
  "GET /schedules": { schedules: [{ id: "PSCHED1", name: "Primary" }] },
  "POST /incidents": () => json(201, incident()),
  "GET /incidents/Q1": incident(),
};
async function play(script: Script = {}, options: Partial<PagerOptions> = {}) {
  const played = await scripted({ ...ROUTINE, ...script }, { routingKey: null, ...options });
  closing.push(played.close);
  const sent = () => played.of("POST /incidents").map(({ body }) => (body as { incident: object }).incident);
  return { ...played, sent };
}
const people = (...emails: string[]) => asking({ to: { kind: "people", emails } });
const schedule = (name: string) => asking({ to: { kind: "schedule", schedule: name } });
const assigned = (...ids: string[]) => ids.map((id) => ({ assignee: { id, type: "user_reference" } }));

describe("people", () => {
  it("are found by their very address, in any case, and assigned; the others are named", async () => {
    const { pager, sent } = await play();
    expect(await pager.page(people("ada@example.com", "who@example.com", "BO@example.com"))).toEqual({
      kind: "done",
      receipt: {
        pagerDutyId: "Q1",
        url: "https://pd.test/Q1",
        via: "policy",
        unknown: ["who@example.com"],
      },
    });
    expect(sent()).toMatchObject([
      { service: { id: "PFIRST1" }, assignments: assigned("PADA001", "PBO0001"), urgency: "high" },
    ]);
    expect(sent()[0]).not.toHaveProperty("escalation_policy");
  });

  it("are paged for the service that was given", async () => {
    const { pager, sent } = await play();
    await pager.page({ ...people("bo@example.com"), service: "second" });
    expect(sent()).toMatchObject([{ service: { id: "PSECOND" } }]);
  });

  it("are assigned once, however often they are named", async () => {
    const { pager, sent } = await play();
    await pager.page(people("bo@example.com", " Bo@example.com"));
    expect(sent()).toMatchObject([{ assignments: assigned("PBO0001") }]);
  });

  it.each([
    [["who@example.com"], "PagerDuty has no user with the address who@example.com."],
    [["a@x.org", "b@x.org"], "PagerDuty has no user with the address a@x.org or b@x.org."],
    [[], "The page names nobody whose e-mail address is known, so PagerDuty cannot call anybody."],
  ])("who are all unknown (%j) are nobody", async (emails, reason) => {
    const { pager, sent } = await play();
    expect(await pager.page(people(...emails))).toMatchObject({ kind: "failed", nobody: true, reason });
    expect(sent()).toEqual([]);
  });

  it("are remembered for an hour, and beyond it while PagerDuty cannot be asked; who is unknown is not", async () => {
    let now = 0;
    const users = inTurn({ users: [BO] }, { users: [] }, { users: [] }, refused(503, 0, "busy"));
    const { pager, of, sent } = await play({ "GET /users": users }, { now: () => now });
    await pager.page(people("bo@example.com"));
    now = 3_599_999;
    expect((await pager.page(people("bo@example.com"))).kind).toBe("done");
    expect(of("GET /users")).toHaveLength(1);
    for (let time = 0; time < 2; time += 1)
      expect((await pager.page(people("new@example.com"))).kind).toBe("failed");
    expect(of("GET /users")).toHaveLength(3);
    now = 3_600_000;
    expect((await pager.page(people("bo@example.com"))).kind).toBe("done");
    expect(sent()).toHaveLength(3);
  });

  it("are not left out without a word when a lookup fails: the page is tried again", async () => {
    const { pager, sent } = await play({ "GET /users": inTurn({ users: [BO] }, refused(503, 0, "busy")) });
    expect(await pager.page(people("bo@example.com", "ada@example.com"))).toMatchObject({
      kind: "retry",
      reason: "PagerDuty is in trouble (503).",
    });
    expect(sent()).toEqual([]);
  });

  it("says so when the account has no service at all", async () => {
    const { pager } = await play({ "GET /services": { services: [] } });
    expect(await pager.page(people("bo@example.com"))).toMatchObject({
      kind: "failed",
      reason: "PagerDuty pages for a service, and the account has none.",
    });
  });
});

describe("assignments that PagerDuty did not take over", () => {
  const some = (...ids: string[]) => incident({ assignments: ids.map((id) => ({ assignee: { id } })) });

  it("are asked for once more, since only an update is documented to take several", async () => {
    const { pager, of } = await play({
      "POST /incidents": () => json(201, some("PADA001")),
      "PUT /incidents/Q1": some("PADA001", "PBO0001"),
    });
    expect(await pager.page(people("ada@example.com", "bo@example.com"))).toMatchObject({
      kind: "done",
      receipt: { unknown: [] },
    });
    expect(of("PUT /incidents/Q1").map(({ body }) => body)).toEqual([
      { incident: { type: "incident_reference", assignments: assigned("PADA001", "PBO0001") } },
    ]);
  });

  it("are told when they are still not there: nobody calls those", async () => {
    const { pager } = await play({
      "POST /incidents": () => json(201, some("PADA001")),
      "PUT /incidents/Q1": refused(400, 2001, "Invalid Input Provided"),
    });
    expect(await pager.page(people("ada@example.com", "bo@example.com"))).toMatchObject({
      kind: "done",
      receipt: { unknown: ["bo@example.com"] },
    });
  });
});

describe("whoever makes an incident has answered it", () => {
  it("so a page to the person of PAGERDUTY_FROM is made in the name of somebody who may", async () => {
    let from: string | undefined;
    const { pager } = await play({
      "POST /incidents": ({ headers }) => {
        from = headers.from;
        return json(201, incident());
      },
    });
    await pager.page(people("bo@example.com"));
    expect(from).toBe("tocsin@example.com");
    expect((await pager.page(people("Tocsin@example.com", "ada@example.com"))).kind).toBe("done");
    expect(from).toBe("not-ada@example.com");
  });

  it("and an incident that is born acknowledged is closed and not called a page", async () => {
    const { pager, of } = await play({
      "POST /incidents": () => json(201, incident({ status: "acknowledged" })),
      "PUT /incidents/Q1": incident({ status: "resolved" }),
    });
    expect(await pager.page(people("bo@example.com"))).toMatchObject({
      kind: "failed",
      reason:
        "PagerDuty took the page for answered by the person in whose name Tocsin pages, so nobody was called.",
      cure: expect.stringContaining("PAGERDUTY_FROM"),
    });
    expect(of("PUT /incidents/Q1")).toHaveLength(1);
  });
});

describe("a schedule", () => {
  it.each(["Primary", "primary"])("called %s pages whoever is on call there now", async (name) => {
    const { pager, sent, of } = await play({ "GET /schedules/PSCHED1/users": { users: [ADA, BO] } });
    expect(await pager.page(schedule(name))).toMatchObject({ kind: "done", receipt: { unknown: [] } });
    expect(sent()).toMatchObject([{ assignments: assigned("PADA001", "PBO0001") }]);
    const [asked] = of("GET /schedules/PSCHED1/users");
    expect(asked?.query.get("since")).toBe(new Date(NOW).toISOString());
  });

  it("is found by its id", async () => {
    const { pager, sent } = await play({
      "GET /schedules/PSCHED1": { schedule: { id: "PSCHED1", name: "Primary" } },
      "GET /schedules/PSCHED1/users": { users: [BO] },
    });
    expect((await pager.page(schedule("PSCHED1"))).kind).toBe("done");
    expect(sent()).toHaveLength(1);
  });

  it("with nobody on call is nobody, said at once", async () => {
    const { pager, sent } = await play({ "GET /schedules/PSCHED1/users": { users: [] } });
    expect(await pager.page(schedule("Primary"))).toEqual({
      kind: "failed",
      nobody: true,
      reason: 'Nobody is on call now in the schedule "Primary" in PagerDuty.',
      cure: "Put somebody on call there and press Try again; until then, call people by phone.",
    });
    expect(sent()).toEqual([]);
  });

  it("that is not there is refused with those that are, and is not nobody", async () => {
    const { pager } = await play();
    const refusal = await pager.page(schedule("Prmary"));
    expect(refusal).toEqual({
      kind: "failed",
      reason: 'PagerDuty has no schedule "Prmary".',
      cure: "Write one that is there into the ops profile (known: Primary), or make it in PagerDuty, and press Try again.",
    });
  });

  it("whose people cannot be read is tried again", async () => {
    const { pager } = await play({ "GET /schedules/PSCHED1/users": refused(500, 2000, "internal") });
    expect((await pager.page(schedule("Primary"))).kind).toBe("retry");
  });
});
