import type { IncidentEvent } from "../../src/domain/incident/event.ts";
import {
  ANN,
  anIncident,
  aPage,
  aRun,
  BEN,
  CAT,
  effectId,
  MINUTE,
  NINE,
  person,
} from "../support/incident.ts";
import { aChain, aPolicy, aProfile, leads } from "../support/profile.ts";

// Every sentence about pages, escalations and clocks, as it is read at three in the morning. The chain is on-call, the
// incident commander, lead@example.com; all events are Ann's.

const FIRST = effectId(3, "page/leads");
const SECOND = effectId(5, "page/leads");
const AT = "<!date^1794819600^{date_short_pretty} {time}|2026-11-16 09:00 UTC>";

export const SCENE_PROFILE = aProfile({ escalation: [leads, aPolicy("vendors", { name: "The vendors" })] });

export const SCENE_INCIDENT = anIncident({
  pages: [
    aPage({ effect: FIRST, policy: "leads" }),
    aPage({ effect: SECOND, policy: "leads", step: 1, target: { kind: "role", role: "incident-commander" } }),
  ],
  escalations: [
    aRun({
      policy: "leads",
      chain: aChain({ ...leads, acknowledgements: 2 }),
      acknowledgements: [{ by: person(ANN), at: NINE }],
    }),
  ],
});

const requested = {
  type: "page-requested",
  effect: SECOND,
  policy: "leads",
  why: null,
  escalation: "2",
  step: 1,
  round: 1,
  target: { kind: "role", role: "incident-commander" },
  cause: "unanswered",
  nextAt: NINE + 10 * MINUTE,
  lateMs: 0,
} as const;
const accepted = {
  type: "page-accepted",
  effect: FIRST,
  policy: "leads",
  pagerDutyId: "Q1",
  url: "https://pd.example.com/Q1",
  via: "policy",
  unknown: [],
  afterMs: 900,
} as const;
const first = { effect: FIRST, policy: "leads" } as const;
const run = { escalation: "2", policy: "leads" } as const;
const begun = {
  type: "escalation-begun",
  policy: "leads",
  chain: leads,
  from: 0,
  to: 2,
  startsAt: NINE,
  why: null,
  cause: "declared",
  pagedRank: 1,
} as const;

