import { expect, it } from "vitest";
import { problemOf } from "../../../src/integrations/pagerduty/replies.ts";
import { shortened, storable } from "../../../src/integrations/pagerduty/words.ts";

it.each([
  ["nothing\u0000", "nothing"],
  ["half \ud83d", "half \ufffd"],
  ["whole 🔥", "whole 🔥"],
])("what the database cannot keep is left out: %j", (text, kept) => {
  expect(storable(text)).toBe(kept);
});

it.each([
  ["🔥🔥🔥", 3, "🔥🔥🔥"],
  ["🔥🔥🔥🔥", 3, "🔥🔥…"],
  ["a\u0000bc", 3, "abc"],
])("%j in %i characters, none of them halved, is %j", (text, limit, expected) => {
  expect(shortened(text, limit)).toBe(expected);
});

it("a long refusal of PagerDuty's is cut between characters", () => {
  const { words } = problemOf({ error: { message: `${"x".repeat(198)}🔥🔥 and more` } });
  expect(words).toBe(`${"x".repeat(198)}🔥…`);
  expect(words.isWellFormed()).toBe(true);
});
