import { describe, expect, it } from "vitest";
import type { Phase } from "../../src/domain/profile.ts";
import { CARD_ACTIONS, incidentCard } from "../../src/views/incident-card.ts";
import { topic } from "../../src/views/topic.ts";
import { ANN, anIncident, aResolvedIncident, BEN, NINE, person } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { elements, shown, verbs } from "./shown.ts";

const OFFERED: readonly (readonly [Phase, string, readonly string[]])[] = [
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
  ["closed", "Reopen", ["Reopen", "Draft post-mortem", "Add a note", "Show timeline"]],
];

describe("the card", () => {
  it.each(OFFERED)(
    "in phase %s makes %s green and puts the dangerous one last",
    (phase, primary, offered) => {
      const card = incidentCard(anIncident({ phase }), aProfile());
      expect(verbs(card)).toEqual(offered);
      const buttons = elements(card.blocks).filter((element) => element["type"] === "button");
      const green = buttons.filter((button) => button["style"] === "primary");
      expect(green.map((button) => button["text"])).toEqual([{ type: "plain_text", text: primary }]);
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
    [{ acknowledgedBy: ANN }, "*In charge*\n<@U0ANN> (has it; no role taken)"],
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
    expect(shown(incidentCard(anIncident(), aProfile()))).toMatch(
      /Respond by <!date\^[^>]+11:00 UTC> · Resolve by <!date/,
    );
    expect(shown(incidentCard(aResolvedIncident({ severity: "P1" }), aProfile()))).toContain(
      "Respond target kept, 5 minutes to spare (target: 15 minutes)",
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
      "🟨 INC-7 · P3 · open · in charge: <@U0ANN> (has it; no role taken) · Checkout is slow",
    );
    expect(topic(anIncident(), aProfile())).toBe(
      "🟨 INC-7 · P3 · open · in charge: nobody yet · Checkout is slow",
    );
  });
});
