import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EffectId } from "../../../src/domain/ids.ts";
import type { PageAsk, Pager } from "../../../src/engine/ports.ts";
import { createPager } from "../../../src/integrations/pagerduty/pager.ts";
import { type Account, ROUTING_KEY, startAccount, TOKEN } from "./account.ts";
import { asking, attempt } from "./scripted.ts";

/** Pages, their logs, rotas and overrides against the whole account of the stand-in. */

const KEY = "0190-7/1/page" as EffectId;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let account: Account;
let pager: Pager;
beforeEach(async () => {
  account = await startAccount();
  pager = createPager({
    token: TOKEN,
    from: "hugo@example.com",
    routingKey: ROUTING_KEY,
    apiUrl: account.world.apiUrl,
    eventsUrl: account.world.eventsUrl,
    timeoutMs: 300,
    log: () => {},
    clock: account.clock.now,
  });
});
afterEach(() => account.close());

const incidents = () => account.world.incidents();
const to = (...emails: string[]): Partial<PageAsk> => ({ to: { kind: "people", emails } });

async function paged(more: Partial<PageAsk> = {}): Promise<string> {
  const outcome = await pager.page(asking(more));
  if (outcome.kind !== "done") throw new Error(outcome.reason);
  return outcome.receipt.pagerDutyId;
}
async function log(id: string) {
  const told = await pager.follow(id);
  if (told.kind !== "done") throw new Error(told.reason);
  return told.receipt;
}

describe("whom a page calls", () => {
  it("people are called, nobody escalates it, and who is unknown is told", async () => {
    const outcome = await pager.page(asking(to("dana@example.com", "eva@example.com", "who@example.com")));
    expect(outcome).toMatchObject({ kind: "done", receipt: { unknown: ["who@example.com"] } });
    expect(incidents()).toMatchObject([
      { assigned: ["PDANA01", "PEVA001"], direct: true, escalatesAt: null, service: "PSEBENZ" },
    ]);
    const told = await log(incidents()[0]?.id ?? "");
    expect(told.notified.map(({ name }) => name)).toEqual(["Dana", "Eva"]);
    expect(told.level).toBeNull();
  });

  it("a schedule calls whoever it has now, an override before the rotation", async () => {
    const schedule = { to: { kind: "schedule", schedule: "Primary" } } as const;
    await paged(schedule);
    const [rotation] = account.world.onCall({ policy: "two-level", level: 1 });
    expect(incidents().at(-1)?.assigned).toEqual([rotation]);
    const now = account.clock.now();
    const cover = { schedule: "PPRIMRY", email: "eva@example.com", from: now, until: now + DAY_MS };
    expect((await pager.override({ ...cover, attempt: attempt(1) })).kind).toBe("done");
    await paged({ ...schedule, key: "0190-7/2/page" as EffectId });
    expect(incidents().at(-1)?.assigned).toEqual(["PEVA001"]);
  });

  it("the person in whose name pages are made is called like anybody else", async () => {
    const id = await paged(to("hugo@example.com"));
    expect(incidents()).toMatchObject([{ status: "triggered", assigned: ["PHUGO01"] }]);
    expect((await log(id)).notified).toMatchObject([{ name: "Hugo", how: "push" }]);
  });

  it("somebody who left PagerDuty is nobody", async () => {
    account.world.setFound("dana@example.com", false);
    expect(await pager.page(asking(to("dana@example.com")))).toMatchObject({ kind: "failed", nobody: true });
    expect(incidents()).toEqual([]);
  });

  it("a schedule without anybody is nobody, and no event goes elsewhere", async () => {
    account.world.setSchedule({ schedule: "Nights", layers: [] });
    const ask = asking({ to: { kind: "schedule", schedule: "Nights" } });
    expect(await pager.page(ask)).toMatchObject({ kind: "failed", nobody: true });
    expect(incidents()).toEqual([]);
  });
});

