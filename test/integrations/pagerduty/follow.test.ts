import { afterEach, describe, expect, it } from "vitest";
import { json } from "../../../sandbox/http.ts";
import type { PagerOptions } from "../../../src/integrations/pagerduty/pager.ts";
import { incident, inTurn, NOW, refused, type Script, scripted } from "./scripted.ts";

/** What the log of a page proves, and what it does not. */

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const LOG = "GET /incidents/Q1/log_entries";
const ASSIGNED = { assignments: [{ assignee: { id: "PADA001", summary: "Ada" } }] };
const person = (id: string, summary: string) => ({ id, summary, type: "user_reference" });
const ADA = person("PADA001", "Ada");
const BO = person("PBO0001", "Bo");
const SERVICE = { id: "PSVC001", summary: "Checkout", type: "service_reference" };
const at = (seconds: number) => NOW + seconds * 1_000;
const entry = (type: string, seconds: number, more: object = {}) => ({
  type: `${type}_log_entry`,
  created_at: new Date(at(seconds)).toISOString(),
  agent: SERVICE,
  ...more,
});
const notify = (who: object, seconds: number, type: string | null, status: string | null = "success") =>
  entry("notify", seconds, { user: who, channel: { type: "auto", notification: { type, status } } });
const TRIGGERED = entry("trigger", 0);

/** The entries are given oldest first; PagerDuty answers newest first. */
async function play(entries: readonly object[], script: Script = {}, options: Partial<PagerOptions> = {}) {
  const played = await scripted(
    {
      [LOG]: { log_entries: entries.toReversed(), more: false },
      "GET /incidents/Q1": incident(ASSIGNED),
      "GET /users/PADA001": { user: { email: "ada@example.com" } },
      "GET /users/PBO0001": { user: { email: "bo@example.com" } },
      ...script,
    },
    options,
  );
  closing.push(played.close);
  return played;
}
async function followed(entries: readonly object[], script: Script = {}) {
  const { pager } = await play(entries, script);
  const told = await pager.follow("Q1");
  if (told.kind !== "done") throw new Error(told.reason);
  return told.receipt;
}

describe("notified", () => {
  it("are those of whom the log says so, in its order, with how", async () => {
    const { notified } = await followed([
      TRIGGERED,
      notify(ADA, 1, "push_notification"),
      notify(ADA, 2, "sms"),
      notify(BO, 3, "phone"),
      notify(BO, 4, "email", null),
      notify(BO, 5, null),
      entry("notify", 6, { user: BO, channel: { type: "sms" } }),
    ]);
    expect(notified).toEqual([
      { name: "Ada", at: at(1), how: "push" },
      { name: "Ada", at: at(2), how: "sms" },
      { name: "Bo", at: at(3), how: "phone call" },
      { name: "Bo", at: at(4), how: "email" },
      { name: "Bo", at: at(5), how: null },
      { name: "Bo", at: at(6), how: "sms" },
    ]);
  });

  it.each(["failed", "in_progress", "blacklisted", "bounced"])(
    "is nobody whose notification is %s",
    async (status) => {
      expect((await followed([TRIGGERED, notify(ADA, 1, "sms", status)])).notified).toEqual([]);
    },
  );

  it("is nobody while the log has only the trigger", async () => {
    expect(await followed([TRIGGERED, entry("assign", 0)])).toMatchObject({
      notified: [],
      acknowledged: null,
      unacknowledgedAt: null,
      resolved: null,
    });
  });
});

describe("answers", () => {
  const ack = (who: object, seconds: number) => entry("acknowledge", seconds, { agent: who });

  it("name who acknowledged, with the address, and look no further", async () => {
    const { pager, calls } = await play([TRIGGERED, entry("assign", 0), ack(BO, 30)]);
    expect(await pager.follow("Q1")).toMatchObject({
      receipt: { acknowledged: { by: { name: "Bo", email: "bo@example.com" }, at: at(30) }, level: null },
    });
    expect(calls()).toEqual([LOG, "GET /users/PBO0001"]);
  });

  it.each([
    ["by the clock or by hand", "unacknowledge"],
    ["because it was escalated", "escalate"],
    ["because it was given to somebody else", "assign"],
  ])("that were taken back %s do not stand", async (_, type) => {
    expect(await followed([TRIGGERED, ack(ADA, 30), entry(type, 90)])).toMatchObject({
      acknowledged: null,
      unacknowledgedAt: at(90),
    });
  });

  it("stand again when somebody acknowledged anew, with the time of the taking back", async () => {
    const log = [TRIGGERED, ack(ADA, 30), entry("unacknowledge", 90), entry("escalate", 90), ack(BO, 120)];
    expect(await followed(log)).toMatchObject({
      acknowledged: { by: { name: "Bo" }, at: at(120) },
      unacknowledgedAt: at(90),
    });
  });

  it("an escalation before any answer takes nothing back", async () => {
    expect(await followed([TRIGGERED, entry("escalate", 60), ack(ADA, 70)])).toMatchObject({
      acknowledged: { at: at(70) },
      unacknowledgedAt: null,
    });
  });

  it("tell who resolved, null for PagerDuty itself, and not after it was opened again", async () => {
    const resolve = (agent: object) => entry("resolve", 200, { agent });
    expect((await followed([TRIGGERED, resolve(ADA)])).resolved).toEqual({
      by: { name: "Ada", email: "ada@example.com" },
      at: at(200),
    });
    expect((await followed([TRIGGERED, resolve(SERVICE)])).resolved).toEqual({ by: null, at: at(200) });
    expect((await followed([TRIGGERED, resolve(ADA), entry("reopen", 300)])).resolved).toBeNull();
  });

  it("have no address where it cannot be looked up, which is asked again; a found one is kept for an hour", async () => {
    let now = 0;
    const users = inTurn(refused(500, 2000, "internal"), { user: { email: "ada@example.com" } });
    const { pager, of } = await play(
      [TRIGGERED, ack(ADA, 30)],
      { "GET /users/PADA001": users },
      { now: () => now },
    );
    const email = async () => {
      const told = await pager.follow("Q1");
      return told.kind === "done" ? told.receipt.acknowledged?.by.email : told.reason;
    };
    expect(await email()).toBeNull();
    expect(await email()).toBe("ada@example.com");
    now = 3_599_999;
    expect(await email()).toBe("ada@example.com");
    expect(of("GET /users/PADA001")).toHaveLength(2);
    now = 3_600_000;
    await email();
    expect(of("GET /users/PADA001")).toHaveLength(3);
  });
});

