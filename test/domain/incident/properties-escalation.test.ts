import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Instant } from "../../../src/domain/ids.ts";
import type { IncidentCommand, PageNews } from "../../../src/domain/incident/command.ts";
import { decide } from "../../../src/domain/incident/decide.ts";
import { dueOf, nextDueAt } from "../../../src/domain/incident/due.ts";
import { fold } from "../../../src/domain/incident/evolve.ts";
import type { Actor, Incident } from "../../../src/domain/incident/incident.ts";
import { PHASES, type Profile } from "../../../src/domain/profile.ts";
import {
  ANN,
  asked,
  BEN,
  CAT,
  declare,
  facts,
  HOUR,
  MINUTE,
  person,
  TOCSIN,
} from "../../support/incident.ts";
import { aPolicy, aProfile, leads } from "../../support/profile.ts";
import { isAloud } from "../../support/reacting.ts";
import { aWorld, incidentOf, pass, sleep, tell, tick, type World } from "../../support/world.ts";

const NIGHTLY = { days: [1, 2, 3, 4, 5], fromMinute: 660, toMinute: 720, timezone: "UTC", holidays: [] };

/** Leads for what is critical, two people where the manual says so, a policy that waits, and one of PagerDuty's own. */
const profile: Profile = (() => {
  const plain = aProfile();
  const severities = plain.severities.map((severity) =>
    severity.label === "P1" ? { ...severity, escalation: "leads" } : severity,
  );
  const pairs = aPolicy("pairs", { acknowledgements: 2 });
  const waiting = aPolicy("waiting", { hours: NIGHTLY, outsideHours: { kind: "wait" } });
  return { ...plain, severities, escalation: [...plain.escalation, leads, pairs, waiting] };
})();

type Act = { readonly by: Actor; readonly command: (world: World) => IncidentCommand };
type Step = {
  readonly pause: number;
  readonly awake: boolean;
  readonly act: Act;
  readonly tickAfter: boolean;
};

const user = fc.constantFrom(ANN, BEN, CAT);
const why = fc.constantFrom("because", "x");
const plainCommand: fc.Arbitrary<IncidentCommand> = fc.oneof(
  fc.constantFrom<IncidentCommand>(
    { type: "acknowledge", page: null },
    { type: "escalate", why: null },
    { type: "escalate", why: "more people" },
    { type: "resume-clocks" },
    { type: "talk" },
    { type: "close" },
    { type: "resolve", message: "fixed" },
    { type: "reopen", why: "back" },
    { type: "pause-clocks", why: "waiting for the vendor" },
  ),
  fc.record({
    type: fc.constant("hold" as const),
    forMs: fc.constantFrom(0, MINUTE, 10 * MINUTE, 2 * HOUR),
    why,
  }),
  fc.record({
    type: fc.constant("change-severity" as const),
    severity: fc.constantFrom("P1", "P2", "P3", "P4"),
    why: fc.constant(null),
  }),
  fc.record({
    type: fc.constant("change-status" as const),
    status: fc.constantFrom("open", "investigating", "monitoring"),
    message: fc.constantFrom(null, "better"),
  }),
  fc.record({
    type: fc.constant("post-update" as const),
    message: why,
    nextInMs: fc.constantFrom(null, 5 * MINUTE, 2 * HOUR),
  }),
  fc.record({ type: fc.constant("snooze-update" as const), forMs: fc.constantFrom(0, MINUTE, 10 * MINUTE) }),
  fc.record({
    type: fc.constant("page" as const),
    policy: fc.constantFrom(null, "pairs", "waiting", "database"),
    user: fc.constant(null),
    why: fc.constantFrom(null, "look"),
  }),
  fc.record({
    type: fc.constant("page" as const),
    policy: fc.constant(null),
    user,
    why: fc.constant("look"),
  }),
);

/** About one of the pages there are by then; without any, of one that nobody knows. */
function aboutPage(make: (page: Incident["pages"][number], now: Instant) => IncidentCommand) {
  return (pick: number) =>
    (world: World): IncidentCommand => {
      const { pages } = incidentOf(world);
      const page = pages[pick % Math.max(1, pages.length)];
      return page === undefined ? { type: "talk" } : make(page, world.now);
    };
}

const news: fc.Arbitrary<(now: Instant) => PageNews> = fc
  .record({
    notified: fc.boolean(),
    acknowledged: fc.option(
      fc.record({ ago: fc.nat({ max: HOUR }), user: fc.option(user), name: fc.constantFrom("Dana", "Eve") }),
    ),
    unacknowledged: fc.option(fc.nat({ max: HOUR })),
    resolved: fc.option(fc.option(user), { freq: 8 }),
    level: fc.option(
      fc.record({ level: fc.integer({ min: 1, max: 3 }), inMs: fc.option(fc.nat({ max: HOUR })) }),
    ),
  })
  .map(({ notified, acknowledged, unacknowledged, resolved, level }) => (now) => ({
    at: now,
    notified: notified ? [{ name: "Dana", at: now, how: "push" }] : [],
    acknowledged: acknowledged && {
      by: { name: acknowledged.name, user: acknowledged.user },
      at: now - acknowledged.ago,
    },
    unacknowledgedAt: unacknowledged === null ? null : now - unacknowledged,
    resolved: resolved === null ? null : { by: { name: "Dana", user: resolved }, at: now },
    level: level && {
      level: level.level,
      people: ["Dana"],
      escalatesAt: level.inMs === null ? null : now + level.inMs,
    },
  }));

