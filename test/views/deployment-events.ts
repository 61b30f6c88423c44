import type { AskedCommand } from "../../src/domain/deployment/command.ts";
import type { Deployment } from "../../src/domain/deployment/deployment.ts";
import type { DeploymentEvent, EndPhase } from "../../src/domain/deployment/event.ts";
import type { Gate } from "../../src/domain/deployment/gates.ts";
import type { EffectId, SlackChannelId, SlackUserId } from "../../src/domain/ids.ts";

// One event and one command of every type, with the same words wherever people or GitHub choose them.

const ANN = "U0ANN" as SlackUserId;
const BEN = "U0BEN" as SlackUserId;
const EFFECT = "0193a1c2-7a00-7000-8000-000000000012/3/start-run/1" as EffectId;
const GATES: readonly Gate["kind"][] = ["lock", "checks", "approvals"];
const ENDS: readonly EndPhase[] = [
  "verified",
  "failed",
  "cancelled",
  "rejected",
  "expired",
  "superseded",
  "shown",
];

/** `typed` is what somebody wrote, `url` what GitHub says is an address. */
export function everyEvent(typed: string, url: string, of: Deployment): readonly DeploymentEvent[] {
  const at = of.requestedAt;
  const step = of.steps[0]?.key ?? "1";
  const to = { ref: typed, sha: "c".repeat(40), title: typed, author: typed, url, at };
  const outlook = { at, change: null, checks: [] };
  return [
    { ...PROPOSED, kind: of.kind, service: typed, environment: typed, why: typed, ref: typed, expireAt: at },
    { type: "look-asked", purpose: "proposal", effect: EFFECT },
    { type: "looked-up", pinned: to, outlook },
    { type: "looked-up", pinned: null, outlook },
    { type: "look-failed", purpose: "start", reason: typed, cure: typed },
    { type: "ref-moved", from: "b".repeat(40), to, outlook, withdrawn: [ANN, BEN] },
    { type: "ref-moved", from: "b".repeat(40), to, outlook, withdrawn: [] },
    { type: "approvals-lapsed", users: [ANN, BEN] },
    { type: "ticked", item: 0, on: true, user: ANN },
    { type: "ticked", item: 99, on: false, user: ANN },
    { type: "database-chosen", back: true, withdrawn: [ANN] },
    { type: "database-chosen", back: false, withdrawn: [] },
    { type: "approved", user: BEN },
    { type: "glass-broken", user: ANN, isRequester: false, why: typed, gates: GATES },
    { type: "glass-seconded", user: BEN, gates: GATES },
    { type: "queued", behind: 11 },
    { type: "cleared", passedOver: [] },
    { type: "cleared", passedOver: GATES },
    { type: "stopped-at-gate", gates: GATES },
    ...runEvents(typed, url, step),
    ...ENDS.map(
      (as) => ({ type: "ended", as, why: typed, step, watch: { until: at, firstAt: at } }) as const,
    ),
    { type: "ended", as: "failed", why: typed, step: null, watch: null },
    { type: "sample-asked", effect: EFFECT, nextAt: at },
    { type: "sampled", bad: { [typed]: 2 }, measured: { [typed]: typed }, takenAt: at },
    { type: "watch-inconclusive", triggers: Array.from({ length: 20 }, () => typed) },
    { type: "watch-tripped", why: typed, answer: "propose" },
    { type: "watch-tripped", why: typed, answer: "act" },
    { type: "watch-ended" },
    { type: "cancel-asked", why: typed },
    { type: "card-posted", channel: "C0INC7" as SlackChannelId, ts: "1.1" },
    { ...TROUBLE, kind: "look-up", reason: typed, cure: typed, state: "failed" },
    { ...TROUBLE, kind: "start-run", reason: typed, cure: "", state: "retrying" },
    { type: "cured", effect: EFFECT },
    { type: "retried", effect: EFFECT },
  ];
}

const PROPOSED = {
  type: "proposed",
  number: 12,
  profileHash: "h1",
  subject: null,
  places: [],
  dryRun: true,
  requestedBy: ANN,
  requestedIn: null,
  backTo: null,
  database: null,
  restoreTo: null,
  steps: [],
  checklist: [],
  needed: 1,
  from: [],
} as const;

const TROUBLE = { type: "troubled", effect: EFFECT, what: "ask <@U0BEN> about *it*" } as const;

function runEvents(typed: string, url: string, step: string): readonly DeploymentEvent[] {
  const job = { name: typed, state: "failed", step: typed, done: 1, of: 2 } as const;
  return [
    { type: "step-begun", step, effect: EFFECT, again: false },
    { type: "step-begun", step, effect: EFFECT, again: true },
    { type: "start-told", step, started: { kind: "started", runId: "100", url } },
    { type: "start-told", step, started: { kind: "accepted" } },
    { type: "start-told", step, started: { kind: "doubtful", reason: typed } },
    { type: "start-told", step, started: { kind: "refused", reason: typed, cure: typed } },
    { type: "run-found", step, runId: "100", url },
    { type: "run-lost", step },
    { type: "looking-again", step },
    { type: "stray-run-found", step, effect: EFFECT, runId: "100", url },
    { type: "run-progressed", step, attempt: 2, jobs: [job, job], toldAt: 0 },
    { type: "run-silent", step, sinceMs: 600_000 },
    { type: "step-succeeded", step, told: Array.from({ length: 20 }, () => typed) },
    { type: "step-failed", step, reason: typed, cure: typed },
    { type: "step-failed", step: "gone", reason: typed, cure: null },
    { type: "step-cancelled", step, reason: typed },
    { type: "undoing", step, steps: [] },
  ];
}

/** What people may ask of one. */
export function everyCommand(typed: string): readonly AskedCommand[] {
  return [
    {
      type: "propose",
      kind: "deploy",
      service: typed,
      environment: typed,
      subject: null,
      ref: typed,
      why: typed,
      dryRun: false,
      database: null,
      restoreTo: null,
      requestedIn: null,
      for: null,
    },
    { type: "approve", sha: null },
    { type: "reject", why: typed },
    { type: "cancel", why: typed },
    { type: "tick", item: 0, on: true },
    { type: "choose-database", back: true },
    { type: "break-glass", why: typed, sha: null },
    { type: "check-again" },
    { type: "start-anyway" },
    { type: "try-again", effect: EFFECT },
    { type: "look-again" },
    { type: "time-due" },
  ];
}
