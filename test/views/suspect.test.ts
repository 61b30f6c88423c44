import { describe, expect, it } from "vitest";
import type { SuspectDeployment } from "../../src/domain/incident/command.ts";
import { incidentCard } from "../../src/views/incident-card.ts";
import { date } from "../../src/views/text.ts";
import { ANN, anIncident, NINE } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { shown, verbs } from "./shown.ts";

const suspect: SuspectDeployment = {
  number: 12,
  service: "api",
  environment: "production",
  at: NINE,
  verified: true,
  by: ANN,
  sha: "a".repeat(40),
  commits: ["Cache prices", "Ask <@U0BEN> first"],
  commitCount: 2,
  url: "https://github.com/sebenza/suite/compare/a...b",
};
const card = (changes: Partial<SuspectDeployment> = {}, phase: "declared" | "mitigated" = "declared") =>
  incidentCard(anIncident({ phase, suspect: { ...suspect, ...changes } }), aProfile());

describe("what was deployed shortly before, on the card", () => {
  it("is told with who asked for it and what it changed, and can be rolled back", () => {
    expect(shown(card())).toContain(
      [
        `⏪ *#12 api → production* was deployed ${date(NINE)}, asked for by <@U0ANN>: <https://github.com/sebenza/suite/compare/a...b|2 commits>. Going back may be the shortest way out.`,
        "• Cache prices",
        "• Ask @U0BEN first",
      ].join("\n"),
    );
    expect(verbs(card())).toContain("Roll back…");
  });

  it("was not deployed when it failed or was cancelled", () => {
    expect(shown(card({ verified: false, commitCount: null, commits: [] }))).toContain(
      `⏪ *#12 api → production* failed or was cancelled on its way ${date(NINE)}, asked for by <@U0ANN>. Going back`,
    );
  });

  it("is nothing any more when it is mitigated", () => {
    expect(shown(card({}, "mitigated"))).not.toContain("Going back");
  });
});
