import { describe, expect, it } from "vitest";
import type { IncidentCommand } from "../../../src/domain/incident/command.ts";
import { decide } from "../../../src/domain/incident/decide.ts";
import type { Decision } from "../../../src/domain/incident/decision.ts";
import type { Incident } from "../../../src/domain/incident/incident.ts";
import {
  anIncident,
  aPage,
  aResolvedIncident,
  aRun,
  asked,
  BEN,
  effectId,
  facts,
  MINUTE,
  NINE,
  TOCSIN,
} from "../../support/incident.ts";
import { PAGE } from "../../support/incident-events.ts";
import { aChain, aPolicy, aProfile, leads } from "../../support/profile.ts";

const NOW = NINE + 5 * MINUTE;
const profile = aProfile({ escalation: [leads, aPolicy("default")] });
const theirs = aRun({ policy: "database", chain: aChain({ runBy: "pagerduty" }) });
const rest = { state: "acknowledged", nextAt: null } as const;
const led = (changes: Parameters<typeof aRun>[0] = {}) => aRun({ policy: "leads", chain: leads, ...changes });
const calling = anIncident({ escalations: [led()], pages: [aPage({ policy: "leads" })] });
const quiet = anIncident();

function when(incident: Incident, command: IncidentCommand, manual = profile): Decision {
  return decide(incident, asked(command), facts({ nextNumber: null }), manual);
}
function told(...args: Parameters<typeof when>): readonly object[] {
  const decision = when(...args);
  return decision.kind === "quiet" ? [] : decision.events.map(({ event }) => event);
}

const sooner = (why: string | null = null): IncidentCommand => ({ type: "escalate", why });
const hold = (forMs: number, why = "Ben is on it"): IncidentCommand => ({ type: "hold", forMs, why });
const skip: IncidentCommand = { type: "skip-step", page: PAGE, why: "Nobody is on call." };
const endless = "x".repeat(40_001);

describe("sooner", () => {
  it("begins the next step of every chain that Tocsin runs, with the reason", () => {
    const two = anIncident({ escalations: [led(), aRun({ key: "5" }), { ...theirs, key: "6" }] });
    expect(told(two, sooner(" no answer "))).toMatchObject([
      { type: "page-requested", escalation: "2", step: 1, cause: "asked", why: "no answer" },
      { type: "page-requested", escalation: "5", step: 1, cause: "asked", why: "no answer" },
    ]);
  });

  it.each<[string, Incident, object]>([
    [
      "calls the next level beside who has it",
      anIncident({ escalations: [led({ ...rest, step: 1 })] }),
      { type: "escalation-begun", policy: "leads", from: 2, to: 2, cause: "escalated" },
    ],
    [
      "goes by the manual's chain, though a person was called since",
      anIncident({
        escalations: [
          led(rest),
          aRun({
            ...rest,
            key: "4",
            policy: BEN,
            cause: "asked",
            chain: aChain({ steps: [{ page: { kind: "user", user: BEN }, timeoutMs: 1 }] }),
          }),
        ],
      }),
      { type: "escalation-begun", policy: "leads", from: 1, to: 2 },
    ],
    [
      "goes by a chain that people asked for, without one of the manual's",
      anIncident({ escalations: [led({ ...rest, cause: "asked" })] }),
      { type: "escalation-begun", policy: "leads", from: 1 },
    ],
    [
      "calls the whole chain again when it came to its end",
      anIncident({ escalations: [led({ state: "exhausted", nextAt: null, step: 2, round: 2 })] }),
      { type: "escalation-begun", policy: "leads", from: 0, to: 2 },
    ],
    ["calls the manual's chain when nobody was called", quiet, { type: "escalation-begun", policy: "leads" }],
  ])("%s", (_, incident, begun) => {
    expect(told(incident, sooner())).toMatchObject([begun, { type: "page-requested", cause: "begun" }]);
  });

  it("at the last step of all ends the chain", () => {
    const last = anIncident({ escalations: [led({ step: 2, round: 2 })] });
    expect(told(last, sooner())).toMatchObject([{ type: "escalation-exhausted", rounds: 2, reached: true }]);
  });

  it.each<[string, Incident, IncidentCommand, object]>([
    ["for an endless reason", calling, sooner(endless), { reason: "text-too-long" }],
    ["once resolved", aResolvedIncident(), sooner(), { reason: "not-open" }],
    [
      "what PagerDuty runs",
      anIncident({ escalations: [theirs] }),
      sooner(),
      { reason: "run-by-pagerduty", policy: "database" },
    ],
    [
      "beyond the last level",
      anIncident({ escalations: [led({ ...rest, step: 2 })] }),
      sooner(),
      { reason: "nothing-to-escalate", acknowledged: true },
    ],
    [
      "beyond the last level, that an earlier round called",
      anIncident({ escalations: [led({ ...rest, step: 0, round: 2 })] }),
      sooner(),
      { reason: "nothing-to-escalate", acknowledged: true },
    ],
  ])("is refused %s", (_, incident, command, refusal) => {
    expect(when(incident, command)).toMatchObject({ kind: "refused", refusal, events: [] });
  });

  it("is refused without any policy", () => {
    const refusal = { reason: "nothing-to-escalate", acknowledged: false };
    expect(when(quiet, sooner(), aProfile({ escalation: [] }))).toMatchObject({ refusal });
  });
});

