import { describe, expect, it } from "vitest";
import type { Effect } from "../../../src/domain/effect.ts";
import type { IncidentEvent } from "../../../src/domain/incident/event.ts";
import type { Incident } from "../../../src/domain/incident/incident.ts";
import { ANN, anIncident, aTrouble, BEN, CAT, effectId } from "../../support/incident.ts";
import { words } from "../../support/reacting.ts";

describe("trouble reaches somebody", () => {
  const { effect, what, reason, cure } = aTrouble();
  const troubled = (kind: Effect["kind"]): Extract<IncidentEvent, { type: "effect-troubled" }> => ({
    type: "effect-troubled",
    effect,
    kind,
    what,
    trouble: { reason, cure },
    state: "failed",
  });
  const unsaid = (about: string): Extract<IncidentEvent, { type: "effect-troubled" }> => ({
    ...troubled("post"),
    effect: effectId(9, `post/incident-channel/${about}`),
  });
  const silence = aTrouble({
    kind: "post",
    effect: effectId(8, "post/incident-channel/effect-troubled/refresh-card"),
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
    [
      "that the channel could not be told of a page: who declared, and the announcements",
      anIncident(),
      unsaid("effect-troubled/page"),
      ["post effect-troubled to U0ANN", "post effect-troubled to announcements", "refresh-card"],
    ],
    [
      "that the channel could not be told of other trouble: the same",
      anIncident(),
      unsaid("effect-troubled/set-topic"),
      ["post effect-troubled to U0ANN", "post effect-troubled to announcements", "refresh-card"],
    ],
    [
      "that the channel could not be told that a page was accepted: the same",
      anIncident(),
      unsaid("page-accepted"),
      ["post effect-troubled to U0ANN", "post effect-troubled to announcements", "refresh-card"],
    ],
    [
      "the same, private: who declared and who has a role, unless they left",
      anIncident({
        private: true,
        participants: [ANN, BEN],
        roles: { "incident-commander": BEN, "communications-lead": CAT },
      }),
      unsaid("effect-troubled/page"),
      ["post effect-troubled to U0ANN", "post effect-troubled to U0BEN", "refresh-card"],
    ],
    [
      "that the channel still takes no message: the card alone",
      anIncident({ troubles: [silence] }),
      unsaid("effect-troubled/set-topic"),
      ["refresh-card"],
    ],
    [
      "that the channel still takes no message, about a page: told again",
      anIncident({ troubles: [silence] }),
      unsaid("page-withdrawn"),
      ["post effect-troubled to U0ANN", "post effect-troubled to announcements", "refresh-card"],
    ],
    [
      "after a note that was not posted, the first trouble that was not: told",
      anIncident({
        troubles: [aTrouble({ kind: "post", effect: effectId(8, "post/incident-channel/note-added") })],
      }),
      unsaid("effect-troubled/set-topic"),
      ["post effect-troubled to U0ANN", "post effect-troubled to announcements", "refresh-card"],
    ],
    [
      "that the channel is late to be told: the card alone",
      anIncident(),
      { ...unsaid("effect-troubled/page"), state: "retrying" },
      ["refresh-card"],
    ],
    ["that a note was not posted: the card alone", anIncident(), unsaid("note-added"), ["refresh-card"]],
    [
      "that somebody could not be told: the card alone",
      anIncident(),
      { ...unsaid("page-accepted"), effect: effectId(9, "post/U0ANN/effect-troubled/page") },
      ["refresh-card"],
    ],
    [
      "that was told after all: the card alone",
      anIncident(),
      { type: "effect-cured", effect: unsaid("page-accepted").effect, kind: "post", what },
      ["refresh-card"],
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
