import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultLine, validateMessage, validateView } from "../../sandbox/slack/blocks.ts";
import { postmortem, postmortemMessage } from "../../src/views/postmortem.ts";
import { timelineMessage } from "../../src/views/timeline.ts";
import { topic } from "../../src/views/topic.ts";
import { anIncident, MINUTE, NINE, recorded } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { deploymentMessages } from "./every-deployment-view.ts";
import { formsOf, messagesOf, otherMessages, otherViews, state } from "./every-view.ts";

const TIME_LIMIT_MS = 60_000;
// What fails is shown after this time as small as it is by then: to look for the smallest could take many minutes.
const RUNS = { numRuns: 120, interruptAfterTimeLimit: TIME_LIMIT_MS - 10_000 };

describe("Slack takes every view of every state", () => {
  it("messages", { timeout: TIME_LIMIT_MS }, () => {
    fc.assert(
      fc.property(state, (given) => {
        for (const [name, { text, blocks }] of [...messagesOf(given), ...otherMessages(given)]) {
          expect(validateMessage(blocks, text).map(faultLine), name).toEqual([]);
          expect(JSON.stringify(blocks).length, name).toBeLessThan(10_000);
          expect(text, name).not.toBe("");
        }
      }),
      RUNS,
    );
  });

  it("forms and Home", { timeout: TIME_LIMIT_MS }, () => {
    fc.assert(
      fc.property(state, (given) => {
        for (const [name, view] of [...formsOf(given), ...otherViews(given)]) {
          expect(validateView(view).map(faultLine), name).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it("topics", () => {
    fc.assert(
      fc.property(state, ({ incident, profile }) => {
        expect(topic(incident, profile).length).toBeLessThanOrEqual(250);
      }),
      RUNS,
    );
  });

  it("never has to shorten a card, a detail or a list from the end", { timeout: TIME_LIMIT_MS }, () => {
    fc.assert(
      fc.property(state, (given) => {
        const ofDeployments = deploymentMessages(given.profile, given.deploying);
        for (const [name, { blocks }] of [...messagesOf(given), ...ofDeployments]) {
          expect(JSON.stringify(blocks), name).not.toContain("Shortened");
        }
      }),
      RUNS,
    );
  });
});

describe("size", () => {
  const entry = (sequence: number, text: string) =>
    recorded(
      { type: "note-added", text, author: null, source: "command", permalink: null },
      { sequence, at: NINE + sequence * MINUTE },
    );

  it("a timeline of 10,000 entries shows the last ones, counts the others and says where they are", () => {
    const timeline = Array.from({ length: 10_000 }, (_, index) =>
      entry(index + 1, `entry number ${index + 1} of many`),
    );
    const { blocks, text } = timelineMessage(anIncident(), aProfile(), timeline);
    expect(validateMessage(blocks, text)).toEqual([]);
    const shown = JSON.stringify(blocks);
    expect(shown).toContain("entry number 10000 of many");
    expect(shown).not.toContain("entry number 5 of many");
    expect(shown).toMatch(/\*9,?\d{3} earlier entries are\* left out|\*9\d{3} earlier entries are left out/);
    expect(shown).toContain("`/incident postmortem`");
    const draft = postmortem(anIncident(), aProfile(), timeline);
    expect(draft.match(/entry number/g)).toHaveLength(10_000);
    const message = postmortemMessage(anIncident(), draft);
    expect(validateMessage(message.blocks, message.text)).toEqual([]);
    expect(JSON.stringify(message.blocks)).toContain(
      "Too long for a message: Timeline. The file holds all of it.",
    );
  });

  it("leaves ordinary talk out of the timeline, and does not count it", () => {
    const talk = recorded({ type: "talked" }, { sequence: 3, at: NINE + 3 * MINUTE });
    const { blocks, text } = timelineMessage(anIncident(), aProfile(), [entry(1, "one"), talk]);
    expect(text).toMatch(/timeline, 1 entry$/);
    expect(JSON.stringify(blocks)).not.toContain("Talk");
  });

  it("a note of 40 kB is shown in part and drafted whole", () => {
    const note = "stack trace & more ".repeat(2200);
    const timeline = [entry(1, note), entry(2, "the last word")];
    const { blocks, text } = timelineMessage(anIncident(), aProfile(), timeline);
    expect(validateMessage(blocks, text)).toEqual([]);
    expect(JSON.stringify(blocks)).toContain("the last word");
    expect(postmortem(anIncident(), aProfile(), timeline).length).toBeGreaterThan(note.length);
  });
});
