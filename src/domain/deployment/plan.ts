import type { Approvals, Backup, Delivery, Environment, PlanStep } from "../delivery.ts";
import { nearest } from "../incident/similar.ts";
import type { CommandOf } from "./answer.ts";
import type { DeploymentRefusal } from "./decision.ts";
import type { Step } from "./deployment.ts";

/** What the manual says is to be done, read off it once, when it is asked for: a later manual changes nothing. */

export type Plan = {
  readonly service: string;
  readonly environment: string;
  readonly subject: string | null;
  readonly steps: readonly PlanStep[];
  readonly approvals: Approvals;
  readonly checklist: readonly string[];
};

type Wanted = Pick<CommandOf<"propose">, "kind" | "service" | "environment" | "subject">;
type Found = { readonly plan: Plan } | { readonly refusal: DeploymentRefusal };

export function planOf(delivery: Delivery, wanted: Wanted): Found {
  const found = planFor(delivery, wanted);
  if ("refusal" in found || found.plan.steps.length > 0) return found;
  const { service, environment } = found.plan;
  return { refusal: { reason: "no-plan", kind: wanted.kind, service, environment } };
}

function planFor(delivery: Delivery, wanted: Wanted): Found {
  switch (wanted.kind) {
    case "deploy":
      return ofEnvironment(delivery, wanted, ({ deploy, checklist }) => ({ steps: deploy, checklist }));
    case "rollback":
      // Its list is of what makes a new version fit to go out; this one was out before.
      return ofEnvironment(delivery, wanted, ({ rollback }) => ({ steps: rollback, checklist: [] }));
    case "backup":
      return ofBackup(delivery, wanted, ({ take }) => ({ steps: take, destroys: false }));
    case "verify-backup":
      return ofBackup(delivery, wanted, ({ verify }) => ({ steps: verify, destroys: false }));
    case "restore":
      return ofBackup(delivery, wanted, ({ restore }) => ({ steps: restore, destroys: true }));
    case "failover":
      return ofRecovery(delivery, wanted);
  }
}

function ofEnvironment(
  { environments }: Delivery,
  { service, environment: typed }: Wanted,
  pick: (environment: Environment) => Pick<Plan, "steps" | "checklist">,
): Found {
  // People type any name, also one that every object has.
  const known = Object.hasOwn(environments, service) ? environments[service] : undefined;
  if (known === undefined)
    return { refusal: { reason: "unknown-service", ...near(service, Object.keys(environments)) } };
  const environment = known.find(({ key }) => key === typed);
  if (environment === undefined) {
    const keys = known.map(({ key }) => key);
    return { refusal: { reason: "unknown-environment", ...near(typed, keys) } };
  }
  const { approvals } = environment;
  return { plan: { service, environment: typed, subject: null, approvals, ...pick(environment) } };
}

function ofBackup(
  { backups }: Delivery,
  { subject }: Wanted,
  pick: (backup: Backup) => { readonly steps: readonly PlanStep[]; readonly destroys: boolean },
): Found {
  const backup = backups.find(({ key }) => key === subject);
  if (backup === undefined) {
    const keys = backups.map(({ key }) => key);
    return { refusal: { reason: "unknown-backup", ...near(subject ?? "", keys) } };
  }
  const { service, environment, approvals: asked } = backup;
  const { steps, destroys } = pick(backup);
  // Taking and verifying harm nothing.
  const approvals = destroys ? asked : { ...asked, count: 0 };
  return { plan: { service, environment, subject, steps, approvals, checklist: [] } };
}

function ofRecovery({ recovery }: Delivery, { subject }: Wanted): Found {
  const plan = recovery.find(({ key }) => key === subject);
  if (plan === undefined) {
    const keys = recovery.map(({ key }) => key);
    return { refusal: { reason: "unknown-plan", ...near(subject ?? "", keys) } };
  }
  const { service, environment, steps, approvals } = plan;
  return { plan: { service, environment, subject, steps, approvals, checklist: [] } };
}

function near(
  typed: string,
  known: readonly string[],
): { readonly typed: string; readonly nearest: readonly string[] } {
  return { typed, nearest: nearest(typed, known) };
}

/** Its own place and those of all its runs, also of those that only a failure begins; sorted, each once. */
export function placesOf({ service, environment, steps }: Plan): readonly string[] {
  const touched = steps.flatMap(touchedBy);
  return [...new Set([`${service}/${environment}`, ...touched])].toSorted();
}

function touchedBy({ does, onFailure }: PlanStep): readonly string[] {
  const own = does.kind === "run" ? [`${does.service}/${does.environment}`] : [];
  return [...own, ...onFailure.flatMap(touchedBy)];
}

/** `1`, `2`…; with the key of the step that failed before it, `2.1`, `2.2`… */
export function stepsOf(plan: readonly PlanStep[], after: string | null = null): readonly Step[] {
  return plan.map((step, index) => ({
    ...step,
    ...UNTOUCHED,
    key: after === null ? `${index + 1}` : `${after}.${index + 1}`,
  }));
}

const UNTOUCHED = {
  state: "pending",
  effect: null,
  run: null,
  jobs: [],
  begunAt: null,
  endedAt: null,
  heardAt: null,
  newsAt: null,
  findBy: null,
  strays: [],
  saidSilent: false,
  reason: null,
} as const;