describe("the level", () => {
  const onCalls = (...levels: readonly (readonly [level: number, ...ids: string[]])[]) => ({
    oncalls: levels.flatMap(([escalation_level, ...ids]) =>
      ids.map((id) => ({ escalation_level, user: { id } })),
    ),
  });
  const open = (more: object = {}) =>
    incident({
      escalation_policy: { id: "PONCALL" },
      assigned_via: "escalation_policy",
      ...ASSIGNED,
      ...more,
    });

  it("is the one on which those assigned are on call, with the time of the next", async () => {
    const { level } = await followed([TRIGGERED], {
      "GET /incidents/Q1": open({
        pending_actions: [
          { type: "unacknowledge", at: new Date(at(10)).toISOString() },
          { type: "escalate", at: new Date(at(300)).toISOString() },
        ],
      }),
      "GET /oncalls": onCalls([1, "PBO0001"], [2, "PADA001"]),
    });
    expect(level).toEqual({ level: 2, people: ["Ada"], escalatesAt: at(300) });
  });

  it.each([
    ["no escalation", [TRIGGERED], 1],
    ["two escalations", [TRIGGERED, entry("escalate", 60), entry("escalate", 120)], 3],
    [
      "the policy begun again",
      [TRIGGERED, entry("escalate", 60), entry("escalate", 120), entry("repeat_escalation_path", 180)],
      1,
    ],
  ])("is counted from the log after %s when the same person is on several levels", async (_, log, level) => {
    const told = await followed(log, {
      "GET /incidents/Q1": open(),
      "GET /oncalls": onCalls([1, "PADA001"], [2, "PBO0001"], [3, "PADA001"]),
    });
    expect(told.level).toEqual({ level, people: ["Ada"], escalatesAt: null });
  });

  it("is counted when those on call have changed since or cannot be read", async () => {
    for (const oncalls of [onCalls([1, "PBO0001"]), refused(500, 2000, "internal")]) {
      const told = await followed([TRIGGERED, entry("escalate", 60)], {
        "GET /incidents/Q1": open(),
        "GET /oncalls": oncalls,
      });
      expect(told.level?.level).toBe(2);
    }
  });

  it.each([
    ["is assigned to people", { assigned_via: "direct_assignment" }],
    ["is assigned to nobody", { assignments: [] }],
    ["is not open any more", { status: "resolved" }],
  ])("is not told of an incident that %s", async (_, more) => {
    expect((await followed([TRIGGERED], { "GET /incidents/Q1": open(more) })).level).toBeNull();
  });

  it("is asked again only when the log changes, or after half a minute", async () => {
    let now = 0;
    let log = [TRIGGERED];
    const { pager, of } = await play(
      [],
      { [LOG]: () => json(200, { log_entries: log.toReversed() }), "GET /incidents/Q1": open() },
      { now: () => now },
    );
    const looks = () => of("GET /incidents/Q1").length;
    const first = await pager.follow("Q1");
    expect(await pager.follow("Q1")).toEqual(first);
    expect(looks()).toBe(1);
    log = [TRIGGERED, entry("escalate", 60)];
    await pager.follow("Q1");
    expect(looks()).toBe(2);
    now = 30_000;
    await pager.follow("Q1");
    expect(looks()).toBe(3);
  });
});

describe("a log that cannot be had", () => {
  it("is read to its end, page by page", async () => {
    const entries = Array.from({ length: 150 }, (_, n) => notify(ADA, n, "sms")).toReversed();
    const told = await followed([], {
      [LOG]: ({ query }) => {
        const from = Number(query.get("offset"));
        return json(200, { log_entries: entries.slice(from, from + 100), more: from === 0 });
      },
    });
    expect(told.notified).toHaveLength(150);
  });

  it.each([
    ["in trouble", refused(503, 0, "busy"), "retry"],
    ["gone", refused(404, 2100, "Not Found"), "failed"],
    ["no log", () => json(200, { entries: [] }), "retry"],
    [
      "with a time that is none",
      () => json(200, { log_entries: [{ ...TRIGGERED, created_at: "soon" }] }),
      "retry",
    ],
  ])("is not taken for an empty one when it is %s", async (_, answer, kind) => {
    const { pager } = await play([], { [LOG]: answer });
    expect((await pager.follow("Q1")).kind).toBe(kind);
  });
});
