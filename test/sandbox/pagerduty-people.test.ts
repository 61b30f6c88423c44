import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Journal } from "../../sandbox/journal.ts";
import { type Account, ask, newIncident, startAccount } from "../integrations/pagerduty/account.ts";

let account: Account;
beforeEach(async () => {
  account = await startAccount();
});
afterEach(() => account.close());

const page = (more: Record<string, unknown> = {}) =>
  ask(account, "POST /incidents", { body: newIncident(more) });
const only = () => account.world.incidents()[0];
const MINUTE = 60_000;

describe("people who answer, and people who do not", () => {
  it("asks the next level every five minutes until the last", async () => {
    await page();
    expect(only()?.assigned).toEqual(["PAMARA1"]);
    account.clock.advance(5 * MINUTE);
    expect(only()).toMatchObject({ level: 2, assigned: ["PBEN001"] });
    account.clock.advance(60 * MINUTE);
    expect(only()).toMatchObject({ level: 3, assigned: ["PCHIDI1"], status: "triggered" });
    expect(
      only()
        ?.log.filter(({ type }) => type === "notify_log_entry")
        .map(({ person }) => person),
    ).toEqual(["PAMARA1", "PBEN001", "PCHIDI1"]);
  });

  it("never escalates low urgency", async () => {
    await page({ urgency: "low" });
    account.clock.advance(60 * MINUTE);
    expect(only()?.level).toBe(1);
  });

  it("lets a person acknowledge by habit, counted from the moment they are notified", async () => {
    account.world.willAcknowledge("ben@example.com", 30_000);
    await page();
    account.clock.advance(5 * MINUTE + 29_000);
    expect(only()?.status).toBe("triggered");
    account.clock.advance(1_000);
    expect(only()).toMatchObject({ status: "acknowledged", acknowledgedBy: "PBEN001" });
    account.clock.advance(60 * MINUTE);
    expect(only()?.level).toBe(2);
  });

  it("lets a habit begin and end while a page is open", async () => {
    await page();
    account.world.willAcknowledge("PAMARA1", 10_000);
    account.world.willAcknowledge("PAMARA1", null);
    account.clock.advance(MINUTE);
    expect(only()?.status).toBe("triggered");
    account.world.willAcknowledge("PAMARA1", 10_000);
    account.clock.advance(10_000);
    expect(only()?.status).toBe("acknowledged");
  });

  it("lets a person acknowledge and resolve by hand, and refuses what makes no sense", async () => {
    await page();
    const id = only()?.id ?? "";
    expect(account.world.acknowledge(id, "chidi@example.com").acknowledgedBy).toBe("PCHIDI1");
    expect(account.world.resolve(id, "PCHIDI1").status).toBe("resolved");
    expect(() => account.world.resolve(id, "PCHIDI1")).toThrow("already resolved");
    expect(() => account.world.acknowledge("QNONE", "PCHIDI1")).toThrow('no incident "QNONE"');
    expect(() => account.world.willAcknowledge("nobody", 1)).toThrow('nobody "nobody"');
  });

  it("remembers incidents, the rota and habits over a restart, and goes on escalating", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "pagerduty-")), "journal");
    const before = await startAccount(new Journal(path));
    before.world.setOnCall({ policy: "on-call", level: 2, people: ["eva@example.com"] });
    before.world.willAcknowledge("eva@example.com", 0);
    await ask(before, "POST /incidents", { body: newIncident() });
    await before.close();
    const after = await startAccount(new Journal(path));
    after.clock.advance(5 * MINUTE);
    expect(after.world.incidents()).toMatchObject([{ status: "acknowledged", acknowledgedBy: "PEVA001" }]);
    await after.close();
  });
});

describe("faults", () => {
  it.each([
    ["down", 0],
    ["drop-after-accepting", 1],
  ] as const)("%s breaks the connection", async (kind, kept) => {
    account.faults.add({ vendor: "pagerduty", kind, call: "POST /incidents", times: 1 });
    await expect(page()).rejects.toThrow();
    expect(account.world.incidents()).toHaveLength(kept);
    expect(account.world.asked().at(-1)).toMatchObject({ method: "POST /incidents", status: 0 });
  });

  it("accept-and-lose answers with an id and pages nobody", async () => {
    account.faults.add({ vendor: "pagerduty", kind: "accept-and-lose", times: 1 });
    const made = await page();
    expect(made.status).toBe(201);
    const { id } = made.body["incident"] as { id: string };
    expect((await ask(account, `GET /incidents/${id}`)).status).toBe(404);
    expect(account.world.incidents()).toEqual([]);
    expect((await page()).status).toBe(201);
    expect(account.world.incidents()).toHaveLength(1);
  });

  it.each([400, 401, 402, 403, 404, 408, 500])("answers %i in PagerDuty's words", async (status) => {
    account.faults.add({ vendor: "pagerduty", kind: "error", status, times: 1 });
    const reply = await page();
    expect(reply.status).toBe(status);
    expect(reply.body["error"]).toMatchObject({ code: expect.any(Number), message: expect.any(String) });
  });

  it("tells when to come back when limited", async () => {
    account.faults.add({ vendor: "pagerduty", kind: "rate-limited", retryAfterSeconds: 7, times: 1 });
    const reply = await page();
    expect(reply.status).toBe(429);
    expect(reply.headers.get("ratelimit-reset")).toBe("7");
    expect(reply.body).toEqual({ error: { code: 2020, message: "Rate Limit Exceeded" } });
  });

  it("slow answers when its time has come", async () => {
    account.faults.add({ vendor: "pagerduty", kind: "slow", slowMs: 5_000, times: 1 });
    const answer = page();
    await vi.waitFor(() => expect(account.clock.waiting()).toBe(1));
    account.clock.advance(5_000);
    expect((await answer).status).toBe(201);
  });

  it("keeps tokens out of what it shows", async () => {
    await page();
    expect(JSON.stringify(account.world.asked())).not.toMatch(/Token|routing-key/);
    expect(account.world.asked()[0]).toMatchObject({
      method: "POST /incidents",
      status: 201,
      args: { incident: { incident_key: "INC-7/1/page" } },
    });
  });

  it("tells listeners, and stops when told to", async () => {
    let heard = 0;
    const stop = account.world.onChange(() => {
      heard += 1;
    });
    await page();
    expect(heard).toBeGreaterThan(0);
    const before = heard;
    stop();
    await page();
    expect(heard).toBe(before);
  });
});
