import { describe, expect, it } from "vitest";
import type { SlackUserId } from "../../../src/domain/ids.ts";
import type { Receipt } from "../../../src/domain/incident/command.ts";
import type { Decision } from "../../../src/domain/incident/decision.ts";
import type { Page } from "../../../src/domain/incident/incident.ts";
import { BEN, CAT, declare, MINUTE, NINE, TOCSIN } from "../../support/incident.ts";
import { aPolicy, aProfile } from "../../support/profile.ts";
import {
  aWorld,
  escalationLog,
  eventsOf,
  incidentOf,
  pass,
  sleep,
  tell,
  type World,
} from "../../support/world.ts";

const SECOND = 1_000;
const plain = aProfile({ nudges: { commanderMs: null, severityMs: null, quietMs: null } });
const slow = aPolicy("slow", {
  steps: aPolicy("slow").steps.map((step) => ({ ...step, timeoutMs: 14 * MINUTE })),
});
const profile = { ...plain, escalation: [slow] };
const accepted: Receipt = { type: "page", pagerDutyId: "PD1", url: null, via: "policy", unknown: [] };

function paging(): World {
  return aWorld(profile, declare({ severity: "P1" }));
}

function pageOf(world: World): Page {
  const page = incidentOf(world).pages[0];
  if (page === undefined) throw new Error("it was paged");
  return page;
}

function receive(world: World, receipt: Receipt = accepted): Decision {
  return tell(world, { type: "record-receipt", effect: pageOf(world).effect, kind: "page", receipt }, TOCSIN);
}

function summoned(world: World, users: readonly SlackUserId[]): Decision {
  const effect = world.effects.findLast(({ kind }) => kind === "summon")?.id ?? pageOf(world).effect;
  return tell(
    world,
    { type: "record-receipt", effect, kind: "summon", receipt: { type: "summon", users } },
    TOCSIN,
  );
}

function notified(world: World): Decision {
  const news = {
    at: world.now,
    notified: [{ name: "Dana", at: world.now, how: "push" }],
    acknowledged: null,
    unacknowledgedAt: null,
    resolved: null,
    level: null,
  };
  return tell(world, { type: "record-page-news", page: pageOf(world).effect, news }, TOCSIN);
}

function stalls(world: World): readonly string[] {
  return eventsOf(world, "page-stalled").map(({ stage, afterMs }) => `${stage} after ${afterMs / SECOND} s`);
}

describe("a page that is not accepted in time", () => {
  it("is told once, the people of the step are told in Slack, and a minute later the next step begins", () => {
    const world = paging();
    pass(world, 29_999);
    expect(stalls(world)).toEqual([]);
    pass(world, 1);
    expect(stalls(world)).toEqual(["accepted after 30 s"]);
    expect(world.effects.at(-1)).toMatchObject({ kind: "summon", page: pageOf(world).effect });
    expect(summoned(world, [])).toMatchObject({ kind: "accepted" });
    pass(world, 60 * SECOND);
    expect(escalationLog(world)).toEqual(["0 min: page slow 1.1 begun", "1.5 min: page slow 1.2 unproven"]);
  });

  it("keeps its step when somebody was told in Slack, also by a second summons", () => {
    const world = paging();
    pass(world, 31 * SECOND);
    summoned(world, []);
    expect(summoned(world, [BEN])).toMatchObject({ kind: "accepted" });
    expect(summoned(world, [BEN])).toEqual({ kind: "quiet" });
    summoned(world, [CAT]);
    expect(pageOf(world).summoned).toEqual([BEN, CAT]);
    pass(world, 5 * MINUTE);
    expect(escalationLog(world)).toHaveLength(1);
  });

  it("keeps its step when PagerDuty takes it after all", () => {
    const world = paging();
    pass(world, 31 * SECOND);
    receive(world);
    notified(world);
    pass(world, 5 * MINUTE);
    expect(escalationLog(world)).toHaveLength(1);
    expect(stalls(world)).toEqual(["accepted after 30 s"]);
  });

  it("stalls again when nobody is notified then, on a second way", () => {
    const world = paging();
    pass(world, 31 * SECOND);
    receive(world);
    pass(world, 90 * SECOND);
    expect(stalls(world)).toEqual(["accepted after 30 s", "notified after 90 s"]);
  });

  it("stalls at once when it was refused for good, and never twice", () => {
    const world = paging();
    world.now += 2 * SECOND;
    const refused = (reason: string, state: "failed" | "retrying"): Decision =>
      tell(
        world,
        {
          type: "record-trouble",
          effect: pageOf(world).effect,
          kind: "page",
          what: "page",
          trouble: { reason, cure: "Call by phone." },
          state,
        },
        TOCSIN,
      );
    refused("Slow.", "retrying");
    expect(stalls(world)).toEqual([]);
    refused("No.", "failed");
    expect(stalls(world)).toEqual(["accepted after 2 s"]);
    refused("Never.", "failed");
    expect(stalls(world)).toEqual(["accepted after 2 s"]);
  });

  it("moves the chain once after an absence: stalled and overdue is one step", () => {
    const world = paging();
    sleep(world, 3 * 60 * MINUTE);
    expect(stalls(world)).toEqual(["accepted after 30 s"]);
    expect(escalationLog(world)).toHaveLength(2);
  });
});

