import { describe, expect, it } from "vitest";
import type { Incident, IncidentEvent } from "../../../src/domain/incident/incident.ts";
import type { PageTarget, Profile } from "../../../src/domain/profile.ts";
import {
  ANN,
  anIncident,
  aPage,
  aResolvedIncident,
  aTrouble,
  BEN,
  CAT,
  CHANNEL,
  effectId,
  LOBBY,
  NINE,
  person,
} from "../../support/incident.ts";
import { aProfile } from "../../support/profile.ts";
import { LATER, when, words } from "../../support/reacting.ts";

const PAGE = effectId(2, "page/default");
const requested: IncidentEvent = { type: "page-requested", effect: PAGE, policy: "default", why: null };
const acceptedPage: IncidentEvent = {
  type: "page-accepted",
  effect: PAGE,
  policy: "default",
  pagerDutyId: "PD1",
  url: null,
  via: "policy",
};
const created: IncidentEvent = { type: "channel-created", channel: CHANNEL, name: "inc-7" };
const investigating: IncidentEvent = {
  type: "status-changed",
  from: "open",
  to: "investigating",
  fromPhase: "declared",
  phase: "acknowledged",
  message: null,
};
const resolved: IncidentEvent = {
  type: "status-changed",
  from: "open",
  to: "resolved",
  fromPhase: "declared",
  phase: "resolved",
  message: "fixed",
};

/** INC-7 with all its messages out: channel, card and announcement. */
function announced(changes: Partial<Incident> = {}): Incident {
  return anIncident({ announcement: { channel: LOBBY, ts: "1.1" }, ...changes });
}

function isRefresh(word: string): boolean {
  return word === "set-topic" || word.startsWith("refresh-");
}

function declared(changes: Partial<Extract<IncidentEvent, { type: "declared" }>> = {}): IncidentEvent {
  const {
    number,
    profileHash,
    title,
    description,
    severity,
    rank,
    status,
    service,
    component,
    drill,
    declaredIn,
  } = anIncident();
  return {
    type: "declared",
    number,
    profileHash,
    title,
    description,
    severity,
    rank,
    status,
    service,
    component,
    private: false,
    drill,
    declaredIn,
    ...changes,
  };
}

describe("a declare", () => {
  it("makes a channel and announces it, under ids built from incident, version and kind", () => {
    expect(when(null, [declared()])).toEqual([
      { id: effectId(1, "create-channel"), kind: "create-channel" },
      { id: effectId(1, "announce"), kind: "announce" },
    ]);
  });

  it("pages under the id that was promised, to the policy's first step", () => {
    expect(when(null, [declared(), requested])).toContainEqual({
      id: PAGE,
      kind: "page",
      policy: "default",
      target: { kind: "pagerduty", policy: "on-call" },
      reason: null,
    });
  });

  it("pages a policy the manual does not describe as PagerDuty's own", () => {
    const effects = when(null, [declared(), { ...requested, policy: "PXYZ" }]);
    expect(effects).toContainEqual(
      expect.objectContaining({ target: { kind: "pagerduty", policy: "PXYZ" } }),
    );
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
    const update: IncidentEvent = { type: "update-posted", message: "slow" };
    expect(words(announced(), [update, investigating, update]).filter(isRefresh)).toEqual([
      "set-topic",
      "refresh-card",
      "refresh-announcement",
    ]);
  });
});

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
      { type: "page-withdrawn", effect: PAGE, policy: "default", why: "over" },
    ]),
  ).toEqual(["post page-withdrawn to incident-channel", "refresh-card"]);
});

