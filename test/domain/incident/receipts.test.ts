import { describe, expect, it } from "vitest";
import type { EffectKind } from "../../../src/domain/effect.ts";
import type { EffectId, SlackChannelId } from "../../../src/domain/ids.ts";
import type { IncidentCommand, Receipt } from "../../../src/domain/incident/command.ts";
import { decide } from "../../../src/domain/incident/decide.ts";
import type { Decision } from "../../../src/domain/incident/decision.ts";
import type { Incident } from "../../../src/domain/incident/incident.ts";
import {
  anIncident,
  aPage,
  aResolvedIncident,
  asked,
  aTrouble,
  CHANNEL,
  effectId,
  facts,
  MINUTE,
  NINE,
  TOCSIN,
} from "../../support/incident.ts";
import { PAGE } from "../../support/incident-events.ts";
import { aProfile } from "../../support/profile.ts";

const QUIET = { kind: "quiet" };
const message = { type: "message", channel: CHANNEL, ts: "9.9" } as const;
const paged = {
  type: "page",
  pagerDutyId: "PD1",
  url: "https://pd.test/PD1",
  via: "routing-key",
  unknown: ["gone@example.com"],
} as const;
const file = { type: "file", fileId: "F1", permalink: null } as const;
const channel = { type: "channel", id: "C9" as SlackChannelId, name: "inc-7" } as const;
const plain = { type: "plain" } as const;

function when(incident: Incident, command: IncidentCommand): Decision {
  return decide(incident, asked(command, { by: TOCSIN }), facts({ nextNumber: null }), aProfile());
}

function receipt(kind: EffectKind, learnt: Receipt, effect: EffectId = effectId(3, kind)): IncidentCommand {
  return { type: "record-receipt", effect, kind, receipt: learnt };
}

function trouble(
  kind: EffectKind,
  changes: { effect?: EffectId; reason?: string; state?: "retrying" | "failed" } = {},
): IncidentCommand {
  const { effect = effectId(2, kind), reason = "No.", state = "failed" } = changes;
  return { type: "record-trouble", effect, kind, what: "it", trouble: { reason, cure: "Do." }, state };
}

const accepted = (...events: readonly object[]) => ({
  kind: "accepted",
  events: events.map((event) => ({ event })),
});

describe("a receipt produces", () => {
  const posted = { channel: CHANNEL, ts: "9.9" };
  it.each<[string, Incident, IncidentCommand, object]>([
    [
      "the channel",
      anIncident({ channel: null }),
      receipt("create-channel", channel),
      { type: "channel-created", channel: "C9", name: "inc-7" },
    ],
    [
      "the first card",
      anIncident({ card: null }),
      receipt("post-card", message),
      { type: "card-posted", ...posted },
    ],
    ["a card posted anew", anIncident(), receipt("post-card", message), { type: "card-posted", ...posted }],
    ["the announcement", anIncident(), receipt("announce", message), { type: "announced", ...posted }],
    [
      "an accepted page",
      anIncident({ pages: [aPage()] }),
      receipt("page", paged, PAGE),
      {
        type: "page-accepted",
        effect: PAGE,
        policy: "default",
        pagerDutyId: "PD1",
        url: "https://pd.test/PD1",
        via: "routing-key",
        unknown: ["gone@example.com"],
        afterMs: 5 * MINUTE,
      },
    ],
    [
      "the shared draft",
      aResolvedIncident(),
      receipt("share-postmortem", file),
      { type: "postmortem-shared", fileId: "F1", permalink: null },
    ],
  ])("%s", (_, incident, command, event) => {
    expect(when(incident, command)).toEqual(accepted(event));
  });

  it("a cure, when there was trouble, after what was learnt", () => {
    const incident = anIncident({ pages: [aPage()], troubles: [aTrouble()] });
    const cured = { type: "effect-cured", effect: PAGE, kind: "page", what: "page the default policy" };
    expect(when(incident, receipt("page", paged, PAGE))).toMatchObject(
      accepted({ type: "page-accepted" }, cured),
    );
    expect(when(incident, receipt("page", plain, PAGE))).toEqual(accepted(cured));
  });

  it("a cure for an older failure of the same card, but not of another message", () => {
    const old = aTrouble({ effect: effectId(2, "refresh-card"), kind: "refresh-card" });
    expect(
      when(anIncident({ troubles: [old] }), receipt("refresh-card", plain, effectId(8, "refresh-card"))),
    ).toMatchObject(accepted({ type: "effect-cured", effect: old.effect }));
    const post = aTrouble({ effect: effectId(2, "post"), kind: "post" });
    expect(when(anIncident({ troubles: [post] }), receipt("post", plain, effectId(8, "post")))).toEqual(
      QUIET,
    );
  });
});

