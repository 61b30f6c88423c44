import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Asked, serve } from "../../sandbox/http.ts";
import { type Account, ask, newIncident, SECRET, startAccount } from "../integrations/pagerduty/account.ts";

let account: Account;
beforeEach(async () => {
  account = await startAccount();
});
afterEach(() => account.close());

const page = (more: Record<string, unknown> = {}) =>
  ask(account, "POST /incidents", { body: newIncident(more) });
const only = () => account.world.incidents()[0];
const MINUTE = 60_000;

describe("webhooks", () => {
  async function bot(statuses: number[] = []) {
    const got: {
      asked: Asked;
      event: { event_type: string; data: { incident_key: string }; agent: { id: string } | null };
    }[] = [];
    const served = await serve({
      "/webhooks/pagerduty": (asked) => {
        got.push({ asked, event: JSON.parse(asked.body).event });
        return { status: statuses.shift() ?? 202, body: "" };
      },
    });
    account.world.connectWebhook({ url: `${served.url}/webhooks/pagerduty` });
    return { got, close: served.close };
  }

  it("says everything that happens, signed, in order", async () => {
    const { got, close } = await bot();
    await page();
    account.clock.advance(5 * MINUTE);
    account.world.acknowledge(only()?.id ?? "", "ben@example.com");
    account.world.resolve(only()?.id ?? "", "ben@example.com");
    await vi.waitFor(() => expect(got).toHaveLength(4));
    expect(got.map(({ event }) => event.event_type)).toEqual([
      "incident.triggered",
      "incident.escalated",
      "incident.acknowledged",
      "incident.resolved",
    ]);
    expect(got[2]?.event.agent).toMatchObject({ id: "PBEN001", type: "user_reference" });
    for (const { asked } of got) {
      const expected = createHmac("sha256", SECRET).update(asked.body).digest("hex");
      expect(asked.headers["x-pagerduty-signature"]).toBe(`v1=${expected}`);
    }
    expect(new Set(got.map(({ asked }) => asked.headers["x-webhook-id"])).size).toBe(4);
    await close();
  });

  it("repeats with the same id after 5xx and 429, later ones of the incident waiting behind", async () => {
    const { got, close } = await bot([503, 429]);
    await page();
    account.world.acknowledge(only()?.id ?? "", "ben@example.com");
    await vi.waitFor(() => expect(account.clock.waiting()).toBe(2));
    account.clock.advance(1_000);
    await vi.waitFor(() => expect(got).toHaveLength(2));
    await vi.waitFor(() => expect(account.clock.waiting()).toBe(2));
    account.clock.advance(10_000);
    await vi.waitFor(() => expect(got).toHaveLength(4));
    const ids = got.map(({ asked }) => asked.headers["x-webhook-id"]);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[1]).toBe(ids[2]);
    expect(got[3]?.event.event_type).toBe("incident.acknowledged");
    await close();
  });

  it("drops what is refused, and says nothing for a day after three in a row", async () => {
    const { got, close } = await bot([401, 401, 401]);
    for (const key of ["a", "b", "c"]) await page({ incident_key: key });
    await vi.waitFor(() =>
      expect(account.world.webhook()?.disabledUntil).toBe(account.clock.now() + 24 * 60 * MINUTE),
    );
    account.clock.advance(23 * 60 * MINUTE);
    await page({ incident_key: "d" });
    account.clock.advance(2 * 60 * MINUTE);
    await page({ incident_key: "e" });
    await vi.waitFor(() => expect(got).toHaveLength(4));
    expect(got.map(({ event }) => event.data.incident_key)).toEqual(["a", "b", "c", "e"]);
    await close();
  });

  const types = (got: { event: { event_type: string } }[]) =>
    got.map(({ event }) => event.event_type.replace("incident.", ""));

  it("says when an acknowledgement ran out, and when it is given to somebody else", async () => {
    const { got, close } = await bot();
    account.world.setAcknowledgementTimeout("PSEBENZ", 60);
    await page();
    account.world.acknowledge(only()?.id ?? "", "amara@example.com");
    account.clock.advance(MINUTE);
    const assignments = [{ assignee: { id: "PHUGO01", type: "user_reference" } }];
    await ask(account, `PUT /incidents/${only()?.id}`, { body: { incident: { assignments } } });
    await vi.waitFor(() => expect(got).toHaveLength(4));
    expect(types(got)).toEqual(["triggered", "acknowledged", "unacknowledged", "reassigned"]);
    expect(got[2]?.event.agent).toBeNull();
    await close();
  });

  it("get lost, by type and as often as asked", async () => {
    const { got, close } = await bot();
    account.faults.add({
      vendor: "pagerduty",
      kind: "webhooks-lost",
      call: "incident.acknowledged",
      times: 1,
    });
    await page();
    const id = only()?.id ?? "";
    account.world.acknowledge(id, "ben@example.com");
    account.world.acknowledge(id, "amara@example.com");
    account.world.resolve(id, "ben@example.com");
    await vi.waitFor(() => expect(got).toHaveLength(3));
    expect(types(got)).toEqual(["triggered", "acknowledged", "resolved"]);
    expect(got[1]?.event.agent).toMatchObject({ id: "PAMARA1" });
    expect(account.faults.list()).toEqual([]);
    await close();
  });

  it("come twice, the very same", async () => {
    const { got, close } = await bot();
    account.faults.add({ vendor: "pagerduty", kind: "webhooks-doubled", times: 1 });
    await page();
    account.world.acknowledge(only()?.id ?? "", "ben@example.com");
    await vi.waitFor(() => expect(got).toHaveLength(3));
    expect(types(got)).toEqual(["triggered", "triggered", "acknowledged"]);
    expect(got[0]?.asked.body).toBe(got[1]?.asked.body);
    expect(got[0]?.asked.headers["x-webhook-id"]).toBe(got[1]?.asked.headers["x-webhook-id"]);
    await close();
  });

  it("overtake each other", async () => {
    const { got, close } = await bot();
    account.faults.add({ vendor: "pagerduty", kind: "webhooks-reordered" });
    await page();
    const id = only()?.id ?? "";
    account.world.acknowledge(id, "ben@example.com");
    account.world.acknowledge(id, "amara@example.com");
    account.faults.clear();
    account.world.resolve(id, "ben@example.com");
    await vi.waitFor(() => expect(got).toHaveLength(4));
    expect(types(got)).toEqual(["acknowledged", "triggered", "resolved", "acknowledged"]);
    await close();
  });

  it("come late", async () => {
    const { got, close } = await bot();
    account.faults.add({ vendor: "pagerduty", kind: "webhooks-late", slowMs: MINUTE, times: 1 });
    await page();
    account.world.acknowledge(only()?.id ?? "", "ben@example.com");
    await vi.waitFor(() => expect(types(got)).toEqual(["acknowledged"]));
    account.clock.advance(MINUTE);
    await vi.waitFor(() => expect(types(got)).toEqual(["acknowledged", "triggered"]));
    await close();
  });

  it("leave the calls of the bot alone when they go wrong, and the other way round", async () => {
    const { got, close } = await bot();
    account.faults.add({ vendor: "pagerduty", kind: "webhooks-lost" });
    expect((await page()).status).toBe(201);
    account.faults.clear();
    account.faults.add({ vendor: "pagerduty", kind: "down" });
    account.world.acknowledge(only()?.id ?? "", "ben@example.com");
    await vi.waitFor(() => expect(types(got)).toEqual(["acknowledged"]));
    await close();
  });

  it("stop when told to, what waits to be tried again too, and go to the new address afterwards", async () => {
    const { got, close } = await bot([503]);
    await page();
    await vi.waitFor(() => expect(account.clock.waiting()).toBe(2));
    account.world.clearWebhook();
    expect(account.world.webhook()).toBeNull();
    account.clock.advance(MINUTE);
    account.world.acknowledge(only()?.id ?? "", "ben@example.com");
    const again = await bot();
    account.world.resolve(only()?.id ?? "", "ben@example.com");
    await vi.waitFor(() => expect(types(again.got)).toEqual(["resolved"]));
    expect(types(got)).toEqual(["triggered"]);
    await Promise.all([close(), again.close()]);
  });
});
