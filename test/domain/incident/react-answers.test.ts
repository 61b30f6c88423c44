import { describe, expect, it } from "vitest";
import type { IncidentEvent } from "../../../src/domain/incident/event.ts";
import {
  ANN,
  anIncident,
  aPage,
  aResolvedIncident,
  aRun,
  BEN,
  effectId,
  LOBBY,
  NINE,
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
import { when, words } from "../../support/reacting.ts";

const SETTLED: IncidentEvent = { type: "acknowledged", escalations: ["2"], settled: ["2"], page: null };
const acceptedPage: IncidentEvent = {
  type: "page-accepted",
  effect: PAGE,
  policy: "default",
  pagerDutyId: "PD1",
  url: null,
  via: "policy",
  unknown: [],
  afterMs: 0,
};

describe("pages are answered", () => {
  const taken = aPage({ acceptedAt: NINE, pagerDutyId: "PD1" });
  const waiting = aPage({ effect: effectId(3, "page/database"), policy: "database" });
  const answers = (...args: Parameters<typeof when>) =>
    when(...args).filter(({ kind }) => kind === "acknowledge-page" || kind === "resolve-page");

  it("by an acknowledgement: those that were accepted, of the runs that rest by it", () => {
    const two = anIncident({ pages: [taken, waiting], escalations: [aRun()] });
    expect(answers(two, [SETTLED, investigating])).toEqual([
      { id: effectId(4, "acknowledge-page/2/page/default"), kind: "acknowledge-page", page: PAGE, by: ANN },
    ]);
    expect(answers(anIncident({ pages: [taken], escalations: [aRun()] }), [ACKNOWLEDGED])).toEqual([]);
  });

  it("but not over there again, where it was acknowledged", () => {
    const two = anIncident({
      pages: [taken, { ...taken, effect: effectId(9, "page/x") }],
      escalations: [aRun()],
    });
    expect(answers(two, [{ ...SETTLED, page: PAGE }])).toMatchObject([{ page: effectId(9, "page/x") }]);
  });

  it("with those of a run whose place was taken, and of none that was over before a reopen", () => {
    const replaced = aRun({ key: "1", state: "stopped", nextAt: null });
    const old = { ...taken, effect: effectId(9, "page/x"), escalation: "1" };
    const two = anIncident({ pages: [taken, old], escalations: [replaced, aRun()] });
    expect(answers(two, [SETTLED])).toMatchObject([{ page: PAGE }, { page: old.effect }]);
    const reopened = anIncident({ pages: [taken, { ...old, over: true }], escalations: [replaced, aRun()] });
    expect(answers(reopened, [SETTLED])).toMatchObject([{ page: PAGE }]);
  });

  it("by no status alone", () => {
    expect(answers(anIncident({ pages: [taken], escalations: [aRun()] }), [investigating])).toEqual([]);
    expect(answers(null, [declared(), ACKNOWLEDGED])).toEqual([]);
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
    const resting = aRun({ state: "acknowledged", nextAt: null });
    const answered = aPage({ acknowledged: { by: person(BEN), at: NINE } });
    for (const [page, by] of [
      [answered, BEN],
      [aPage({ acknowledged: { by: { kind: "pagerduty", name: "Dana" }, at: NINE } }), null],
      [asked, null],
    ] as const)
      expect(
        answers(
          anIncident({ pages: [page, { ...taken, effect: effectId(9, "page/x") }], escalations: [resting] }),
          [acceptedPage],
        ),
      ).toMatchObject([{ kind: "acknowledge-page", page: PAGE, by }]);
    expect(answers(aResolvedIncident({ pages: [asked] }), [acceptedPage])).toMatchObject([
      { kind: "resolve-page", page: PAGE },
    ]);
  });

  it("but who is paged after the acknowledgement is really woken", () => {
    const resting = aRun({ key: "1", state: "acknowledged", nextAt: null });
    const second = anIncident({ acknowledgedAt: NINE, pages: [aPage()], escalations: [resting, aRun()] });
    expect(answers(second, [acceptedPage])).toEqual([]);
  });

  it("and one whose run's place was taken is answered when the run that took it rests", () => {
    const replaced = aRun({ state: "stopped", nextAt: null });
    const calling = anIncident({ pages: [aPage()], escalations: [replaced, aRun({ key: "3" })] });
    expect(answers(calling, [acceptedPage])).toEqual([]);
    const resting = aRun({ key: "3", state: "acknowledged", nextAt: null });
    expect(answers({ ...calling, escalations: [replaced, resting] }, [acceptedPage])).toHaveLength(1);
  });
});

describe("a page that was sent by a version that knew no runs", () => {
  const older = aPage({ escalation: "", acceptedAt: NINE, pagerDutyId: "PD1", via: "policy" });

  it("is answered by whoever has the incident, also when it is accepted only after that", () => {
    const effects = when(anIncident({ pages: [older] }), [ACKNOWLEDGED]);
    expect(effects).toContainEqual(
      expect.objectContaining({ kind: "acknowledge-page", page: PAGE, by: ANN }),
    );
    const late = { ...older, acceptedAt: null, pagerDutyId: null };
    expect(words(anIncident({ pages: [late] }), [ACKNOWLEDGED, acceptedPage])).toContain("acknowledge-page");
    expect(words(anIncident({ pages: [late] }), [acceptedPage])).not.toContain("acknowledge-page");
  });
});