describe("hold", () => {
  it("puts the next step off, never nearer", () => {
    const two = anIncident({
      escalations: [led(), aRun({ key: "5", nextAt: NOW + 40 * MINUTE }), { ...theirs, key: "6" }],
    });
    expect(told(two, hold(10 * MINUTE, " wait "))).toEqual([
      { type: "escalation-held", escalation: "2", policy: "leads", until: NOW + 10 * MINUTE, why: "wait" },
      { type: "escalation-held", escalation: "5", policy: "default", until: NOW + 40 * MINUTE, why: "wait" },
    ]);
  });

  it.each<[string, Incident, IncidentCommand, object]>([
    ["once resolved", aResolvedIncident(), hold(MINUTE), { reason: "not-open" }],
    ["over an hour", calling, hold(61 * MINUTE), { reason: "hold-too-long", limitMs: 60 * MINUTE }],
    ["under a minute", calling, hold(59_999), { reason: "bad-duration", leastMs: MINUTE }],
    ["without a reason", calling, hold(MINUTE, " "), { reason: "empty-text" }],
    ["when nothing runs", quiet, hold(MINUTE), { reason: "nothing-to-hold" }],
    [
      "of what PagerDuty runs",
      anIncident({ escalations: [theirs] }),
      hold(MINUTE),
      { reason: "run-by-pagerduty", policy: "database" },
    ],
  ])("is refused %s", (_, incident, command, refusal) => {
    expect(when(incident, command)).toMatchObject({ kind: "refused", refusal, events: [] });
  });

  it("holds against a missed proof and a missed response too, and not against people", () => {
    const held = { until: NOW + 10 * MINUTE, by: TOCSIN, why: "wait" };
    const stalled = aPage({ policy: "leads", stalled: { stage: "accepted", at: NINE } });
    const holding = anIncident({ pages: [stalled], escalations: [led({ held, nextAt: held.until })] });
    expect(when(holding, { type: "time-due", away: null })).toEqual({ kind: "quiet" });
    expect(told(holding, sooner())).toMatchObject([{ type: "page-requested", step: 1 }]);
    expect(told(holding, skip)).toMatchObject([{ type: "step-skipped" }, { step: 1, cause: "skipped" }]);
  });
});

