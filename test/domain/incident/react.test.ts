import { describe, expect, it } from "vitest";
import type { IncidentEvent } from "../../../src/domain/incident/event.ts";
import type { Incident } from "../../../src/domain/incident/incident.ts";
import type { PageTarget } from "../../../src/domain/profile.ts";
import {
  ANN,
  anIncident,
  aPage,
  aTrouble,
  BEN,
  CHANNEL,
  effectId,
  LOBBY,
  person,
} from "../../support/incident.ts";
import {
  ACKNOWLEDGED,
  declared,
  investigating,
  PAGE,
  requested,
  resolved,
} from "../../support/incident-events.ts";
import { aProfile } from "../../support/profile.ts";
import { when, words } from "../../support/reacting.ts";

const created: IncidentEvent = { type: "channel-created", channel: CHANNEL, name: "inc-7" };

/** INC-7 with all its messages out: channel, card and announcement. */
function announced(changes: Partial<Incident> = {}): Incident {
  return anIncident({ announcement: { channel: LOBBY, ts: "1.1" }, ...changes });
}

function isRefresh(word: string): boolean {
  return word === "set-topic" || word.startsWith("refresh-");
}

describe("a declare", () => {
  it("makes a channel and announces it, under ids built from incident, version and kind", () => {
    expect(when(null, [declared()])).toEqual([
      { id: effectId(1, "create-channel"), kind: "create-channel" },
      { id: effectId(1, "announce"), kind: "announce" },
    ]);
  });

  it("pages under the id that was promised, and whom the step names", () => {
    expect(when(null, [declared(), requested])).toContainEqual({
      id: PAGE,
      kind: "page",
      policy: "default",
      target: { kind: "pagerduty", policy: "on-call" },
      reason: null,
      again: null,
    });
  });

  it("of a private incident announces nothing", () => {
    expect(words(null, [declared({ private: true })])).toEqual(["create-channel"]);
  });
});

describe("several events at once", () => {
  it("post each thing once, from the very first event on, and edit nothing that is not there yet", () => {
    const { effect, kind, what, reason, cure } = aTrouble();
    const troubled: IncidentEvent = {
      type: "effect-troubled",
      effect,
      kind,
      what,
      trouble: { reason, cure },
      state: "failed",
    };
    expect(words(null, [declared(), troubled, created])).toEqual([
      "create-channel",
      "announce",
      "post effect-troubled to incident-channel",
      "post-card",
      "bookmark Manual",
      "invite U0ANN",
      "set-topic",
    ]);
    const posted: IncidentEvent = { type: "card-posted", channel: CHANNEL, ts: "9.9" };
    expect(words(null, [declared(), troubled, created, posted]).filter(isRefresh)).toEqual([
      "set-topic",
      "refresh-card",
    ]);
  });

  it("refresh each thing once", () => {
    const update: IncidentEvent = { type: "update-posted", message: "slow", nextAt: null };
    expect(words(announced(), [update, investigating, update]).filter(isRefresh)).toEqual([
      "set-topic",
      "refresh-card",
      "refresh-announcement",
    ]);
  });
});

describe("a private incident", () => {
  const secret = (changes: Partial<Incident> = {}) => anIncident({ private: true, ...changes });
  it("is entered by people whom people named, and by nobody the manual names", () => {
    const born = secret({ channel: null, card: null, severity: "P1", rank: 1, pages: [aPage()] });
    expect(
      words({ ...born, participants: [ANN, BEN] }, [created]).filter((word) => word.startsWith("invite")),
    ).toEqual(["invite U0ANN", "invite U0BEN"]);
    const worse: IncidentEvent = {
      type: "severity-changed",
      from: "P3",
      to: "P1",
      fromRank: 3,
      rank: 1,
      why: null,
      promises: [],
      updateEveryMs: null,
    };
    expect(words(secret(), [worse, requested])).toEqual([
      "post severity-changed to incident-channel",
      "page default",
      "set-topic",
      "refresh-card",
    ]);
    expect(words(secret(), [{ type: "role-assigned", role: "incident-commander", user: BEN }])).toContain(
      "invite U0BEN",
    );
  });

  it("shows on its card who comes and goes", () => {
    expect(words(secret(), [{ type: "joined", user: BEN }])).toEqual(["invite U0BEN", "refresh-card"]);
    expect(words(secret(), [{ type: "left", user: ANN }])).toEqual(["refresh-card"]);
    expect(words(anIncident(), [{ type: "left", user: ANN }])).toEqual([]);
  });
});

it("a page that was withdrawn is said and shown", () => {
  expect(
    words(anIncident({ pages: [aPage()] }), [
      {
        type: "page-withdrawn",
        effect: PAGE,
        policy: "default",
        target: { kind: "pagerduty", policy: "on-call" },
        why: "over",
      },
    ]),
  ).toEqual(["post page-withdrawn to incident-channel", "refresh-card"]);
});