describe("a receipt is quiet when", () => {
  const known = { channel: CHANNEL, ts: "9.9" };
  it.each<[string, Incident, IncidentCommand]>([
    ["the channel is known", anIncident(), receipt("create-channel", channel)],
    ["the card is known", anIncident({ card: known }), receipt("post-card", message)],
    ["the card was edited", anIncident(), receipt("refresh-card", message)],
    ["the announcement is known", anIncident({ announcement: known }), receipt("announce", message)],
    ["the announcement was edited", anIncident(), receipt("refresh-announcement", message)],
    ["it is of a notice", anIncident(), receipt("post", message)],
    [
      "the page was accepted before",
      anIncident({ pages: [aPage({ acceptedAt: NINE })] }),
      receipt("page", paged, PAGE),
    ],
    ["nobody asked for the page", anIncident(), receipt("page", paged, PAGE)],
    [
      "the draft is known",
      aResolvedIncident({ postmortem: { fileId: "F1", permalink: null, at: NINE } }),
      receipt("share-postmortem", file),
    ],
    ["there is nothing to learn", anIncident(), receipt("pin-card", plain)],
  ])("%s", (_, incident, command) => {
    expect(when(incident, command)).toEqual(QUIET);
  });
});

describe("trouble", () => {
  it("is told", () => {
    expect(when(anIncident(), trouble("invite"))).toEqual(
      accepted({
        type: "effect-troubled",
        effect: effectId(2, "invite"),
        kind: "invite",
        what: "it",
        trouble: { reason: "No.", cure: "Do." },
        state: "failed",
      }),
    );
  });

  const known = anIncident({
    troubles: [aTrouble({ effect: effectId(2, "invite"), kind: "invite", reason: "No." })],
  });
  const card = anIncident({
    troubles: [aTrouble({ effect: effectId(2, "refresh-card"), kind: "refresh-card", reason: "No." })],
  });
  it.each<[string, Incident, IncidentCommand]>([
    ["another state", known, trouble("invite", { state: "retrying" })],
    ["another reason", known, trouble("invite", { reason: "Never." })],
    ["another effect", known, trouble("invite", { effect: effectId(9, "invite") })],
    ["a page not accepted yet", anIncident({ pages: [aPage()] }), trouble("page", { effect: PAGE })],
    ["a channel not made yet", anIncident({ channel: null }), trouble("create-channel")],
    ["a card not posted yet", anIncident({ card: null }), trouble("post-card")],
    ["an announcement not out yet", anIncident(), trouble("announce")],
  ])("is told again for %s", (_, incident, command) => {
    expect(when(incident, command).kind).toBe("accepted");
  });

  it.each<[string, Incident, IncidentCommand]>([
    ["is repeated", known, trouble("invite")],
    [
      "is a later failure of the same card",
      card,
      trouble("refresh-card", { effect: effectId(9, "refresh-card") }),
    ],
    [
      "is about a page accepted meanwhile",
      anIncident({ pages: [aPage({ acceptedAt: NINE })] }),
      trouble("page", { effect: PAGE }),
    ],
    ["is about a channel made meanwhile", anIncident(), trouble("create-channel")],
    ["is about a card posted meanwhile", anIncident(), trouble("post-card")],
    [
      "is about an announcement out meanwhile",
      anIncident({ announcement: { channel: CHANNEL, ts: "9.9" } }),
      trouble("announce"),
    ],
  ])("is quiet when it %s", (_, incident, command) => {
    expect(when(incident, command)).toEqual(QUIET);
  });
});

describe("try again and waive", () => {
  const incident = anIncident({ troubles: [aTrouble()] });
  const of = { effect: PAGE, kind: "page", what: "page the default policy" };
  it("produce events under the effect's own id", () => {
    expect(when(incident, { type: "try-again", effect: PAGE })).toEqual(
      accepted({ type: "effect-retried", ...of, hurried: false }),
    );
    expect(when(incident, { type: "waive", effect: PAGE, why: " called by hand " })).toEqual(
      accepted({ type: "effect-waived", ...of, why: "called by hand" }),
    );
  });

  it("hurry what goes on by itself, which still goes on", () => {
    const trying = anIncident({ troubles: [aTrouble({ state: "retrying" })] });
    const { effect, kind, what } = aTrouble();
    expect(when(trying, { type: "try-again", effect: PAGE })).toEqual(
      accepted({ type: "effect-retried", effect, kind, what, hurried: true }),
    );
    expect(when(trying, { type: "waive", effect: PAGE, why: null }).kind).toBe("accepted");
  });

  it.each<[string, IncidentCommand, object]>([
    ["try again", { type: "try-again", effect: effectId(9, "page") }, { reason: "nothing-to-retry" }],
    ["waive", { type: "waive", effect: effectId(9, "page"), why: null }, { reason: "nothing-to-retry" }],
    [
      "waive with an endless reason",
      { type: "waive", effect: PAGE, why: "x".repeat(40_001) },
      { reason: "text-too-long" },
    ],
  ])("refuse: %s", (_, command, refusal) => {
    expect(when(incident, command)).toMatchObject({ kind: "refused", refusal, events: [] });
  });
});

describe("a page that the world has moved on from", () => {
  const withdraw: IncidentCommand = { type: "withdraw-page", effect: PAGE, why: "it was resolved first" };
  it("is withdrawn", () => {
    expect(when(aResolvedIncident({ pages: [aPage()] }), withdraw)).toEqual(
      accepted({
        type: "page-withdrawn",
        effect: PAGE,
        policy: "default",
        target: aPage().target,
        why: "it was resolved first",
      }),
    );
  });

  it.each<[string, Incident]>([
    ["accepted meanwhile", anIncident({ pages: [aPage({ acceptedAt: NINE })] })],
    ["known to nobody", anIncident()],
  ])("stays when it is %s", (_, incident) => {
    expect(when(incident, withdraw)).toEqual(QUIET);
  });
});
