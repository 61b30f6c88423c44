import { describe, expect, it } from "vitest";
import type { Effect } from "../../../src/domain/effect.ts";
import type { Incident, IncidentEvent } from "../../../src/domain/incident/incident.ts";
import { anIncident, aTrouble } from "../../support/incident.ts";
import { words } from "../../support/reacting.ts";

describe("trouble reaches somebody", () => {
  const { effect, what, reason, cure } = aTrouble();
  const troubled = (kind: Effect["kind"]): IncidentEvent => ({
    type: "effect-troubled",
    effect,
    kind,
    what,
    trouble: { reason, cure },
    state: "failed",
  });
  const channelless = anIncident({ channel: null, card: null });

  it.each<[string, Incident, IncidentEvent, readonly string[]]>([
    [
      "in the channel and on the card",
      anIncident(),
      troubled("page"),
      ["post effect-troubled to incident-channel", "refresh-card"],
    ],
    [
      "without a channel: who declared, and the announcements",
      channelless,
      troubled("create-channel"),
      ["post effect-troubled to U0ANN", "post effect-troubled to announcements"],
    ],
    [
      "without a channel, private: only who declared",
      { ...channelless, private: true },
      troubled("create-channel"),
      ["post effect-troubled to U0ANN"],
    ],
    [
      "without a channel, about the announcement: only who declared",
      channelless,
      troubled("announce"),
      ["post effect-troubled to U0ANN"],
    ],
    [
      "without a channel, about keeping the announcement: only who declared",
      channelless,
      troubled("refresh-announcement"),
      ["post effect-troubled to U0ANN"],
    ],
    ["about a message: the card alone", anIncident(), troubled("post"), ["refresh-card"]],
    [
      "about the card: the channel alone",
      anIncident(),
      troubled("refresh-card"),
      ["post effect-troubled to incident-channel"],
    ],
    [
      "about a card not posted: the channel alone",
      anIncident({ card: null }),
      troubled("post-card"),
      ["post effect-troubled to incident-channel"],
    ],
    [
      "about a message while a new card is in trouble: it ends here",
      anIncident({ troubles: [aTrouble({ kind: "post-card" })] }),
      troubled("post"),
      [],
    ],
    [
      "about a message while the card is in trouble: it ends here",
      anIncident({ troubles: [aTrouble({ kind: "refresh-card" })] }),
      troubled("post"),
      [],
    ],
    [
      "cured",
      anIncident(),
      { type: "effect-cured", effect, kind: "page", what },
      ["post effect-cured to incident-channel", "refresh-card"],
    ],
    [
      "the card cured",
      anIncident(),
      { type: "effect-cured", effect, kind: "refresh-card", what },
      ["post effect-cured to incident-channel"],
    ],
    [
      "waived",
      anIncident(),
      { type: "effect-waived", effect, kind: "page", what, why: null },
      ["post effect-waived to incident-channel", "refresh-card"],
    ],
  ])("%s", (_, before, event, effects) => {
    expect(words(before, [event])).toEqual(effects);
  });
});