describe("who a page brings in", () => {
  function paging(target: PageTarget): Profile {
    return aProfile({
      escalation: [
        { key: "default", steps: [{ page: target, timeoutMs: 1 }], repeat: 0, acknowledgeExpiresMs: null },
      ],
    });
  }
  it.each<[PageTarget, string | null]>([
    [{ kind: "pagerduty", policy: "PDB0001" }, "invite PDB0001"],
    [{ kind: "group", group: "operators" }, "invite operators"],
    [{ kind: "role", role: "incident-commander" }, "invite commanders"],
    [{ kind: "role", role: "communications-lead" }, null],
    [{ kind: "role", role: "gone" }, null],
    [{ kind: "people", emails: ["a@example.com"] }, null],
  ])("%j → %s", (target, expected) => {
    const effects = words(anIncident(), [requested], paging(target));
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
      { type: "severity-changed", from: "P3", to: "P1", fromRank: 3, rank: 1, why: null },
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
      { type: "severity-changed", from: "P3", to: "P4", fromRank: 3, rank: 4, why: null },
      ["post severity-changed to incident-channel", ...topic],
    ],
    [
      "role",
      { type: "role-assigned", role: "incident-commander", user: BEN },
      ["post role-assigned to incident-channel", "invite U0BEN", ...topic],
    ],
    [
      "update",
      { type: "update-posted", message: "slow" },
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
    for (const event of [investigating, resolved, { type: "update-posted", message: "x" } as const])
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
    expect(words(announced(), [{ type: "acknowledged" }, investigating])).toEqual([
      "post acknowledged to incident-channel",
      ...topic,
    ]);
  });

  it("nothing is posted to a channel that is not there yet", () => {
    const channelless = announced({ channel: null, card: null });
    expect(words(channelless, [{ type: "acknowledged" }, investigating])).toEqual(["refresh-announcement"]);
    expect(words(channelless, [{ type: "joined", user: BEN }])).toEqual([]);
  });

  it("nothing of a private incident is announced", () => {
    const secret = anIncident({ private: true });
    for (const event of [investigating, resolved, { type: "update-posted", message: "x" } as const]) {
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

describe("pages are answered", () => {
  const taken = aPage({ acceptedAt: NINE, pagerDutyId: "PD1" });
  const waiting = aPage({ effect: effectId(3, "page/database"), policy: "database" });
  const answers = (...args: Parameters<typeof when>) =>
    when(...args).filter(({ kind }) => kind === "acknowledge-page" || kind === "resolve-page");

  it("by an acknowledgement: those that were accepted", () => {
    expect(
      answers(anIncident({ pages: [taken, waiting] }), [{ type: "acknowledged" }, investigating]),
    ).toEqual([
      { id: effectId(4, "acknowledge-page/2/page/default"), kind: "acknowledge-page", page: PAGE, by: ANN },
    ]);
    expect(answers(anIncident({ pages: [taken] }), [investigating])).toHaveLength(1);
  });

  it("by the first one only", () => {
    const working = anIncident({ pages: [taken], acknowledgedAt: NINE, acknowledgedBy: ANN });
    expect(answers(working, [investigating])).toEqual([]);
    expect(answers(anIncident({ pages: [taken] }), [{ ...investigating, phase: "declared" }])).toEqual([]);
    expect(answers(null, [declared(), { type: "acknowledged" }])).toEqual([]);
  });

  it("by resolving: resolved, not acknowledged", () => {
    const answered = [{ id: effectId(4, "resolve-page/2/page/default"), kind: "resolve-page", page: PAGE }];
    expect(answers(anIncident({ pages: [taken, waiting] }), [resolved])).toEqual(answered);
    expect(answers(null, [declared(), requested, acceptedPage, resolved])).toHaveLength(2);
  });

  it("not again by closing, and a reopen pages nobody", () => {
    const over = aResolvedIncident({ pages: [taken], announcement: { channel: LOBBY, ts: "1.1" } });
    expect(answers(over, [{ ...resolved, phase: "closed" }])).toEqual([]);
    expect(words(over, [{ type: "reopened", from: "resolved", to: "investigating", why: "back" }])).toEqual([
      "post reopened to incident-channel",
      "set-topic",
      "refresh-card",
      "refresh-announcement",
    ]);
  });

  it("when they are accepted only afterwards", () => {
    const asked = aPage();
    expect(words(anIncident({ pages: [asked] }), [acceptedPage])).toEqual([
      "post page-accepted to incident-channel",
      "refresh-card",
    ]);
    expect(
      answers(
        anIncident({ pages: [asked, { ...taken, effect: effectId(9, "page/x") }], acknowledgedAt: LATER }),
        [acceptedPage],
      ),
    ).toMatchObject([{ kind: "acknowledge-page", page: PAGE, by: null }]);
    expect(answers(aResolvedIncident({ pages: [asked] }), [acceptedPage])).toMatchObject([
      { kind: "resolve-page", page: PAGE },
    ]);
  });

  it("but who is paged after the acknowledgement is really woken", () => {
    const second = anIncident({ acknowledgedAt: NINE, pages: [aPage({ requestedAt: LATER })] });
    expect(answers(second, [acceptedPage])).toEqual([]);
  });
});
