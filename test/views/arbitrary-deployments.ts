import fc from "fast-check";
import type { PlanStep, StepWork } from "../../src/domain/delivery.ts";
import type { DeploymentRefusal } from "../../src/domain/deployment/decision.ts";
import type {
  Deployment,
  DeploymentId,
  DeploymentKind,
  DeploymentPhase,
  JobProgress,
  Step,
} from "../../src/domain/deployment/deployment.ts";
import type { Freeze, Gate } from "../../src/domain/deployment/gates.ts";
import type { Advice } from "../../src/domain/recovery/advice.ts";
import type { DeploymentScene } from "../../src/engine/deployment-ports.ts";
import type { Hold } from "../../src/engine/deployment-store.ts";
import {
  actor,
  channelId,
  effect,
  instant,
  maybe,
  posted,
  text,
  url,
  user,
  word,
} from "./arbitrary-words.ts";

// Deployments of every shape, the unlikely ones first.

const KINDS: readonly DeploymentKind[] = [
  "deploy",
  "rollback",
  "backup",
  "verify-backup",
  "restore",
  "failover",
];
const PHASES: readonly DeploymentPhase[] = [
  "looking",
  "waiting",
  "queued",
  "confirming",
  "running",
  "undoing",
  "verified",
  "failed",
  "cancelled",
  "rejected",
  "expired",
  "superseded",
  "shown",
];
const STEP_STATES: readonly Step["state"][] = [
  "pending",
  "starting",
  "doubtful",
  "lost",
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "skipped",
];

const sha = fc.constantFrom("a".repeat(40), "b".repeat(40), "0123456789".repeat(4));
const link = url.map((one) => one ?? "");
const ms = fc.integer({ min: 0, max: 30 * 86_400_000 });
const count = fc.integer({ min: 0, max: 5000 });
const names = fc.array(word(200), { maxLength: 40 });

const work: fc.Arbitrary<StepWork> = fc.oneof(
  fc.record({
    kind: fc.constant("run" as const),
    service: word(60),
    environment: word(60),
    repository: word(140),
    workflow: word(100),
    inputs: fc.dictionary(word(60), text(400), { maxKeys: 25 }),
    ledger: fc.constant(null),
    silentAfterMs: ms,
  }),
  fc.record({
    kind: fc.constant("health" as const),
    checks: fc.array(fc.record({ name: word(100), url: word(200) }), { maxLength: 20 }),
    withinMs: ms,
  }),
  fc.record({ kind: fc.constant("wait" as const), ms }),
);

const planStep: fc.Arbitrary<PlanStep> = fc.record({
  name: word(200),
  does: work,
  onFailure: fc.constant([]),
});

const job: fc.Arbitrary<JobProgress> = fc.record({
  name: word(200),
  state: fc.constantFrom("queued", "waiting", "running", "succeeded", "failed", "cancelled", "skipped"),
  step: maybe(text(300)),
  done: count,
  of: count,
});

const step = (state: fc.Arbitrary<Step["state"]>): fc.Arbitrary<Omit<Step, "key">> =>
  fc.record({
    name: word(200),
    does: work,
    onFailure: fc.array(planStep, { maxLength: 8 }),
    state,
    effect: maybe(effect),
    run: maybe(fc.record({ runId: word(30), url: link, attempt: fc.integer({ min: 1, max: 50 }) })),
    jobs: fc.array(job, { maxLength: 30 }),
    begunAt: maybe(instant),
    endedAt: maybe(instant),
    heardAt: maybe(instant),
    newsAt: maybe(instant),
    findBy: maybe(instant),
    strays: fc.array(fc.record({ effect, runId: maybe(word(30)) }), { maxLength: 3 }),
    saidSilent: fc.boolean(),
    reason: maybe(text(3000)),
  });

