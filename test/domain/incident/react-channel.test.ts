import { describe, expect, it } from "vitest";
import type { IncidentEvent } from "../../../src/domain/incident/event.ts";
import type { Incident } from "../../../src/domain/incident/incident.ts";
import { ANN, anIncident, aPage, BEN, CAT, CHANNEL, effectId, LOBBY } from "../../support/incident.ts";
import { aProfile } from "../../support/profile.ts";
import { when, words } from "../../support/reacting.ts";

const created: IncidentEvent = { type: "channel-created", channel: CHANNEL, name: "inc-7" };
describe("a new channel", () => {
  const newborn = (changes: Partial<Incident> = {}) => anIncident({ channel: null, card: null, ...changes });

  it("gets topic, card, bookmarks and everybody who took part", () => {
    expect(words(newborn({ service: "app", participants: [ANN, BEN] }), [created])).toEqual([
      "post-card",
      "bookmark Manual",
      "bookmark Dashboard",
      "invite U0ANN",
      "invite U0BEN",
      "set-topic",
    ]);
  });

  it("is named in the announcement that is out, and in none that is not", () => {
    const there = newborn({ announcement: { channel: LOBBY, ts: "1.1" } });
    expect(words(there, [created])).toContain("refresh-announcement");
    expect(words(newborn(), [created])).not.toContain("refresh-announcement");
  });

  it("brings in on-call when paged, and the severity's own, each once", () => {
    const critical = newborn({ severity: "P1", rank: 1, pages: [aPage()] });
    expect(words(critical, [created]).filter((word) => word.startsWith("invite"))).toEqual([
      "invite U0ANN",
      "invite on-call",
      "invite commanders",
      "invite operators",
    ]);
  });

  it("brings in the holder of a role rather than those it would come from", () => {
    const critical = newborn({ severity: "P1", rank: 1, roles: { "incident-commander": CAT } });
    const invited = words(critical, [created]);
    expect(invited).toContain("invite U0CAT");
    expect(invited).not.toContain("invite commanders");
  });

  it("keeps one bookmark of a title, the service's before the manual's", () => {
    const services = aProfile().services.map((service) => ({
      ...service,
      links: [{ title: "Manual", url: "https://own.test/" }],
    }));
    const marks = when(newborn({ service: "app" }), [created], aProfile({ services })).filter(
      ({ kind }) => kind === "add-bookmark",
    );
    expect(marks).toEqual([
      {
        id: effectId(4, "add-bookmark/Manual"),
        kind: "add-bookmark",
        title: "Manual",
        url: "https://own.test/",
      },
    ]);
  });

  it("skips words of the invite list that are nobody", () => {
    const severities = aProfile().severities.map((severity) => ({
      ...severity,
      invite: ["communications-lead", "nobody"],
    }));
    expect(words(newborn(), [created], aProfile({ severities }))).not.toContain("invite nobody");
    const onCall = aProfile().severities.map((severity) => ({ ...severity, invite: ["on-call"] }));
    expect(
      words(newborn(), [created], aProfile({ severities: onCall, escalation: [] })).filter((word) =>
        word.startsWith("invite"),
      ),
    ).toEqual(["invite U0ANN"]);
  });

  it("of a severity the manual no longer has brings in the people alone", () => {
    expect(
      words(newborn({ severity: "gone" }), [created]).filter((word) => word.startsWith("invite")),
    ).toEqual(["invite U0ANN"]);
  });
});
