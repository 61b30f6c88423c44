import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Incident } from "../../src/domain/incident/incident.ts";
import { announcement } from "../../src/views/announcement.ts";
import { incidentCard } from "../../src/views/incident-card.ts";
import { incidentDetail } from "../../src/views/incident-detail.ts";
import { next } from "../../src/views/next.ts";
import { accepted } from "../../src/views/reply.ts";
import { topic } from "../../src/views/topic.ts";
import { anIncident, aPage, aTrouble, declare, effectId, NINE } from "../support/incident.ts";
import { ACKNOWLEDGED } from "../support/incident-events.ts";
import { aProfile } from "../support/profile.ts";
import { formsOf, messagesOf, otherMessages, otherViews, type State, state } from "./every-view.ts";
import { shown, verbs } from "./shown.ts";

function everything(given: State): readonly (readonly [string, unknown])[] {
  return [...messagesOf(given), ...otherMessages(given), ...formsOf(given), ...otherViews(given)];
}

/** Like the state, but of its pages nothing is proven, and no event of that type happened. */
function unproven(given: State, type: "page-accepted" | "page-notified"): State {
  const nothing = type === "page-accepted" ? { acceptedAt: null, notified: [] } : { notified: [] };
  const pages = given.incident.pages.map((page) => ({ ...page, ...nothing }));
  const proofs: readonly string[] = type === "page-accepted" ? ["page-accepted", "page-notified"] : [type];
  const incident: Incident = { ...given.incident, pages };
  const { refused } = given;
  return {
    ...given,
    timeline: given.timeline.filter(({ event }) => !proofs.includes(event.type)),
    event: proofs.includes(given.event.type) ? ACKNOWLEDGED : given.event,
    incident,
    refused: "incident" in refused ? { ...refused, incident } : refused,
  };
}

describe("the words “paged” and “notified”", () => {
  it.each([
    ["paged", "page-accepted"],
    ["notified", "page-notified"],
  ] as const)("“%s” is never said before %s, in any view of any state", { timeout: 60_000 }, (word, type) => {
    const said = new RegExp(`\\b${word}\\b`, "i");
    fc.assert(
      fc.property(state, (given) => {
        for (const [name, view] of everything(unproven(given, type)))
          expect(JSON.stringify(view), name).not.toMatch(said);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ["card", incidentCard],
    ["detail", (incident: Incident) => incidentDetail(incident, aProfile(), aProfile().hash)],
    ["reply", (incident: Incident) => accepted(declare(), incident, aProfile())],
  ] as const)("%s: requested, then accepted", (_name, view) => {
    const requested = anIncident({ pages: [aPage()] });
    expect(shown(view(requested, aProfile()))).toMatch(
      /📟 Page to on-call: requested <!date\^\d+\^[^>]+>, \*not yet accepted by PagerDuty\*/,
    );
    const page = aPage({
      acceptedAt: NINE + 4000,
      pagerDutyId: "Q1",
      via: "policy",
      url: "https://pd.example.com/Q1",
    });
    expect(shown(view(anIncident({ pages: [page] }), aProfile()))).toMatch(
      /📟 Paged on-call: PagerDuty accepted <!date\^\d+\^[^>]+> \(<https:\/\/pd\.example\.com\/Q1\|open in PagerDuty>\), 4 seconds after the request → \*nothing shows a call yet\*/,
    );
  });
});

describe("drills and private incidents", () => {
  it("DRILL stands in every message and form about a drill", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(state, (given) => {
        const incident: Incident = { ...given.incident, drill: true };
        const { refused } = given;
        const drill = {
          ...given,
          incident,
          refused: "incident" in refused ? { ...refused, incident } : refused,
        };
        for (const [name, view] of [...messagesOf(drill), ...formsOf(drill)]) {
          expect(JSON.stringify(view), name).toContain("DRILL");
        }
        expect(topic(incident, given.profile)).toContain("DRILL");
      }),
      { numRuns: 80 },
    );
  });

  it("an announcement of a private incident gives nothing away, whatever the state", () => {
    fc.assert(
      fc.property(state, ({ incident, profile }) => {
        const secret: Incident = { ...incident, private: true };
        const { text, blocks } = announcement(secret, profile);
        const words = "PRIVATE · An incident is being handled by the people it concerns.";
        const expected = incident.drill ? `DRILL · ${words}` : words;
        expect(text).toBe(expected);
        expect(blocks).toEqual([{ type: "section", text: { type: "mrkdwn", text: expected } }]);
      }),
    );
  });

  it("a private incident says so to those in it", () => {
    const incident = anIncident({ private: true });
    expect(incidentCard(incident, aProfile()).text).toMatch(/^PRIVATE · 🟨 INC-7/);
    expect(topic(incident, aProfile())).toMatch(/^PRIVATE · /);
  });
});

describe("what is not done", () => {
  it("stands on the card with its reason, its way out and its buttons", () => {
    const card = incidentCard(anIncident({ troubles: [aTrouble()] }), aProfile());
    expect(shown(card)).toContain("⛔ *Not done:* page the default policy (since ");
    expect(shown(card)).toContain("*Why:* PagerDuty does not know the policy on-call.");
    expect(shown(card)).toContain("*Way out:* Correct escalation.default in the profile, then try again.");
    expect(JSON.stringify(card)).toContain(`"value":"7 ${effectId(2, "page/default")}"`);
  });

  it("says that it still tries, when it does", () => {
    const card = incidentCard(anIncident({ troubles: [aTrouble({ state: "retrying" })] }), aProfile());
    expect(shown(card)).toContain("⏳ *Not done yet, still trying:* page the default policy");
    expect(shown(card)).toContain(". It goes on by itself; *Try again* hurries it.");
    expect(verbs(card)).toContain("Try again");
    expect(verbs(card)).toContain("Waive");
  });

  it("once a person had it tried again, points no more to what was to be done before", () => {
    const card = incidentCard(
      anIncident({ troubles: [aTrouble({ state: "retrying", cure: "" })] }),
      aProfile(),
    );
    expect(shown(card)).not.toContain("Way out");
  });

  it("counts what does not fit, in every state", () => {
    fc.assert(
      fc.property(state, (given) => {
        const card = shown(incidentCard(given.incident, given.profile));
        const inFull = card.match(/\*Not done:\*|\*Not done yet, still trying:\*/g)?.length ?? 0;
        const more = Number(/\*(\d+) more things? (?:is|are)\s+not done\*/.exec(card)?.[1] ?? 0);
        expect(inFull + more).toBe(given.incident.troubles.length);
      }),
    );
  });

  it("is the first thing that is due", () => {
    const due = shown(next(anIncident({ troubles: [aTrouble()] }), aProfile(), NINE));
    const first = due.split("\n").find((line) => line.startsWith("•"));
    expect(first).toMatch(/^• ⛔ \*Not done:\* page the default policy.*Press \*Try again\* or \*Waive\*/);
    const trying = anIncident({ troubles: [aTrouble({ state: "retrying" })] });
    expect(shown(next(trying, aProfile(), NINE))).toContain("It is tried again by itself.");
  });
});
