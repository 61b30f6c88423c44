import type { SlackUserId } from "../../src/domain/ids.ts";
import type { Digest, Named } from "../../src/domain/on-call/digest.ts";
import type {
  Change,
  Cover,
  CoverAnswer,
  Recipient,
  RotaSeen,
  Shift,
  TakeAnswer,
} from "../../src/engine/on-call-ports.ts";
import type { Rota } from "../../src/engine/ports.ts";
import type { Message } from "../../src/views/blocks.ts";
import { onCallMessage } from "../../src/views/on-call.ts";
import {
  coverAnswer,
  coverAsked,
  covered,
  coverLate,
  notCovered,
  takeAnswer,
} from "../../src/views/on-call-cover.ts";
import {
  changed,
  findings,
  groupNotKept,
  handOver,
  notPosted,
  week,
} from "../../src/views/on-call-digest.ts";
import type { State } from "./every-view.ts";

type Shown = readonly (readonly [string, Message])[];

const ANN = "U0ANN" as SlackUserId;
const BEN = "U0BEN" as SlackUserId;
const MANY = 40;

function many<T>(one: T): readonly T[] {
  return Array.from({ length: MANY }, () => one);
}

/** What on-call says, with the same words wherever people or PagerDuty choose them, and many of each. */
export function onCallMessages({ profile, incident, typed, now }: State): Shown {
  const person = { name: typed, email: typed };
  const rota = aRota(typed, now);
  const shift: Shift = { policy: typed, people: many(person), since: now - 1, until: null };
  const change: Change = { policy: typed, before: shift, now: many(person), at: now, rota };
  const digest = aDigest({ number: incident.number, title: typed, severity: typed, channel: "C0INC7" }, now);
  const seen: RotaSeen = { kind: "last-known", rota, at: now - 1, why: typed };
  const shifts = many({ ...shift, until: now });
  const look = {
    policies: profile.escalation,
    profile,
    seen: new Map(
      profile.escalation.flatMap(({ steps }) =>
        steps.flatMap(({ page }) => (page.kind === "pagerduty" ? [[page.policy, seen] as const] : [])),
      ),
    ),
    onSchedules: new Map(),
    membersOf: () => many(ANN),
    now,
  };
  return [
    ["on call", onCallMessage(look)],
    ["change of on-call", changed(change, digest)],
    ["nobody on call", changed({ ...change, now: [] }, digest)],
    ["hand-over", handOver(change, digest)],
    ["week", week({ digest, shifts, coming: many({ policy: typed, seen }) }, profile)],
    ["findings", findings(many({ key: typed, part: typed, state: "fault" as const, says: typed }))],
    ...problems(typed),
    ...covers(aCover(typed, now), typed),
  ];
}

function aRota(typed: string, now: number): Rota {
  const people = many({ name: typed, email: typed });
  const level = {
    level: 1,
    people,
    escalatesAfterMinutes: 5,
    schedules: [{ id: typed, name: typed }],
    next: { at: now, people },
  };
  return { policy: typed, url: typed, levels: many(level) };
}

function aDigest(named: Named, now: number): Digest {
  return {
    from: now - 1,
    to: now,
    declared: many(named),
    privateDeclared: 2,
    bySeverity: many({ severity: named.severity, count: 3 }),
    open: many(named),
    undone: many({ ...named, what: { kind: "unacknowledged" as const } }),
    missed: many({ ...named, promise: "response" as const }),
    promises: { kept: 1, missed: 2 },
    pages: {
      count: 3,
      atNight: 1,
      byPerson: many({ name: named.title, count: 1 }),
      byHour: Array.from({ length: 24 }, (_, hour) => ({ hour, count: 1 })),
    },
  };
}

function aCover(typed: string, now: number): Cover {
  return {
    id: "1.2.3",
    policy: typed,
    schedule: { id: typed, name: typed },
    askedBy: ANN,
    askedAt: now,
    until: now,
    channel: typed,
    taken: { by: BEN, email: typed, at: now },
    overrideId: typed,
  };
}

function problems(typed: string): Shown {
  const problem = { reason: typed, cure: typed };
  const rooms: readonly Recipient[] = [
    { kind: "channel", channel: typed },
    { kind: "person", user: ANN },
  ];
  return [
    ["group not kept", groupNotKept(typed, problem)],
    ...rooms.map((to) => [`not posted to a ${to.kind}`, notPosted(to, problem)] as const),
  ];
}

function covers(cover: Cover, typed: string): Shown {
  const problem = { reason: typed, cure: typed };
  const answers: readonly CoverAnswer[] = [
    { kind: "asked", cover },
    { kind: "taken", cover },
    { kind: "off" },
    { kind: "unreachable", ...problem },
    { kind: "no-policy" },
    { kind: "unknown-place", typed, known: many(typed) },
    { kind: "not-on-call", direct: true, now: many(typed) },
    { kind: "several", places: many(typed) },
    { kind: "no-schedule", policy: typed, url: typed },
    { kind: "already-on-call", user: BEN },
    { kind: "not-in-pagerduty", user: BEN },
  ];
  const takes: readonly TakeAnswer[] = [
    { kind: "taken", cover },
    { kind: "taken", cover: { ...cover, overrideId: null } },
    { kind: "no-cover" },
    { kind: "own", cover },
    { kind: "over", cover },
    { kind: "too-late", cover },
    { kind: "not-in-pagerduty", user: BEN },
    { kind: "unreachable", ...problem },
  ];
  return [
    ["cover asked", coverAsked(cover)],
    ...(["coverer", "asker", "channel"] as const).map(
      (reader) => [`covered, to the ${reader}`, covered(cover, typed, reader)] as const,
    ),
    ["not covered", notCovered(cover, problem)],
    ["cover late", coverLate(cover, problem)],
    ...answers.map((answer) => [`cover ${answer.kind}`, coverAnswer(answer, "/ops cover me")] as const),
    ...takes.map((answer) => [`take ${answer.kind}`, takeAnswer(answer)] as const),
  ];
}