describe("a page of which nobody was notified in time", () => {
  it("is told, tried on a second way, and the next step begins a minute later", () => {
    const world = paging();
    receive(world);
    pass(world, 90 * SECOND);
    expect(stalls(world)).toEqual(["notified after 90 s"]);
    expect(world.effects.slice(-2)).toMatchObject([
      { kind: "summon" },
      { kind: "page", again: pageOf(world).effect, reason: null },
    ]);
    pass(world, MINUTE);
    expect(escalationLog(world)[1]).toBe("2.5 min: page slow 1.2 unproven");
  });

  it("keeps its step when the log says so late", () => {
    const world = paging();
    receive(world);
    pass(world, 100 * SECOND);
    notified(world);
    pass(world, 5 * MINUTE);
    expect(escalationLog(world)).toHaveLength(1);
  });

  it.each<[string, (world: World) => void]>([
    ["the log says so in time", notified],
    ["somebody has it", (world) => tell(world, { type: "acknowledge", page: null })],
    ["it was resolved", (world) => tell(world, { type: "resolve", message: "fixed" })],
    ["the next step was begun", (world) => tell(world, { type: "escalate", why: null })],
  ])("is not told when %s", (_, meanwhile) => {
    const world = paging();
    receive(world);
    meanwhile(world);
    pass(world, 4 * MINUTE);
    expect(eventsOf(world, "page-stalled").filter(({ effect }) => effect === pageOf(world).effect)).toEqual(
      [],
    );
  });

  it("cannot be told of an event for a routing key: nothing of it can be read back", () => {
    const world = paging();
    receive(world, { ...accepted, via: "routing-key" });
    pass(world, 10 * MINUTE);
    expect(stalls(world)).toEqual([]);
  });

  it("is not waited for once one of several people has that page", () => {
    const pairs = { ...slow, acknowledgements: 2 };
    const world = aWorld({ ...profile, escalation: [pairs] }, declare({ severity: "P1" }));
    receive(world);
    tell(world, { type: "acknowledge", page: pageOf(world).effect }, TOCSIN);
    pass(world, 10 * MINUTE);
    expect(stalls(world)).toEqual([]);
    expect(incidentOf(world).escalations[0]).toMatchObject({ state: "running", startedAt: NINE });
  });
});

it("those whom PagerDuty does not know are told through Slack at once", () => {
  const world = paging();
  receive(world, { ...accepted, unknown: ["gone@example.com"] });
  expect(world.effects.find(({ kind }) => kind === "summon")).toMatchObject({
    page: pageOf(world).effect,
    target: { kind: "people", emails: ["gone@example.com"] },
  });
  summoned(world, [BEN]);
  expect(pageOf(world).summoned).toEqual([BEN]);
});

it("a summons of a page that nobody knows is nothing", () => {
  const world = paging();
  expect(summoned({ ...world, effects: [] }, [BEN])).toEqual({ kind: "quiet" });
});