describe("who a page brings in", () => {
  it.each<[PageTarget, string | null]>([
    [{ kind: "pagerduty", policy: "PDB0001" }, "invite PDB0001"],
    [{ kind: "group", group: "operators" }, "invite operators"],
    [{ kind: "role", role: "incident-commander" }, "invite commanders"],
    [{ kind: "role", role: "communications-lead" }, null],
    [{ kind: "role", role: "gone" }, null],
    [{ kind: "people", emails: ["a@example.com"] }, null],
    [{ kind: "schedule", schedule: "Primary" }, null],
    [{ kind: "user", user: BEN }, "invite U0BEN"],
  ])("%j → %s", (target, expected) => {
    const effects = words(anIncident(), [{ ...requested, target }]);
    expect(effects).toEqual(
      expected === null ? ["page default", "refresh-card"] : ["page default", expected, "refresh-card"],
    );
  });
});

describe("what people do is shown, and said where they must see it", () => {
  const topic = ["set-topic", "refresh-card", "refresh-announcement"];
  it.each<[string, IncidentEvent, readonly string[]]>([
    ["status", investigating, ["post status-changed to incident-channel", ...topic]],
    [
      "worse severity",
      {
        type: "severity-changed",
        from: "P3",
        to: "P1",
        fromRank: 3,
        rank: 1,
        why: null,
        promises: [],
        updateEveryMs: null,
      },
      [
        "post severity-changed to incident-channel",
        "invite on-call",
        "invite commanders",
        "invite operators",
        ...topic,
      ],
    ],
    [
      "milder severity",
      {
        type: "severity-changed",
        from: "P3",
        to: "P4",
        fromRank: 3,
        rank: 4,
        why: null,
        promises: [],
        updateEveryMs: null,
      },
      ["post severity-changed to incident-channel", ...topic],
    ],
    [
      "role",
      { type: "role-assigned", role: "incident-commander", user: BEN },
      ["post role-assigned to incident-channel", "invite U0BEN", ...topic],
    ],
    [
      "update",
      { type: "update-posted", message: "slow", nextAt: null },
      ["post update-posted to incident-channel", "refresh-card", "refresh-announcement"],
    ],
    [
      "typed note",
      { type: "note-added", text: "x", author: ANN, source: "command", permalink: null },
      ["post note-added to incident-channel", "refresh-card"],
    ],
    [
      "pinned note",
      { type: "note-added", text: "x", author: ANN, source: "pin", permalink: null },
      ["refresh-card"],
    ],
    ["join", { type: "joined", user: BEN }, ["invite U0BEN"]],
    ["declared again", { type: "declared-again", by: BEN }, ["invite U0BEN"]],
    ["draft asked for", { type: "postmortem-requested" }, ["show-postmortem", "share-postmortem"]],
    ["draft shared", { type: "postmortem-shared", fileId: "F1", permalink: null }, ["refresh-card"]],
    ["card posted", { type: "card-posted", channel: CHANNEL, ts: "9.9" }, ["pin-card", "refresh-card"]],
    ["announced", { type: "announced", channel: CHANNEL, ts: "9.9" }, ["refresh-announcement"]],
    [
      "tried again",
      { type: "effect-retried", effect: PAGE, kind: "page", what: "", hurried: false },
      ["retry", "refresh-card"],
    ],
  ])("%s", (_, event, effects) => {
    expect(words(announced(), [event])).toEqual(effects);
  });

  it.each<[string, Incident]>([
    ["without a card", announced({ card: null })],
    ["without an announcement", anIncident()],
  ])("%s it is not edited", (missing, incident) => {
    const kind = missing === "without a card" ? "refresh-card" : "refresh-announcement";
    for (const event of [
      investigating,
      resolved,
      { type: "update-posted", message: "x", nextAt: null } as const,
    ])
      expect(words(incident, [event])).not.toContain(kind);
  });

  it("notices and the draft say who asked", () => {
    const by = person(BEN);
    expect(when(anIncident(), [investigating], aProfile(), by)).toContainEqual(
      expect.objectContaining({ kind: "post", about: investigating, by }),
    );
    expect(when(anIncident(), [{ type: "postmortem-requested" }], aProfile(), by)).toContainEqual(
      expect.objectContaining({ kind: "show-postmortem", by }),
    );
  });

  it("an acknowledgement that moves the status is said once", () => {
    expect(words(announced(), [ACKNOWLEDGED, investigating])).toEqual([
      "post acknowledged to incident-channel",
      ...topic,
    ]);
  });

  it("nothing is posted to a channel that is not there yet", () => {
    const channelless = announced({ channel: null, card: null });
    expect(words(channelless, [ACKNOWLEDGED, investigating])).toEqual(["refresh-announcement"]);
    expect(words(channelless, [{ type: "joined", user: BEN }])).toEqual([]);
  });

  it("nothing of a private incident is announced", () => {
    const secret = anIncident({ private: true });
    for (const event of [
      investigating,
      resolved,
      { type: "update-posted", message: "x", nextAt: null } as const,
    ]) {
      expect(words(secret, [event])).not.toContain("refresh-announcement");
      expect(words(secret, [event])).not.toContain("announce");
    }
  });

  it("a retry names the stored effect", () => {
    const [retry] = when(anIncident(), [
      { type: "effect-retried", effect: PAGE, kind: "page", what: "", hurried: false },
    ]);
    expect(retry).toEqual({ id: effectId(4, "retry"), kind: "retry", effect: PAGE, hurried: false });
  });
});
