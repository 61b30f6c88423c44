import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "../../../sandbox/faults.ts";
import type { EffectId } from "../../../src/domain/ids.ts";
import type { PageAsk } from "../../../src/engine/ports.ts";
import type { PagerCall } from "../../../src/integrations/pagerduty/answer.ts";
import { createPager, type PagerOptions } from "../../../src/integrations/pagerduty/pager.ts";
import { type Account, ROUTING_KEY, startAccount, TOKEN } from "./account.ts";

const KEY = "INC-7/1/page" as EffectId;

let account: Account;
let log: PagerCall[];
beforeEach(async () => {
  account = await startAccount();
  log = [];
});
afterEach(() => account.close());

function pagerOf(more: Partial<PagerOptions> = {}) {
  return createPager({
    token: TOKEN,
    from: "amara@example.com",
    routingKey: null,
    apiUrl: account.world.apiUrl,
    eventsUrl: account.world.eventsUrl,
    timeoutMs: 300,
    log: (call) => log.push(call),
    ...more,
  });
}
function asking(more: Partial<PageAsk> = {}): PageAsk {
  return {
    key: KEY,
    title: "INC-7 P1: Checkout is down",
    body: "All payments fail.",
    to: policy("on-call"),
    service: null,
    severity: "critical",
    route: "first",
    ...more,
  };
}
const policy = (name: string) => ({ kind: "policy" as const, policy: name });
const fault = (more: Partial<Fault> & Pick<Fault, "kind">) =>
  account.faults.add({ vendor: "pagerduty", times: 1, ...more });
const calls = () => account.world.asked().map(({ method }) => method);
const incidents = () => account.world.incidents();
const again = (number: number) => ({ attempt: { effect: KEY, number, firstTriedAt: 0 } });

describe("paging by REST", () => {
  it("makes one incident of high urgency on the policy's first service, and reads it back", async () => {
    const paged = await pagerOf().page(asking());
    const [incident] = incidents();
    expect(incident).toMatchObject({
      title: "INC-7 P1: Checkout is down",
      details: "All payments fail.",
      urgency: "high",
      incidentKey: KEY,
      service: "PSEBENZ",
      policy: "PONCALL",
      assigned: ["PAMARA1"],
    });
    expect(paged).toEqual({
      kind: "done",
      receipt: {
        pagerDutyId: incident?.id,
        url: `${account.world.apiUrl}incidents/${incident?.id}`,
        via: "policy",
        unknown: [],
      },
    });
    expect(calls()).toEqual(["GET /escalation_policies", "POST /incidents", "GET /incidents/{id}"]);
    expect(log.map(({ call, status }) => [call, status])).toEqual([
      ["GET /escalation_policies", 200],
      ["POST /incidents", 201],
      ["GET /incidents/{id}", 200],
    ]);
  });

  it.each([
    ["both by id", "PPLATFM", "PEXAMPL", "PPLATFM", "PEXAMPL"],
    ["both by name", "platform", "Example", "PPLATFM", "PEXAMPL"],
    ["names in another case", "PLATFORM", "sebenza logistics suite", "PPLATFM", "PSEBENZ"],
    ["the policy's own service", "platform", null, "PPLATFM", "PPLTSVC"],
  ])("finds policy and service: %s", async (_, name, service, policyId, serviceId) => {
    expect((await pagerOf().page(asking({ to: policy(name), service }))).kind).toBe("done");
    expect(incidents()).toMatchObject([{ policy: policyId, service: serviceId }]);
  });

  it("refuses a policy that is not there, naming those that are, and pages nobody", async () => {
    const known = account.world
      .policies()
      .map(({ name }) => name)
      .join(", ");
    expect(await pagerOf().page(asking({ to: policy("on-cal") }))).toEqual({
      kind: "failed",
      reason: 'PagerDuty has no escalation policy "on-cal".',
      cure: `Write one that is there into the ops profile (known: ${known}), or make it in PagerDuty, and press Try again.`,
    });
    expect(await pagerOf().page(asking({ to: policy("PNOTHERE") }))).toMatchObject({
      kind: "failed",
      reason: 'PagerDuty has no escalation policy "PNOTHERE".',
    });
    expect(await pagerOf().page(asking({ service: "Sebenza" }))).toMatchObject({
      kind: "failed",
      reason: 'PagerDuty has no service "Sebenza".',
      cure: expect.stringContaining("Sebenza Logistics Suite, Example, Platform"),
    });
    expect(incidents()).toEqual([]);
  });

  it("remembers policies and services for a minute", async () => {
    let now = 0;
    const pager = pagerOf({ now: () => now });
    await pager.page(asking());
    now = 59_999;
    await pager.page(asking({ key: "b" as EffectId }));
    expect(calls().filter((call) => call === "GET /escalation_policies")).toHaveLength(1);
    now = 60_000;
    await pager.page(asking({ key: "c" as EffectId }));
    expect(calls().filter((call) => call === "GET /escalation_policies")).toHaveLength(2);
  });

  it("pages by what it remembers while the lookup is down, however long ago that was", async () => {
    let now = 0;
    const pager = pagerOf({ now: () => now });
    await pager.page(asking());
    now = 3_600_000;
    fault({ kind: "down", call: "GET /escalation_policies" });
    expect((await pager.page(asking({ key: "b" as EffectId }))).kind).toBe("done");
  });

  it("cuts a title that is too long for PagerDuty", async () => {
    expect((await pagerOf().page(asking({ title: "x".repeat(2000) }))).kind).toBe("done");
    expect(incidents()[0]?.title).toHaveLength(1024);
  });

  it("says so when nobody of the account is known by PAGERDUTY_FROM", async () => {
    for (const from of [null, "stranger@example.com"]) {
      expect(await pagerOf({ from }).page(asking())).toMatchObject({
        kind: "failed",
        reason: expect.stringContaining("PagerDuty does not know the person in whose name Tocsin pages"),
        cure: "Put the e-mail address of a PagerDuty user into PAGERDUTY_FROM and press Try again.",
      });
    }
  });
});

