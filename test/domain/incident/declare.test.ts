import { describe, expect, it } from "vitest";
import { decide } from "../../../src/domain/incident/decide.ts";
import type { Decision, Facts } from "../../../src/domain/incident/decision.ts";
import type { IncidentEvent } from "../../../src/domain/incident/event.ts";
import {
  ANN,
  anIncident,
  asked,
  BEN,
  CHANNEL,
  declare,
  effectId,
  facts,
  HOUR,
  LOBBY,
  MINUTE,
  NINE,
  person,
  TOCSIN,
} from "../../support/incident.ts";
import { aPolicy, aProfile } from "../../support/profile.ts";

const profile = aProfile();
/** When Ann declares. */
const LATER = NINE + 5 * MINUTE;

function promised(what: "response" | "resolution", ms: number, from: number): object {
  const marks = [from + ms * 0.5, from + ms * 0.75, from + ms * 0.9];
  return { what, target: { kind: "elapsed", ms }, dueAt: from + ms, marks };
}

function declaring(
  changes: Parameters<typeof declare>[0],
  known: Partial<Facts> = {},
  by = person(ANN),
): Decision {
  return decide(null, asked(declare(changes), { by }), facts(known), profile);
}

function events(decision: Decision): readonly IncidentEvent[] {
  return decision.kind === "quiet" ? [] : decision.events.map(({ event }) => event);
}

describe("declare produces", () => {
  it("an incident of the default severity in the manual's first status", () => {
    expect(events(declaring({ title: "  Checkout \u00a0is\n slow ", description: " since 9 " }))).toEqual([
      {
        type: "declared",
        number: 7,
        profileHash: profile.hash,
        title: "Checkout is slow",
        description: "since 9",
        severity: "P3",
        rank: 3,
        status: "open",
        service: null,
        component: null,
        private: false,
        drill: false,
        declaredIn: LOBBY,
        severityChosen: false,
        promises: [promised("response", 2 * HOUR, LATER), promised("resolution", 24 * HOUR, LATER)],
        updateEveryMs: null,
      },
    ]);
  });

  it.each([
    ["P1", null, "default"],
    ["critical", "cache", "default"],
    ["High", "database", "database"],
    ["P2", "data", "database"],
  ])("a page for %s on %s to the policy %s", (severity, component, policy) => {
    const described = profile.escalation.find(({ key }) => key === policy);
    const { key: _, name, hours, outsideHours, ...chain } = described ?? aPolicy("missing");
    const [begun, page] = events(declaring({ severity, component })).slice(1);
    expect(begun).toEqual({
      type: "escalation-begun",
      policy,
      chain,
      from: 0,
      to: chain.steps.length - 1,
      startsAt: LATER,
      why: null,
      cause: "declared",
      pagedRank: severity === "P1" || severity === "critical" ? 1 : 2,
    });
    expect(page).toEqual({
      type: "page-requested",
      effect: effectId(3, `page/${policy}`),
      policy,
      why: null,
      escalation: "2",
      step: 0,
      round: 1,
      target: chain.steps[0]?.page,
      cause: "begun",
      nextAt: LATER + 5 * MINUTE,
      lateMs: 0,
    });
  });

  it("a page to the severity's own policy before the service's", () => {
    const severities = profile.severities.map((severity) => ({ ...severity, escalation: "default" }));
    const command = declare({ severity: "P1", component: "database" });
    const decision = decide(null, asked(command), facts(), aProfile({ severities }));
    expect(events(decision)[1]).toMatchObject({ policy: "default" });
  });

  it.each([
    ["a milder severity", { severity: "P4" }],
    ["a drill", { severity: "P1", drill: true }],
  ])("no page for %s", (_, changes) => {
    expect(events(declaring(changes)).map(({ type }) => type)).toEqual(["declared"]);
  });

  it("a page to somebody who was named, whatever the severity says, beside the manual's own", () => {
    const page = { user: BEN, why: " your change " };
    expect(events(declaring({ severity: "P4", page })).slice(1)).toMatchObject([
      { type: "escalation-begun", policy: BEN, why: "your change", cause: "asked", pagedRank: null },
      { type: "page-requested", target: { kind: "user", user: BEN }, effect: effectId(3, `page/${BEN}`) },
    ]);
    expect(events(declaring({ severity: "P1", page, drill: true })).map(({ type }) => type)).toEqual([
      "declared",
      "escalation-begun",
      "page-requested",
    ]);
    expect(
      events(declaring({ severity: "P1", page })).filter(({ type }) => type === "page-requested"),
    ).toMatchObject([{ policy: "default" }, { policy: BEN }]);
  });

  it("no page when the manual names no policy at all", () => {
    const decision = decide(null, asked(declare({ severity: "P1" })), facts(), aProfile({ escalation: [] }));
    expect(events(decision).map(({ type }) => type)).toEqual(["declared"]);
  });

  it("the message it was declared from as its first note, at the time it was said", () => {
    const from = {
      text: " it hangs ",
      author: BEN,
      saidAt: NINE - 1_000,
      permalink: "https://slack.test/p1",
    };
    const decision = declaring({ severity: "P1", from });
    expect(decision).toMatchObject({ kind: "accepted", events: [{}, { saidAt: NINE - 1_000 }, {}, {}] });
    expect(events(decision)[1]).toEqual({
      type: "note-added",
      text: "it hangs",
      author: BEN,
      source: "declaration",
      permalink: "https://slack.test/p1",
    });
    expect(events(decision)[3]).toMatchObject({ effect: effectId(4, "page/default") });
  });

  it.each([
    ["nothing for a message without text or link", null, 1],
    ["a note for a message without text that can be linked to", "https://slack.test/p1", 2],
  ])("%s", (_, permalink, count) => {
    const from = { text: " ", author: null, saidAt: NINE, permalink };
    expect(events(declaring({ from }))).toHaveLength(count);
  });
});