/** Some begun, one perhaps under way, the others not. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(step(fc.constantFrom("succeeded", "failed", "cancelled")), { maxLength: 12 }),
    fc.array(step(fc.constantFrom(...STEP_STATES)), { maxLength: 1 }),
    fc.array(step(fc.constantFrom("pending", "skipped")), { maxLength: 12 }),
  )
  .map((parts) =>
    parts.flat().map((one, index) => ({ ...one, key: index % 5 === 4 ? `${index}.1` : `${index + 1}` })),
  );

const change = fc.record({
  base: sha,
  status: fc.constantFrom("ahead" as const, "behind" as const, "diverged" as const, "identical" as const),
  aheadBy: count,
  behindBy: count,
  commits: fc.array(fc.record({ sha, title: text(400), author: text(100), url: link }), { maxLength: 20 }),
  url: link,
});

const outlook = fc.record({
  at: instant,
  change: maybe(change),
  checks: fc.array(
    fc.record({
      name: word(200),
      state: fc.constantFrom(
        "success" as const,
        "failure" as const,
        "pending" as const,
        "skipped" as const,
        "unknown" as const,
      ),
    }),
    { maxLength: 60 },
  ),
});

const pinned = fc.record({
  ref: word(250),
  sha,
  title: text(400),
  author: text(100),
  url: link,
  at: instant,
});
const approval = fc.record({ by: user, at: instant });

const trouble = fc.record({
  effect,
  kind: fc.constantFrom("start-run" as const, "post" as const, "look-up" as const),
  what: fc.constantFrom("ask GitHub to start *deploy.yml*", "post the card of #12"),
  reason: text(2000),
  cure: text(2000),
  since: instant,
  state: fc.constantFrom("retrying" as const, "failed" as const),
});

const deployment: fc.Arbitrary<Deployment> = fc.record({
  id: fc.constant("0193a1c2-7a00-7000-8000-000000000012" as DeploymentId),
  number: fc.integer({ min: 1, max: 999_999 }),
  version: fc.constant(9),
  profileHash: fc.constant("h1"),
  kind: fc.constantFrom(...KINDS),
  service: word(60),
  environment: word(60),
  subject: maybe(word(60)),
  places: fc.constant([]),
  phase: fc.constantFrom(...PHASES),
  dryRun: fc.boolean(),
  requestedBy: user,
  requestedAt: instant,
  requestedIn: maybe(channelId),
  why: maybe(text(3000)),
  ref: word(250),
  pinned: maybe(pinned),
  outlook: maybe(outlook),
  lookedAt: maybe(instant),
  look: fc.constant(null),
  unseen: maybe(fc.record({ at: instant, reason: text(2000), cure: text(2000) })),
  backTo: maybe(count),
  database: maybe(fc.boolean()),
  restoreTo: maybe(instant),
  steps,
  checklist: fc.array(fc.record({ text: text(1000), ticked: maybe(approval) }), { maxLength: 30 }),
  approvals: fc.record({
    needed: fc.integer({ min: 0, max: 12 }),
    from: fc.array(word(60), { maxLength: 12 }),
    given: fc.array(approval, { maxLength: 12 }),
    expireAt: instant,
    expireMs: ms,
  }),
  brokenGlass: maybe(
    fc.record({ by: user, isRequester: fc.boolean(), at: instant, why: text(3000), second: maybe(approval) }),
  ),
  queued: maybe(fc.record({ behind: count, since: instant })),
  clearedAt: maybe(instant),
  cancelling: maybe(fc.record({ by: actor, why: maybe(text(3000)) })),
  end: maybe(
    fc.record({
      at: instant,
      by: actor,
      why: maybe(text(3000)),
      step: maybe(fc.constantFrom("1", "2", "5")),
    }),
  ),
  watch: maybe(
    fc.record({
      until: instant,
      nextAt: maybe(instant),
      sampledAt: maybe(instant),
      bad: fc.dictionary(word(60), fc.integer({ min: 0, max: 9 }), { maxKeys: 8 }),
      measured: fc.dictionary(word(60), word(200), { maxKeys: 8 }),
      tripped: maybe(fc.record({ at: instant, why: text(3000) })),
      inconclusive: fc.boolean(),
    }),
  ),
  card: maybe(posted),
  troubles: fc.array(trouble, { maxLength: 20 }),
});

const lock = fc.record({ by: user, why: text(3000), since: instant, until: maybe(instant) });
const freeze: fc.Arbitrary<Freeze> = fc.record({
  cause: fc.constantFrom("window", "person", "maintenance"),
  name: text(3000),
  by: maybe(user),
  until: maybe(instant),
});
const incidents = fc.array(fc.record({ number: maybe(count), rank: fc.integer({ min: 1, max: 9 }) }), {
  maxLength: 20,
});
const open = fc.boolean();

/** One gate of each kind. */
const gates: fc.Arbitrary<readonly Gate[]> = fc
  .tuple(
    fc.record({ kind: fc.constant("outlook"), open, reason: text(2000), cure: text(2000) }),
    fc.record({ kind: fc.constant("approvals"), open, given: count, needed: count, from: names }),
    fc.record({ kind: fc.constant("checklist"), open, left: names }),
    fc.record({ kind: fc.constant("checks"), open, failed: names, pending: names, missing: names }),
    fc.record({ kind: fc.constant("order"), open, behindBy: count, diverged: fc.boolean() }),
    fc.record({ kind: fc.constant("promotion"), open, environment: word(60), at: maybe(instant) }),
    fc.record({ kind: fc.constant("lock"), open, lock: maybe(lock) }),
    fc.record({ kind: fc.constant("freeze"), open, freezes: fc.array(freeze, { maxLength: 12 }) }),
    fc.record({ kind: fc.constant("incident"), open, incidents }),
    fc.record({ kind: fc.constant("database"), open }),
  )
  // fast-check forgets that the kinds are constants.
  .map((all) => all as readonly Gate[]);