export const PAGING_SENTENCES: readonly (readonly [IncidentEvent, string])[] = [
  [
    { ...requested, cause: "begun", why: "need a DBA", target: { kind: "pagerduty", policy: "on-call" } },
    "Page to *on-call* requested by <@U0ANN>: need a DBA",
  ],
  [requested, "Nobody answered, so the next step: page to *the incident commander* requested"],
  [
    { ...requested, lateMs: 3 * MINUTE },
    "Nobody answered, so the next step: page to *the incident commander* requested, 3 minutes late",
  ],
  [
    { ...requested, step: 0, round: 2, target: { kind: "pagerduty", policy: "on-call" } },
    "Nobody answered, so round 2 begins: page to *on-call* requested",
  ],
  [
    { ...requested, cause: "asked", target: { kind: "user", user: BEN } },
    "Sooner, as asked: page to <@U0BEN> requested by <@U0ANN>",
  ],
  [
    { ...requested, cause: "unproven", target: { kind: "schedule", schedule: "Primary" } },
    "Nothing shows that anybody was called, so the next step: page to *the Primary schedule* requested",
  ],
  [
    { ...requested, cause: "skipped", target: { kind: "group", group: "operators" } },
    "Nobody could be reached there, so the next step at once: page to *operators* requested",
  ],
  [
    { ...requested, cause: "response-missed", target: { kind: "people", emails: ["a@x.io", "b@x.io"] } },
    "The response target is missed, so the next step: page to *a@x.io and b@x.io* requested",
  ],
  [
    { ...requested, cause: "expired", target: { kind: "role", role: "CTO" } },
    "The acknowledgement counts no more, so it begins again: page to *the CTO* requested",
  ],
  [accepted, "📟 Paged *on-call*: PagerDuty accepted (<https://pd.example.com/Q1|open in PagerDuty>)"],
  [
    { ...accepted, url: null, afterMs: 4 * MINUTE, unknown: ["eva@example.com"] },
    "📟 Paged *on-call*: PagerDuty accepted, 4 minutes after the request; PagerDuty does not know eva@example.com, that person is asked through Slack",
  ],
  [
    { ...accepted, effect: SECOND, url: null, via: "routing-key" },
    "📟 Page to *the incident commander*: PagerDuty accepted the event; the service behind the routing key decides who is called",
  ],
  [
    {
      type: "page-withdrawn",
      ...first,
      target: { kind: "pagerduty", policy: "on-call" },
      why: "the incident was resolved first",
    },
    "Page to *on-call* withdrawn, it calls nobody: the incident was resolved first",
  ],
  [
    {
      type: "page-notified",
      ...first,
      notified: [
        { name: "Ben", at: NINE, how: "push" },
        { name: "Ann", at: NINE, how: null },
      ],
    },
    "🔔 Page to *on-call*: PagerDuty notified Ben (push) and Ann",
  ],
  [
    { type: "page-escalated", ...first, level: { level: 2, people: ["Ben"], escalatesAt: NINE } },
    `⏭ Page to *on-call*: PagerDuty asks level 2 now: Ben; the next level at ${AT}`,
  ],
  [
    { type: "page-stalled", ...first, stage: "accepted", afterMs: 30_000 },
    "⚠️ Page to *on-call*: PagerDuty has not accepted it 30 seconds after the request; whoever it was to call is asked through Slack",
  ],
  [
    { type: "page-stalled", ...first, stage: "accepted", afterMs: 400 },
    "⚠️ Page to *on-call*: PagerDuty has not taken it; whoever it was to call is asked through Slack",
  ],
  [
    { type: "page-stalled", ...first, stage: "notified", afterMs: 90_000 },
    "⚠️ Page to *on-call*: PagerDuty accepted it, but 1 minute 30 seconds later nothing shows that it called anybody; whoever it was to call is asked through Slack",
  ],
  [{ type: "page-resolved", ...first }, "Page to *on-call* resolved by <@U0ANN> in PagerDuty"],
  [
    { type: "page-unacknowledged", ...first },
    "↩️ Page to *on-call*: its acknowledgement was taken back in PagerDuty, so it may call again",
  ],
  [
    {
      type: "step-skipped",
      effect: effectId(8, "page/gone"),
      policy: "vendors",
      target: { kind: "pagerduty", policy: "vendors" },
      why: "nobody is on call",
    },
    "⏭ Step skipped, *vendors* cannot be reached: nobody is on call",
  ],
  [
    { type: "summoned", page: FIRST, users: [BEN, CAT] },
    "📨 Asked by direct message to take it: <@U0BEN> and <@U0CAT>",
  ],
  [{ type: "summoned", page: FIRST, users: [] }, "📨 Nobody of that step could be asked by direct message"],
  [{ type: "acknowledged", escalations: [], settled: [], page: null }, "🙋 Acknowledged by <@U0ANN>"],
  [
    { type: "acknowledged", escalations: ["2"], settled: ["2"], page: FIRST },
    "🙋 Acknowledged by <@U0ANN> in PagerDuty",
  ],
  [
    { type: "acknowledged", escalations: ["2"], settled: [], page: null },
    "🙋 Acknowledged by <@U0ANN>, 1 of 2 who must; it goes on calling",
  ],
  [
    { ...begun, policy: "nights" },
    `⏭ Escalation waits until ${AT}, when the manual's hours begin: *on-call* → *the incident commander* → *lead@example.com*, 2 rounds`,
  ],
  // Of a run whose beginning is known.
  [
    begun,
    "⏭ Escalation begun by <@U0ANN>: *on-call* → *the incident commander* → *lead@example.com*, 2 rounds",
  ],
  // One person is asked for, and is no chain.
  [
    {
      ...begun,
      chain: aChain({ steps: [{ page: { kind: "user", user: BEN }, timeoutMs: MINUTE }] }),
      to: 0,
      why: "x",
    },
    "⏭ <@U0BEN> is asked for by <@U0ANN>, 3 rounds: x",
  ],
  [
    { type: "escalation-exhausted", ...run, rounds: 2, reached: true, lateMs: 0 },
    "🚨 Nobody answered: the escalation *leads*, 2 rounds, is at its end, and nobody more is called by itself",
  ],
  [
    { type: "escalation-exhausted", ...run, rounds: 1, reached: false, lateMs: 2 * MINUTE },
    "🚨 Nobody could be reached: the escalation *leads* is at its end, and nobody more is called by itself; told 2 minutes late",
  ],
  [
    { type: "escalation-exhausted", escalation: "9", policy: BEN, rounds: 2, reached: true, lateMs: 0 },
    "🚨 Nobody answered: <@U0BEN> was asked for in 2 rounds, and nobody more is called by itself",
  ],
  [{ type: "escalation-stopped", ...run }, "Escalation *leads* stopped: another one takes its place"],
  [
    { type: "escalation-held", ...run, until: NINE, why: "Ben is on his way" },
    `⏸ Escalation *leads* held until ${AT} by <@U0ANN>: Ben is on his way`,
  ],
  [
    { type: "acknowledgement-reminded", escalation: "2", expiresAt: NINE, lateMs: 0 },
    `⏰ <@U0ANN>, still on it? Nothing was said for a while; the acknowledgement counts until ${AT}, then the escalation begins again`,
  ],
  [
    { type: "acknowledgement-expired", ...run, afterMs: 30 * MINUTE },
    "⏰ No sign of life for 30 minutes: the acknowledgement counts no more and the escalation *leads* begins again",
  ],
  [
    { type: "promise-told", what: "resolution", severity: "P1", share: 75, dueAt: NINE, lateMs: 0 },
    `⏳ 75% of the resolution target of P1 has passed; it is due ${AT}`,
  ],
  [
    { type: "promise-told", what: "response", severity: "P1", share: 100, dueAt: NINE, lateMs: 2 * MINUTE },
    `⏰ Missed: the response target of P1 was due ${AT}; told 2 minutes late`,
  ],
  [{ type: "clocks-paused", why: "the vendor has it" }, "⏸ Clocks paused by <@U0ANN>: the vendor has it"],
  [
    {
      type: "clocks-resumed",
      pausedMs: 20 * MINUTE,
      promises: [
        { what: "resolution", target: { kind: "elapsed", ms: 1 }, dueAt: NINE, marks: [NINE, NINE, NINE] },
      ],
    },
    `▶ Clocks resumed by <@U0ANN> after 20 minutes; resolution is now due ${AT}`,
  ],
  [
    { type: "update-asked", dueAt: NINE, nextAt: NINE + MINUTE, lateMs: 0 },
    `📣 An update is due (${AT}): what is known, what is being done, when is the next one?`,
  ],
  [
    { type: "update-snoozed", until: NINE },
    `Update put off once by <@U0ANN>: asked for again ${AT}; the rhythm stays`,
  ],
  [
    { type: "update-posted", message: "Half of them work.", nextAt: NINE },
    `📣 Update by <@U0ANN> (the next by ${AT}): Half of them work.`,
  ],
  [
    {
      type: "deployment-suspected",
      deployment: {
        number: 12,
        service: "api",
        environment: "production",
        at: NINE,
        verified: true,
        by: ANN,
        sha: "a".repeat(40),
        commits: ["Cache prices"],
        commitCount: 3,
        url: null,
      },
    },
    `⏪ #12 api → production was deployed ${AT} with 3 commits: going back may be the shortest way out`,
  ],
  [
    {
      type: "deployment-suspected",
      deployment: {
        number: 12,
        service: "api",
        environment: "production",
        at: NINE,
        verified: false,
        by: ANN,
        sha: "a".repeat(40),
        commits: ["Cache prices"],
        commitCount: null,
        url: null,
      },
    },
    `⏪ #12 api → production failed or was cancelled on its way ${AT}: going back may be the shortest way out`,
  ],
  [{ type: "nudged", about: "commander", lateMs: 0 }, "👉 Nobody is *Incident commander* yet: who takes it?"],
  [
    { type: "nudged", about: "severity", lateMs: 0 },
    "👉 Nobody has chosen the severity, so the manual's *P3* stands: is that right?",
  ],
  [
    { type: "nudged", about: "quiet", lateMs: MINUTE },
    "👉 It has gone quiet here: is it still going on? (asked 1 minute late)",
  ],
  [{ type: "talked" }, "Talk in the channel"],
  [
    { type: "caught-up", away: { from: NINE, to: NINE + 7 * MINUTE }, moved: 1, reminded: 2 },
    "💤 I was away 7 minutes: 1 escalation moved, 2 reminders sent late",
  ],
];
