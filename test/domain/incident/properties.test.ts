import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Effect } from "../../../src/domain/effect.ts";
import type { EffectId, SlackChannelId } from "../../../src/domain/ids.ts";
import type { IncidentCommand, Receipt } from "../../../src/domain/incident/command.ts";
import { decide } from "../../../src/domain/incident/decide.ts";
import type { IncidentEvent, RecordedEvent } from "../../../src/domain/incident/event.ts";
import { evolve, fold } from "../../../src/domain/incident/evolve.ts";
import type { Actor, Incident } from "../../../src/domain/incident/incident.ts";
import { react } from "../../../src/domain/incident/react.ts";
import { PHASES } from "../../../src/domain/profile.ts";
import {
  ANN,
  asked,
  BEN,
  CAT,
  CHANNEL,
  declare,
  effectId,
  facts,
  LOBBY,
  MINUTE,
  NINE,
  person,
  recorded,
  TOCSIN,
} from "../../support/incident.ts";
import { aProfile } from "../../support/profile.ts";
import { isAloud } from "../../support/reacting.ts";
import { deepFreeze } from "../../support/world.ts";

const profile = aProfile();

/** One request of a random history; a receipt, trouble, retry or waive picks one of the effects there are by then. */
type Step = {
  readonly by: Actor;
  readonly minutes: number;
  readonly command: (effects: readonly Effect[]) => IncidentCommand;
};

/** Everything that came of a history, one entry per decision that produced events. */
type World = {
  readonly states: readonly Incident[];
  readonly timeline: readonly RecordedEvent[];
  readonly effects: readonly Effect[];
};

/** The engine in miniature: decide, evolve frozen states, react, keep all. */
function play(opening: IncidentCommand, steps: readonly Step[]): World {
  const states: Incident[] = [];
  const timeline: RecordedEvent[] = [];
  const effects: Effect[] = [];
  const first: Step = { by: person(ANN), minutes: 0, command: () => opening };
  for (const { by, minutes, command } of [first, ...steps]) {
    const before = states.at(-1) ?? null;
    const at = NINE + (timeline.length + minutes) * MINUTE;
    const decision = decide(before, deepFreeze(asked(command(effects), { by, at })), facts(), profile);
    if (decision.kind === "quiet" || decision.events.length === 0) continue;
    let after = before;
    const rows = decision.events.map(({ event, saidAt, by: actor }) => {
      const row = recorded(event, { by: actor ?? by, at: saidAt ?? at, sequence: (after?.version ?? 0) + 1 });
      after = deepFreeze(evolve(after, deepFreeze({ ...row, id: row.incident })));
      return row;
    });
    if (after === null) throw new Error("events make an incident");
    effects.push(...react(before, after, rows, profile));
    timeline.push(...rows);
    states.push(after);
  }
  return { states, timeline, effects };
}

const severities = fc.constantFrom("P1", "P2", "P3", "P4", "critical", "nonsense");
const text = fc.constantFrom("", " ", "database is slow", "fixed", "<!channel>");
const user = fc.constantFrom(ANN, BEN, CAT);
const receipts: fc.Arbitrary<Receipt> = fc.oneof(
  fc.constant<Receipt>({ type: "plain" }),
  fc.constant<Receipt>({ type: "channel", id: CHANNEL, name: "inc-7" }),
  fc.constantFrom("1.1", "2.2").map((ts): Receipt => ({ type: "message", channel: CHANNEL, ts })),
  fc
    .constantFrom("policy" as const, "routing-key" as const)
    .map((via): Receipt => ({ type: "page", pagerDutyId: "PD1", url: null, via, unknown: [] })),
  fc.constant<Receipt>({ type: "file", fileId: "F1", permalink: null }),
);