describe("a step where nobody is on call", () => {
  it("is said, and the next begins at once", () => {
    expect(told(calling, skip)).toMatchObject([
      { type: "step-skipped", effect: PAGE, policy: "leads", why: "Nobody is on call." },
      { type: "page-requested", step: 1, cause: "skipped", nextAt: NOW + 10 * MINUTE },
    ]);
  });

  it.each<[string, Incident]>([
    ["known to nobody", quiet],
    ["accepted meanwhile", anIncident({ escalations: [led()], pages: [aPage({ acceptedAt: NINE })] })],
  ])("is nothing to say of a page %s", (_, incident) => {
    expect(when(incident, skip)).toEqual({ kind: "quiet" });
  });

  it.each<[string, Incident]>([
    ["another step", anIncident({ escalations: [led({ step: 1 })], pages: [aPage()] })],
    ["another round", anIncident({ escalations: [led({ round: 2 })], pages: [aPage()] })],
    ["its end", anIncident({ escalations: [led({ state: "exhausted", nextAt: null })], pages: [aPage()] })],
    ["nowhere at all", anIncident({ pages: [aPage()] })],
  ])("is only said when the run is at %s", (_, incident) => {
    expect(told(incident, skip)).toMatchObject([{ type: "step-skipped" }]);
  });

  it("everywhere ends the chain in its first round: nobody could be reached", () => {
    const last = anIncident({ escalations: [led({ step: 2 })], pages: [aPage({ step: 2 })] });
    expect(told(last, skip)).toMatchObject([
      { type: "step-skipped" },
      { type: "escalation-exhausted", rounds: 1, reached: false },
    ]);
  });

  it.each<[string, Partial<Parameters<typeof aPage>[0]>, boolean]>([
    ["a page that PagerDuty may still take", {}, true],
    ["a page that was given up", { givenUpAt: NINE }, false],
    ["a page of another round", { round: 7 }, false],
  ])("but not before %s", (_, changes, goesOn) => {
    const earlier = aPage({ effect: effectId(9, "page/leads"), step: 1, ...changes });
    const last = anIncident({ escalations: [led({ step: 2 })], pages: [earlier, aPage({ step: 2 })] });
    expect(told(last, skip)[1]).toMatchObject(goesOn ? { round: 2, step: 0 } : { reached: false });
  });

  it("at the end of a round in which somebody was reached begins the next", () => {
    const last = anIncident({
      escalations: [led({ step: 2, unreached: false })],
      pages: [aPage({ step: 2 })],
    });
    expect(told(last, skip)[1]).toMatchObject({ type: "page-requested", round: 2, step: 0 });
  });
});

describe("a page that a person asks for", () => {
  const page = (policy: string | null, user: typeof BEN | null = null): IncidentCommand => ({
    type: "page",
    policy,
    user,
    why: null,
  });

  it("calls somebody twice before it is shouted that they do not answer", () => {
    expect(told(quiet, page(null, BEN))).toMatchObject([
      {
        type: "escalation-begun",
        policy: BEN,
        chain: { repeat: 1, acknowledgeExpiresMs: null },
        cause: "asked",
      },
      { type: "page-requested", target: { kind: "user", user: BEN }, nextAt: NOW + 5 * MINUTE },
    ]);
  });

  it("is refused while the same one calls", () => {
    const nextAt = NINE + 5 * MINUTE;
    const refusal = { reason: "already-paging", policy: "leads", nextAt };
    expect(when(calling, page("leads"))).toMatchObject({ kind: "refused", refusal });
  });

  it.each<[string, Incident["pages"]]>([
    ["was given up", [aPage({ givenUpAt: NINE })]],
    ["was called off", []],
  ])("takes the place of a run whose page %s", (_, pages) => {
    const silent = anIncident({ pages, escalations: [led()] });
    expect(told(silent, page("leads"))).toMatchObject([
      { type: "escalation-stopped", escalation: "2" },
      { type: "escalation-begun", policy: "leads" },
      { type: "page-requested" },
    ]);
  });

  it("brings another team in beside", () => {
    expect(told(calling, page("default"))).toMatchObject([
      { type: "escalation-begun", policy: "default" },
      { type: "page-requested" },
    ]);
  });
});