const way: fc.Arbitrary<Advice["way"]> = fc.oneof(
  fc.record({ kind: fc.constant("roll-back" as const), usuallyMs: maybe(ms) }),
  fc.record({
    kind: fc.constant("restore" as const),
    backup: word(60),
    to: maybe(instant),
    usuallyMs: maybe(ms),
  }),
  fc.record({ kind: fc.constant("fail-over" as const), plan: word(200), usuallyMs: maybe(ms) }),
);

const advice: fc.Arbitrary<readonly Advice[]> = fc.array(
  fc.record({
    way,
    losesMs: maybe(ms),
    rpoMs: maybe(ms),
    keepsRpo: maybe(fc.boolean()),
    rtoMs: maybe(ms),
    rtoLeftMs: maybe(ms),
    keepsRto: maybe(fc.boolean()),
  }),
  { maxLength: 12 },
);

export const scene: fc.Arbitrary<DeploymentScene> = fc.record({
  deployment,
  gates,
  behind: maybe(count),
  advice,
  at: instant,
});

export const hold: fc.Arbitrary<Hold> = fc.record({
  id: fc.constant("h"),
  kind: fc.constantFrom("lock", "freeze"),
  service: maybe(word(60)),
  environment: maybe(word(60)),
  by: user,
  why: text(3000),
  since: instant,
  until: maybe(instant),
  naggedAt: fc.constant(null),
});

/** Every refusal there is, with the same words wherever somebody chooses them. */
export function refusals(typed: string): readonly DeploymentRefusal[] {
  const near = { typed, nearest: Array.from({ length: 9 }, () => typed) };
  const phase = "waiting";
  return [
    ...(["unknown-service", "unknown-environment", "unknown-backup", "unknown-plan"] as const).map(
      (reason) => ({ reason, ...near }),
    ),
    ...KINDS.map((kind) => ({ reason: "no-plan", kind, service: typed, environment: typed }) as const),
    ...(["deploy", "approve", "override", "cancel"] as const).flatMap((what) => [
      { reason: "may-not", what, known: true } as const,
      { reason: "may-not", what, known: false } as const,
    ]),
    { reason: "already-proposed", number: 12 },
    { reason: "nothing-to-roll-back-to", typed },
    { reason: "nothing-to-roll-back-to", typed: null },
    ...PHASES.map((one) => ({ reason: "not-waiting", phase: one }) as const),
    { reason: "already-ended", phase },
    ...(["ended", "cancelling", "undoing"] as const).map(
      (why) => ({ reason: "cannot-cancel", why }) as const,
    ),
    { reason: "ref-moved", sha: "b".repeat(40) },
    { reason: "ref-moved", sha: null },
    ...PLAIN.map((reason) => ({ reason })),
  ];
}

const PLAIN = [
  "no-such-deployment",
  "own-request",
  "already-approved",
  "expired",
  "needs-second-person",
  "is-cancelling",
  "empty-text",
  "no-such-item",
  "glass-is-broken",
  "nothing-closed",
  "not-lost",
  "nothing-to-retry",
  "time-not-past",
] as const;
