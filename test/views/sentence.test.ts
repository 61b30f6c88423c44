import { describe, expect, it } from "vitest";
import type { IncidentEvent } from "../../src/domain/incident/event.ts";
import { sceneNow } from "../../src/views/telling-words.ts";
import { sentence } from "../../src/views/timeline.ts";
import { ANN, BEN, CHANNEL, effectId, LOBBY, person, TOCSIN } from "../support/incident.ts";
import { ACKNOWLEDGED } from "../support/incident-events.ts";
import { EVENT_TYPES } from "./arbitrary-events.ts";
import { PAGING_SENTENCES, SCENE_INCIDENT, SCENE_PROFILE } from "./paging-sentences.ts";

const EFFECT = effectId(2, "page/default");
const PAGE = { effect: EFFECT, kind: "page" as const, what: "page the on-call policy" };
const TROUBLE = { reason: "PagerDuty answered 500.", cure: "Press Try again." };

const SCENE = sceneNow(SCENE_INCIDENT, SCENE_PROFILE);

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
      severityChosen: true,
      promises: [],
      updateEveryMs: null,
    },
    "Declared as 🟥 *P1* by <@U0ANN>, affects data / database: Checkout &lt;fails&gt;",
  ],
  [
    { type: "declared-again", by: BEN },
    "Declared again by <@U0BEN>; it is the same incident and nothing is made twice",
  ],
  [{ type: "channel-created", channel: CHANNEL, name: "inc-7" }, "Channel <#C0INC7> made"],
  [{ type: "card-posted", channel: CHANNEL, ts: "1.2" }, "Card posted in <#C0INC7>"],
  [{ type: "announced", channel: LOBBY, ts: "1.2" }, "Announced in <#C0LOBBY>"],
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
    "Severity 🟨 P3 → 🟥 *P1* by <@U0ANN>",
  ],
  [
    { type: "update-posted", message: "Half of them work.", nextAt: null },
    "📣 Update by <@U0ANN>: Half of them work.",
  ],
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
  it.each([...SENTENCES, ...PAGING_SENTENCES])("%o", (event, expected) => {
    expect(sentence(event, person(ANN), SCENE)).toBe(expected);
  });

  it("covers every kind of event", () => {
    const told = [...SENTENCES, ...PAGING_SENTENCES].map(([event]) => event.type);
    expect(new Set(told)).toEqual(new Set(EVENT_TYPES));
  });

  it("leaves out the bot, and who is not known", () => {
    expect(sentence(ACKNOWLEDGED, TOCSIN, SCENE)).toBe("🙋 Acknowledged");
    expect(sentence(ACKNOWLEDGED, null, SCENE)).toBe("🙋 Acknowledged");
  });

  it("says who asked when somebody else got the role", () => {
    const event: IncidentEvent = { type: "role-assigned", role: "incident-commander", user: BEN };
    expect(sentence(event, person(ANN), SCENE)).toBe("*Incident commander* is <@U0BEN>, asked by <@U0ANN>");
  });
});