const plainCommand: fc.Arbitrary<IncidentCommand> = fc.oneof(
  fc.record({
    type: fc.constant("change-status" as const),
    status: fc.constantFrom("open", "inv", "identified", "mon", "resolved", "closed", "x"),
    message: fc.option(text),
  }),
  fc.record({
    type: fc.constant("change-severity" as const),
    severity: severities,
    why: fc.constantFrom(null, "look"),
  }),
  fc.constantFrom<IncidentCommand>(
    { type: "acknowledge", page: null },
    { type: "close" },
    { type: "draft-postmortem" },
  ),
  fc.record({ type: fc.constant("post-update" as const), message: text, nextInMs: fc.constant(null) }),
  fc.record({ type: fc.constant("resolve" as const), message: text }),
  fc.record({ type: fc.constant("reopen" as const), why: text }),
  fc.record({
    type: fc.constant("assign-role" as const),
    role: fc.constantFrom("inc", "communications-lead", "x"),
    user,
  }),
  fc.record({ type: fc.constant("join" as const), user }),
  fc.record({ type: fc.constant("leave" as const), user }),
  fc.record({
    type: fc.constant("add-note" as const),
    text,
    author: fc.option(user),
    saidAt: fc.option(fc.integer({ min: NINE - MINUTE, max: NINE })),
    source: fc.constantFrom("command" as const, "pin" as const, "shortcut" as const),
    permalink: fc.constant(null),
  }),
  fc.constantFrom<SlackChannelId>(LOBBY, CHANNEL).map((declaredIn) => declare({ declaredIn })),
);

const explicitPage: fc.Arbitrary<IncidentCommand> = fc.record({
  type: fc.constant("page" as const),
  policy: fc.constantFrom(null, "default", "database", "x"),
  user: fc.constantFrom(null, null, BEN),
  why: fc.constantFrom(null, "look"),
});

type AboutEffect = (effect: Effect) => IncidentCommand;

const aboutEffect: fc.Arbitrary<AboutEffect> = fc.oneof(
  receipts.map(
    (receipt): AboutEffect =>
      ({ id, kind }) => ({ type: "record-receipt", effect: id, kind, receipt }),
  ),
  fc
    .record({
      state: fc.constantFrom("retrying" as const, "failed" as const),
      reason: fc.constantFrom("Refused.", "Too slow."),
    })
    .map(
      ({ state, reason }): AboutEffect =>
        ({ id, kind }) => ({
          type: "record-trouble",
          effect: id,
          kind,
          what: kind,
          trouble: { reason, cure: "Look." },
          state,
        }),
    ),
  fc.constant<AboutEffect>(({ id }) => ({ type: "try-again", effect: id })),
  fc.constant<AboutEffect>(({ id }) => ({ type: "waive", effect: id, why: null })),
  fc.constant<AboutEffect>(({ id }) => ({ type: "withdraw-page", effect: id, why: "over" })),
);

const UNKNOWN: Effect = { id: effectId(99, "refresh-card"), kind: "refresh-card" };

const ofEffects = fc.tuple(aboutEffect, fc.nat()).map(
  ([about, pick]): Step["command"] =>
    (effects) =>
      about(effects[pick % (effects.length + 1)] ?? UNKNOWN),
);

function stepsOf(...commands: readonly fc.Arbitrary<IncidentCommand>[]): fc.Arbitrary<readonly Step[]> {
  const fixed = fc.oneof(...commands).map(
    (command): Step["command"] =>
      () =>
        command,
  );
  const by = fc.oneof(user.map(person), fc.constant(TOCSIN));
  const step = fc.record({ by, minutes: fc.nat({ max: 60 }), command: fc.oneof(fixed, ofEffects) });
  // Without the size, histories are five steps long on average and seldom get as far as an end.
  return fc.array(step, { maxLength: 40, size: "max" });
}

const opening = fc
  .record({
    severity: fc.constantFrom("P1", "P2", "P3", null),
    private: fc.boolean(),
    drill: fc.boolean(),
    component: fc.constantFrom(null, "database"),
  })
  .map((changes): IncidentCommand => declare(changes));

const histories = fc.tuple(opening, stepsOf(plainCommand, explicitPage));