const ofPages: fc.Arbitrary<(world: World) => IncidentCommand> = fc
  .tuple(
    fc.oneof(
      news.map((told) =>
        aboutPage(({ effect: page }, now) => ({ type: "record-page-news", page, news: told(now) })),
      ),
      fc.constantFrom("policy" as const, "routing-key" as const).map((via) =>
        aboutPage(({ effect }) => {
          const receipt = { type: "page", pagerDutyId: "PD1", url: null, via, unknown: [] } as const;
          return { type: "record-receipt", effect, kind: "page", receipt };
        }),
      ),
      fc.constantFrom("retrying" as const, "failed" as const).map((state) =>
        aboutPage(({ effect }) => {
          const trouble = { reason: `It is ${state}.`, cure: "Call by phone." };
          return { type: "record-trouble", effect, kind: "page", what: "page on-call", trouble, state };
        }),
      ),
      fc.constant(aboutPage(({ effect: page }) => ({ type: "skip-step", page, why: "Nobody is on call." }))),
      fc.constant(aboutPage(({ effect }) => ({ type: "withdraw-page", effect, why: "over" }))),
      fc.constant(aboutPage(({ effect }) => ({ type: "waive", effect, why: null }))),
      fc.constant(aboutPage(({ effect: page }) => ({ type: "acknowledge", page }))),
    ),
    fc.nat(),
  )
  .map(([make, pick]) => make(pick));

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ by: user.map(person), command: plainCommand.map((command) => () => command) }),
  fc.record({ by: fc.constant(TOCSIN), command: ofPages }),
);

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    pause: fc.oneof(
      fc.constantFrom(0, 0, 20_000, MINUTE, 6 * MINUTE, 31 * MINUTE, 5 * HOUR, 30 * HOUR),
      fc.nat({ max: 20 * MINUTE }),
    ),
    awake: fc.boolean(),
    act: acts,
    tickAfter: fc.boolean(),
  }),
  { maxLength: 30, size: "max" },
);

const openings: fc.Arbitrary<IncidentCommand> = fc
  .record({
    severity: fc.constantFrom("P1", "P2", "P3", null),
    component: fc.constantFrom(null, "database"),
    drill: fc.constantFrom(false, false, false, true),
    private: fc.boolean(),
    page: fc.constantFrom(null, null, { user: BEN, why: "your change" }),
  })
  .map((changes) => declare(changes));

function isOver({ phase }: Incident): boolean {
  return PHASES.indexOf(phase) >= PHASES.indexOf("resolved");
}

function play(opening: IncidentCommand, among: readonly Step[], look: (world: World) => void): World {
  const world = aWorld(profile, opening);
  for (const { pause, awake, act, tickAfter } of among) {
    if (awake) pass(world, pause);
    else if (pause > 0) sleep(world, pause);
    look(world);
    tell(world, act.command(world), act.by);
    look(world);
    if (!tickAfter) continue;
    tick(world);
    const due = nextDueAt(incidentOf(world), profile);
    expect(due === null || due > world.now).toBe(true);
  }
  return world;
}

function everyHistory(
  holds: (world: World) => void,
  look: (world: World) => void = () => undefined,
  opening = openings,
): void {
  void fc.assert(
    fc.property(opening, steps, (begin, among) => holds(play(begin, among, look))),
    { numRuns: 200 },
  );
}

