import fc from "fast-check";
import type { IncidentId } from "../../src/domain/ids.ts";
import type { IncidentEvent, RecordedEvent } from "../../src/domain/incident/event.ts";
import { PHASES } from "../../src/domain/profile.ts";
import { chain, key, level, notified, pageTarget, promises, suspect, via } from "./arbitrary-paging.ts";
import {
  actor,
  channelId,
  effect,
  instant,
  kind,
  maybe,
  posted,
  state,
  text,
  trouble,
  url,
  user,
  what,
  word,
} from "./arbitrary-words.ts";

const ms = fc.integer({ min: 0, max: 604_800_000 });
const lateMs = fc.oneof(fc.constant(0), ms);
const phase = fc.constantFrom(...PHASES);
const effectWords = { effect, kind, what };
const events: { readonly [Type in IncidentEvent["type"]]: fc.Arbitrary<unknown> } = {
  declared: fc.record({
    number: fc.nat(),
    profileHash: fc.constant("hash"),
    title: word(200),
    description: maybe(text(40_000)),
    severity: word(60),
    rank: fc.integer({ min: 1, max: 9 }),
    status: word(60),
    service: maybe(word(60)),
    component: maybe(word(60)),
    private: fc.boolean(),
    drill: fc.boolean(),
    declaredIn: fc.constant(null),
    severityChosen: fc.boolean(),
    promises,
    updateEveryMs: maybe(ms),
  }),
  "declared-again": fc.record({ by: user }),
  "escalation-begun": fc.record({
    policy: word(60),
    chain,
    from: fc.constant(0),
    to: fc.integer({ min: 0, max: 9 }),
    startsAt: instant,
    why: maybe(text(2000)),
    cause: fc.constantFrom("declared", "raised", "asked", "escalated", "resolution-due"),
    pagedRank: fc.constant(null),
  }),
  "page-requested": fc.record({
    effect,
    policy: word(60),
    why: maybe(text(2000)),
    escalation: key,
    step: fc.nat({ max: 9 }),
    round: fc.integer({ min: 1, max: 9 }),
    target: pageTarget,
    cause: fc.constantFrom(
      "begun",
      "unanswered",
      "asked",
      "unproven",
      "skipped",
      "response-missed",
      "expired",
    ),
    nextAt: instant,
    lateMs,
  }),
  "step-skipped": fc.record({ effect, policy: word(60), target: pageTarget, why: text(2000) }),
  "escalation-exhausted": fc.record({
    escalation: key,
    policy: word(60),
    rounds: fc.integer({ min: 1, max: 9 }),
    reached: fc.boolean(),
    lateMs,
  }),
  "escalation-stopped": fc.record({ escalation: key, policy: word(60) }),
  "escalation-held": fc.record({ escalation: key, policy: word(60), until: instant, why: text(2000) }),
  "page-notified": fc.record({
    effect,
    policy: word(60),
    notified: fc.array(notified, { minLength: 1, maxLength: 12 }),
  }),
  "page-escalated": fc.record({ effect, policy: word(60), level }),
  "page-stalled": fc.record({
    effect,
    policy: word(60),
    stage: fc.constantFrom("accepted", "notified"),
    afterMs: ms,
  }),
  "page-resolved": fc.record({ effect, policy: word(60) }),
  "page-unacknowledged": fc.record({ effect, policy: word(60) }),
  summoned: fc.record({ page: effect, users: fc.array(user, { maxLength: 60 }) }),
  "acknowledgement-reminded": fc.record({ escalation: key, expiresAt: instant, lateMs }),
  "acknowledgement-expired": fc.record({ escalation: key, policy: word(60), afterMs: ms }),
  "promise-told": fc.record({
    what: fc.constantFrom("response", "resolution"),
    severity: word(60),
    share: fc.constantFrom(50, 75, 90, 100),
    dueAt: instant,
    lateMs,
  }),
  "clocks-paused": fc.record({ why: text(2000) }),
  "clocks-resumed": fc.record({ pausedMs: ms, promises }),
  "update-asked": fc.record({ dueAt: instant, nextAt: instant, lateMs }),
  "update-snoozed": fc.record({ until: instant }),
  "deployment-suspected": fc.record({ deployment: suspect }),
  nudged: fc.record({ about: fc.constantFrom("commander", "severity", "quiet"), lateMs }),
  talked: fc.record({}),
  "caught-up": fc.record({
    away: fc.record({ from: instant, to: instant }),
    moved: fc.nat({ max: 9 }),
    reminded: fc.nat({ max: 9 }),
  }),
  "page-accepted": fc.record({
    effect,
    policy: word(60),
    pagerDutyId: fc.constant("Q1"),
    url,
    via,
    unknown: fc.array(word(80), { maxLength: 12 }),
    afterMs: ms,
  }),
  "page-withdrawn": fc.record({ effect, policy: word(60), target: pageTarget, why: text(2000) }),
  "channel-created": fc.record({ channel: channelId, name: fc.constant("inc-7") }),
  "card-posted": posted,
  announced: posted,
  acknowledged: fc.record({
    escalations: fc.array(key, { maxLength: 3 }),
    settled: fc.array(key, { maxLength: 3 }),
    page: maybe(effect),
  }),
  "status-changed": fc.record({
    from: word(60),
    to: word(60),
    fromPhase: phase,
    phase,
    message: maybe(text(40_000)),
  }),
  "severity-changed": fc.record({
    from: word(60),
    to: word(60),
    fromRank: fc.integer({ min: 1, max: 9 }),
    rank: fc.integer({ min: 1, max: 9 }),
    why: maybe(text(2000)),
    promises,
    updateEveryMs: maybe(ms),
  }),
  "update-posted": fc.record({ message: text(40_000), nextAt: maybe(instant) }),
  "note-added": fc.record({
    text: text(40_000),
    author: maybe(user),
    source: fc.constantFrom("command", "pin", "shortcut", "declaration"),
    permalink: url,
  }),
  "role-assigned": fc.record({ role: word(40), user }),
  joined: fc.record({ user }),
  left: fc.record({ user }),
  reopened: fc.record({ from: word(60), to: word(60), why: text(2000) }),
  "postmortem-requested": fc.record({}),
  "postmortem-shared": fc.record({ fileId: fc.constant("F1"), permalink: url }),
  "effect-troubled": fc.record({ ...effectWords, trouble, state }),
  "effect-cured": fc.record(effectWords),
  "effect-retried": fc.record({ ...effectWords, hurried: fc.boolean() }),
  "effect-waived": fc.record({ ...effectWords, why: maybe(text(2000)) }),
};

/** Names of all events, for tables. */
export const EVENT_TYPES = Object.keys(events) as readonly IncidentEvent["type"][];

// The records above have the fields of their type; a union of them is beyond what the compiler follows.
export const event: fc.Arbitrary<IncidentEvent> = fc.oneof(
  ...Object.entries(events).map(([type, fields]) =>
    fields.map((given) => ({ type, ...(given as object) }) as IncidentEvent),
  ),
);

export const timeline: fc.Arbitrary<readonly RecordedEvent[]> = fc.array(
  fc.record({
    incident: fc.constant("0193a1c2-7a00-7000-8000-000000000007" as IncidentId),
    sequence: fc.integer({ min: 1, max: 500 }),
    by: actor,
    at: instant,
    recordedAt: instant,
    event,
  }),
  { maxLength: 60 },
);
