import { describe, expect, it } from "vitest";
import type { IncidentEvent } from "../../src/domain/incident/incident.ts";
import { notice } from "../../src/views/notice.ts";
import { sentence } from "../../src/views/timeline.ts";
import {
  ANN,
  anIncident,
  aPage,
  aResolvedIncident,
  aTrouble,
  BEN,
  CHANNEL,
  effectId,
  LOBBY,
  NINE,
  person,
  TOCSIN,
} from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { EVENT_TYPES } from "./arbitraries.ts";
import { shown, verbs } from "./shown.ts";

const EFFECT = effectId(2, "page/default");
const PAGE = { effect: EFFECT, kind: "page" as const, what: "page the on-call policy" };
const TROUBLE = { reason: "PagerDuty answered 500.", cure: "Press Try again." };

const SENTENCES: readonly (readonly [IncidentEvent, string])[] = [
  [
    {
      type: "declared",
      number: 7,
      profileHash: "x",
      title: "Checkout <fails>",
      description: null,
      severity: "P1",
      rank: 1,
      status: "open",
      service: "data",
      component: "database",
      private: false,
      drill: false,
      declaredIn: null,
    },
    "Declared as 🟥 *P1* by <@U0ANN>, affects data / database: Checkout &lt;fails&gt;",
  ],
  [
    { type: "declared-again", by: BEN },
    "Declared again by <@U0BEN>; it is the same incident and nothing is made twice",
  ],
  [
    { type: "page-requested", effect: EFFECT, policy: "database", why: "need a DBA" },
    "Page to *database* requested by <@U0ANN>: need a DBA",
  ],
  [
    {
      type: "page-accepted",
      effect: EFFECT,
      policy: "default",
      pagerDutyId: "Q1",
      url: "https://pd.example.com/Q1",
      via: "policy",
    },
    "📟 Paged *on-call*: PagerDuty accepted (<https://pd.example.com/Q1|open in PagerDuty>)",
  ],
  [
    {
      type: "page-accepted",
      effect: EFFECT,
      policy: "default",
      pagerDutyId: "x",
      url: null,
      via: "routing-key",
    },
    "📟 Page to *on-call*: PagerDuty accepted the event; the service behind the routing key decides who is called",
  ],
  [
    { type: "page-withdrawn", effect: EFFECT, policy: "default", why: "the incident was resolved first" },
    "Page to *on-call* withdrawn, it calls nobody: the incident was resolved first",
  ],
  [{ type: "channel-created", channel: CHANNEL, name: "inc-7" }, "Channel <#C0INC7> made"],
  [{ type: "card-posted", channel: CHANNEL, ts: "1.2" }, "Card posted in <#C0INC7>"],
  [{ type: "announced", channel: LOBBY, ts: "1.2" }, "Announced in <#C0LOBBY>"],
  [{ type: "acknowledged" }, "🙋 Acknowledged by <@U0ANN>"],
  [
    {
      type: "status-changed",
      from: "open",
      to: "monitoring",
      fromPhase: "declared",
      phase: "mitigated",
      message: "fix is out",
    },
    "Status open → *monitoring* by <@U0ANN>: fix is out",
  ],
  [
    { type: "severity-changed", from: "P3", to: "P1", fromRank: 3, rank: 1, why: null },
    "Severity 🟨 P3 → 🟥 *P1* by <@U0ANN>",
  ],
  [{ type: "update-posted", message: "Half of them work." }, "📣 Update by <@U0ANN>: Half of them work."],
  [
    {
      type: "note-added",
      text: "disk is full",
      author: BEN,
      source: "pin",
      permalink: "https://s.example.com/p1",
    },
    "📝 Pinned message by <@U0BEN> (<https://s.example.com/p1|message>): disk is full",
  ],
  [{ type: "role-assigned", role: "incident-commander", user: ANN }, "*Incident commander* is <@U0ANN>"],
  [{ type: "joined", user: BEN }, "<@U0BEN> joined"],
  [{ type: "left", user: BEN }, "<@U0BEN> left"],
  [
    { type: "reopened", from: "resolved", to: "investigating", why: "back" },
    "🔁 Reopened by <@U0ANN> (resolved → *investigating*): back",
  ],
  [{ type: "postmortem-requested" }, "Post-mortem draft requested by <@U0ANN>"],
  [{ type: "postmortem-shared", fileId: "F1", permalink: null }, "Post-mortem draft shared"],
  [
    { type: "effect-troubled", ...PAGE, trouble: TROUBLE, state: "failed" },
    "⛔ Not done: page the on-call policy. Why: PagerDuty answered 500. Way out: Press Try again.",
  ],
  [{ type: "effect-cured", ...PAGE }, "✅ Done after all: page the on-call policy"],
  [{ type: "effect-retried", ...PAGE, hurried: false }, "Tried again by <@U0ANN>: page the on-call policy"],
  [
    { type: "effect-waived", ...PAGE, why: "called her" },
    "Given up by <@U0ANN>: page the on-call policy. Why: called her",
  ],
];