describe("one key, one page", () => {
  it("takes the incident that is there already for its own", async () => {
    const first = await pagerOf().page(asking());
    expect(await pagerOf().page(asking())).toEqual(first);
    expect(incidents()).toHaveLength(1);
  });

  it.each([
    ["the connection drops after PagerDuty accepted", { kind: "drop-after-accepting" }],
    ["PagerDuty accepts and answers rubbish", { kind: "garbage", afterDoing: true }],
    ["PagerDuty accepts and answers 500", { kind: "error", status: 500, afterDoing: true }],
    ["PagerDuty accepts and says nothing", { kind: "nothing", afterDoing: true }],
  ] as const)("looks before it repeats when %s", async (_, how) => {
    const pager = pagerOf();
    fault({ ...how, call: "POST /incidents" });
    expect(await pager.page(asking())).toMatchObject({
      kind: "retry",
      afterMs: 0,
      reason: expect.stringContaining("the page may or may not have gone out"),
    });
    account.world.resolve(incidents()[0]?.id ?? "", "amara@example.com");
    expect(await pager.page(asking())).toMatchObject({
      kind: "done",
      receipt: { pagerDutyId: incidents()[0]?.id },
    });
    expect(incidents()).toHaveLength(1);
  });

  it("looks first on a later attempt too, when a restart has forgotten the first", async () => {
    fault({ kind: "drop-after-accepting", call: "POST /incidents" });
    await pagerOf().page(asking());
    account.world.resolve(incidents()[0]?.id ?? "", "amara@example.com");
    expect((await pagerOf().page(asking(again(2)))).kind).toBe("done");
    expect(incidents()).toHaveLength(1);
  });

  it("still pages when it cannot look", async () => {
    fault({ kind: "down", call: "GET /incidents" });
    expect((await pagerOf().page(asking(again(2)))).kind).toBe("done");
    expect(incidents()).toHaveLength(1);
  });

  it.each([
    ["down", { kind: "down" }],
    ["slow beyond the limit", { kind: "nothing" }],
    ["in trouble", { kind: "error", status: 503 }],
  ] as const)("pages once it is no longer %s", async (_, how) => {
    const pager = pagerOf();
    fault({ ...how, call: "POST /incidents" });
    expect((await pager.page(asking())).kind).toBe("retry");
    expect((await pager.page(asking())).kind).toBe("done");
    expect(incidents()).toHaveLength(1);
  });

  it("does not say paged when PagerDuty gave an id and made nothing", async () => {
    const pager = pagerOf();
    fault({ kind: "accept-and-lose", call: "POST /incidents" });
    expect(await pager.page(asking())).toMatchObject({
      kind: "retry",
      afterMs: 0,
      reason: expect.stringMatching(
        /^PagerDuty answered with the incident Q\w+ and then did not know it; no page went out\.$/,
      ),
    });
    expect((await pager.page(asking())).kind).toBe("done");
    expect(incidents()).toHaveLength(1);
  });

  it("believes the id when only the reading back fails", async () => {
    fault({ kind: "error", status: 500, call: "GET /incidents/{id}" });
    expect((await pagerOf().page(asking())).kind).toBe("done");
  });

  it("waits as long as PagerDuty asks when it is too busy", async () => {
    account.faults.add({
      vendor: "pagerduty",
      kind: "rate-limited",
      retryAfterSeconds: 7,
      call: "POST /incidents",
    });
    expect(await pagerOf().page(asking())).toMatchObject({
      kind: "retry",
      afterMs: 7_000,
      reason: "PagerDuty asks us to slow down (429).",
    });
  });
});