// Days pass in each history; on a busy machine that takes its time.
describe("whatever is asked, and whenever the clock is looked at", { timeout: 60_000 }, () => {
  it("a look at the clock leaves nothing due: no look follows at once, for ever", () => {
    everyHistory((world) => {
      pass(world, 40 * HOUR);
      const due = nextDueAt(incidentOf(world), profile);
      expect(due === null || due > world.now).toBe(true);
    });
  });

  it("a second look, at the same time, does nothing", () => {
    everyHistory((world) => {
      tick(world);
      const before = world.timeline.length;
      expect(tick(world)).toEqual({ kind: "quiet" });
      expect(world.timeline.length).toBe(before);
    });
  });

  it("every due instant is a whole millisecond", () => {
    everyHistory(({ states }) => {
      for (const state of states)
        for (const { at } of dueOf(state, profile)) expect(Number.isSafeInteger(at)).toBe(true);
    });
  });

  it("each step of each round is paged at most once, until silence begins the chain again", () => {
    everyHistory(({ timeline }) => {
      const paged = new Set<string>();
      for (const { event } of timeline) {
        if (event.type === "acknowledgement-expired")
          for (const key of paged) if (key.startsWith(`${event.escalation}/`)) paged.delete(key);
        if (event.type !== "page-requested") continue;
        const key = `${event.escalation}/${event.round}/${event.step}`;
        expect(paged).not.toContain(key);
        paged.add(key);
      }
    });
  });

  it("nobody is paged for a run that rests, nor for an incident that is over", () => {
    everyHistory(({ timeline }) => {
      for (const [index, { event }] of timeline.entries()) {
        if (event.type !== "page-requested") continue;
        const before = fold(timeline.slice(0, index));
        const run = before?.escalations.find(({ key }) => key === event.escalation);
        expect(run?.state).toBe("running");
        expect(before === null || isOver(before)).toBe(false);
      }
    });
  });

  it("no effect pages but the one of its event, or a page's second way", () => {
    everyHistory(({ timeline, effects }) => {
      const asked = timeline.flatMap(({ event }) => (event.type === "page-requested" ? [event.effect] : []));
      const again = timeline.flatMap(({ event }) =>
        event.type === "page-stalled" && event.stage === "notified" ? [event.effect] : [],
      );
      const pages = effects.flatMap((effect) => (effect.kind === "page" ? [effect] : []));
      expect(pages.filter((one) => one.again === null).map(({ id }) => id)).toEqual(asked);
      expect(pages.flatMap((one) => (one.again === null ? [] : [one.again]))).toEqual(again);
    });
  });

  it("a run that nobody answered goes on by itself, until its chain ends", () => {
    const look = (world: World): void => {
      const state = incidentOf(world);
      for (const run of state.escalations) {
        if (isOver(state)) expect(run.state).not.toBe("running");
        else if (run.state === "running")
          expect(dueOf(state, profile).some((due) => due.kind === "step" && due.run.key === run.key)).toBe(
            true,
          );
      }
    };
    everyHistory(() => undefined, look);
  });

  it("a run that nobody answers comes to its end", () => {
    everyHistory((world) => {
      // Longer than a weekend in which a policy waits for its hours, and what it then takes.
      pass(world, 80 * HOUR);
      const { escalations } = incidentOf(world);
      expect(escalations.filter(({ state }) => state === "running")).toEqual([]);
    });
  });

  it("an incident that is over has nothing due", () => {
    everyHistory(({ states }) => {
      for (const state of states) if (isOver(state)) expect(nextDueAt(state, profile)).toBeNull();
    });
  });

  it("the timeline tells the state", () => {
    everyHistory((world) => {
      expect(fold(structuredClone(world.timeline))).toEqual(incidentOf(world));
    });
  });

  it("every effect has an id of its own", () => {
    everyHistory(({ effects }) => {
      const ids = effects.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it("asked twice of the same state, the answer is the same", () => {
    everyHistory((world) => {
      const state = incidentOf(world);
      for (const command of [
        { type: "time-due", away: null },
        { type: "acknowledge", page: null },
        { type: "escalate", why: null },
        { type: "change-severity", severity: "P1", why: null },
      ] as const) {
        const ask = asked(command, { at: world.now + HOUR });
        const first = decide(state, ask, facts(), profile);
        expect(decide(structuredClone(state), ask, facts(), profile)).toEqual(first);
      }
    });
  });

  it("of a private incident nothing is told in the announcements channel", () => {
    const secret = openings.map((opening) => ({ ...opening, private: true }) as IncidentCommand);
    everyHistory(
      ({ effects }) => {
        expect(effects.filter(isAloud)).toEqual([]);
      },
      undefined,
      secret,
    );
  });

  it("each share of a promise is told once, and of one that is met or over no more", () => {
    everyHistory(({ timeline }) => {
      const told = new Map<string, number>();
      for (const { event } of timeline) {
        if (event.type === "severity-changed" || event.type === "declared") told.clear();
        if (event.type !== "promise-told") continue;
        expect(event.share).toBeGreaterThan(told.get(event.what) ?? 0);
        told.set(event.what, event.share);
      }
    });
  });

  it("an acknowledgement expires only after people were reminded of it", () => {
    everyHistory(({ timeline }) => {
      const reminded = new Set<string>();
      for (const { event } of timeline) {
        if (event.type === "acknowledgement-reminded") reminded.add(event.escalation);
        if (event.type !== "acknowledgement-expired") continue;
        expect(reminded.delete(event.escalation)).toBe(true);
      }
    });
  });

  it("two runs of one policy never call at the same time", () => {
    const look = (world: World): void => {
      const state = incidentOf(world);
      const policies = state.escalations
        .filter(({ state: is, from, chain }) => is === "running" && from === 0 && chain.runBy === "tocsin")
        .map(({ policy }) => policy);
      expect(new Set(policies).size).toBe(policies.length);
    };
    everyHistory(() => undefined, look);
  });
});