function everyHistory(holds: (world: World) => void, among = histories): void {
  // `void` for the linter, which takes the asynchronous overload; this one throws on the spot.
  void fc.assert(
    fc.property(among, ([begin, steps]) => holds(play(begin, steps))),
    { numRuns: 300 },
  );
}

function isEventOf<T extends IncidentEvent["type"]>(type: T) {
  return ({ event }: RecordedEvent) => event.type === type;
}

/** The ranks at which the manual paged, in order, from the start or a reopening to the next. */
function pagedRanks(timeline: readonly RecordedEvent[]): readonly (readonly number[])[] {
  const parts: number[][] = [[]];
  for (const { event } of timeline) {
    if (event.type === "reopened") parts.push([]);
    if (event.type === "escalation-begun") parts.at(-1)?.push(event.pagedRank ?? 0);
  }
  return parts;
}

describe("whatever is asked, in whatever order", () => {
  it("nothing throws, nothing is changed in place, and the timeline tells the state", () => {
    everyHistory(({ states, timeline }) => {
      const rows = structuredClone(timeline);
      expect(fold(rows)).toEqual(states.at(-1));
      expect(states.at(-1)?.version).toBe(timeline.length);
    });
  });

  it("every effect has an id of its own", () => {
    everyHistory(({ effects }) => {
      const ids: readonly EffectId[] = effects.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it("one decision refreshes card, topic and announcement at most once", () => {
    everyHistory(({ effects }) => {
      for (const kind of ["refresh-card", "set-topic", "refresh-announcement"]) {
        const versions = effects.filter((effect) => effect.kind === kind).map(({ id }) => id.split("/")[1]);
        expect(new Set(versions).size).toBe(versions.length);
      }
    });
  });

  it("an incident is given one channel, one card and one announcement ever; a private one is not announced", () => {
    everyHistory(({ states, effects }) => {
      const times = (kind: Effect["kind"]) => effects.filter((effect) => effect.kind === kind).length;
      expect(times("create-channel")).toBe(1);
      expect(times("announce")).toBe(states[0]?.private === true ? 0 : 1);
      expect(times("post-card")).toBe(states.at(-1)?.channel === null ? 0 : 1);
    });
  });

  it("nothing is edited before it is posted", () => {
    everyHistory(({ timeline, effects }) => {
      for (const [kind, type] of [
        ["refresh-card", "card-posted"],
        ["pin-card", "card-posted"],
        ["refresh-announcement", "announced"],
      ] as const) {
        const posted = timeline.findIndex(isEventOf(type)) + 1;
        const early = effects.filter(
          ({ kind: of, id }) => of === kind && (posted === 0 || Number(id.split("/")[1]) < posted),
        );
        expect(early).toEqual([]);
      }
    });
  });

  it("an end is undone by reopen alone", () => {
    everyHistory(({ states, timeline }) => {
      for (const [index, { phase, version }] of states.entries()) {
        const previous = states[index - 1];
        const ended = previous !== undefined && PHASES.indexOf(previous.phase) >= PHASES.indexOf("resolved");
        if (!ended || PHASES.indexOf(phase) >= PHASES.indexOf(previous.phase)) continue;
        expect(timeline[version - 1]?.event.type).toBe("reopened");
      }
    });
  });

  it("until it is reopened the manual pages once for each rank, the worse the rarer, and never for a drill", () => {
    const unasked = fc.tuple(opening, stepsOf(plainCommand));
    everyHistory(({ states, timeline }) => {
      const begun = timeline.filter(isEventOf("escalation-begun")).length;
      expect(timeline.filter(isEventOf("page-requested")).length).toBe(begun);
      if (states[0]?.drill === true) expect(begun).toBe(0);
      for (const ranks of pagedRanks(timeline))
        expect(ranks).toEqual([...new Set(ranks)].toSorted((a, b) => b - a));
    }, unasked);
  });

  it("a private incident never reaches the announcements channel", () => {
    everyHistory(({ states, effects }) => {
      if (states[0]?.private !== true) return;
      expect(effects.filter(isAloud)).toEqual([]);
    });
  });

  it("nothing is posted to a channel before it exists, and nobody is invited to it", () => {
    everyHistory(({ timeline, effects }) => {
      const born = timeline.findIndex(isEventOf("channel-created")) + 1;
      const early = effects.filter(
        (effect) =>
          (effect.kind === "invite" ||
            effect.kind === "post-card" ||
            effect.kind === "set-topic" ||
            (effect.kind === "post" && effect.to.kind === "incident-channel")) &&
          (born === 0 || Number(effect.id.split("/")[1]) < born),
      );
      expect(early).toEqual([]);
    });
  });

  it("into a private incident nobody is brought whom no person named", () => {
    everyHistory(({ states, effects }) => {
      if (states[0]?.private !== true) return;
      expect(effects.filter((effect) => effect.kind === "invite" && effect.who.kind !== "person")).toEqual(
        [],
      );
    });
  });

  it("what was withdrawn is neither shown nor waited for", () => {
    everyHistory(({ states, timeline }) => {
      const last = states.at(-1);
      for (const { event } of timeline) {
        if (event.type !== "page-withdrawn") continue;
        expect(last?.pages.map(({ effect }) => effect)).not.toContain(event.effect);
      }
    });
  });

  it("a page counts as accepted only by PagerDuty's answer", () => {
    everyHistory(({ states, timeline }) => {
      const answered = new Set(
        timeline.flatMap(({ event }) => (event.type === "page-accepted" ? [event.effect] : [])),
      );
      const claimed = states.at(-1)?.pages.filter(({ acceptedAt }) => acceptedAt !== null) ?? [];
      expect(new Set(claimed.map(({ effect }) => effect))).toEqual(answered);
    });
  });
});

describe("trouble that comes back for ever", () => {
  it("ends by itself: whatever the bot does about it fails too, always with a new reason", () => {
    for (const kind of [
      "post-card",
      "refresh-card",
      "announce",
      "refresh-announcement",
      "post",
      "set-topic",
      "page",
    ] as const) {
      expect(failuresUntilSilence(effectId(2, kind))).toBeLessThan(20);
    }
    for (const about of ["effect-troubled/page", "effect-troubled/set-topic", "page-accepted"]) {
      expect(failuresUntilSilence(effectId(2, `post/incident-channel/${about}`))).toBeLessThan(20);
    }
  });
});

/** Every effect fails. How many failures until the bot does no more? */
function failuresUntilSilence(first: EffectId): number {
  const seed: IncidentCommand = {
    type: "record-receipt",
    effect: effectId(1, "create-channel"),
    kind: "create-channel",
    receipt: { type: "channel", id: CHANNEL, name: "inc-7" },
  };
  const [, after] = play(declare(), [{ by: TOCSIN, minutes: 0, command: () => seed }]).states;
  if (after === undefined) throw new Error("the channel was made");
  let state = after;
  let waiting: readonly Effect[] = [{ id: first, kind: first.split("/")[2] } as Effect]; // Only id and kind matter here.
  let failures = 0;
  while (waiting.length > 0 && failures < 100) {
    const [effect, ...others] = waiting;
    waiting = others;
    if (effect === undefined) break;
    failures += 1;
    const trouble = { reason: `Failure ${failures}.`, cure: "Look." };
    const command: IncidentCommand = {
      type: "record-trouble",
      effect: effect.id,
      kind: effect.kind,
      what: effect.kind,
      trouble,
      state: "failed",
    };
    const decision = decide(state, asked(command, { by: TOCSIN }), facts(), profile);
    if (decision.kind !== "accepted") continue;
    const rows = decision.events.map(({ event }) => recorded(event, { by: TOCSIN }));
    const next = rows.reduce((current, row) => evolve(current, { ...row, id: row.incident }), state);
    waiting = [...waiting, ...react(state, next, rows, profile)];
    state = next;
  }
  return failures;
}