describe("one event is one sentence", () => {
  it.each(SENTENCES)("%o", (event, expected) => {
    expect(sentence(event, person(ANN), aProfile())).toBe(expected);
  });

  it("covers every kind of event", () => {
    expect(new Set(SENTENCES.map(([event]) => event.type))).toEqual(new Set(EVENT_TYPES));
  });

  it("leaves out the bot, and who is not known", () => {
    expect(sentence({ type: "acknowledged" }, TOCSIN, aProfile())).toBe("🙋 Acknowledged");
    expect(sentence({ type: "acknowledged" }, null, aProfile())).toBe("🙋 Acknowledged");
  });

  it("says who asked when somebody else got the role", () => {
    const event: IncidentEvent = { type: "role-assigned", role: "incident-commander", user: BEN };
    expect(sentence(event, person(ANN), aProfile())).toBe(
      "*Incident commander* is <@U0BEN>, asked by <@U0ANN>",
    );
  });
});

describe("a notice", () => {
  it("names the incident and says the event, with the whole update", () => {
    const message = "word ".repeat(300).trim();
    const incident = anIncident({ lastUpdate: { at: NINE, by: person(ANN), text: message } });
    const given = notice(incident, aProfile(), { type: "update-posted", message }, person(ANN));
    expect(given.text).toMatch(/^INC-7: 📣 Update by <@U0ANN>: word word/);
    expect(shown(given)).toContain(message);
    expect(shown(given)).toContain("🟨 INC-7 · P3 · open · Checkout is slow · <#C0INC7>");
  });

  const MOVES: readonly IncidentEvent[] = [
    { type: "status-changed", from: "a", to: "b", fromPhase: "declared", phase: "mitigated", message: null },
    { type: "severity-changed", from: "P3", to: "P1", fromRank: 3, rank: 1, why: null },
    { type: "acknowledged" },
    { type: "reopened", from: "resolved", to: "open", why: "back" },
  ];
  it.each(MOVES)("of a move says nothing of the state the incident has by then: $type", (event) => {
    const given = shown(notice(anIncident({ drill: true }), aProfile(), event, person(ANN)));
    expect(given).toContain("DRILL · INC-7 · Checkout is slow · <#C0INC7>");
    expect(given).not.toContain("P3 · open");
  });

  it("of a reopen says that nobody is being woken, where the manual would page", () => {
    const event: IncidentEvent = { type: "reopened", from: "resolved", to: "open", why: "back" };
    const worst = anIncident({ severity: "P1", rank: 1 });
    const woken = "Nobody is being woken; `/incident page INC-7` does it.";
    expect(shown(notice(worst, aProfile(), event, person(ANN)))).toContain(woken);
    expect(shown(notice(anIncident(), aProfile(), event, person(ANN)))).not.toContain(woken);
  });

  it("that the channel took no message tells what it could not be told", () => {
    const silence = {
      ...PAGE,
      effect: effectId(9, "post/incident-channel/effect-troubled/page"),
      kind: "post" as const,
    };
    const event: IncidentEvent = {
      type: "effect-troubled",
      ...silence,
      what: "post in the incident channel",
      trouble: { reason: "The channel is archived.", cure: "Unarchive it." },
      state: "failed",
    };
    const incident = anIncident({ pages: [aPage()], troubles: [aTrouble(), aTrouble({ ...silence })] });
    const given = shown(notice(incident, aProfile(), event, TOCSIN));
    expect(given).toContain("⛔ *Not done:* post in the incident channel");
    expect(given).toContain("📟 Page to on-call: requested");
    expect(given).toContain("⛔ *Not done:* page the default policy");
    expect(given.match(/Not done:/g)).toHaveLength(2);
    const nothingElse = shown(notice(anIncident(), aProfile(), event, TOCSIN));
    expect(nothingElse).not.toContain("📟");
  });

  it("of a trouble carries its buttons", () => {
    const given = notice(
      anIncident(),
      aProfile(),
      {
        type: "effect-troubled",
        ...PAGE,
        trouble: TROUBLE,
        state: "failed",
      },
      { kind: "tocsin" },
    );
    expect(verbs(given)).toEqual(["Try again", "Waive"]);
    expect(shown(given)).toContain("*Way out:* Press Try again.");
  });

  it("says who has it", () => {
    const given = notice(aResolvedIncident(), aProfile(), { type: "acknowledged" }, person(ANN));
    expect(given.text).toBe("INC-7: 🙋 Acknowledged by <@U0ANN>");
  });
});
