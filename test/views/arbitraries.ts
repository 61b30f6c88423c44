import fc from "fast-check";
import type { EffectId, IncidentId, SlackChannelId, SlackUserId } from "../../src/domain/ids.ts";
import type {
  Actor,
  Incident,
  IncidentCommand,
  IncidentEvent,
  OpenTrouble,
  Page,
  RecordedEvent,
  Refusal,
} from "../../src/domain/incident/incident.ts";
import { PHASES, type Profile, type Severity, type Target } from "../../src/domain/profile.ts";
import { aProfile } from "../support/profile.ts";

// Every state a view may meet, the unlikely ones first. What people may write contains what people do write when they
// want to wake everybody or send them elsewhere.

export const NASTY = [
  "<!channel>",
  "<!here|here>",
  "<!subteam^S0EVIL|@ops>",
  "<!date^0^x|now>",
  "<@U0EVIL>",
  "<@U0EVIL|boss>",
  "<#C0EVIL|general>",
  "<https://evil.example/login|https://bank.example>",
  "[bank](https://evil.example)",
  "[bank]: https://evil.example",
  "![x](https://evil.example/x.png)",
  "@channel @here @everyone",
  "```\n# Root cause\n```",
  "\n## Root cause\nsabotage",
  "> quoted\n- [x] done",
  "&lt;!channel&gt; & <b>",
  "<".repeat(300),
  "&".repeat(300),
  '"\\"'.repeat(200),
  "\u202egnp.exe\u0000\u0007",
  "👩‍👩‍👧‍👦".repeat(60),
  "\ud83d",
  "| a | b |\n|---|---|",
  "   ",
  "*_~`",
];

/** The sweep for "paged" looks at our words, so people do not write it here. */
const unpaged = (text: string): string => text.replace(/paged/gi, "woken");

/** Text of people, up to `max` characters; now and then as long as allowed. */
export function text(max: number): fc.Arbitrary<string> {
  const nasty = fc.constantFrom(...NASTY).map((part) => part.slice(0, max));
  const mixed = fc.array(fc.oneof(nasty, fc.string({ unit: "grapheme", maxLength: 40 })), { maxLength: 6 });
  const long = nasty.map((part) => (part || "x").repeat(Math.ceil(max / (part.length || 1))).slice(0, max));
  return fc
    .oneof(
      { weight: 6, arbitrary: mixed.map((parts) => parts.join(" ").slice(0, max)) },
      { weight: 1, arbitrary: long },
    )
    .map(unpaged);
}

const word = (max: number) => text(max).map((given) => given.trim() || "word");
const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });
const user = fc.constantFrom("U0ANN", "U0BEN", "U0CAT", "W0DAN").map((id) => id as SlackUserId);
const channelId = fc.constantFrom("C0INC7", "G0PRIV").map((id) => id as SlackChannelId);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const url = maybe(
  fc.oneof(
    fc.constant("https://sandbox.example.com/incidents/Q1?a=1&b=2"),
    fc.constant("javascript:alert(1)"),
    fc.constant("https://x.example/|evil>"),
    fc.constant(`https://x.example/${"y".repeat(3000)}`),
  ),
);
const kind = fc.constantFrom("page", "create-channel", "invite", "post", "share-postmortem", "set-topic");
const effect = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), kind, fc.string({ maxLength: 40 }))
  .map(([version, of, what]) => `0193a1c2-7a00-7000-8000-000000000007/${version}/${of}/${what}` as EffectId);
const what = fc.constantFrom(
  "page the *on-call* policy",
  "invite <@U0BEN>",
  `invite ${"<@U0BEN> ".repeat(80)}`,
  "make the channel of INC-7",
);
const state = fc.constantFrom("retrying" as const, "failed" as const);
const trouble = fc.record({ reason: text(2000), cure: text(2000) });
const actor: fc.Arbitrary<Actor> = fc.oneof(
  user.map((one) => ({ kind: "person" as const, user: one })),
  fc.constant({ kind: "tocsin" as const }),
);

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.integer({ min: 60_000, max: 604_800_000 }).map((ms) => ({ kind: "elapsed" as const, ms })),
  fc.integer({ min: 60_000, max: 86_400_000 }).map((ms) => ({ kind: "business" as const, ms })),
  fc.constant({ kind: "next-business-day" as const }),
);

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

const via = fc.constantFrom("policy" as const, "routing-key" as const);

const page: fc.Arbitrary<Page> = fc.record({
  effect,
  policy: word(80),
  requestedAt: instant,
  acceptedAt: maybe(instant),
  pagerDutyId: fc.constant("Q1"),
  url,
  via,
  givenUpAt: maybe(instant),
  over: fc.boolean(),
});

const openTrouble: fc.Arbitrary<OpenTrouble> = fc
  .record({ effect, kind, what, since: instant, state, trouble })
  .map(({ trouble: words, ...rest }) => ({ ...rest, ...words }) as OpenTrouble);

const posted = fc.record({ channel: channelId, ts: fc.constant("1763283600.000100") });

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
  }),
  "declared-again": fc.record({ by: user }),
  "page-requested": fc.record({ effect, policy: word(60), why: maybe(text(2000)) }),
  "page-accepted": fc.record({ effect, policy: word(60), pagerDutyId: fc.constant("Q1"), url, via }),
  "page-withdrawn": fc.record({ effect, policy: word(60), why: text(2000) }),
  "channel-created": fc.record({ channel: channelId, name: fc.constant("inc-7") }),
  "card-posted": posted,
  announced: posted,
  acknowledged: fc.record({}),
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
  }),
  "update-posted": fc.record({ message: text(40_000) }),
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
  "effect-retried": fc.record(effectWords),
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

const unknownReason = fc.constantFrom(
  "unknown-severity" as const,
  "unknown-status" as const,
  "unknown-component" as const,
  "unknown-role" as const,
  "unknown-policy" as const,
);

/** Every reason to refuse. */
export function refusal(one: Incident): fc.Arbitrary<Refusal> {
  return fc.oneof<fc.Arbitrary<Refusal>[]>(
    fc
      .constantFrom("channel" as const, "title" as const)
      .map((because) => ({ reason: "already-declared", incident: one, because })),
    fc.record({ reason: unknownReason, typed: text(3000), nearest: fc.array(word(60), { maxLength: 9 }) }),
    fc.record({ reason: fc.constant("not-open" as const), status: word(60) }),
    fc.record({
      reason: fc.constant("already-there" as const),
      what: fc.constantFrom("status" as const, "severity" as const, "role" as const, "acknowledged" as const),
      value: word(80),
    }),
    fc.record({
      reason: fc.constantFrom("title-too-long" as const, "text-too-long" as const),
      length: fc.nat(),
      limit: fc.nat(),
    }),
    fc
      .constantFrom(
        "no-title" as const,
        "not-resolved" as const,
        "not-closed" as const,
        "use-resolve" as const,
        "empty-text" as const,
        "nothing-to-retry" as const,
        "no-such-incident" as const,
      )
      .map((reason) => ({ reason })),
  );
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
    },
    { type: "change-status", status: given, message: given },
    { type: "change-severity", severity: given, why: given },
    { type: "acknowledge" },
    { type: "post-update", message: given },
    { type: "add-note", text: given, author: who, saidAt: 0, source: "pin", permalink: null },
    { type: "assign-role", role: given, user: who },
    { type: "page", policy: given, why: given },
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
