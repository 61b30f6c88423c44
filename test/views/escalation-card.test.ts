import { describe, expect, it } from "vitest";
import type { Incident, Page } from "../../src/domain/incident/incident.ts";
import { announcement } from "../../src/views/announcement.ts";
import { incidentCard } from "../../src/views/incident-card.ts";
import { incidentList } from "../../src/views/incident-list.ts";
import { ANN, anIncident, aPage, aRun, aTrouble, BEN, MINUTE, NINE, person } from "../support/incident.ts";
import { aChain, aProfile, leads } from "../support/profile.ts";
import { elements, shown, verbs } from "./shown.ts";

const PROFILE = aProfile({ escalation: [leads] });
const RUN = { policy: "leads", chain: leads, to: 2 } as const;

/** The card's words, times as the minute they name. */
function card(changes: Partial<Incident>): string {
  return shown(incidentCard(anIncident(changes), PROFILE)).replaceAll(
    /<!date[^>]*\d\d-\d\d (\d\d:\d\d) UTC>/g,
    "$1",
  );
}

describe("the next step stands on the card", () => {
  it.each([
    [{}, "⏭ Next 09:05: the incident commander (step 2 of 3, round 1 of 2)"],
    [{ step: 1, nextAt: NINE + 15 * MINUTE }, "⏭ Next 09:15: lead@example.com (step 3 of 3, round 1 of 2)"],
    [{ step: 2, nextAt: NINE + 30 * MINUTE }, "⏭ Next 09:30: on-call (step 1 of 3, round 2 of 2)"],
    [
      { step: 2, round: 2, nextAt: NINE + 60 * MINUTE },
      "⏭ Next 10:00: nobody is left to call, so everybody is told (step 3 of 3, round 2 of 2)",
    ],
    [{ from: 1, step: 1 }, "⏭ Next 09:05: lead@example.com (step 2 of 2, round 1 of 2)"],
    [{ from: 2, step: 2 }, "⏭ Next 09:05: lead@example.com (round 2 of 2)"],
    [
      { step: null, nextAt: NINE + 60 * MINUTE },
      "⏭ Waits for the manual's hours: 10:00 on-call (step 1 of 3, round 1 of 2)",
    ],
    [
      { held: { until: NINE + 10 * MINUTE, by: person(BEN), why: "on my way" }, nextAt: NINE + 10 * MINUTE },
      "⏸ Held until 09:10 by <@U0BEN>: on my way\n⏭ Next 09:10: the incident commander (step 2 of 3, round 1 of 2)",
    ],
    [
      { chain: aChain({ ...leads, acknowledgements: 2 }), acknowledgements: [{ by: person(ANN), at: NINE }] },
      "\n🙋 1 of 2 who must have it: <@U0ANN>",
    ],
  ])("%o", (changes, expected) => {
    expect(card({ escalations: [aRun({ ...RUN, ...changes })] })).toContain(expected);
  });

  const THEIRS = aRun({ chain: aChain({ steps: leads.steps.slice(0, 1), runBy: "pagerduty" }), to: 0 });
  it.each<[Partial<Page>, string]>([
    [{}, "⏭ PagerDuty calls the levels of on-call; which one now is not known yet"],
    [
      { level: { level: 2, people: ["Ben", "Chidi"], escalatesAt: NINE + 30 * MINUTE } },
      "⏭ PagerDuty asks level 2 of on-call: Ben and Chidi. Next 09:30: the next level",
    ],
    [
      { level: { level: 3, people: [], escalatesAt: null } },
      "⏭ PagerDuty asks level 3 of on-call; no level after it",
    ],
  ])("of a chain that PagerDuty runs: %o", (changes, expected) => {
    expect(card({ escalations: [THEIRS], pages: [aPage(changes)] })).toContain(expected);
  });

  it("says that nobody answered, until somebody has it", () => {
    const exhausted = aRun({ ...RUN, state: "exhausted", round: 2, nextAt: null });
    const words = "🚨 *Nobody answered:* the escalation leads is at its end after 2 rounds";
    expect(card({ escalations: [exhausted] })).toContain(words);
    expect(shown(incidentList([anIncident({ escalations: [exhausted] })], PROFILE))).toContain(
      "🚨 nobody answered",
    );
    const taken = aRun({ ...RUN, key: "9", state: "acknowledged", nextAt: null });
    expect(card({ escalations: [exhausted, taken] })).not.toContain("Nobody answered");
  });

  it("says until when an acknowledgement counts", () => {
    const acknowledgements = [{ by: person(ANN), at: NINE + MINUTE }];
    const run = aRun({ ...RUN, state: "acknowledged", nextAt: null, acknowledgements });
    const words = "🙋 The acknowledgement counts at least until";
    const phase = "acknowledged" as const;
    expect(card({ phase, escalations: [run], lastSignAt: NINE + 10 * MINUTE })).toContain(`${words} 09:40`);
    expect(card({ phase, escalations: [run] })).toContain(`${words} 09:31`);
    const reminded = { ...run, expiresAt: NINE + 20 * MINUTE };
    expect(card({ phase, escalations: [reminded] })).toContain(`${words} 09:20`);
    expect(card({ phase: "resolved", escalations: [run] })).not.toContain(words);
    // Once the damage is stopped silence ends no acknowledgement, and who came beside those who have it loses none.
    expect(card({ phase: "mitigated", escalations: [run] })).not.toContain(words);
    expect(card({ phase, escalations: [{ ...run, from: 1 }] })).not.toContain(words);
  });

  it("says nothing of it once it is over", () => {
    expect(card({ phase: "resolved", escalations: [aRun(RUN)] })).not.toContain("⏭");
  });

  it("keeps quiet about a running step that nobody is being woken now", () => {
    const incident = { severity: "P1", rank: 1, escalations: [aRun(RUN)] };
    expect(card(incident)).not.toContain("Nobody is being woken");
    expect(card({ ...incident, escalations: [] })).toContain("Nobody is being woken");
  });
});

