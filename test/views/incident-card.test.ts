import { describe, expect, it } from "vitest";
import type { Incident } from "../../src/domain/incident/incident.ts";
import type { Phase } from "../../src/domain/profile.ts";
import { CARD_ACTIONS, incidentCard } from "../../src/views/incident-card.ts";
import { topic } from "../../src/views/topic.ts";
import {
  ANN,
  aClock,
  anIncident,
  aPage,
  aResolvedIncident,
  aRun,
  BEN,
  effectId,
  MINUTE,
  NINE,
  person,
} from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { elements, shown, verbs } from "./shown.ts";

const OFFERED: readonly (readonly [Phase, string | null, readonly string[]])[] = [
  [
    "declared",
    "I have it",
    [
      "I have it",
      "Update status",
      "Post an update",
      "Add a note",
      "Change severity",
      "Show timeline",
      "Resolve",
    ],
  ],
  [
    "acknowledged",
    "Update status",
    ["Update status", "Post an update", "Add a note", "Change severity", "Show timeline", "Resolve"],
  ],
  [
    "mitigated",
    "Post an update",
    ["Post an update", "Update status", "Add a note", "Change severity", "Show timeline", "Resolve"],
  ],
  ["resolved", "Draft post-mortem", ["Draft post-mortem", "Add a note", "Show timeline", "Reopen", "Close"]],
  ["closed", null, ["Reopen", "Draft post-mortem", "Add a note", "Show timeline"]],
];

