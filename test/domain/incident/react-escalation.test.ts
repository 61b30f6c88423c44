import { describe, expect, it } from "vitest";
import type { Effect } from "../../../src/domain/effect.ts";
import type { IncidentEvent } from "../../../src/domain/incident/event.ts";
import type { Incident } from "../../../src/domain/incident/incident.ts";
import { ANN, anIncident, aPage, aRun, BEN, effectId, LOBBY, NINE, TOCSIN } from "../../support/incident.ts";
import { type EventOf, PAGE, requested } from "../../support/incident-events.ts";
import { aChain, aProfile } from "../../support/profile.ts";
import { LATER, when, words } from "../../support/reacting.ts";

const run = { escalation: "2", policy: "default" } as const;
const page = { effect: PAGE, policy: "default" } as const;
const taken = aPage({ acceptedAt: NINE, pagerDutyId: "PD1", via: "policy" });

const nextStep = (changes: Partial<EventOf<"page-requested">> = {}): EventOf<"page-requested"> => ({
  ...requested,
  effect: effectId(4, "page/default"),
  why: "look",
  step: 1,
  target: { kind: "people", emails: ["lead@example.com"] },
  cause: "unanswered",
  nextAt: LATER,
  ...changes,
});
const stalled = (stage: "accepted" | "notified"): IncidentEvent => ({
  type: "page-stalled",
  ...page,
  stage,
  afterMs: 30_000,
});
const begun = (startsAt: number, changes: Partial<EventOf<"escalation-begun">> = {}): IncidentEvent => ({
  type: "escalation-begun",
  policy: "default",
  chain: aChain(),
  from: 0,
  to: 1,
  startsAt,
  why: null,
  cause: "asked",
  pagedRank: null,
  ...changes,
});
const level = (of: number): IncidentEvent => ({
  type: "page-escalated",
  ...page,
  level: { level: of, people: ["Dana"], escalatesAt: null },
});
const exhausted: IncidentEvent = {
  type: "escalation-exhausted",
  ...run,
  rounds: 3,
  reached: true,
  lateMs: 0,
};

function announced(changes: Partial<Incident> = {}): Incident {
  return anIncident({
    announcement: { channel: LOBBY, ts: "1.1" },
    escalations: [aRun()],
    pages: [taken],
    ...changes,
  });
}

const said = (type: string) => `post ${type} to incident-channel`;
const shown = "refresh-card";
const aloud = "refresh-announcement";

describe("the announcement", () => {
  const edits = (changes: Partial<Incident>, event: IncidentEvent): boolean =>
    words(announced(changes), [event]).includes(aloud);
  it("is edited when a page waits no more, fails, or a run ends, and not for what only the card shows", () => {
    const waiting = { pages: [aPage()], escalations: [aRun()] };
    const accepted: IncidentEvent = {
      type: "page-accepted",
      ...page,
      pagerDutyId: "PD1",
      url: null,
      via: "policy",
      unknown: [],
      afterMs: 1,
    };
    const failed: IncidentEvent = {
      type: "effect-troubled",
      effect: PAGE,
      kind: "page",
      what: "page on-call",
      trouble: { reason: "No.", cure: "Call." },
      state: "failed",
    };
    expect(edits(waiting, accepted)).toBe(true);
    expect(edits(waiting, failed)).toBe(true);
    expect(edits({}, exhausted)).toBe(true);
    expect(
      edits({}, { type: "page-notified", ...page, notified: [{ name: "Ben", at: NINE, how: "push" }] }),
    ).toBe(false);
  });
});

