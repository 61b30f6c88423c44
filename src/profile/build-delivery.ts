import type {
  Delivery,
  Environment,
  FreezeWindow,
  PlanStep,
  RollbackRule,
  Trigger,
} from "../domain/delivery.ts";
import { buildBackup, buildBackupFirst, buildRecovery, buildSteps, checksOf } from "./build-plan.ts";
import {
  approvalsOf,
  DEFAULT_LOCK_AFTER_ROLLBACK_MS,
  DEFAULT_LOCK_MS,
  DEFAULT_REF,
  DEFAULT_WATCH,
} from "./defaults-delivery.ts";
import type { Manual } from "./schema.ts";
import type { Step } from "./schema-plan.ts";
import { parseThreshold } from "./threshold.ts";
import {
  deploySteps,
  entryOf,
  type Ground,
  rollbackSteps,
  verifySteps,
  type WrittenEnvironment,
} from "./written-plan.ts";

/** The parts of a manual that say how things are deployed, backed up and brought back. */
export function buildDelivery(manual: Manual, timezone: string): Delivery {
  const mayDeploy = manual.access?.deploy ?? "everyone";
  return {
    environments: buildEnvironments(manual),
    freezes: (manual.freezes?.windows ?? []).map((window) => buildFreeze(window, timezone)),
    backups: Object.entries(manual.backups ?? {}).map((entry) => buildBackup(manual, entry)),
    recovery: Object.entries(manual.recovery ?? {}).map((entry) => buildRecovery(manual, entry)),
    mayDeploy,
    mayOverride: manual.access?.override ?? mayDeploy,
    lockMs: {
      usual: manual.locks?.last ?? DEFAULT_LOCK_MS.usual,
      nagBefore: manual.locks?.remind ?? DEFAULT_LOCK_MS.nagBefore,
    },
  };
}

function buildEnvironments(manual: Manual): Delivery["environments"] {
  // Asked with words that people type, so that `constructor` must find nothing.
  const environments: Record<string, readonly Environment[]> = Object.create(null);
  for (const [service, { environments: written }] of Object.entries(manual.services ?? {}))
    environments[service] = Object.entries(written ?? {}).map(([key, one]) =>
      buildEnvironment({ manual, service, environment: key }, one),
    );
  return environments;
}

function buildEnvironment(ground: Ground, written: WrittenEnvironment): Environment {
  const { manual } = ground;
  return {
    key: ground.environment,
    deploy: buildWay(ground, buildFirst(manual, written.backup_first), deploySteps(ground)),
    rollback: buildWay(ground, [], rollbackSteps(ground)),
    asksAboutDatabase: written.asks_about_database ?? false,
    ref: written.ref ?? DEFAULT_REF,
    approvals: approvalsOf(manual, written.approvals, 0),
    checklist: entryOf(manual.checklists, written.checklist ?? "") ?? [],
    promoteFrom: written.promote_from ?? null,
    checks: written.checks ?? "all",
    freezeAtRank: written.freeze_when?.incident_rank ?? null,
    lockAfterRollbackMs:
      written.lock_after_rollback === undefined
        ? DEFAULT_LOCK_AFTER_ROLLBACK_MS
        : written.lock_after_rollback,
    rollbackWhen: buildRule(ground, written.rollback_when),
  };
}

/** What comes first, what is done, and what is verified; nothing at all where nothing is done from here. */
function buildWay(ground: Ground, first: readonly PlanStep[], steps: readonly Step[]): readonly PlanStep[] {
  if (steps.length === 0) return [];
  return [...first, ...buildSteps(ground, steps), ...buildSteps(ground, verifySteps(ground))];
}

function buildFirst(manual: Manual, backup: string | undefined): readonly PlanStep[] {
  const written = entryOf(manual.backups, backup ?? "");
  return backup === undefined || written === undefined ? [] : buildBackupFirst(manual, [backup, written]);
}

function buildRule(ground: Ground, written: WrittenEnvironment["rollback_when"]): RollbackRule | null {
  if (written === undefined) return null;
  const { health, alert_severity: severity, metrics } = written;
  const triggers: readonly Trigger[] = [
    ...(health === undefined ? [] : [{ kind: "health", checks: checksOf(ground, null) } as const]),
    ...Object.entries(metrics).flatMap(([name, threshold]) => buildMetric(ground.manual, name, threshold)),
    ...(severity === undefined ? [] : [{ kind: "alert", severity } as const]),
  ];
  return {
    watchMs: written.watch ?? DEFAULT_WATCH.watchMs,
    everyMs: written.every ?? DEFAULT_WATCH.everyMs,
    badSamples: written.bad_samples ?? DEFAULT_WATCH.badSamples,
    triggers,
    answer: written.answer ?? "propose",
  };
}

function buildMetric(manual: Manual, name: string, threshold: string): readonly Trigger[] {
  const metric = entryOf(manual.metrics, name);
  const unit = metric?.unit ?? "";
  const above = parseThreshold(threshold, unit);
  return metric === undefined || above === null
    ? []
    : [{ kind: "metric", name, query: metric.query, above, unit }];
}

function buildFreeze(
  written: NonNullable<NonNullable<Manual["freezes"]>["windows"]>[number],
  timezone: string,
): FreezeWindow {
  return {
    name: written.name,
    cron: written.cron,
    timezone: written.timezone ?? timezone,
    lastsMs: written.lasts,
    environments: written.environments ?? [],
  };
}