describe("the card", () => {
  it.each(OFFERED)(
    "in phase %s makes %s green and puts the dangerous one last",
    (phase, primary, offered) => {
      const card = incidentCard(anIncident({ phase }), aProfile());
      expect(verbs(card)).toEqual(offered);
      const buttons = elements(card.blocks).filter((element) => element["type"] === "button");
      const green = buttons.filter((button) => button["style"] === "primary");
      const expected = primary === null ? [] : [{ type: "plain_text", text: primary }];
      expect(green.map((button) => button["text"])).toEqual(expected);
      const red = buttons.findIndex((button) => button["style"] === "danger");
      if (phase !== "closed") expect(red).toBe(buttons.length - 1);
      for (const button of buttons) expect(button["value"]).toBe("7");
    },
  );

  it("asks before it closes", () => {
    const close = elements(incidentCard(aResolvedIncident(), aProfile()).blocks).at(-1);
    expect(close).toMatchObject({ action_id: CARD_ACTIONS.close, confirm: { title: { text: "Close it?" } } });
  });

  it("begins with what it is", () => {
    const card = incidentCard(anIncident({ severity: "P1", rank: 1 }), aProfile());
    expect(card.blocks[0]).toEqual({
      type: "header",
      text: { type: "plain_text", text: "🟥 INC-7 · P1 · open · Checkout is slow" },
    });
  });

  it.each([
    [{}, "*In charge*\n*nobody yet*"],
    [{ acknowledgedBy: ANN }, "*In charge*\n<@U0ANN> (has it; no Incident commander yet)"],
    [{ roles: { "communications-lead": BEN } }, "*In charge*\n*nobody yet*"],
    [
      { acknowledgedBy: ANN, roles: { "communications-lead": BEN } },
      "*In charge*\n<@U0ANN> (has it; no Incident commander yet)",
    ],
    [
      { acknowledgedBy: ANN, roles: { "incident-commander": BEN } },
      "*In charge*\n<@U0BEN> (Incident commander)",
    ],
  ])("says who is in charge: %o", (changes, expected) => {
    expect(shown(incidentCard(anIncident(changes), aProfile()))).toContain(expected);
  });

  it("offers the manual's roles to take", () => {
    const select = elements(incidentCard(anIncident(), aProfile()).blocks).find(
      (element) => element["action_id"] === CARD_ACTIONS.takeRole,
    );
    expect(select).toMatchObject({
      options: [{ value: "7 incident-commander" }, { value: "7 communications-lead" }],
    });
  });

  it("shows the last update with its author, or the description before there is one", () => {
    const description = "Since the release";
    expect(shown(incidentCard(anIncident({ description }), aProfile()))).toContain("> Since the release");
    const lastUpdate = { at: NINE, by: person(BEN), text: "Better\nnow" };
    const card = shown(incidentCard(anIncident({ description, lastUpdate }), aProfile()));
    expect(card).toMatch(/\*Last update\* <!date[^>]+> by <@U0BEN>\n> Better\n> now/);
    expect(card).not.toContain("Since the release");
  });

  it("names the promises as times, and what became of them", () => {
    const resolution = aClock({ what: "resolution", dueAt: NINE + 4 * 60 * MINUTE });
    const open = (changes: Partial<Incident>) => shown(incidentCard(anIncident(changes), aProfile()));
    expect(open({ clocks: [aClock(), resolution] })).toMatch(
      /Respond by <!date\^[^>]+09:15 UTC> · Resolve by <!date\^[^>]+13:00 UTC>/,
    );
    expect(open({ clocks: [aClock({ metAt: NINE + 10 * MINUTE })] })).toContain(
      "Respond target kept, 5 minutes to spare (target: 15 minutes)",
    );
    expect(open({ clocks: [aClock({ told: 100 })] })).toMatch(
      /⏰ \*Respond target missed\*, it was due <!date/,
    );
    const old = aClock({ severity: "P3", target: { kind: "elapsed", ms: 1000 }, supersededAt: NINE });
    expect(open({ clocks: [old] })).not.toContain("Respond");
  });

  it("of paused clocks says since when, by whom and why, and names no time that moves", () => {
    const paused = { since: NINE, by: person(BEN), why: "the vendor has it" };
    const card = shown(incidentCard(anIncident({ clocks: [aClock()], paused }), aProfile()));
    expect(card).toMatch(
      /Respond target paused \(it is 15 minutes in all\) · ⏸ Clocks paused <!date[^>]+> by <@U0BEN>: the vendor has it/,
    );
    expect(card).not.toContain("Respond by");
  });

  const paging = { severity: "P1", rank: 1 } as const;
  it.each<[string, Partial<Incident>, boolean]>([
    ["reopened, the pages before it over", { pages: [aPage({ acceptedAt: NINE, over: true })] }, true],
    ["a page given up", { pages: [aPage({ givenUpAt: NINE })] }, true],
    ["a page that waits", { pages: [aPage()] }, false],
    ["a page accepted", { pages: [aPage({ acceptedAt: NINE })] }, false],
    ["a drill", { drill: true }, false],
    ["over", { phase: "resolved" }, false],
    ["a severity that pages nobody", { severity: "P3" }, false],
  ])("says when nobody is being woken although the manual pages: %s", (_, changes, said) => {
    const card = shown(incidentCard(anIncident({ ...paging, ...changes }), aProfile()));
    expect(card.includes("📟 *Nobody is being woken; `/incident page INC-7` does it.*")).toBe(said);
  });

  const silence =
    "Nobody is called by itself at P3. *I have it* takes it; `/incident page INC-7` calls somebody.";
  it.each<[string, Partial<Incident>, boolean]>([
    ["nobody has it", {}, true],
    ["somebody has it", { acknowledgedBy: ANN, phase: "acknowledged" }, false],
    ["somebody is paged", { pages: [aPage()], escalations: [aRun()] }, false],
    ["the manual pages", paging, false],
    ["a drill", { drill: true }, false],
    ["over", { phase: "resolved" }, false],
  ])("says where the manual calls nobody that nobody is called: %s", (_, changes, said) => {
    expect(shown(incidentCard(anIncident(changes), aProfile())).includes(silence)).toBe(said);
  });

  it("offers nobody to take what somebody has, although its status went back", () => {
    const card = incidentCard(anIncident({ phase: "declared", acknowledgedBy: ANN }), aProfile());
    expect(verbs(card)).not.toContain("I have it");
    expect(verbs(card)[0]).toBe("Update status");
  });

  it("says of a page what is known of it, and no more", () => {
    const pages = [
      aPage({ acceptedAt: NINE, via: "routing-key" }),
      aPage({
        effect: effectId(4, "page/database"),
        policy: "database",
        target: { kind: "pagerduty", policy: "PDB0001" },
        givenUpAt: NINE,
      }),
    ];
    const card = shown(incidentCard(anIncident({ pages }), aProfile()));
    expect(card).toMatch(
      /📟 Page to on-call: PagerDuty accepted the event <!date[^>]+>; the service behind the routing key decides who is called/,
    );
    expect(card).toMatch(
      /📟 Page to database: requested <!date[^>]+>, \*never accepted by PagerDuty\*, given up <!date/,
    );
    expect(card).not.toMatch(/paged/i);
    const over = [aPage({ acceptedAt: NINE, via: "policy", over: true })];
    expect(shown(incidentCard(anIncident({ pages: over }), aProfile()))).toMatch(
      /📟 Paged on-call: PagerDuty accepted <!date[^>]+>; resolved with the incident/,
    );
  });

  it("of a private incident says who is in and how somebody is brought in", () => {
    const card = incidentCard(anIncident({ private: true, participants: [ANN, BEN] }), aProfile());
    expect(shown(card)).toContain(
      "PRIVATE: only these people know of it: <@U0ANN> <@U0BEN>. Neither on-call",
    );
  });

  it("gives a long title whole under the header", () => {
    const title = `${"long ".repeat(38)}title end`;
    expect(shown(incidentCard(anIncident({ title }), aProfile()))).toContain(`*${title}*`);
  });
});

describe("the topic", () => {
  it("says what it is and who has it", () => {
    expect(topic(anIncident({ acknowledgedBy: ANN }), aProfile())).toBe(
      "🟨 INC-7 · P3 · open · in charge: <@U0ANN> (has it; no Incident commander yet) · Checkout is slow",
    );
    expect(topic(anIncident(), aProfile())).toBe(
      "🟨 INC-7 · P3 · open · in charge: nobody yet · Checkout is slow",
    );
  });
});
