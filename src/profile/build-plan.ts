import type { Backup, HealthCheck, PlanStep, RecoveryPlan, StepWork } from "../domain/delivery.ts";
import type { Written } from "./build-paging.ts";
import { approvalsOf, DEFAULT_SILENT_MS, DEFAULT_WITHIN_MS } from "./defaults-delivery.ts";
import type { Manual } from "./schema.ts";
import type { Step } from "./schema-plan.ts";
import {
  entryOf,
  type Ground,
  groundOf,
  healthOf,
  inputsOf,
  isAddress,
  restoreSteps,
  serviceOf,
  stepsOf,
  verifySteps,
  workflowFile,
} from "./written-plan.ts";

/** Steps as they are carried out, of plans that have passed their checks. */

export function buildSteps(ground: Ground, steps: readonly Step[]): readonly PlanStep[] {
  return steps.map((step) => ({
    name: step.name ?? nameOf(ground, step),
    does: buildWork(ground, step),
    onFailure: buildSteps(ground, step.on_failure ?? []),
  }));
}

function nameOf(ground: Ground, step: Step): string {
  if (step.wait !== undefined) return "Wait";
  const there = groundOf(ground, step);
  const what = step.run === undefined ? "Health" : fileOf(there, step.run);
  const whose = there.service === ground.service ? "" : ` of ${there.service}`;
  const where = there.environment === ground.environment ? "" : ` in ${there.environment}`;
  return `${what}${whose}${where}`;
}

function fileOf({ manual, service }: Ground, named: string): string {
  return workflowFile(serviceOf(manual, service), named) ?? named;
}

function buildWork(ground: Ground, step: Step): StepWork {
  if (step.wait !== undefined) return { kind: "wait", ms: step.wait };
  const there = groundOf(ground, step);
  if (step.run === undefined)
    return {
      kind: "health",
      checks: checksOf(there, step.check === "health" ? null : (step.check ?? null)),
      withinMs: step.within ?? DEFAULT_WITHIN_MS,
    };
  return {
    kind: "run",
    service: there.service,
    environment: there.environment,
    repository: serviceOf(there.manual, there.service)?.github?.repository ?? "",
    workflow: fileOf(there, step.run),
    inputs: inputsOf(ground, step),
    ledger: null,
    silentAfterMs: step.silent_after ?? DEFAULT_SILENT_MS,
  };
}

/** All the health checks there, or those that are named; an address stands for itself. */
export function checksOf(ground: Ground, names: readonly string[] | null): readonly HealthCheck[] {
  const known = healthOf(ground);
  return (names ?? Object.keys(known)).map((name) =>
    isAddress(name) ? { name: new URL(name).host, url: name } : { name, url: entryOf(known, name) ?? "" },
  );
}

export function buildBackup(manual: Manual, [key, written]: Written<"backups">): Backup {
  const ground: Ground = { manual, service: written.service, environment: written.environment };
  const hasHealth = typeof written.restore === "string" && checksOf(ground, null).length > 0;
  return {
    key,
    service: written.service,
    environment: written.environment,
    kind: written.kind ?? "full",
    everyMs: written.every ?? null,
    keepMs: written.keep ?? null,
    take: buildTake(manual, [key, written]),
    verify: [...buildVerify(manual, [key, written]), ...buildTest(manual, [key, written])],
    restore: buildSteps(ground, [
      ...restoreSteps(written),
      ...(hasHealth ? [{ check: "health" } as const] : []),
    ]),
    testEveryMs: written.test?.every ?? null,
    approvals: approvalsOf(manual, written.approvals, 1),
  };
}

/** What `backup_first` does before a deployment. */
export function buildBackupFirst(manual: Manual, entry: Written<"backups">): readonly PlanStep[] {
  return [...buildTake(manual, entry), ...buildVerify(manual, entry)];
}

function buildTake(manual: Manual, [key, written]: Written<"backups">): readonly PlanStep[] {
  const ground: Ground = { manual, service: written.service, environment: written.environment };
  return counting(buildSteps(ground, stepsOf(written.workflow)), key, "taken");
}

function buildVerify(manual: Manual, [key, written]: Written<"backups">): readonly PlanStep[] {
  const ground: Ground = { manual, service: written.service, environment: written.environment };
  return counting(buildSteps(ground, stepsOf(written.verify)), key, "verified");
}

/** It is restored where it harms nobody, and what came of that is verified as a deployment there is. */
function buildTest(manual: Manual, [key, written]: Written<"backups">): readonly PlanStep[] {
  if (written.test === undefined) return [];
  const home: Ground = { manual, service: written.service, environment: written.environment };
  const there: Ground = { ...home, environment: written.test.in };
  const steps = [...restoreSteps(written), ...verifySteps(there)];
  // Said of the plan's own environment, so that the names tell where it is done.
  const away = steps.map((step) => ({ environment: there.environment, ...step }));
  return counting(buildSteps(home, away), key, "tested");
}

/** The success of the last run counts in the ledger of backups. */
function counting(
  steps: readonly PlanStep[],
  backup: string,
  as: "taken" | "verified" | "tested",
): readonly PlanStep[] {
  const last = steps.findLastIndex(({ does }) => does.kind === "run");
  return steps.map((step, index) =>
    index === last && step.does.kind === "run"
      ? { ...step, does: { ...step.does, ledger: { backup, as } } }
      : step,
  );
}

export function buildRecovery(manual: Manual, [key, written]: Written<"recovery">): RecoveryPlan {
  const ground: Ground = { manual, service: written.service, environment: written.environment };
  return {
    key,
    name: written.name ?? key,
    service: written.service,
    environment: written.environment,
    steps: buildSteps(ground, written.steps),
    approvals: approvalsOf(manual, written.approvals, 1),
  };
}
