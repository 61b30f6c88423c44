import type { Backup, Delivery, Environment, PlanStep, RollbackRule } from "../../src/domain/delivery.ts";
import type { DeploymentCommand, Rights } from "../../src/domain/deployment/command.ts";
import type {
  DeploymentAsked,
  DeploymentFacts,
  Manual,
  Version,
} from "../../src/domain/deployment/decision.ts";
import type { Deployment, DeploymentId, Outlook, Pinned } from "../../src/domain/deployment/deployment.ts";
import { stepsOf } from "../../src/domain/deployment/plan.ts";
import type { EffectId, Instant, SlackChannelId, SlackUserId } from "../../src/domain/ids.ts";
import { ANN, CHANNEL, LOBBY, MINUTE, NINE, person, TOCSIN } from "./incident.ts";

export const HOUR = 60 * MINUTE;
export const OLD = "a".repeat(40);
export const NEW = "b".repeat(40);
export const NEWER = "c".repeat(40);
export const CARD = { channel: CHANNEL, ts: "1763283600.000200" } as const;

export function deploymentId(number: number): DeploymentId {
  return `0193a1c2-7a00-7000-8000-${String(number).padStart(12, "0")}` as DeploymentId;
}

/** `<deployment id>/<version>/<rest>`, as the domain builds it. */
export function effectOf(number: number, version: number, rest: string): EffectId {
  return `${deploymentId(number)}/${version}/${rest}` as EffectId;
}

export function run(
  name: string,
  changes: Partial<Extract<PlanStep["does"], { kind: "run" }>> = {},
  onFailure: readonly PlanStep[] = [],
): PlanStep {
  return {
    name,
    does: {
      kind: "run",
      service: "api",
      environment: "production",
      repository: "sebenza/suite",
      workflow: `${name}.yml`,
      inputs: {},
      ledger: null,
      silentAfterMs: 10 * MINUTE,
      ...changes,
    },
    onFailure,
  };
}

export function health(onFailure: readonly PlanStep[] = []): PlanStep {
  const checks = [{ name: "app", url: "https://app.example.com/health" }];
  return { name: "health", does: { kind: "health", checks, withinMs: 2 * MINUTE }, onFailure };
}

export function wait(ms: number): PlanStep {
  return { name: "wait", does: { kind: "wait", ms }, onFailure: [] };
}

export const WATCH: RollbackRule = {
  watchMs: 5 * MINUTE,
  everyMs: MINUTE,
  badSamples: 2,
  triggers: [
    { kind: "metric", name: "error_rate", query: "errors", above: 5, unit: "%" },
    { kind: "health", checks: [{ name: "app", url: "https://app.example.com/health" }] },
  ],
  answer: "propose",
};

/** Production: one approval of an hour, a deploy and a look at its health. Give only what differs. */
export function anEnvironment(changes: Partial<Environment> = {}): Environment {
  return {
    key: "production",
    deploy: [run("deploy"), health()],
    rollback: [run("rollback")],
    asksAboutDatabase: false,
    ref: "main",
    approvals: { count: 1, from: ["approvers"], expireMs: HOUR },
    checklist: [],
    promoteFrom: null,
    checks: "none",
    freezeAtRank: null,
    lockAfterRollbackMs: null,
    rollbackWhen: null,
    ...changes,
  };
}

export function aBackup(changes: Partial<Backup> = {}): Backup {
  return {
    key: "database",
    service: "api",
    environment: "production",
    kind: "full",
    everyMs: 24 * HOUR,
    keepMs: null,
    take: [run("backup", { ledger: { backup: "database", as: "taken" } })],
    verify: [run("verify-backup", { environment: "scratch" })],
    restore: [run("restore")],
    testEveryMs: null,
    approvals: { count: 2, from: ["approvers"], expireMs: HOUR },
    ...changes,
  };
}

function aDelivery(changes: Partial<Delivery> = {}): Delivery {
  const staging = anEnvironment({
    key: "staging",
    deploy: [run("deploy", { environment: "staging" })],
    rollback: [],
    approvals: { count: 0, from: [], expireMs: HOUR },
  });
  return {
    environments: { api: [staging, anEnvironment()] },
    freezes: [],
    backups: [aBackup()],
    recovery: [
      {
        key: "failover",
        name: "Failover",
        service: "api",
        environment: "production",
        steps: [run("failover")],
        approvals: { count: 1, from: ["approvers"], expireMs: HOUR },
      },
    ],
    mayDeploy: "everyone",
    mayOverride: [],
    lockMs: { usual: HOUR, nagBefore: 5 * MINUTE },
    ...changes,
  };
}

