import { describe, expect, it } from "vitest";
import type { EffectId } from "../../src/domain/ids.ts";
import type { SpooledPage } from "../../src/engine/ports.ts";
import { keptBecameNothing, paperProcedure } from "../../src/views/paper-procedure.ts";
import { anIncident, aRun } from "../support/incident.ts";
import { aProfile, leads } from "../support/profile.ts";

const profile = aProfile({ escalation: [leads] });
const draft = anIncident({ number: 0, escalations: [aRun({ policy: "leads", chain: leads })], pages: [] });
const page = {
  effect: "x/2/page/leads" as EffectId,
  policy: "leads",
  target: { kind: "pagerduty", policy: "on-call" },
} as const;

function told(pages: readonly SpooledPage[], changes: Parameters<typeof anIncident>[0] = {}): string {
  const kept = { ...draft, ...changes };
  const result = { kind: "spooled", incident: null, draft: kept, pages, again: false } as const;
  const blocks = paperProcedure(result, profile).blocks as readonly { text: { text: string } }[]; // all sections
  return blocks.map(({ text }) => text.text).join("\n");
}

describe("the way on paper", () => {
  it("names whom to call in the manual's order, where to talk, and to write down times; never a number", () => {
    const text = told([]);
    expect(text).toMatch(
      /1\. Call by phone, in this order, until somebody has it: on-call \(no answer in 5 minutes: the next\) → /,
    );
    expect(text).toContain("lead@example.com");
    expect(text).toContain(`2. Talk in *#${profile.slack.announcements.replace("#", "")}*`);
    expect(text).toContain("3. Write down times");
    expect(text).not.toContain("INC-");
  });

  it.each<[SpooledPage, string]>([
    [{ ...page, state: "accepted", via: "policy" }, "✅ PagerDuty has accepted the page to on-call."],
    [{ ...page, state: "accepted", via: "routing-key" }, "whom it calls, its service decides"],
    [{ ...page, state: "sending" }, "*PagerDuty has not accepted it yet*"],
    [
      { ...page, state: "refused", reason: "Nobody is on call.", cure: "Call the next one." },
      "*The page to on-call did not go out.* Nobody is on call. Call the next one.",
    ],
  ])("says of a page only what is so: %o", (state, words) => {
    const text = told([state]);
    expect(text).toContain(words);
    if (state.state !== "accepted") expect(text).not.toMatch(/has accepted|has taken/);
  });

  it.each([
    [{ drill: true, escalations: [] }, "No page is sent for a drill."],
    [{}, "the manual pages in its hours only"],
    [{ severity: "P4", escalations: [] }, "the manual pages nobody for P4"],
  ])("says why nobody is woken: %o", (changes, words) => {
    expect(told([], changes)).toContain(words);
  });

  it("lets no text of people's through as more than text", () => {
    expect(told([], { title: "<!channel> <https://a.example|b>" })).not.toMatch(/<!channel>|<https/);
  });
});

it("what became nothing is told with the rules' reason, or with where to look", () => {
  const refused = { kind: "refused", refusal: { reason: "no-title" }, incident: null } as const;
  expect(keptBecameNothing(refused, "T", profile).text).toContain("An incident needs a title");
  expect(keptBecameNothing({ kind: "quiet", incident: null }, "T", profile).text).toContain("/incident list");
});
