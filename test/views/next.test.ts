import { describe, expect, it } from "vitest";
import { next } from "../../src/views/next.ts";
import {
  ANN,
  aClock,
  anIncident,
  aResolvedIncident,
  aRun,
  BEN,
  MINUTE,
  NINE,
  person,
} from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { shown, verbs } from "./shown.ts";

const PROFILE = aProfile();
const UPDATES = {
  everyMs: 30 * MINUTE,
  dueAt: NINE + 30 * MINUTE,
  askAt: NINE + 30 * MINUTE,
  askedFor: null,
  snoozed: false,
};
const CLOCKS = [aClock(), aClock({ what: "resolution", dueAt: NINE + 240 * MINUTE })];

const lines = (...given: Parameters<typeof next>) => shown(next(...given)).replaceAll(/<!date[^>]*>/g, "@");

describe("what is due", () => {
  const incident = anIncident({
    severity: "P1",
    rank: 1,
    clocks: CLOCKS,
    updates: UPDATES,
    severityChosen: false,
    escalations: [aRun()],
  });

  it("stands in order: who is called, then everything with a time, then what nobody has", () => {
    expect(
      lines(incident, PROFILE, NINE + 6 * MINUTE)
        .split("\n")
        .filter((line) => line.startsWith("•")),
    ).toEqual([
      "• ⏭ Next @: lead@example.com (step 2 of 2, round 1 of 3)",
      "• I ask who is Incident commander: @, in 4 minutes.",
      "• I ask whether the severity is right: @, in 4 minutes.",
      "• Response: by @, in 9 minutes (target: 15 minutes; 40% has passed).",
      "• Next update: by @, in 24 minutes (every 30 minutes). `/incident update &lt;message&gt;`",
      "• I ask whether it still goes on, if nobody says a word: @, in 54 minutes.",
      "• Resolution: by @, in 3 hours 54 minutes (target: 4 hours; 2% has passed).",
      "• Nobody is Incident commander or Communications lead yet. `/incident take &lt;role&gt;`",
    ]);
  });

  it("tells what is overdue", () => {
    const due = lines(incident, PROFILE, NINE + 40 * MINUTE);
    expect(due).toContain("• Response: ⏰ *was due* @, 25 minutes ago (target: 15 minutes).");
    expect(due).toContain("• Next update: ⏰ *was due* @, 10 minutes ago (every 30 minutes).");
    expect(due).toContain("• I ask who is Incident commander: any moment now.");
  });

  it("asks nothing that was asked, held or chosen", () => {
    const nudged = { commander: true, severity: true, quietAt: NINE + 20 * MINUTE };
    const urgent = { severity: "P1", rank: 1, severityChosen: false, nudged } as const;
    expect(lines(anIncident(urgent), PROFILE, NINE)).not.toContain("I ask");
    const spoken = anIncident({ ...urgent, lastSignAt: NINE + 30 * MINUTE });
    expect(lines(spoken, PROFILE, NINE + 30 * MINUTE)).toContain("if nobody says a word: @, in 1 hour.");
    const led = anIncident({ severity: "P1", rank: 1, roles: { "incident-commander": ANN } });
    expect(lines(led, PROFILE, NINE)).not.toContain("I ask who");
  });

  it("promises no question that the rules do not ask where the manual wakes nobody", () => {
    expect(lines(anIncident(), PROFILE, NINE)).not.toContain("I ask");
  });

  it("says how long an acknowledgement counts", () => {
    const run = aRun({
      state: "acknowledged",
      nextAt: null,
      acknowledgements: [{ by: person(ANN), at: NINE }],
    });
    const due = lines(anIncident({ phase: "acknowledged", escalations: [run] }), PROFILE, NINE + 10 * MINUTE);
    expect(due).toContain(
      "• The acknowledgement counts until @, in 20 minutes; any word in the channel renews it.",
    );
  });

  it("of paused clocks says how far they were", () => {
    const paused = { since: NINE + 9 * MINUTE, by: person(BEN), why: "the vendor has it" };
    const due = lines(anIncident({ clocks: CLOCKS, paused }), PROFILE, NINE + 60 * MINUTE);
    expect(due).toContain("• ⏸ Clocks paused @ by <@U0BEN>: the vendor has it");
    expect(due).toContain("• Response: paused at 60% (target: 15 minutes).");
  });

  it("counts business time between the marks that were reckoned", () => {
    const night = aClock({
      target: { kind: "business", ms: 60 * MINUTE },
      dueAt: NINE + 900 * MINUTE,
      marks: [NINE + 30 * MINUTE, NINE + 870 * MINUTE, NINE + 890 * MINUTE],
    });
    const at = (minutes: number) => lines(anIncident({ clocks: [night] }), PROFILE, NINE + minutes * MINUTE);
    expect(at(15)).toContain("25% has passed");
    expect(at(30)).toContain("50% has passed");
    expect(at(870)).toContain("75% has passed");
  });

  it("an update that was asked for and put off says when it is asked for again", () => {
    const updates = { ...UPDATES, askedFor: UPDATES.dueAt, askAt: NINE + 45 * MINUTE, snoozed: true };
    const due = lines(anIncident({ updates }), PROFILE, NINE + 35 * MINUTE);
    expect(due).toContain("Put off: asked for again @.");
  });

  it("asks for the post-mortem once it is over, and nothing that is over", () => {
    const over = aResolvedIncident({ severity: "P1", clocks: [aClock({ metAt: NINE + 10 * MINUTE })] });
    const due = lines(over, PROFILE, NINE + 60 * MINUTE);
    expect(due).toContain("• Post-mortem (required): by @, in 1 day 23 hours.");
    expect(due).toContain("• Response: kept, 5 minutes to spare (target: 15 minutes).");
    expect(due).not.toContain("Next update");
    expect(due).not.toContain("I ask");
  });

  it("says when nothing is", () => {
    const nudges = { commanderMs: null, severityMs: null, quietMs: null };
    const bare = aProfile({ severities: [], roles: [], nudges });
    expect(lines(anIncident(), bare, NINE)).toContain("Nothing is due.");
  });

  it.each([
    [
      "running",
      { escalations: [aRun()], clocks: CLOCKS },
      ["I have it", "Sooner", "Hold", "Pause the clocks"],
    ],
    [
      "paused and asked for an update",
      { paused: { since: NINE, by: person(ANN), why: "x" }, updates: { ...UPDATES, askedFor: NINE } },
      ["Resume the clocks", "Ask for the update in 10 minutes"],
    ],
    [
      "nobody answered",
      { escalations: [aRun({ state: "exhausted", nextAt: null })], clocks: CLOCKS },
      ["I have it", "Pause the clocks"],
    ],
    ["put off", { updates: { ...UPDATES, askedFor: NINE, snoozed: true } }, []],
    ["over", { phase: "resolved" as const, escalations: [aRun()], clocks: CLOCKS }, []],
  ])("offers what can be done: %s", (_name, changes, expected) => {
    expect(verbs(next(anIncident(changes), PROFILE, NINE))).toEqual(expected);
  });
});