/** The manual whose production differs so. */
export function manualOf(changes: Partial<Environment> = {}, delivery: Partial<Delivery> = {}): Manual {
  const usual = aDelivery();
  const staging = usual.environments["api"]?.[0] ?? anEnvironment({ key: "staging" });
  return {
    hash: "h1",
    delivery: { ...usual, environments: { api: [staging, anEnvironment(changes)] }, ...delivery },
  };
}

export function pinned(sha: string = NEW, changes: Partial<Pinned> = {}): Pinned {
  const url = `https://github.com/sebenza/suite/commit/${sha}`;
  return {
    ref: "main",
    sha,
    title: "Speed up the checkout",
    author: "ann",
    url,
    at: NINE - HOUR,
    ...changes,
  };
}

export function anOutlook(changes: Partial<Outlook> = {}): Outlook {
  return { at: NINE, change: null, checks: [], ...changes };
}

export function aChange(
  status: NonNullable<Outlook["change"]>["status"],
  changes: Partial<NonNullable<Outlook["change"]>> = {},
): NonNullable<Outlook["change"]> {
  const behindBy = status === "behind" ? 2 : 0;
  return {
    base: OLD,
    status,
    aheadBy: 1,
    behindBy,
    commits: [],
    url: "https://github.com/sebenza/suite/compare",
    ...changes,
  };
}

/** May everything; of nothing it is the requester. */
export function rightsOf(user: SlackUserId, changes: Partial<Rights> = {}): Rights {
  return { user, mayDeploy: true, mayApprove: true, mayOverride: true, isRequester: false, ...changes };
}

export function aVersion(changes: Partial<Version> = {}): Version {
  return { number: 9, ref: "v1.0.0", sha: OLD, at: NINE - 24 * HOUR, ...changes };
}

export function factsOf(changes: Partial<DeploymentFacts> = {}): DeploymentFacts {
  return {
    lock: null,
    freezes: [],
    incidents: [],
    promotedAt: null,
    nextNumber: 12,
    running: null,
    ahead: [],
    newer: null,
    duplicateOf: null,
    lastGood: null,
    goodBefore: null,
    goodNamed: null,
    ...changes,
  };
}

/** `/deploy api main to production`, typed in the lobby. */
export function propose(
  changes: Partial<Extract<DeploymentCommand, { type: "propose" }>> = {},
): Extract<DeploymentCommand, { type: "propose" }> {
  return {
    type: "propose",
    kind: "deploy",
    service: "api",
    environment: "production",
    subject: null,
    ref: null,
    why: null,
    dryRun: false,
    database: null,
    restoreTo: null,
    requestedIn: LOBBY as SlackChannelId,
    for: null,
    ...changes,
  };
}

/** As a person with all rights asks it, Ann unless told otherwise; `null` is Tocsin itself. */
export function asks(
  command: DeploymentCommand,
  changes: {
    readonly user?: SlackUserId | null;
    readonly rights?: Partial<Rights> | null;
    readonly at?: Instant;
    readonly number?: number;
  } = {},
): DeploymentAsked {
  const { user = ANN, rights = {}, at = NINE, number = 12 } = changes;
  return {
    command,
    by: user === null ? TOCSIN : person(user),
    rights: user === null || rights === null ? null : rightsOf(user, rights),
    at,
    newId: deploymentId(number),
  };
}

/** #12, a deploy of main to production that Ann asked for and that waits for an approval. Give only what differs. */
export function aDeployment(changes: Partial<Deployment> = {}): Deployment {
  return {
    id: deploymentId(12),
    number: 12,
    version: 3,
    profileHash: "h1",
    kind: "deploy",
    service: "api",
    environment: "production",
    subject: null,
    places: ["api/production"],
    phase: "waiting",
    dryRun: false,
    requestedBy: ANN,
    requestedAt: NINE,
    requestedIn: LOBBY,
    why: null,
    ref: "main",
    pinned: pinned(),
    outlook: anOutlook(),
    lookedAt: NINE,
    look: null,
    unseen: null,
    backTo: null,
    database: null,
    restoreTo: null,
    steps: stepsOf(anEnvironment().deploy),
    checklist: [],
    approvals: { needed: 1, from: ["approvers"], given: [], expireAt: NINE + HOUR, expireMs: HOUR },
    brokenGlass: null,
    queued: null,
    clearedAt: null,
    cancelling: null,
    end: null,
    watch: null,
    card: CARD,
    troubles: [],
    ...changes,
  };
}