describe("declare refuses", () => {
  it.each([
    ["no title", { title: " \u00a0 " }, { reason: "no-title" }],
    [
      "a title of 201 characters",
      { title: "é".repeat(201) },
      { reason: "title-too-long", length: 201, limit: 200 },
    ],
    [
      "an endless description",
      { description: "x".repeat(40_001) },
      { reason: "text-too-long", length: 40_001, limit: 40_000 },
    ],
    ["a severity nobody knows", { severity: "critcal" }, { reason: "unknown-severity", typed: "critcal" }],
    [
      "a component of no service",
      { component: "databse" },
      { reason: "unknown-component", typed: "databse" },
    ],
  ])("%s", (_, changes, refusal) => {
    expect(declaring(changes)).toMatchObject({ kind: "refused", refusal, events: [] });
  });

  it("with the nearest words that would do", () => {
    expect(declaring({ severity: "critcal" })).toMatchObject({
      refusal: { nearest: ["Critical", expect.anything(), expect.anything()] },
    });
    expect(declaring({ component: "databse" })).toMatchObject({
      refusal: { nearest: ["database", expect.anything(), expect.anything()] },
    });
  });

  it("names a severity once when label and name are one word", () => {
    const severities = profile.severities.map((severity) => ({ ...severity, name: severity.label }));
    const decision = decide(null, asked(declare({ severity: "Q1" })), facts(), aProfile({ severities }));
    expect(decision).toMatchObject({ refusal: { nearest: ["P1", "P2", "P3"] } });
  });

  it("takes 200 characters, counted as people see them", () => {
    expect(declaring({ title: "🔥".repeat(200) }).kind).toBe("accepted");
  });

  it("has a bug, loudly, when the number is missing, or the person", () => {
    expect(() => declaring({}, { nextNumber: null })).toThrow("next incident number");
    expect(() => declaring({}, { duplicateOf: anIncident({ private: true }) }, TOCSIN)).toThrow(
      "by a person",
    );
  });
});

describe("a repeated declare", () => {
  it.each([
    ["title", LOBBY],
    ["channel", CHANNEL],
    ["title", null],
  ])("by %s brings in who repeated it", (because, declaredIn) => {
    const duplicateOf = anIncident();
    expect(declaring({ declaredIn }, { duplicateOf }, person(BEN))).toEqual({
      kind: "refused",
      refusal: { reason: "already-declared", incident: duplicateOf, because },
      events: [{ event: { type: "declared-again", by: BEN } }],
    });
  });

  it("changes nothing for who takes part already, nor for the bot", () => {
    const duplicateOf = anIncident();
    expect(declaring({}, { duplicateOf })).toMatchObject({ kind: "refused", events: [] });
    const command = declare();
    const byTocsin = decide(null, asked(command, { by: TOCSIN }), facts({ duplicateOf }), profile);
    expect(byTocsin).toMatchObject({ kind: "refused", events: [] });
  });

  it("asked of an incident itself is the same", () => {
    const decision = decide(
      anIncident(),
      asked(declare({ declaredIn: CHANNEL }), { by: person(BEN) }),
      facts(),
      profile,
    );
    expect(decision).toMatchObject({ refusal: { because: "channel" }, events: [{ event: { by: BEN } }] });
  });

  it("is never swallowed by a drill, while a drill gives way to the real thing", () => {
    expect(declaring({}, { duplicateOf: anIncident({ drill: true }) }, person(BEN)).kind).toBe("accepted");
    expect(declaring({ drill: true }, { duplicateOf: anIncident({ drill: true }) }, person(BEN)).kind).toBe(
      "refused",
    );
    expect(declaring({ drill: true }, { duplicateOf: anIncident() }, person(BEN)).kind).toBe("refused");
  });

  it("does not give away a private incident of the same title", () => {
    const duplicateOf = anIncident({ private: true });
    expect(declaring({}, { duplicateOf }, person(BEN)).kind).toBe("accepted");
    expect(declaring({}, { duplicateOf }, person(ANN)).kind).toBe("refused");
    expect(declaring({ declaredIn: CHANNEL }, { duplicateOf }, person(BEN)).kind).toBe("refused");
  });
});

describe("anything else about an incident that is not there", () => {
  it("is refused", () => {
    expect(decide(null, asked({ type: "close" }), facts(), profile)).toEqual({
      kind: "refused",
      refusal: { reason: "no-such-incident" },
      events: [],
    });
  });
});
