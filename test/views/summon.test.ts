import { describe, expect, it } from "vitest";
import { summonMention, summonMessage } from "../../src/views/summon.ts";
import { ANN, anIncident, aPage, BEN, CAT, NINE, person } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { elements, shown, verbs } from "./shown.ts";

const PROFILE = aProfile();
const KNOWN = { description: "Since the release", acknowledgedBy: null };

describe("a summons", () => {
  it("says that PagerDuty cannot be relied on, what is known, where it is, and has one button", () => {
    const given = summonMessage(anIncident(KNOWN), PROFILE, aPage(), BEN);
    const words = shown(given);
    expect(given.text).toBe("INC-7: you are needed. Checkout is slow");
    expect(words).toContain(
      "🔔 *INC-7: you are needed.* PagerDuty has not accepted the page to on-call, so it may call nobody.",
    );
    expect(words).toContain("*Checkout is slow*\n*Severity:* 🟨 P3 · Medium · *Status:* open");
    expect(words).toContain("*Where:* <#C0INC7>");
    expect(words).toContain("> Since the release");
    expect(verbs(given)).toEqual(["I have it"]);
    expect(elements(given.blocks)[0]).toMatchObject({ action_id: "incident.acknowledge", value: "7" });
  });

  it("of an accepted page claims no more than is proven", () => {
    const page = aPage({ acceptedAt: NINE, via: "policy" });
    expect(shown(summonMessage(anIncident(), PROFILE, page, BEN))).toMatch(
      /PagerDuty accepted the page to on-call <!date[^>]+>, but nothing shows that it has called anybody\./,
    );
  });

  it("shows the last update before the description", () => {
    const lastUpdate = { at: NINE, by: person(ANN), text: "Half of them work" };
    const words = shown(summonMessage(anIncident({ ...KNOWN, lastUpdate }), PROFILE, aPage(), BEN));
    expect(words).toContain("> Half of them work");
    expect(words).not.toContain("Since the release");
  });

  it("tells an outsider of a private incident neither what it is nor where", () => {
    const secret = anIncident({ ...KNOWN, private: true });
    const given = JSON.stringify(summonMessage(secret, PROFILE, aPage(), BEN));
    expect(given).toContain("PRIVATE · INC-7: you are needed");
    expect(given).toContain("write to <@U0ANN>, who brings you in");
    for (const kept of ["Checkout", "release", "C0INC7", "P3", "button"]) expect(given).not.toContain(kept);
    expect(shown(summonMessage(secret, PROFILE, aPage(), ANN))).toContain("Checkout is slow");
  });

  it("in the channel mentions who was asked", () => {
    const given = summonMention([BEN, CAT], anIncident({ drill: true }), PROFILE, aPage());
    expect(given.text).toBe(
      "DRILL · 🔔 <@U0BEN> <@U0CAT> PagerDuty has not accepted the page to on-call, so it may call nobody. Who can, take it.",
    );
    expect(verbs(given)).toEqual(["I have it"]);
    expect(verbs(summonMention([BEN], anIncident({ phase: "resolved" }), PROFILE, aPage()))).toEqual([]);
  });
});
