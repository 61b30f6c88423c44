import { beforeEach, describe, expect, it } from "vitest";
import { Alarm } from "../src/alarm.ts";
import type { Outcome, PageAsk, PageReceipt } from "../src/engine/ports.ts";
import type { CallEntry } from "../src/integrations/slack/call.ts";
import { aProfile } from "./support/profile.ts";

const START = Date.UTC(2026, 10, 21, 3, 12, 40);
const KEY = "tocsin/mute/2026-11-21T03:12:00.000Z";
const RECEIPT: PageReceipt = { pagerDutyId: "P1", url: null, via: "policy", unknown: [] };

let now = START;
let open: readonly number[] | null = [7];
let bound: string | null = null;
let pages: PageAsk[] = [];
let withdrawn: string[] = [];
let sooner = 0;
let paging: Outcome<PageReceipt> = { kind: "done", receipt: RECEIPT };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeEach(() => {
  now = START;
  open = [7];
  bound = null;
  pages = [];
  withdrawn = [];
  sooner = 0;
  paging = { kind: "done", receipt: RECEIPT };
});

function anAlarm(): Alarm {
  return new Alarm({
    pager: {
      state: "on",
      page: async (ask) => {
        pages.push(ask);
        return paging;
      },
      withdraw: async (key) => {
        withdrawn.push(key);
        return { kind: "done", receipt: null };
      },
    },
    profile: () => aProfile(),
    openNumbers: async () => {
      if (open === null) throw new Error("the database is away");
      return open;
    },
    shared: {
      begin: async (key) => {
        bound ??= key;
        return bound;
      },
      current: async () => bound,
      end: async (key) => {
        if (bound === key) bound = null;
      },
    },
    lookSooner: () => {
      sooner += 1;
    },
    clock: { now: () => now, sleep: () => new Promise(() => undefined) },
    log,
  });
}

const ok = (method = "auth.test"): CallEntry => ({ method, ms: 0, outcome: "done", slack: "answers" });
const revoked = (method = "auth.test"): CallEntry => ({
  method,
  ms: 0,
  outcome: "failed",
  reason: "Slack would not say who the bot is: the bot token was revoked.",
  slack: "shut-out",
});
const silent = (): CallEntry => ({
  method: "chat.postMessage",
  ms: 0,
  outcome: "retry",
  reason: "Slack did not answer within 5 s.",
  slack: "silent",
});

describe("a revoked token", () => {
  it("is paged at once, by the first policy, with what is broken, the cure and the open incidents", async () => {
    const alarm = anAlarm();
    alarm.heard(ok());
    alarm.heard(revoked());
    await alarm.look();
    expect(pages.map(({ key, to }) => [key, to])).toEqual([[KEY, { kind: "policy", policy: "on-call" }]]);
    expect(pages[0]?.title).toBe("Tocsin is mute: it cannot reach people in Slack");
    expect(pages[0]?.body).toContain("the bot token was revoked");
    expect(pages[0]?.body).toContain("Reinstall the Slack app");
    expect(pages[0]?.body).toContain("Open incidents: INC-7.");
  });

  it("is believed of auth.test only; another call makes the bot ask", async () => {
    const alarm = anAlarm();
    alarm.heard(revoked("chat.postMessage"));
    await alarm.look();
    expect([pages, sooner]).toEqual([[], 1]);
  });

  it("is paged once for each outage, whatever is heard meanwhile, and with nothing open, too", async () => {
    open = [];
    const alarm = anAlarm();
    for (const _ of [1, 2, 3]) {
      alarm.heard(revoked());
      alarm.heard(silent());
      alarm.heard(ok("chat.postMessage"));
      await alarm.look();
      now += 60_000;
    }
    expect(pages).toHaveLength(1);
    expect(withdrawn).toEqual([]);
  });

  it("is told until PagerDuty takes it, under one key", async () => {
    paging = { kind: "retry", afterMs: 0, reason: "PagerDuty did not answer.", cure: "" };
    const alarm = anAlarm();
    alarm.heard(revoked());
    await alarm.look();
    now += 120_000;
    paging = { kind: "done", receipt: RECEIPT };
    await alarm.look();
    await alarm.look();
    expect(pages.map(({ key }) => key)).toEqual([KEY, KEY]);
  });

  it("is resolved when Slack answers again, and the next one has a key of its own", async () => {
    const alarm = anAlarm();
    alarm.heard(revoked());
    await alarm.look();
    alarm.heard(ok());
    await alarm.look();
    expect([withdrawn, bound]).toEqual([[KEY], null]);
    now += 600_000;
    alarm.heard(revoked());
    await alarm.look();
    expect(pages.map(({ key }) => key)).toEqual([KEY, "tocsin/mute/2026-11-21T03:22:00.000Z"]);
  });

  it("is told under the key that another replica took, and PagerDuty is asked for it before it is sent", async () => {
    bound = "tocsin/mute/2026-11-21T03:11:00.000Z";
    const alarm = anAlarm();
    alarm.heard(revoked());
    await alarm.look();
    expect(pages[0]?.key).toBe(bound);
    expect(pages[0]?.attempt?.number).toBe(2);
  });
});

describe("Slack that is not reached", () => {
  it("is told after 45 s while an incident is open, and not before", async () => {
    const alarm = anAlarm();
    alarm.heard(silent());
    now += 44_999;
    await alarm.look();
    expect(pages).toEqual([]);
    now += 1;
    await alarm.look();
    expect(pages[0]?.body).toContain("slack-status.com");
  });

  it("is nobody's night while nothing is open; not to know what is open is no reason for silence", async () => {
    open = [];
    const alarm = anAlarm();
    alarm.heard(silent());
    now += 3_600_000;
    await alarm.look();
    expect(pages).toEqual([]);
    open = null;
    await alarm.look();
    expect(pages[0]?.body).toContain("cannot be read now");
  });

  it("counts anew after any answer", async () => {
    const alarm = anAlarm();
    alarm.heard(silent());
    now += 40_000;
    alarm.heard(ok("chat.postMessage"));
    alarm.heard(silent());
    now += 40_000;
    await alarm.look();
    expect(pages).toEqual([]);
  });
});

describe("a restart", () => {
  it("takes up the outage that was told, and ends it only when Slack has answered", async () => {
    bound = KEY;
    const alarm = anAlarm();
    alarm.start();
    await alarm.look();
    await Promise.resolve();
    expect(withdrawn).toEqual([]);
    alarm.heard(ok());
    await alarm.look();
    expect([withdrawn, bound, pages]).toEqual([[KEY], null, []]);
  });
});
