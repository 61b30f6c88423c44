import { describe, expect, it } from "vitest";
import type { IncidentEvent } from "../../src/domain/incident/event.ts";
import { notice } from "../../src/views/notice.ts";
import {
  ANN,
  anIncident,
  aPage,
  aResolvedIncident,
  aTrouble,
  BEN,
  effectId,
  NINE,
  person,
  TOCSIN,
} from "../support/incident.ts";
import { ACKNOWLEDGED } from "../support/incident-events.ts";
import { aProfile } from "../support/profile.ts";
import { elements, shown, verbs } from "./shown.ts";

const EFFECT = effectId(2, "page/default");
const PAGE = { effect: EFFECT, kind: "page" as const, what: "page the on-call policy" };
const TROUBLE = { reason: "PagerDuty answered 500.", cure: "Press Try again." };

describe("a notice", () => {
  it("names the incident and says the event, with the whole update", () => {
    const message = "word ".repeat(300).trim();
    const incident = anIncident({ lastUpdate: { at: NINE, by: person(ANN), text: message } });
    const given = notice(incident, aProfile(), { type: "update-posted", message, nextAt: null }, person(ANN));
    expect(given.text).toMatch(/^INC-7 · P3 · Checkout is slow: 📣 Update by <@U0ANN>: word word/);
    expect(shown(given)).toContain(message);
    expect(shown(given)).toContain("🟨 INC-7 · P3 · open · Checkout is slow · <#C0INC7>");
  });

  const MOVES: readonly IncidentEvent[] = [
    { type: "status-changed", from: "a", to: "b", fromPhase: "declared", phase: "mitigated", message: null },
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
    ACKNOWLEDGED,
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
    const given = notice(aResolvedIncident(), aProfile(), ACKNOWLEDGED, person(ANN));
    expect(given.text).toBe("INC-7 · Checkout is slow: 🙋 Acknowledged by <@U0ANN>");
  });

  it("in the incident's own channel does not repeat which incident it is, but that it is a drill", () => {
    const own = notice(
      anIncident({ drill: true }),
      aProfile(),
      ACKNOWLEDGED,
      person(ANN),
      "incident-channel",
    );
    expect(shown(own)).toBe("DRILL · 🙋 Acknowledged by <@U0ANN>");
    const elsewhere = notice(anIncident(), aProfile(), ACKNOWLEDGED, person(ANN), "announcements");
    expect(shown(elsewhere)).toContain("INC-7 · Checkout is slow · <#C0INC7>");
  });

  const EXHAUSTED: IncidentEvent = {
    type: "escalation-exhausted",
    escalation: "2",
    policy: "default",
    rounds: 3,
    reached: true,
    lateMs: 0,
  };
  it.each([
    ["incident-channel", "INC-7"],
    ["announcements", "INC-7 · P3 · &lt;!channel&gt;"],
  ] as const)("that nobody answered wakes everybody in %s", (to, name) => {
    const given = notice(anIncident({ title: "<!channel>" }), aProfile(), EXHAUSTED, TOCSIN, to);
    expect(given.text).toMatch(new RegExp(`^<!channel> ${name}: 🚨 Nobody answered`));
    expect(shown(given)).toContain("Who can, take it. `/incident page INC-7` calls again.");
    expect(shown(given)).toMatch(/^<!channel> 🚨 Nobody answered/);
    expect(shown(given).match(/<!channel>/g)).toHaveLength(1);
    expect(verbs(given)).toEqual(["I have it"]);
  });

  it("to one person shouts at nobody", () => {
    expect(JSON.stringify(notice(anIncident(), aProfile(), EXHAUSTED, TOCSIN, "person"))).not.toContain("<!");
  });

  const stalled = {
    type: "page-stalled",
    effect: EFFECT,
    policy: "default",
    stage: "accepted",
    afterMs: 30_000,
  } as const;
  const asked = { type: "update-asked", dueAt: NINE, nextAt: NINE, lateMs: 0 } as const;
  const nudged = (about: "commander" | "severity" | "quiet") =>
    ({ type: "nudged", about, lateMs: 0 }) as const;
  it.each<[IncidentEvent, readonly string[]]>([
    [stalled, ["I have it"]],
    [{ type: "summoned", page: EFFECT, users: [BEN] }, ["I have it"]],
    [asked, ["Post an update", "In 10 minutes"]],
    [{ type: "acknowledgement-reminded", escalation: "2", expiresAt: NINE, lateMs: 0 }, ["Still on it"]],
    [nudged("severity"), ["Change severity"]],
    [nudged("quiet"), ["Post an update", "Resolve"]],
    [{ type: "clocks-paused", why: "waiting for the vendor" }, ["Resume the clocks"]],
    [{ type: "talked" }, []],
  ])("%o offers %j", (event, expected) => {
    expect(verbs(notice(anIncident(), aProfile(), event, TOCSIN, "incident-channel"))).toEqual(expected);
  });

  it("that asks who leads lets somebody take the role there", () => {
    const [take] = elements(notice(anIncident(), aProfile(), nudged("commander"), TOCSIN).blocks);
    expect(take).toMatchObject({
      action_id: "incident.take-role",
      placeholder: { text: "Take it" },
      options: [{ value: "7 incident-commander" }, { value: "7 communications-lead" }],
    });
  });

  it("that asks for an update offers to be asked later once only", () => {
    const updates = { everyMs: 1, dueAt: NINE, askAt: NINE, askedFor: NINE, snoozed: true };
    expect(verbs(notice(anIncident({ updates }), aProfile(), asked, TOCSIN))).toEqual(["Post an update"]);
    const later = elements(notice(anIncident(), aProfile(), asked, TOCSIN).blocks).at(-1);
    expect(later).toMatchObject({ action_id: "incident.snooze", value: "7 600000" });
  });
});
