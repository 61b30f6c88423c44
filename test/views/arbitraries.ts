import fc from "fast-check";
import type { EffectId, IncidentId, SlackUserId } from "../../src/domain/ids.ts";
import type { IncidentCommand } from "../../src/domain/incident/command.ts";
import type { Incident, OpenTrouble } from "../../src/domain/incident/incident.ts";
import { PHASES, type Profile, type Severity } from "../../src/domain/profile.ts";
import { aProfile } from "../support/profile.ts";
import { clock, page, policy, rhythm, run, suspect } from "./arbitrary-paging.ts";
import {
  actor,
  channelId,
  effect,
  instant,
  kind,
  maybe,
  posted,
  state,
  target,
  text,
  trouble,
  url,
  user,
  what,
  word,
} from "./arbitrary-words.ts";

// Manuals and incidents of every shape, and every command.

const severity = (rank: number): fc.Arbitrary<Severity> =>
  fc.record({
    label: word(60).map((label) => `${rank} ${label}`.slice(0, 60)),
    name: word(60),
    rank: fc.constant(rank),
    criteria: fc.array(text(300), { maxLength: 8 }),
    respond: maybe(target),
    resolve: maybe(target),
    page: fc.boolean(),
    escalation: maybe(fc.constant("default")),
    invite: fc.constant([]),
    updateEveryMs: maybe(fc.integer({ min: 60_000, max: 86_400_000 })),
    postmortem: fc.constantFrom("required", "optional", "none"),
  });

const severities = fc
  .integer({ min: 1, max: 9 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => severity(index + 1))));

const statuses = fc.array(word(60), { minLength: 5, maxLength: 20 }).map((labels) =>
  labels.map((label, index) => ({
    label: `${index} ${label}`.slice(0, 60),
    phase: PHASES[Math.min(4, Math.floor((index * 5) / labels.length))] ?? "declared",
  })),
);

const roles = fc.uniqueArray(
  fc.record({
    key: fc.stringMatching(/^[a-z-]{1,40}$/),
    name: word(120),
    duty: text(300),
    from: fc.constant(null),
  }),
  { maxLength: 20, selector: (role) => role.key },
);

const services = fc.array(
  fc.record({ key: word(60), name: word(80), components: fc.array(word(80), { maxLength: 12 }) }),
  { maxLength: 6 },
);

/** Manuals of every shape. */
export const profile: fc.Arbitrary<Profile> = fc
  .record({
    severities,
    statuses,
    roles,
    services,
    organisation: word(200),
    mention: word(30),
    policies: fc.array(policy, { maxLength: 5 }),
    calendar: fc.boolean(),
  })
  .map((drawn) => {
    const base = aProfile();
    const [service] = base.services;
    return {
      ...base,
      organisation: drawn.organisation,
      calendar: drawn.calendar ? base.calendar : null,
      severities: drawn.severities,
      defaultSeverity: drawn.severities[0]?.label ?? "P3",
      statuses: drawn.statuses,
      roles: drawn.roles,
      escalation: [...base.escalation, ...drawn.policies],
      services: service === undefined ? [] : drawn.services.map((given) => ({ ...service, ...given })),
      postmortem: {
        dueMs: 172_800_000,
        actionRules: [
          {
            timelineMentions: drawn.mention,
            action: drawn.mention,
            owner: null,
            dueMs: null,
            priority: "low",
          },
          ...base.postmortem.actionRules,
        ],
      },
    };
  });

const openTrouble: fc.Arbitrary<OpenTrouble> = fc
  .record({ effect, kind, what, since: instant, state, trouble })
  .map(({ trouble: words, ...rest }) => ({ ...rest, ...words }) as OpenTrouble);

/** Incidents in every phase, under the manual or under one that has changed since. */
export function incident(manual: Profile): fc.Arbitrary<Incident> {
  const rolesHeld = fc.dictionary(
    fc.oneof(fc.constantFrom("gone-role", "__proto__x", ...manual.roles.map((role) => role.key))),
    user,
    { maxKeys: 8 },
  );
  return fc.record({
    id: fc.constant("0193a1c2-7a00-7000-8000-000000000007" as IncidentId),
    number: fc.integer({ min: 1, max: 9_999_999 }),
    version: fc.nat(),
    profileHash: fc.constantFrom(manual.hash, "0ther"),
    title: word(200),
    description: maybe(text(40_000)),
    severity: fc.constantFrom("Gone <!channel>", ...manual.severities.map((one) => one.label)),
    rank: fc.integer({ min: 1, max: 9 }),
    status: fc.constantFrom("gone & forgotten", ...manual.statuses.map((one) => one.label)),
    phase: fc.constantFrom(...PHASES),
    service: maybe(fc.constantFrom("gone", ...manual.services.map((one) => one.key))),
    component: maybe(word(80)),
    private: fc.boolean(),
    drill: fc.boolean(),
    declaredBy: user,
    declaredAt: instant,
    declaredIn: maybe(channelId),
    channel: maybe(fc.record({ id: channelId, name: fc.constant("inc-7") })),
    card: maybe(posted),
    announcement: maybe(posted),
    roles: rolesHeld,
    participants: fc.array(user, { maxLength: 200 }),
    pages: fc.array(page, { maxLength: 12 }),
    escalations: fc.array(run, { maxLength: 8 }),
    pagedRank: fc.constant(null),
    clocks: fc.array(clock, { maxLength: 12 }),
    paused: maybe(fc.record({ since: instant, by: actor, why: text(2000) })),
    updates: rhythm,
    suspect: maybe(suspect),
    nudged: fc.record({ commander: fc.boolean(), severity: fc.boolean(), quietAt: maybe(instant) }),
    severityChosen: fc.boolean(),
    lastSignAt: instant,
    troubles: fc.array(openTrouble, { maxLength: 25 }),
    lastUpdate: maybe(fc.record({ at: instant, by: actor, text: text(40_000) })),
    acknowledgedAt: maybe(instant),
    acknowledgedBy: maybe(user),
    mitigatedAt: maybe(instant),
    resolvedAt: maybe(instant),
    closedAt: maybe(instant),
    postmortem: maybe(fc.record({ fileId: fc.constant("F1"), permalink: url, at: instant })),
  });
}

/** One command of every type. */
export function commands(given: string, who: SlackUserId, id: EffectId): readonly IncidentCommand[] {
  return [
    {
      type: "declare",
      title: given,
      description: given,
      severity: null,
      component: null,
      private: false,
      drill: false,
      declaredIn: null,
      from: null,
      page: null,
    },
    { type: "change-status", status: given, message: given },
    { type: "change-severity", severity: given, why: given },
    { type: "acknowledge", page: null },
    { type: "escalate", why: given },
    { type: "hold", forMs: 600_000, why: given },
    { type: "pause-clocks", why: given },
    { type: "resume-clocks" },
    { type: "snooze-update", forMs: 600_000 },
    { type: "talk" },
    { type: "time-due", away: null },
    { type: "skip-step", page: id, why: given },
    { type: "post-update", message: given, nextInMs: null },
    { type: "add-note", text: given, author: who, saidAt: 0, source: "pin", permalink: null },
    { type: "assign-role", role: given, user: who },
    { type: "page", policy: given, user: null, why: given },
    { type: "page", policy: null, user: who, why: given },
    { type: "resolve", message: given },
    { type: "close" },
    { type: "reopen", why: given },
    { type: "draft-postmortem" },
    { type: "join", user: who },
    { type: "leave", user: who },
    { type: "try-again", effect: id },
    { type: "waive", effect: id, why: given },
  ];
}