describe("after the page", () => {
  async function paged() {
    const pager = pagerOf();
    const outcome = await pager.page(asking());
    if (outcome.kind !== "done") throw new Error(outcome.reason);
    return { pager, id: outcome.receipt.pagerDutyId };
  }

  it("acknowledges and resolves, and takes what is so already for done", async () => {
    const { pager, id } = await paged();
    for (let time = 0; time < 2; time += 1)
      expect(await pager.acknowledge(id, KEY)).toEqual({ kind: "done", receipt: null });
    expect(incidents()).toMatchObject([{ status: "acknowledged", acknowledgedBy: "PAMARA1" }]);
    for (let time = 0; time < 2; time += 1)
      expect(await pager.resolve(id, KEY)).toEqual({ kind: "done", receipt: null });
    expect(incidents()).toMatchObject([{ status: "resolved" }]);
    expect(await pager.acknowledge(id, KEY)).toEqual({ kind: "done", receipt: null });
  });

  it("says what is wrong when the incident is gone, and tries again when the way is", async () => {
    const { pager, id } = await paged();
    expect(await pager.resolve("QNONE", KEY)).toMatchObject({
      kind: "failed",
      reason: "PagerDuty does not know what was asked for (404: Not Found).",
    });
    fault({ kind: "drop-after-accepting", call: "PUT /incidents/{id}" });
    expect(await pager.resolve(id, KEY)).toMatchObject({
      kind: "retry",
      reason: "The connection to PagerDuty broke before it answered; the page may not be resolved yet.",
    });
    expect((await pager.resolve(id, KEY)).kind).toBe("done");
  });
});

describe("who is on call", () => {
  it("names the first level, with addresses", async () => {
    expect(await pagerOf().onCall("on-call")).toEqual({
      kind: "done",
      receipt: [{ name: "Amara", email: "amara@example.com" }],
    });
    account.world.setOnCall({
      policy: "platform",
      level: 1,
      people: ["dana@example.com", "eva@example.com"],
    });
    expect(await pagerOf().onCall("PPLATFM")).toMatchObject({ receipt: [{ name: "Dana" }, { name: "Eva" }] });
  });

  it("refuses an unknown policy and an empty level, which is never nobody-needed", async () => {
    expect(await pagerOf().onCall("nights")).toMatchObject({
      kind: "failed",
      reason: 'PagerDuty has no escalation policy "nights".',
    });
    account.world.setOnCall({ policy: "on-call", level: 1, people: [] });
    expect(await pagerOf().onCall("on-call")).toMatchObject({
      kind: "failed",
      reason: 'Nobody is on call now at the first level of "on-call" in PagerDuty.',
    });
  });
});

describe("with a routing key alone", () => {
  const events = () => pagerOf({ token: null, from: null, routingKey: ROUTING_KEY });

  it("pages, acknowledges and resolves by the key, and folds repeats", async () => {
    const pager = events();
    for (let time = 0; time < 2; time += 1) {
      expect(await pager.page(asking({ title: "x".repeat(2000) }))).toEqual({
        kind: "done",
        receipt: { pagerDutyId: KEY, url: null, via: "routing-key", unknown: [] },
      });
    }
    expect(incidents()).toMatchObject([
      { incidentKey: KEY, urgency: "high", status: "triggered", via: "events" },
    ]);
    expect(await pager.acknowledge(KEY, KEY)).toEqual({ kind: "done", receipt: null });
    expect(incidents()[0]?.status).toBe("acknowledged");
    expect(await pager.resolve(KEY, KEY)).toEqual({ kind: "done", receipt: null });
    expect(incidents()[0]?.status).toBe("resolved");
  });

  it("cannot say who is on call, and says that", async () => {
    expect(await events().onCall("on-call")).toMatchObject({
      kind: "failed",
      cure: expect.stringContaining("PAGERDUTY_TOKEN"),
    });
  });

  it("names the setting when the key is refused", async () => {
    expect(await pagerOf({ token: null, routingKey: "other" }).page(asking())).toMatchObject({
      kind: "failed",
      reason: "PagerDuty does not know the routing key (400: Event object is invalid: Invalid routing key).",
      cure: "Put the integration key of an Events API v2 integration into PAGERDUTY_ROUTING_KEY and press Try again.",
    });
  });
});

describe("without credentials", () => {
  it("is off, loudly", async () => {
    const pager = pagerOf({ token: null, routingKey: null });
    expect(pager.state).toBe("off");
    for (const outcome of [
      await pager.page(asking()),
      await pager.acknowledge("Q1", KEY),
      await pager.resolve("Q1", KEY),
      await pager.onCall("on-call"),
    ]) {
      expect(outcome).toMatchObject({
        kind: "failed",
        reason: expect.stringContaining("Paging is off"),
        cure: expect.stringContaining("by phone now"),
      });
    }
    expect(calls()).toEqual([]);
  });

  it("asks for nothing when it is made", () => {
    pagerOf();
    expect(calls()).toEqual([]);
    expect(log).toEqual([]);
  });
});

it("never logs a secret or what people wrote", async () => {
  await pagerOf().page(asking());
  await pagerOf({ token: null, routingKey: ROUTING_KEY }).page(asking());
  expect(JSON.stringify(log)).not.toMatch(/rest-key|routing-key|Checkout|payments/);
});