describe("what the log tells", () => {
  it("follows the levels of a policy that PagerDuty runs", async () => {
    const id = await paged();
    const began = account.clock.now();
    expect((await log(id)).level).toEqual({
      level: 1,
      people: ["Amara"],
      escalatesAt: began + 5 * MINUTE_MS,
    });
    account.clock.advance(5 * MINUTE_MS);
    const told = await log(id);
    expect(told.level).toMatchObject({ level: 2, people: ["Ben"] });
    expect(told.notified.map(({ name }) => name)).toEqual(["Amara", "Ben"]);
  });

  it("tells who acknowledged, that it was taken back, and who resolved", async () => {
    const id = await paged();
    account.clock.advance(MINUTE_MS);
    account.world.acknowledge(id, "ben@example.com");
    const acknowledgedAt = account.clock.now();
    expect(await log(id)).toMatchObject({
      acknowledged: { by: { name: "Ben", email: "ben@example.com" }, at: acknowledgedAt },
      level: null,
    });
    account.clock.advance(MINUTE_MS);
    account.world.unacknowledge(id);
    expect(await log(id)).toMatchObject({ acknowledged: null, unacknowledgedAt: account.clock.now() });
    account.clock.advance(MINUTE_MS);
    account.world.resolve(id, "amara@example.com");
    expect((await log(id)).resolved).toEqual({
      by: { name: "Amara", email: "amara@example.com" },
      at: account.clock.now(),
    });
  });

  it("does not call anybody notified when PagerDuty took the page and called nobody", async () => {
    account.faults.add({
      vendor: "pagerduty",
      kind: "accept-and-call-nobody",
      call: "POST /incidents",
      times: 1,
    });
    expect((await log(await paged())).notified).toEqual([]);
  });
});

describe("the second way", () => {
  it("reaches the routing key's service when REST refuses, and settles it there", async () => {
    account.faults.add({ vendor: "pagerduty", kind: "error", status: 403, call: "POST /incidents" });
    expect(await pager.page(asking())).toMatchObject({ receipt: { via: "routing-key", pagerDutyId: KEY } });
    expect(incidents()).toMatchObject([{ via: "events", incidentKey: KEY, status: "triggered" }]);
    expect(await pager.acknowledge(KEY, KEY)).toEqual({ kind: "done", receipt: null });
    expect(incidents()[0]?.status).toBe("acknowledged");
    expect(await pager.resolve(KEY, KEY)).toEqual({ kind: "done", receipt: null });
    expect(incidents()[0]?.status).toBe("resolved");
  });

  it("is one incident with the first where both are of the same service", async () => {
    await paged();
    expect((await pager.page(asking({ route: "second" }))).kind).toBe("done");
    expect(incidents()).toHaveLength(1);
  });

  it("does not double a page that REST took and did not answer", async () => {
    account.faults.add({ vendor: "pagerduty", kind: "drop-after-accepting", call: "POST /incidents" });
    const outcome = await pager.page(
      asking({ to: { kind: "policy", policy: "platform" }, attempt: attempt(2) }),
    );
    expect(outcome).toMatchObject({ receipt: { via: "policy", pagerDutyId: incidents()[0]?.id } });
    expect(incidents()).toHaveLength(1);
  });
});

describe("the rota", () => {
  it("tells who is on call, by which schedule, until when and who is next", async () => {
    const told = await pager.rota("two-level");
    if (told.kind !== "done") throw new Error(told.reason);
    const [first, second] = told.receipt.levels;
    expect(first).toMatchObject({ level: 1, schedules: [{ id: "PPRIMRY", name: "Primary" }] });
    expect(second).toMatchObject({ level: 2, escalatesAfterMinutes: null });
    const names = [first?.people[0]?.name, first?.next?.people[0]?.name];
    expect(names.toSorted()).toEqual(["Amara", "Ben"]);
    const until = (first?.next?.at ?? 0) - account.clock.now();
    expect(until).toBeGreaterThan(0);
    expect(until).toBeLessThanOrEqual(7 * DAY_MS);
    account.clock.advance(until);
    expect(await pager.onCall("two-level")).toMatchObject({ receipt: first?.next?.people });
  });

  it("shows an override, which is made once however often its answer is lost", async () => {
    const now = account.clock.now();
    const from = now + 60 * MINUTE_MS;
    const cover = { schedule: "PPRIMRY", email: "eva@example.com", from, until: from + 60 * MINUTE_MS };
    account.faults.add({
      vendor: "pagerduty",
      kind: "drop-after-accepting",
      call: "POST /schedules/{id}/overrides",
      times: 1,
    });
    expect((await pager.override({ ...cover, attempt: attempt(1) })).kind).toBe("retry");
    const again = await pager.override({ ...cover, attempt: attempt(2) });
    const [made] = account.world.overrides("Primary");
    expect(again).toEqual({ kind: "done", receipt: { overrideId: made?.id } });
    expect(account.world.overrides("Primary")).toHaveLength(1);
    expect(await pager.rota("two-level")).toMatchObject({
      receipt: { levels: [{ next: { at: from, people: [{ name: "Eva", email: "eva@example.com" }] } }, {}] },
    });
  });

  it("knows people by their address", async () => {
    expect(await pager.person("grace@example.com")).toEqual({
      kind: "done",
      receipt: { id: "PGRACE1", name: "Grace" },
    });
    expect(await pager.person("grace@example.org")).toEqual({ kind: "done", receipt: null });
  });
});