describe("the buttons of a running escalation", () => {
  it.each(["declared", "acknowledged", "mitigated"] as const)(
    "come first in phase %s, one in green",
    (phase) => {
      const given = incidentCard(anIncident({ phase, escalations: [aRun(RUN)] }), PROFILE);
      expect(verbs(given).slice(0, 3)).toEqual(["I have it", "Sooner", "Hold"]);
      expect(verbs(given).filter((verb) => verb === "I have it")).toHaveLength(1);
      const green = elements(given.blocks).filter((element) => element["style"] === "primary");
      expect(green).toEqual([expect.objectContaining({ action_id: "incident.acknowledge", value: "7" })]);
    },
  );

  it("stand under the line they belong to, before the proof of the pages", () => {
    const words = card({ escalations: [aRun(RUN)], pages: [aPage()] });
    const order = ["⏭ Next", "I have it", "Sooner", "Hold", "📟 Page to on-call", "Update status"];
    expect(order.toSorted((a, b) => words.indexOf(a) - words.indexOf(b))).toEqual(order);
  });

  it("let somebody take what nobody answered, in green, whatever the phase", () => {
    const exhausted = aRun({ ...RUN, state: "exhausted", nextAt: null });
    for (const phase of ["declared", "acknowledged", "mitigated"] as const) {
      const given = incidentCard(anIncident({ phase, escalations: [exhausted] }), PROFILE);
      expect(verbs(given).slice(0, 2)).toEqual(["I have it", expect.not.stringMatching("Sooner|Hold")]);
      const green = elements(given.blocks).filter((element) => element["style"] === "primary");
      expect(green).toEqual([expect.objectContaining({ action_id: "incident.acknowledge" })]);
    }
  });

  it("move nothing that PagerDuty runs", () => {
    const chain = aChain({ runBy: "pagerduty" });
    const given = incidentCard(anIncident({ escalations: [aRun({ chain })] }), PROFILE);
    expect(verbs(given).slice(0, 2)).toEqual(["I have it", "Update status"]);
  });
});

describe("the proof of a page", () => {
  const accepted = { acceptedAt: NINE + 2000, pagerDutyId: "Q1", via: "policy" } as const;
  it.each<[Partial<Page>, string]>([
    [{}, "📟 Page to on-call: requested 09:00, *not yet accepted by PagerDuty*"],
    [
      { stalled: { stage: "accepted", at: NINE + 30_000 }, summoned: [BEN] },
      "requested 09:00, ⚠️ *not yet accepted by PagerDuty*; 1 person asked by direct message",
    ],
    [
      accepted,
      "📟 Paged on-call: PagerDuty accepted 09:00, 2 seconds after the request → *nothing shows a call yet*",
    ],
    [{ ...accepted, stalled: { stage: "notified", at: NINE + 90_000 } }, "→ ⚠️ *nothing shows a call yet*"],
    [
      { ...accepted, notified: [{ name: "Ben", at: NINE + MINUTE, how: "push" }] },
      "after the request → notified Ben (push) 09:01",
    ],
    [
      {
        ...accepted,
        notified: [
          { name: "Ben", at: NINE + MINUTE, how: "push" },
          { name: "Ben", at: NINE + 2 * MINUTE, how: "sms" },
        ],
        acknowledged: { by: { kind: "pagerduty", name: "Ben" }, at: NINE + 3 * MINUTE },
      },
      "→ notified Ben (push) 09:01 → acknowledged by Ben (in PagerDuty) 09:03",
    ],
    [
      { ...accepted, acknowledged: { by: person(ANN), at: NINE + MINUTE }, resolvedAt: NINE + 2 * MINUTE },
      "after the request → acknowledged by <@U0ANN> 09:01; resolved in PagerDuty 09:02",
    ],
  ])("%o", (changes, expected) => {
    expect(card({ pages: [aPage(changes)] })).toContain(expected);
  });
});

describe("the announcement", () => {
  const exhausted = aRun({ ...RUN, state: "exhausted", nextAt: null });
  it.each<[string, Partial<Incident>, string | null]>([
    [
      "nobody answered",
      { escalations: [exhausted], pages: [aPage()] },
      "🚨 *Nobody answered:* the escalation leads",
    ],
    ["a page failed", { troubles: [aTrouble()], pages: [aPage()] }, "⛔ 1 page could not be sent"],
    ["a page waits", { pages: [aPage()] }, "📟 1 page not yet accepted by PagerDuty"],
    [
      "somebody is called",
      { escalations: [aRun(RUN)], pages: [aPage({ acceptedAt: NINE })] },
      "📟 Somebody is being called; nobody has answered yet",
    ],
    ["over", { phase: "resolved", escalations: [exhausted], pages: [aPage()] }, null],
    ["nothing", {}, null],
  ])("says in one line: %s", (_name, changes, expected) => {
    const given = shown(announcement(anIncident(changes), PROFILE));
    if (expected === null) expect(given).not.toMatch(/📟|⛔|🚨/u);
    else
      expect(given.split("\n").filter((line) => /📟|⛔|🚨/u.test(line))).toEqual([
        expect.stringContaining(expected),
      ]);
  });
});
