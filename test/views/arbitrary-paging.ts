import fc from "fast-check";
import type {
  Acknowledgement,
  Escalation,
  Page,
  PromiseClock,
  UpdateRhythm,
} from "../../src/domain/incident/incident.ts";
import type { Chain, EscalationPolicy, PageTarget } from "../../src/domain/profile.ts";
import { actor, effect, instant, maybe, target, text, url, user, word } from "./arbitrary-words.ts";

// Pages, runs of policies and promises in every state, the unlikely ones too.

export const via = fc.constantFrom("policy" as const, "routing-key" as const);
/** Few, so that pages and events meet their runs. */
export const key = fc.constantFrom("2", "5", "9");
const ms = fc.integer({ min: 1, max: 604_800_000 });

export const pageTarget: fc.Arbitrary<PageTarget> = fc.oneof(
  word(80).map((policy) => ({ kind: "pagerduty" as const, policy })),
  word(80).map((schedule) => ({ kind: "schedule" as const, schedule })),
  word(80).map((group) => ({ kind: "group" as const, group })),
  word(80).map((role) => ({ kind: "role" as const, role })),
  fc.array(word(80), { maxLength: 6 }).map((emails) => ({ kind: "people" as const, emails })),
  user.map((one) => ({ kind: "user" as const, user: one })),
);

export const chain: fc.Arbitrary<Chain> = fc.record({
  steps: fc.array(fc.record({ page: pageTarget, timeoutMs: ms }), { minLength: 1, maxLength: 10 }),
  repeat: fc.nat({ max: 9 }),
  acknowledgeExpiresMs: maybe(ms),
  runBy: fc.constantFrom("tocsin" as const, "pagerduty" as const),
  acknowledgements: fc.integer({ min: 1, max: 5 }),
});

export const policy: fc.Arbitrary<EscalationPolicy> = fc
  .record({ key: word(40), name: word(80), chain })
  .map(({ chain: kept, ...names }) => ({ ...names, ...kept, hours: null, outsideHours: null }));

const acknowledgement: fc.Arbitrary<Acknowledgement> = fc.record({ by: actor, at: instant });
export const notified = fc.record({ name: word(80), at: instant, how: maybe(word(30)) });
export const level = fc.record({
  level: fc.integer({ min: 1, max: 20 }),
  people: fc.array(word(80), { maxLength: 12 }),
  escalatesAt: maybe(instant),
});

export const page: fc.Arbitrary<Page> = fc.record({
  effect,
  policy: word(80),
  requestedAt: instant,
  acceptedAt: maybe(instant),
  pagerDutyId: fc.constant("Q1"),
  url,
  via,
  givenUpAt: maybe(instant),
  over: fc.boolean(),
  escalation: key,
  step: fc.nat({ max: 9 }),
  round: fc.integer({ min: 1, max: 9 }),
  target: pageTarget,
  notified: fc.array(notified, { maxLength: 12 }),
  acknowledged: maybe(acknowledgement),
  unacknowledgedAt: maybe(instant),
  resolvedAt: maybe(instant),
  stalled: maybe(
    fc.record({ stage: fc.constantFrom("accepted" as const, "notified" as const), at: instant }),
  ),
  summoned: maybe(fc.array(user, { maxLength: 60 })),
  level: maybe(level),
  levelAt: maybe(instant),
});

export const run: fc.Arbitrary<Escalation> = chain.chain((kept) =>
  fc.record({
    key,
    policy: fc.oneof(word(60), fc.constantFrom("default", "U0BEN")),
    chain: fc.constant(kept),
    from: fc.constant(0),
    to: fc.constant(kept.steps.length - 1),
    startedAt: instant,
    why: maybe(text(2000)),
    cause: fc.constantFrom("declared" as const, "asked" as const),
    state: fc.constantFrom(
      "running" as const,
      "acknowledged" as const,
      "exhausted" as const,
      "stopped" as const,
    ),
    round: fc.integer({ min: 1, max: kept.repeat + 1 }),
    step: maybe(fc.nat({ max: kept.steps.length - 1 })),
    unreached: fc.boolean(),
    nextAt: maybe(instant),
    held: maybe(fc.record({ until: instant, by: actor, why: text(2000) })),
    acknowledgements: fc.array(acknowledgement, { maxLength: 5 }),
    expiresAt: maybe(instant),
  }),
);

const promised = {
  what: fc.constantFrom("response" as const, "resolution" as const),
  target,
  dueAt: instant,
  marks: fc.tuple(instant, instant, instant),
};
export const promises = fc.array(fc.record(promised), { maxLength: 2 });

export const clock: fc.Arbitrary<PromiseClock> = fc.record({
  ...promised,
  severity: word(60),
  setAt: instant,
  told: fc.constantFrom(0 as const, 50 as const, 75 as const, 90 as const, 100 as const),
  metAt: maybe(instant),
  supersededAt: maybe(instant),
});

export const rhythm: fc.Arbitrary<UpdateRhythm> = fc.record({
  everyMs: maybe(ms),
  dueAt: maybe(instant),
  askAt: maybe(instant),
  askedFor: maybe(instant),
  snoozed: fc.boolean(),
});

export const suspect = fc.record({
  number: fc.nat({ max: 99_999 }),
  service: word(60),
  environment: word(60),
  at: instant,
  verified: fc.boolean(),
  by: user,
  sha: fc.constant("a".repeat(40)),
  commits: fc.array(text(300), { maxLength: 5 }),
  commitCount: maybe(fc.nat({ max: 999 })),
  url: maybe(url),
});