describe("what the clock and PagerDuty do is said, and shown on the card", () => {
  it.each<[string, IncidentEvent, readonly string[]]>([
    ["the next step", nextStep(), ["page default", said("page-requested"), shown, aloud]],
    ["the first step, which the card shows", nextStep({ cause: "begun" }), ["page default", shown, aloud]],
    [
      "a step after an expiry, which is said by itself",
      nextStep({ cause: "expired" }),
      ["page default", shown, aloud],
    ],
    ["a run that waits for its hours", begun(LATER + 1), [said("escalation-begun"), shown, aloud]],
    ["a run that begins at once", begun(LATER), [shown, aloud]],
    [
      "a run that somebody asked for with a reason",
      begun(LATER, { why: "look" }),
      [said("escalation-begun"), shown, aloud],
    ],
    ["a run of the manual's rule", begun(LATER, { cause: "raised", why: "look" }), [shown, aloud]],
    ["a higher level", begun(LATER, { cause: "escalated" }), [said("escalation-begun"), shown, aloud]],
    [
      "the level that a long resolution brings in",
      begun(LATER, { cause: "resolution-due" }),
      [said("escalation-begun"), shown, aloud],
    ],
    [
      "the end of a chain, also shouted",
      exhausted,
      [said("escalation-exhausted"), "post escalation-exhausted to announcements", shown, aloud],
    ],
    ["another chain", { type: "escalation-stopped", ...run }, [said("escalation-stopped"), shown, aloud]],
    [
      "a hold",
      { type: "escalation-held", ...run, until: LATER, why: "wait" },
      [said("escalation-held"), shown],
    ],
    [
      "a step skipped",
      { type: "step-skipped", ...page, target: { kind: "pagerduty", policy: "on-call" }, why: "Nobody." },
      [said("step-skipped"), shown, aloud],
    ],
    ["who was notified, on the card alone", { type: "page-notified", ...page, notified: [] }, [shown]],
    ["PagerDuty's first level, on the card alone", level(1), [shown]],
    ["PagerDuty's next level", level(2), [said("page-escalated"), shown]],
    ["a page not accepted", stalled("accepted"), [said("page-stalled"), "summon", shown]],
    [
      "a page nobody was notified of",
      stalled("notified"),
      [said("page-stalled"), "summon", "page default", shown],
    ],
    ["a page closed there", { type: "page-resolved", ...page }, [said("page-resolved"), shown]],
    [
      "a page taken back there",
      { type: "page-unacknowledged", ...page },
      [said("page-unacknowledged"), shown],
    ],
    ["who was told in Slack", { type: "summoned", page: PAGE, users: [BEN] }, [shown]],
    [
      "an acknowledgement that ends soon",
      { type: "acknowledgement-reminded", escalation: "2", expiresAt: LATER, lateMs: 0 },
      [said("acknowledgement-reminded"), shown],
    ],
    [
      "an acknowledgement that ended",
      { type: "acknowledgement-expired", ...run, afterMs: 1 },
      [said("acknowledgement-expired"), shown],
    ],
    [
      "a promise",
      { type: "promise-told", what: "response", severity: "P1", share: 50, dueAt: LATER, lateMs: 0 },
      [said("promise-told"), shown],
    ],
    ["clocks that rest", { type: "clocks-paused", why: "vendor" }, [said("clocks-paused"), shown]],
    [
      "clocks that go on",
      { type: "clocks-resumed", pausedMs: 1, promises: [] },
      [said("clocks-resumed"), shown],
    ],
    [
      "an update that is due",
      { type: "update-asked", dueAt: NINE, nextAt: LATER, lateMs: 0 },
      [said("update-asked"), shown],
    ],
    ["an update put off", { type: "update-snoozed", until: LATER }, [shown]],
    ["a nudge", { type: "nudged", about: "quiet", lateMs: 0 }, [said("nudged")]],
    ["talk, to nobody", { type: "talked" }, []],
    [
      "what was made up for",
      { type: "caught-up", away: { from: NINE, to: LATER }, moved: 1, reminded: 0 },
      [said("caught-up")],
    ],
  ])("%s", (_, event, effects) => {
    // A sign of life clears reminders, so the bot speaks here.
    expect(words(announced(), [event], aProfile(), TOCSIN)).toEqual(effects);
  });

  it("in no channel that is not there yet", () => {
    const channelless = announced({ channel: null, card: null, announcement: null });
    expect(words(channelless, [nextStep(), exhausted, stalled("accepted")])).toEqual([
      "page default",
      "post escalation-exhausted to announcements",
      "summon",
    ]);
  });
});

describe("of a private incident", () => {
  const secret = announced({ private: true, announcement: null, participants: [ANN, BEN] });

  it("the end of a chain is told those who are in it, and not in the announcements channel", () => {
    expect(words(secret, [exhausted], aProfile(), TOCSIN)).toEqual([
      said("escalation-exhausted"),
      "post escalation-exhausted to U0ANN",
      "post escalation-exhausted to U0BEN",
      shown,
    ]);
  });

  it("a step brings in nobody but who was named", () => {
    expect(words(secret, [nextStep({ target: { kind: "group", group: "operators" } })])).not.toContain(
      "invite operators",
    );
    expect(words(secret, [nextStep({ target: { kind: "user", user: BEN } })])).toContain("invite U0BEN");
  });
});

describe("the other ways of a page", () => {
  const of = (effects: readonly Effect[], kind: Effect["kind"]) => effects.filter((one) => one.kind === kind);

  it("name it in their ids, and call whom it was to call", () => {
    const effects = when(announced(), [stalled("notified")]);
    const { target } = taken;
    expect(of(effects, "summon")).toEqual([
      { id: effectId(4, "summon/2/page/default"), kind: "summon", page: PAGE, target },
    ]);
    expect(of(effects, "page")).toEqual([
      {
        id: effectId(4, "page/again/2/page/default"),
        kind: "page",
        policy: "default",
        target,
        reason: null,
        again: PAGE,
      },
    ]);
  });

  it("are none for a page that was called off", () => {
    const effects = words(announced({ pages: [] }), [stalled("notified")]);
    expect(effects).toEqual([said("page-stalled"), shown]);
  });
});

describe("an acknowledgement taken back in PagerDuty", () => {
  const back: IncidentEvent = { type: "page-unacknowledged", ...page };
  const answers = (changes: Parameters<typeof aRun>[0]) =>
    when(announced({ escalations: [aRun(changes)] }), [back]).filter(
      ({ kind }) => kind === "acknowledge-page",
    );

  it("is given again while somebody has it here, unless PagerDuty runs the chain", () => {
    expect(answers({ state: "acknowledged", nextAt: null })).toMatchObject([{ page: PAGE }]);
    expect(answers({})).toEqual([]);
    const chain = aChain({ runBy: "pagerduty" });
    expect(answers({ state: "acknowledged", nextAt: null, chain })).toEqual([]);
  });
});
