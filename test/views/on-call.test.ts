import { describe, expect, it } from "vitest";
import type { SlackUserId } from "../../src/domain/ids.ts";
import { digestOf } from "../../src/domain/on-call/digest.ts";
import type { Cover, CoverAnswer } from "../../src/engine/on-call-ports.ts";
import type { Message } from "../../src/views/blocks.ts";
import { onCallMessage } from "../../src/views/on-call.ts";
import { coverAnswer, coverAsked, covered, coverLate, notCovered } from "../../src/views/on-call-cover.ts";
import {
  changed,
  findings,
  groupNotKept,
  handOver,
  notPosted,
  week,
} from "../../src/views/on-call-digest.ts";
import { ANN, aClock, anIncident, aPage, BEN, NINE } from "../support/incident.ts";
import { AMARA, aRota } from "../support/on-call.ts";
import { aPolicy, aProfile } from "../support/profile.ts";
import { shown, verbs } from "./shown.ts";

const EVIL = "<!channel> <https://evil.example.com|click> *x* @here";
const problem = { reason: EVIL, cure: EVIL };
const profile = aProfile();
const cover: Cover = {
  id: "t1",
  policy: EVIL,
  schedule: { id: "P1", name: EVIL },
  askedBy: ANN,
  askedAt: NINE,
  until: NINE + 3_600_000,
  channel: "on-call",
  taken: { by: BEN, email: "ben@example.com", at: NINE },
  overrideId: null,
};
const many = Array.from({ length: 60 }, (_, at) =>
  anIncident({
    number: at + 1,
    title: EVIL.repeat(9),
    severity: "P1",
    clocks: [aClock()],
    pages: [aPage({ acceptedAt: NINE, notified: [{ name: EVIL, at: NINE, how: null }] })],
  }),
);
const digest = digestOf({ incidents: many, privateDeclared: 3 }, { from: NINE, to: NINE + 9e7 }, profile);
const person = { name: EVIL, email: null };
const before = { policy: EVIL, people: [person], since: NINE, until: null };
const rota = aRota([person], { next: { at: NINE + 9e6, people: [person] } });
const change = { policy: EVIL, before, now: [person], at: NINE, rota };
const answers: readonly CoverAnswer[] = [
  { kind: "asked", cover },
  { kind: "taken", cover },
  { kind: "off" },
  { kind: "unreachable", ...problem },
  { kind: "no-policy" },
  { kind: "unknown-place", typed: EVIL, known: [EVIL] },
  { kind: "not-on-call", direct: true, now: [EVIL] },
  { kind: "several", places: [EVIL, EVIL] },
  { kind: "no-schedule", policy: EVIL, url: "https://pd.example.com/1" },
  { kind: "already-on-call", user: BEN },
  { kind: "not-in-pagerduty", user: BEN },
];
const policies = Array.from({ length: 60 }, (_, at) => aPolicy(`${EVIL}${at}`));
const look = {
  policies,
  profile,
  seen: new Map([["on-call", { kind: "last-known", rota, at: NINE, why: EVIL } as const]]),
  onSchedules: new Map(),
  membersOf: () => ["U1" as SlackUserId],
  now: NINE,
};

const EVERY: Readonly<Record<string, Message>> = {
  look: onCallMessage(look),
  asked: coverAsked(cover),
  coverer: covered(cover, EVIL, "coverer"),
  asker: covered(cover, EVIL, "asker"),
  channel: covered(cover, EVIL, "channel"),
  not: notCovered(cover, problem),
  late: coverLate(cover, problem),
  changed: changed(change, digest),
  "nobody now": changed({ ...change, now: [] }, digest),
  handOver: handOver(change, digest),
  week: week(
    {
      digest,
      shifts: [before],
      coming: [{ policy: EVIL, seen: { kind: "fresh", rota } }],
    },
    profile,
  ),
  findings: findings(
    Array.from({ length: 90 }, (_, at) => ({
      key: `${at}`,
      part: EVIL,
      state: "fault",
      says: EVIL.repeat(30),
    })),
  ),
  group: groupNotKept(EVIL, problem),
  "not posted": notPosted({ kind: "channel", channel: EVIL }, problem),
  ...Object.fromEntries(
    answers.map((answer) => [`answer ${answer.kind}`, coverAnswer(answer, "/ops cover")]),
  ),
};

describe("every message of on-call", () => {
  it.each(Object.entries(EVERY))(
    "%s: fits into one Slack message, and nobody's text becomes a command",
    (_name, message) => {
      const json = JSON.stringify(message.blocks);
      expect(message.blocks.length).toBeLessThanOrEqual(50);
      expect(json.length).toBeLessThan(10_000);
      expect(json + message.text).not.toMatch(/<!(channel|here|everyone)/);
      expect(json + message.text).not.toContain("<https://evil");
    },
  );
});

describe("what is claimed", () => {
  it("is a cover only with PagerDuty's receipt", () => {
    expect(shown(coverAsked(cover))).not.toMatch(/is on call|covers /);
    expect(verbs(coverAsked(cover))).toEqual(["I cover"]);
    expect(shown(coverLate(cover, problem))).toContain("Not covered yet");
    expect(shown(coverAnswer({ kind: "taken", cover }, ""))).toContain("once PagerDuty has written it");
    expect(shown(covered(cover, "OVR1", "asker"))).toContain("is on call in your place");
  });

  it("counts private incidents and names none", () => {
    expect(shown(changed(change, digest))).toContain("3 private");
  });

  it("is a quiet shift in one line", () => {
    const quiet = digestOf({ incidents: [], privateDeclared: 0 }, { from: NINE, to: NINE + 1 }, profile);
    const said = shown(changed({ ...change, now: [AMARA], rota: aRota([AMARA]) }, quiet));
    expect(said).toContain("No incident was declared. No page went out.");
    expect(said).not.toContain("Still open");
  });

  it("shows every level of a policy that PagerDuty runs", () => {
    const levels = [rota.levels, aRota([AMARA], { level: 2 }).levels].flat();
    const seen = new Map([["on-call", { kind: "fresh", rota: { ...rota, levels } } as const]]);
    const said = shown(onCallMessage({ ...look, policies: [aPolicy("one", { runBy: "pagerduty" })], seen }));
    expect(said).toContain("level 2: now Amara");
  });
});
