import { describe, expect, it } from "vitest";
import type { SlackChannelId } from "../../src/domain/ids.ts";
import { peopleIn, withNames } from "../../src/views/postmortem-names.ts";
import { anIncident, CHANNEL } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";

const ANNOUNCEMENTS = "C0ANNOUNCE" as SlackChannelId; // as Slack writes them

const about = {
  incident: anIncident({ announcement: { channel: ANNOUNCEMENTS, ts: "1.1" } }),
  profile: aProfile(),
};

describe("names in the draft", () => {
  it("finds everybody once", () => {
    expect(peopleIn("Declared by @U0ANN, taken by @U0BEN and @U0ANN; mail ann@example.com")).toEqual([
      "U0ANN",
      "U0BEN",
    ]);
  });

  it("puts names in place of ids, and keeps the id of whom nobody knows", () => {
    const names = new Map([["U0ANN", "Ann Lee"]]);
    expect(withNames("@U0ANN and @U0BEN", names, about)).toBe("@Ann Lee and @U0BEN");
  });

  it("takes signs of Markdown in a name literally", () => {
    const names = new Map([["U0ANN", "<!channel> [x](http://evil.test)"]]);
    const written = withNames("by @U0ANN", names, about);
    expect(written).not.toContain("<!");
    expect(written).not.toContain("](http");
  });

  it("names the incident's and the announcements channel", () => {
    const written = withNames(
      `Announced in #${ANNOUNCEMENTS}, worked on in #${CHANNEL}, not #C0OTHER`,
      new Map(),
      about,
    );
    expect(written).toBe(
      `Announced in #${about.profile.slack.announcements}, worked on in #inc-7-checkout-is-slow, not #C0OTHER`,
    );
  });
});
